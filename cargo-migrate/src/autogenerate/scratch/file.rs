//! A scratch database of SQLite that other programs can open: a file in a folder of its own.

use std::fs;
use std::path::PathBuf;

use uuid::Uuid;

use crate::error::{Error, Result};

/// A file that goes with this value.
pub(crate) struct ScratchFile {
    folder: PathBuf,
}

impl ScratchFile {
    /// Makes the folder; the file is made by who opens it.
    ///
    /// # Errors
    ///
    /// The folder for temporary files cannot be written to.
    pub(crate) fn new() -> Result<Self> {
        let name = format!("cargo-migrate-{}", Uuid::new_v4().simple());
        let folder = std::env::temp_dir().join(name);
        let made = fs::create_dir(&folder);
        made.map_err(|error| Error::system(format!("cannot make {}", folder.display()), error))?;
        Ok(Self { folder })
    }

    /// Where it is.
    pub(crate) fn url(&self) -> String {
        let path = self.folder.join("scratch.db");
        format!("sqlite://{}?mode=rwc", path.display())
    }
}

impl Drop for ScratchFile {
    fn drop(&mut self) {
        // What cannot be removed is the system's to remove.
        let _ = fs::remove_dir_all(&self.folder);
    }
}
