//! `migrate.lock`: the heads and the sealed revisions, written down beside the manifest.
//!
//! Git merges two branches that each add a revision without a word, as they touch different files, and the
//! break shows at the next deploy. So every command that writes a revision writes the heads, too, into one
//! line of one file: there the branches conflict.
//!
//! `cargo migrate seal` writes the hashes of all revisions below: from then on, one that is edited or deleted
//! fails the build.

mod fault;
#[cfg(any(test, fuzzing))]
pub(crate) mod hostile;
mod seal_fault;
mod text;

use std::collections::BTreeMap;
use std::path::Path;

use crate::config::Config;
use crate::directory::{Directory, read_lossy};
use crate::graph::RevisionMap;
use crate::parse::Seal;
use crate::revision::RevisionId;

pub use fault::fault;
pub use seal_fault::{seal_faults, unsealed_fault};

/// What a lock file says; displayed, it is the text of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockFile {
    /// The heads, sorted.
    pub heads: Vec<RevisionId>,
    /// The sealed revisions.
    pub sealed: BTreeMap<RevisionId, Seal>,
}

impl LockFile {
    /// The name of the file, which lies beside the manifest; a named configuration has one of its own.
    pub fn name(config: &Config) -> String {
        match &config.settings.name {
            None => "migrate.lock".to_owned(),
            Some(name) => format!("migrate.{name}.lock"),
        }
    }

    /// What the lock file of some revisions says, of which these are sealed.
    pub fn of(graph: &RevisionMap, sealed: BTreeMap<RevisionId, Seal>) -> Self {
        Self {
            heads: heads(graph),
            sealed,
        }
    }
}

/// The heads, sorted.
fn heads(graph: &RevisionMap) -> Vec<RevisionId> {
    let heads = graph.heads().into_iter();
    let mut heads: Vec<RevisionId> = heads.map(|head| head.id.clone()).collect();
    heads.sort();
    heads
}

/// The sealed revisions of the package in a folder, as its lock file has them, in whatever state that is: no
/// seal gets lost in a conflict. Without a lock file there are none.
///
/// Where the two sides of a conflict seal a revision differently, the one holds that its file agrees with.
pub fn sealed(
    manifest_dir: &Path,
    config: &Config,
    directory: &Directory,
) -> BTreeMap<RevisionId, Seal> {
    if !config.lock {
        return BTreeMap::new();
    }
    let name = LockFile::name(config);
    let text = read_lossy(&manifest_dir.join(&name));
    if let Ok(parsed) = text::parse(&text, &name) {
        return parsed.lock_file.sealed;
    }
    let mut sealed = BTreeMap::new();
    for (id, seal) in text::salvaged(&text) {
        let agrees = directory.file(&id).is_some_and(|file| file.seal == seal);
        if agrees || !sealed.contains_key(&id) {
            sealed.insert(id, seal);
        }
    }
    sealed
}

#[cfg(test)]
mod tests;
