//! What is wrong with a lock file.

use std::path::Path;

use crate::check::{JOIN_HEADS, named};
use crate::config::{Config, MultipleHeads};
use crate::diagnostic::Diagnostic;
use crate::directory::read_text_if_any;
use crate::graph::RevisionMap;
use crate::revision::RevisionId;

use super::{LockFile, heads, text};

/// The fault of the lock file of the package in a folder, if it has one: the file is missing although there
/// are revisions, cannot be read, or names other heads than the revisions have. What is sealed is checked by
/// [`seal_faults`](super::seal_faults).
///
/// Without a lock file in the configuration there is none.
pub fn fault(manifest_dir: &Path, config: &Config, graph: &RevisionMap) -> Option<Diagnostic> {
    if !config.lock {
        return None;
    }
    let name = LockFile::name(config);
    let remedy = remedy(config, graph);
    let text = match read_text_if_any(&manifest_dir.join(&name), Path::new(&name)) {
        Ok(Some(text)) => text,
        Ok(None) if graph.is_empty() => return None,
        Ok(None) => {
            let message = format!("`{name}` is missing: without it, git does not notice two heads");
            let without = "`lock = false` in Cargo.toml does without";
            let fault = Diagnostic::new(message).in_file(name);
            return Some(fault.help(format!("{remedy}; {without}")));
        }
        Err(fault) => return Some(fault.help(remedy)),
    };
    match text::parse(&text, &name) {
        Ok(parsed) => {
            let message = difference(&parsed.lock_file, graph, &name)?;
            let fault = Diagnostic::new(message).at(name, &text, parsed.heads_at);
            Some(fault.help(format!("if the files are right, {remedy}")))
        }
        Err(fault) => Some(fault.help(remedy)),
    }
}

/// The command that writes the lock file anew.
fn remedy(config: &Config, graph: &RevisionMap) -> String {
    let heads = graph.heads().len();
    if heads > 1 && config.multiple_heads == MultipleHeads::Deny {
        return format!("there are {heads} heads: {JOIN_HEADS}");
    }
    let name = config.settings.name.as_ref();
    let name = name.map_or_else(String::new, |name| format!(" --name {name}"));
    format!("`cargo migrate{name} lock` writes it anew")
}

/// What differs, if anything does.
fn difference(lock_file: &LockFile, graph: &RevisionMap, name: &str) -> Option<String> {
    let mut locked = lock_file.heads.clone();
    locked.sort();
    let expected = heads(graph);
    if locked == expected {
        return None;
    }
    let shown = |id: &RevisionId| match graph.get(id) {
        Some(revision) => named(revision),
        None => format!("`{id}`"),
    };
    let list = |heads: &[RevisionId]| match heads {
        [] => "no head".to_owned(),
        heads => heads.iter().map(shown).collect::<Vec<_>>().join(", "),
    };
    Some(format!(
        "`{name}` names {}, but the revision files have {}",
        list(&locked),
        list(&expected)
    ))
}
