//! Columns whose numbers come of an identity instead of a sequence of their own, or the other way round.

use std::collections::HashMap;

use crate::autogenerate::change::Change;
use crate::autogenerate::schema::Name;

/// What comes before what: an identity goes before there is a sequence, since it has one that is called so; and it comes when the
/// sequence is gone, since the column would be taken to number by that.
pub(super) fn edges(changes: &[Change]) -> Vec<(usize, usize)> {
    let mut sequences: HashMap<(&Name, &str), Vec<usize>> = HashMap::new();
    for (at, change) in changes.iter().enumerate() {
        if let Change::CreateSequence(_, it) | Change::DropSequence(_, it) = change
            && let Some((table, column)) = &it.owned_by
        {
            sequences.entry((table, column)).or_default().push(at);
        }
    }
    let mut edges = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        let Change::AlterColumn { table, from, to } = change else {
            continue;
        };
        let sequences = sequences.get(&(table, to.name.as_str())).into_iter();
        for &sequence in sequences.flatten() {
            let is_created = matches!(changes[sequence], Change::CreateSequence(..));
            match (from.identity.is_some(), to.identity.is_some()) {
                (true, false) if is_created => edges.push((at, sequence)),
                (false, true) if !is_created => edges.push((sequence, at)),
                _ => {}
            }
        }
    }
    edges
}
