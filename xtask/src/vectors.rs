//! The files of Alembic's answers, and whether ours are the same.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::conformance::Score;
use crate::status::{failure, status};
use crate::{Outcome, cargo, conformance, interrupt};

/// Ask the revision graph what Alembic was asked, and compare the answers
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Args {
    /// Files with a question a line, `.jsonl` or `.jsonl.gz`; those of the tests unless named
    files: Vec<PathBuf>,
}

/// Runs the task.
pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let files = match args.files.as_slice() {
        [] => files_in(&cargo::root().join("tests").join("vectors"))?,
        files => files.to_owned(),
    };
    let mut total = Score::default();
    for file in &files {
        let shown = file.strip_prefix(cargo::root()).unwrap_or(file);
        interrupt::check()?;
        status("Asking", &shown.display().to_string());
        let score = conformance::run(file)?;
        total.passed += score.passed;
        total.failed += score.failed;
    }
    ensure!(total != Score::default(), "the files hold no question");
    Ok(outcome(total))
}

/// The files of questions in a folder.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("no {}", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".jsonl.gz") {
            files.push(path);
        }
    }
    files.sort();
    ensure!(!files.is_empty(), "no questions in {}", folder.display());
    Ok(files)
}

fn outcome(total: Score) -> Outcome {
    if total.failed == 0 {
        return Outcome::Passed;
    }
    failure(&format!("{} answers are not Alembic's", total.failed));
    Outcome::Failed(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_found_in_order() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.jsonl.gz", "a.jsonl.gz", "README.md"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let expected = ["a.jsonl.gz", "b.jsonl.gz"].map(|name| folder.path().join(name));
        assert_eq!(files_in(folder.path()).unwrap(), expected);
    }

    #[test]
    fn a_folder_without_questions_is_no_success() {
        let folder = tempfile::tempdir().unwrap();
        assert!(files_in(folder.path()).is_err());
        assert!(files_in(&folder.path().join("missing")).is_err());
    }
}
