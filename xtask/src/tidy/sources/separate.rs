//! Folders whose files know nothing of one another.

use std::collections::BTreeSet;

use super::mentions::Source;
use super::starts_with;
use crate::tidy::Fault;

/// A folder whose files know nothing of one another.
struct Separate {
    folder: &'static str,
    /// Its modules that serve all of them, and may know them all.
    shared: &'static [&'static str],
    because: &'static str,
}

const SEPARATE: &[Separate] = &[
    Separate {
        folder: "migrate-runtime/src/operations/",
        shared: &["lend", "parts", "recorder", "render"],
        because: "a new operation is a file",
    },
    Separate {
        folder: "migrate-runtime/src/backend/",
        shared: &[],
        because: "one database, one file",
    },
    Separate {
        folder: "cargo-migrate/src/commands/",
        shared: &[],
        because: "shared work belongs to the library",
    },
];

/// Checks that a source does not use its neighbors.
pub(super) fn check(path: &str, source: &Source, files: &[&str]) -> Vec<Fault> {
    let folders = SEPARATE.iter();
    folders
        .flat_map(|folder| folder.check(path, source, files))
        .collect()
}

/// The folders that a rule is about.
pub(super) fn subjects() -> impl Iterator<Item = &'static str> {
    SEPARATE.iter().map(|separate| separate.folder)
}

impl Separate {
    fn check(&self, path: &str, source: &Source, files: &[&str]) -> Vec<Fault> {
        let Some(file) = path.strip_prefix(self.folder) else {
            return Vec::new();
        };
        if self.shared.contains(&module_of(file)) {
            return Vec::new();
        }
        let others = self.others(file, files);
        let absolute = module_path(self.folder);
        let relative = vec!["super"; file.matches('/').count() + 1];
        let mut faults = Vec::new();
        for mention in &source.paths {
            let rest = [&absolute, &relative]
                .into_iter()
                .find(|start| starts_with(&mention.what, start))
                .and_then(|start| mention.what.get(start.len()));
            if let Some(other) = rest.filter(|name| others.contains(name.as_str())) {
                faults.push(mention.fault(path, format!("uses `{other}`: {}", self.because)));
            }
        }
        faults
    }

    /// The modules of the folder that the file is not to know.
    fn others<'a>(&self, file: &str, files: &[&'a str]) -> BTreeSet<&'a str> {
        let files = files
            .iter()
            .filter_map(|path| path.strip_prefix(self.folder));
        files
            .map(module_of)
            .filter(|module| *module != module_of(file) && !self.shared.contains(module))
            .collect()
    }
}

/// The module that a file of a folder belongs to: `a` for `a.rs` and for `a/b.rs`.
fn module_of(file: &str) -> &str {
    let first = file.split('/').next().unwrap_or(file);
    first.strip_suffix(".rs").unwrap_or(first)
}

/// `crate::operations` for `migrate-runtime/src/operations/`.
fn module_path(folder: &str) -> Vec<&str> {
    let modules = folder
        .split_once("/src/")
        .map_or(folder, |(_, modules)| modules);
    let modules = modules.split('/').filter(|module| !module.is_empty());
    std::iter::once("crate").chain(modules).collect()
}
