//! The files of the repository.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use walkdir::{DirEntry, WalkDir};

/// All files of a folder, but for what git and Cargo keep there.
pub(super) struct Tree {
    root: PathBuf,
    files: Vec<TreeFile>,
}

/// A file of the repository.
pub(super) struct TreeFile {
    /// Relative to the root, with slashes on every system.
    pub(super) path: String,
    /// In bytes.
    pub(super) size: u64,
}

impl Tree {
    /// Lists the files under a folder.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let walk = WalkDir::new(root).sort_by_file_name().into_iter();
        let mut files = Vec::new();
        for entry in walk.filter_entry(is_ours) {
            let entry = entry?;
            if entry.file_type().is_file() {
                files.push(TreeFile {
                    path: relative(root, entry.path())?,
                    size: entry.metadata()?.len(),
                });
            }
        }
        Ok(Self {
            root: root.to_owned(),
            files,
        })
    }

    /// How many files there are.
    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    /// All files, sorted.
    pub(super) fn files(&self) -> impl Iterator<Item = &TreeFile> {
        self.files.iter()
    }

    /// The paths of all Rust files.
    pub(super) fn rust_files(&self) -> impl Iterator<Item = &str> {
        let paths = self.files.iter().map(|file| file.path.as_str());
        paths.filter(|path| path.ends_with(".rs"))
    }

    /// The text of a file.
    pub(super) fn text(&self, path: &str) -> Result<String> {
        fs::read_to_string(self.root.join(path)).with_context(|| format!("cannot read {path}"))
    }
}

fn is_ours(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    !(entry.file_type().is_dir() && (name == ".git" || name == "target"))
}

fn relative(root: &Path, path: &Path) -> Result<String> {
    let parts: Vec<_> = path
        .strip_prefix(root)?
        .iter()
        .map(|part| part.to_string_lossy())
        .collect();
    Ok(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_and_cargo_keep_is_left_out() {
        let root = tempfile::tempdir().unwrap();
        for path in ["src/a.rs", "target/b.rs", "x/target/c.rs", ".git/d", "e"] {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "text").unwrap();
        }
        let tree = Tree::read(root.path()).unwrap();
        let paths: Vec<_> = tree.files().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["e", "src/a.rs"]);
        assert_eq!(tree.rust_files().collect::<Vec<_>>(), ["src/a.rs"]);
        assert_eq!(tree.files().next().unwrap().size, 4);
        assert_eq!(tree.text("e").unwrap(), "text");
    }
}
