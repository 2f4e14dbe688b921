//! What git knows of whose a revision is.

use std::path::Path;
use std::process::{Command, Stdio};

/// Which of two files is mine: the one that the other side does not have.
///
/// The other side is what is being merged; in a rebase of git or a cherry-pick, what that works upon; else the
/// branch that this one goes back to. `None` where git does not tell: outside of a repository, or where both
/// files are on both sides.
pub(super) fn mine(directory: &Path, files: [&Path; 2]) -> Option<usize> {
    let git = Git { directory };
    let other_sides = other_sides(&git);
    other_sides
        .iter()
        .find_map(|side| match files.map(|file| git.has_file(side, file)) {
            [Some(false), Some(true)] => Some(0),
            [Some(true), Some(false)] => Some(1),
            _ => None,
        })
}

/// Git, asked in a folder.
struct Git<'d> {
    directory: &'d Path,
}

impl Git<'_> {
    /// The first line that a command prints, unless it fails.
    fn ask(&self, arguments: &[&str]) -> Option<String> {
        let output = Command::new("git")
            .args(arguments)
            .current_dir(self.directory)
            .stdin(Stdio::null())
            .output();
        let output = output.ok().filter(|output| output.status.success())?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Some(text.lines().next().unwrap_or_default().to_owned())
    }

    fn is_commit(&self, name: &str) -> bool {
        let commit = format!("{name}^{{commit}}");
        self.ask(&["rev-parse", "--quiet", "--verify", &commit])
            .is_some()
    }

    /// Whether a commit has a file; `None` where that cannot be told.
    fn has_file(&self, commit: &str, file: &Path) -> Option<bool> {
        let line = self.ask(&["ls-tree", "--name-only", commit, "--", file.to_str()?])?;
        Some(!line.is_empty())
    }
}

/// The commits that may be the other side, the likeliest first.
fn other_sides(git: &Git<'_>) -> Vec<String> {
    let mut sides = Vec::new();
    if git.is_commit("MERGE_HEAD") {
        sides.push("MERGE_HEAD".to_owned());
    }
    if git.is_commit("REBASE_HEAD") || git.is_commit("CHERRY_PICK_HEAD") {
        sides.push("HEAD".to_owned());
    }
    let branch = git.ask(&["symbolic-ref", "--quiet", "--short", "HEAD"]);
    let upstream = git.ask(&[
        "rev-parse",
        "--abbrev-ref",
        "--symbolic-full-name",
        "@{upstream}",
    ]);
    let defaults = ["origin/HEAD", "main", "master"].map(str::to_owned);
    let is_own = |side: &String| {
        // What a branch was pushed to holds the branch itself, not what it goes back to.
        let name = side.split_once('/').map_or(side.as_str(), |(_, name)| name);
        branch.as_deref() == Some(name)
    };
    let branches = upstream.into_iter().chain(defaults);
    sides.extend(branches.filter(|side| !is_own(side) && git.is_commit(side)));
    sides
}
