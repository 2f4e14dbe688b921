//! Writing files: new revisions, new migrations packages. Nothing is overwritten, nothing half-written.

pub(crate) mod changes;
pub(crate) mod hooks;
pub(crate) mod lock;
pub(crate) mod manifest;
pub(crate) mod new_revision;
pub(crate) mod package;
pub(crate) mod rebase;
pub(crate) mod revision;
pub(crate) mod rustfmt;
pub(crate) mod seal;
pub(crate) mod template;
pub(crate) mod watch;

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use crate::error::{Error, Result};

/// Writes a file that does not exist yet, with the folders above it.
pub(crate) fn write_new(path: &Path, text: &str) -> Result<()> {
    let shown = path.display();
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .map_err(|error| Error::system(format!("cannot make {}", folder.display()), error))?;
    }
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = file.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Error::new(
            format!("{shown} exists already"),
            "nothing was overwritten; move the file away, or choose another place",
        ),
        _ => Error::system(format!("cannot write {shown}"), error),
    })?;
    if let Err(error) = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
    {
        // Half a file is worse than none; that it cannot be removed either is not worth a second error.
        let _ = fs::remove_file(path);
        return Err(Error::system(format!("cannot write {shown}"), error));
    }
    Ok(())
}

/// Replaces the text of a file in one step: a reader sees the old text or the new one.
pub(crate) fn replace(path: &Path, text: &str) -> Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = Path::new(&beside);
    write_new(beside, text)?;
    let permissions = fs::metadata(path).map(|metadata| metadata.permissions());
    let kept = permissions.and_then(|permissions| fs::set_permissions(beside, permissions));
    kept.and_then(|()| fs::rename(beside, path))
        .map_err(|error| {
            let _ = fs::remove_file(beside);
            Error::system(format!("cannot write {}", path.display()), error)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_exists_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.rs");
        write_new(&path, "first").unwrap();
        assert!(write_new(&path, "second").is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
    }

    #[test]
    fn replacing_leaves_nothing_beside_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("Cargo.toml");
        write_new(&path, "first").unwrap();
        replace(&path, "second").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "second");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
