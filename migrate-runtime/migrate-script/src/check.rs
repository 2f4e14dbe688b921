//! Checking the chain of a package: every fault of the graph at the literal that is to blame.

mod graph_fault;

use std::path::Path;

use crate::config::{Config, MultipleHeads};
use crate::diagnostic::Diagnostic;
use crate::directory::{Directory, Reading};
use crate::graph::RevisionMap;
use crate::lock_file;
use crate::revision::Revision;

/// What mends several heads.
pub(crate) const JOIN_HEADS: &str = "join them with `cargo migrate merge heads -m \"…\"`, or put yours on top with `cargo migrate rebase`";

/// How many faults of one file are told: nobody reads more, and each keeps a line of the file, which may be long.
pub(crate) const MOST_FAULTS: usize = 50;

/// Reads the revision files of a package and checks that they can be applied.
///
/// # Errors
///
/// All faults at once: those of the files; unless a file is missing, those of the chain and of what is sealed;
/// and that of the lock file where the chain has none: what mends the heads writes the lock file anew.
pub fn load(manifest_dir: &Path, config: &Config) -> Result<Directory, Vec<Diagnostic>> {
    let reading = Reading::new(manifest_dir, config);
    let mut faults = reading.faults;
    if reading.complete {
        match sound_chain(&reading.directory, config) {
            Ok(graph) => faults.extend(lock_file::fault(manifest_dir, config, &graph)),
            Err(more) => faults.extend(more),
        }
        // With a broken chain, too: a revision that is missed there was sealed perhaps.
        let directory = &reading.directory;
        faults.extend(lock_file::seal_faults(manifest_dir, config, directory));
    }
    match faults.is_empty() {
        true => Ok(reading.directory),
        false => Err(faults),
    }
}

/// All faults of a chain, several heads included where they are not allowed.
pub fn check(directory: &Directory, config: &Config) -> Vec<Diagnostic> {
    sound_chain(directory, config).err().unwrap_or_default()
}

fn sound_chain(directory: &Directory, config: &Config) -> Result<RevisionMap, Vec<Diagnostic>> {
    let graph = revision_map(directory)?;
    match config.multiple_heads {
        MultipleHeads::Deny => match heads_fault(&graph.heads()) {
            Some(fault) => Err(vec![fault]),
            None => Ok(graph),
        },
        MultipleHeads::Allow => Ok(graph),
    }
}

/// The graph of the revisions.
///
/// # Errors
///
/// All faults of the graph; several heads are none.
pub fn revision_map(directory: &Directory) -> Result<RevisionMap, Vec<Diagnostic>> {
    let revisions = directory.files.iter().map(|file| file.revision.clone());
    RevisionMap::new(revisions.collect()).map_err(|errors| {
        let faults = errors
            .iter()
            .map(|error| graph_fault::diagnostic(error, directory));
        faults.collect()
    })
}

fn heads_fault(heads: &[&Revision]) -> Option<Diagnostic> {
    if heads.len() < 2 {
        return None;
    }
    let names: Vec<_> = heads.iter().map(|head| named(head)).collect();
    let message = format!("{} heads: {}", heads.len(), names.join(", "));
    Some(Diagnostic::new(message).help(JOIN_HEADS))
}

/// A revision as people know it: its identifier and its message.
pub(crate) fn named(revision: &Revision) -> String {
    match revision.message() {
        "" => format!("`{}`", revision.id),
        message => format!("`{}` ({message})", revision.id),
    }
}

#[cfg(test)]
mod tests;
