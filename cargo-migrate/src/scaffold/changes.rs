//! Several changes of files, of which all are made, or none.

use std::fs;
use std::path::{Path, PathBuf};

use migrate_script::diagnostic::Diagnostic;

use super::{replace, write_new};
use crate::error::{Error, Result};

/// A change of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// A file that does not exist yet.
    Create { path: PathBuf, text: String },
    /// Another text.
    Rewrite {
        path: PathBuf,
        before: String,
        after: String,
    },
    /// Another name, which no file has yet.
    Rename { from: PathBuf, to: PathBuf },
}

/// Makes the changes in order. Where one fails, those before it are undone.
pub(crate) fn make(changes: &[Change]) -> Result<()> {
    for (done, change) in changes.iter().enumerate() {
        if let Err(error) = change.make() {
            return Err(undone(&changes[..done], error));
        }
    }
    Ok(())
}

/// Undoes the changes, the last one first. The error, and all that could not be undone.
fn undone(changes: &[Change], error: Error) -> Error {
    let failed = changes
        .iter()
        .rev()
        .filter_map(|change| change.undo().err());
    let errors = std::iter::once(error).chain(failed);
    let diagnostics = errors.flat_map(|error| match error {
        Error::Fault(fault) | Error::Usage(fault) => fault.diagnostics().to_vec(),
        Error::Build { .. } => Vec::new(),
    });
    diagnostics.collect::<Vec<Diagnostic>>().into()
}

impl Change {
    fn make(&self) -> Result<()> {
        match self {
            Self::Create { path, text } => write_new(path, text),
            Self::Rewrite { path, after, .. } => replace(path, after),
            Self::Rename { from, to } => rename(from, to),
        }
    }

    fn undo(&self) -> Result<()> {
        match self {
            Self::Create { path, .. } => fs::remove_file(path)
                .map_err(|error| Error::system(format!("cannot remove {}", path.display()), error)),
            Self::Rewrite { path, before, .. } => replace(path, before),
            Self::Rename { from, to } => rename(to, from),
        }
    }
}

fn rename(from: &Path, to: &Path) -> Result<()> {
    let what = || format!("cannot rename {} to {}", from.display(), to.display());
    // The system would overwrite it.
    if to.exists() {
        return Err(Error::system(what(), "there is such a file"));
    }
    let folder = to.parent().map_or(Ok(()), fs::create_dir_all);
    folder
        .and_then(|()| fs::rename(from, to))
        .map_err(|error| Error::system(what(), error))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn files(folder: &Path) -> BTreeMap<String, String> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read_to_string(entry.path()).unwrap())
        });
        entries.collect()
    }

    fn changes(folder: &Path) -> [Change; 3] {
        let path = |name: &str| folder.join(name);
        [
            Change::Rewrite {
                path: path("a"),
                before: "old".to_owned(),
                after: "new".to_owned(),
            },
            Change::Rename {
                from: path("a"),
                to: path("b"),
            },
            Change::Create {
                path: path("lock"),
                text: "heads".to_owned(),
            },
        ]
    }

    #[test]
    fn all_changes_are_made_in_order() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "old").unwrap();
        make(&changes(folder.path())).unwrap();
        let expected = [("b", "new"), ("lock", "heads")];
        let expected = expected.map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(files(folder.path()), expected.into());
    }

    #[test]
    fn where_one_cannot_be_made_none_is() {
        for occupied in ["b", "lock"] {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join("a"), "old").unwrap();
            fs::write(folder.path().join(occupied), "in the way").unwrap();
            let before = files(folder.path());
            make(&changes(folder.path())).unwrap_err();
            assert_eq!(files(folder.path()), before, "{occupied}");
        }
    }

    #[test]
    fn what_cannot_be_undone_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let vanishing = Change::Create {
            path: path.clone(),
            text: String::new(),
        };
        vanishing.make().unwrap();
        fs::remove_file(&path).unwrap();
        let error = undone(&[vanishing], Error::new("the disk is full", "empty it"));
        let Error::Fault(fault) = error else {
            panic!("a fault");
        };
        let messages: Vec<&str> = fault
            .diagnostics()
            .iter()
            .map(|it| it.message.as_str())
            .collect();
        assert_eq!(messages[0], "the disk is full");
        assert!(messages[1].starts_with("cannot remove "), "{messages:?}");
    }
}
