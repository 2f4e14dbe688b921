//! Reading the manifest and the revision files: the only part that touches the file system.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::config::Config;
use crate::diagnostic::{Diagnostic, forward_slashes};
use crate::parse::{RevisionFile, SourceFile, parse};

/// The revision files of a package.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Directory {
    /// The files whose revision's identity and edges could be read, sorted by location and path.
    pub files: Vec<RevisionFile>,
}

/// What came of reading the version locations.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// The files, as far as they could be read.
    pub directory: Directory,
    /// All faults of the locations and the files.
    pub faults: Vec<Diagnostic>,
    /// Whether every file is in the directory, so that faults of the chain are real ones.
    pub complete: bool,
}

impl Directory {
    /// Reads all revision files of the package in a folder.
    ///
    /// # Errors
    ///
    /// All faults at once: locations and files that cannot be read, files that are not revision files.
    pub fn read(manifest_dir: &Path, config: &Config) -> Result<Self, Vec<Diagnostic>> {
        let reading = Reading::new(manifest_dir, config);
        match reading.faults.is_empty() {
            true => Ok(reading.directory),
            false => Err(reading.faults),
        }
    }

    /// The file of a revision.
    pub fn file(&self, id: &str) -> Option<&RevisionFile> {
        self.files.iter().find(|file| file.revision.id == *id)
    }
}

impl Reading {
    /// Reads what can be read of the revision files of the package in a folder.
    pub fn new(manifest_dir: &Path, config: &Config) -> Self {
        let mut reading = Self {
            complete: true,
            ..Self::default()
        };
        for location in &config.version_locations {
            match revision_files(manifest_dir, location, config) {
                Ok(paths) => {
                    for path in paths {
                        reading.add_file(manifest_dir, location, &path, config);
                    }
                }
                Err(faults) => reading.add_faults(faults),
            }
        }
        reading
    }

    fn add_file(&mut self, manifest_dir: &Path, location: &Path, path: &Path, config: &Config) {
        let shown = location.join(path);
        if shown.to_str().is_none() {
            let message = "the file's name is not UTF-8, and source code cannot name it";
            return self.add_faults(vec![Diagnostic::new(message).in_file(shown)]);
        }
        let text = match read_text(&manifest_dir.join(&shown), &shown) {
            Ok(text) => text,
            Err(faults) => return self.add_faults(faults),
        };
        let stem = forward_slashes(&path.with_extension(""));
        let path = shown;
        let parsed = parse(SourceFile { path, stem, text }, &config.file_template);
        self.complete &= parsed.file.is_some();
        self.faults.extend(parsed.faults);
        self.directory.files.extend(parsed.file);
    }

    fn add_faults(&mut self, faults: Vec<Diagnostic>) {
        self.faults.extend(faults);
        self.complete = false;
    }
}

/// Reads a text file; `shown` is its path in a fault.
pub(crate) fn read_text(path: &Path, shown: &Path) -> Result<String, Vec<Diagnostic>> {
    std::fs::read_to_string(path).map_err(|error| vec![unreadable(shown, &error)])
}

/// Reads a text file that may be missing.
pub(crate) fn read_text_if_any(
    path: &Path,
    shown: &Path,
) -> Result<Option<String>, Box<Diagnostic>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(shown, &error).into()),
    }
}

/// What can be read of a text file, whatever is wrong with it.
pub(crate) fn read_lossy(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn unreadable(shown: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::new(format!("cannot read the file: {error}")).in_file(shown)
}

/// The revision files below a location, relative to it, sorted.
fn revision_files(
    manifest_dir: &Path,
    location: &Path,
    config: &Config,
) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
    let root = manifest_dir.join(location);
    let depth = if config.recursive_version_locations {
        usize::MAX
    } else {
        1
    };
    let entries = WalkDir::new(&root)
        .min_depth(1)
        .max_depth(depth)
        .follow_links(true);
    let mut paths = Vec::new();
    for entry in entries
        .into_iter()
        .filter_entry(|entry| !is_hidden(entry.path()))
    {
        match entry {
            Ok(entry) if is_revision_file(&entry) => {
                let path = entry.path().strip_prefix(&root).unwrap_or(entry.path());
                paths.push(path.to_owned());
            }
            Ok(_) => {}
            // An editor's lock file is a link that leads nowhere.
            Err(error) if error.path().is_some_and(is_hidden) => {}
            Err(error) => return Err(vec![location_fault(location, &root, &error)]),
        }
    }
    paths.sort_by(|a, b| a.components().cmp(b.components()));
    Ok(paths)
}

fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.as_encoded_bytes());
    name.is_some_and(|name| name.starts_with(b"."))
}

fn is_revision_file(entry: &DirEntry) -> bool {
    let path = entry.path();
    let is_rust = path.extension().is_some_and(|extension| extension == "rs");
    is_rust && !entry.file_type().is_dir() && entry.file_name() != "mod.rs"
}

fn location_fault(location: &Path, root: &Path, error: &walkdir::Error) -> Diagnostic {
    let below = error.path().and_then(|path| path.strip_prefix(root).ok());
    if let Some(below) = below.filter(|below| !below.as_os_str().is_empty()) {
        let message = format!("cannot read it: {}", reason(error));
        return Diagnostic::new(message).in_file(location.join(below));
    }
    let shown = forward_slashes(location);
    let kind = error.io_error().map(std::io::Error::kind);
    let message = match kind {
        Some(ErrorKind::NotFound) => format!("the version location `{shown}` does not exist"),
        _ => format!(
            "cannot read the version location `{shown}`: {}",
            reason(error)
        ),
    };
    let help = "create the folder, or name the right one in `version-locations`";
    Diagnostic::new(message).in_file("Cargo.toml").help(help)
}

fn reason(error: &walkdir::Error) -> String {
    let io_error = error.io_error().map(ToString::to_string);
    io_error.unwrap_or_else(|| error.to_string())
}

#[cfg(test)]
mod tests;
