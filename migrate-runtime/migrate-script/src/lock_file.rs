//! `migrate.lock`: the heads, written down beside the manifest.
//!
//! Git merges two branches that each add a revision without a word, as they touch different files, and the
//! break shows at the next deploy. So every command that writes a revision writes the heads, too, into one
//! line of one file: there the branches conflict.

mod fault;
mod text;

use crate::config::Config;
use crate::graph::RevisionMap;
use crate::revision::RevisionId;

pub use fault::fault;

/// What a lock file says; displayed, it is the text of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockFile {
    /// The heads, sorted.
    pub heads: Vec<RevisionId>,
}

impl LockFile {
    /// The name of the file, which lies beside the manifest; a named configuration has one of its own.
    pub fn name(config: &Config) -> String {
        match &config.settings.name {
            None => "migrate.lock".to_owned(),
            Some(name) => format!("migrate.{name}.lock"),
        }
    }

    /// What the lock file of some revisions says.
    pub fn of(graph: &RevisionMap) -> Self {
        let heads = graph.heads().into_iter();
        let mut heads: Vec<RevisionId> = heads.map(|head| head.id.clone()).collect();
        heads.sort();
        Self { heads }
    }
}

#[cfg(test)]
mod tests;
