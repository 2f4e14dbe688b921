//! The faults of declarations taken one by one: what a file may not say whatever the others say.

use crate::revision::{Revision, RevisionId};

use super::error::{Declaration, GraphError, Literal};

/// Characters that mean something in a target.
const GRAMMAR: [char; 4] = ['@', '-', '+', ':'];

/// Words that mean something as a target.
const WORDS: [&str; 4] = ["head", "heads", "base", "current"];

/// The faults of each revision's own declarations, in load order.
pub(super) fn of_declarations(revisions: &[Revision]) -> Vec<GraphError> {
    let mut faults = Vec::new();
    for (place, revision) in revisions.iter().enumerate() {
        faults.extend(self_loop(place, revision));
        faults.extend(of_identifier(place, revision));
        faults.extend(of_labels(place, revision));
    }
    faults
}

/// The literal of an entry of a declared list.
pub(super) fn literal(revision: usize, declaration: Declaration, index: usize) -> Literal {
    Literal {
        revision,
        declaration,
        index,
    }
}

fn self_loop(place: usize, revision: &Revision) -> Option<GraphError> {
    let id = &revision.id;
    let revises = revision.down_revisions.iter().position(|down| down == id);
    if let Some(index) = revises {
        let at = literal(place, Declaration::DownRevision, index);
        return Some(GraphError::SelfLoop {
            revision: id.clone(),
            at,
        });
    }
    let index = revision.depends_on.iter().position(|name| *id == **name)?;
    let at = literal(place, Declaration::DependsOn, index);
    Some(GraphError::DependencySelfLoop {
        revision: id.clone(),
        at,
    })
}

fn of_identifier(place: usize, revision: &Revision) -> Option<GraphError> {
    let id = &revision.id;
    let at = literal(place, Declaration::Revision, 0);
    let characters = illegal_characters(id);
    let length = id.chars().count();
    if id.is_empty() {
        Some(GraphError::EmptyId { at })
    } else if !characters.is_empty() {
        Some(GraphError::IllegalId {
            id: id.clone(),
            characters,
            at,
        })
    } else if length > RevisionId::MAX_LENGTH {
        Some(GraphError::LongId {
            id: id.clone(),
            length,
            at,
        })
    } else if WORDS.contains(&&**id) {
        Some(GraphError::ReservedName {
            name: id.to_string(),
            at,
        })
    } else {
        None
    }
}

fn illegal_characters(id: &str) -> Vec<char> {
    let mut characters: Vec<char> = id
        .chars()
        .filter(|c| GRAMMAR.contains(c) || c.is_whitespace() || c.is_control())
        .collect();
    characters.sort_unstable();
    characters.dedup();
    characters
}

fn of_labels(place: usize, revision: &Revision) -> impl Iterator<Item = GraphError> {
    revision
        .branch_labels
        .iter()
        .enumerate()
        .filter_map(move |(index, label)| {
            let at = literal(place, Declaration::BranchLabels, index);
            if WORDS.contains(&label.as_str()) {
                Some(GraphError::ReservedName {
                    name: label.clone(),
                    at,
                })
            } else if can_be_asked_for(label) {
                None
            } else {
                let revision = revision.id.clone();
                Some(GraphError::IllegalLabel {
                    label: label.clone(),
                    revision,
                    at,
                })
            }
        })
}

/// Whether a target can name the label. `feature-x` is fine and in use with Alembic; `feature-1` would be
/// read as one step below `feature`.
fn can_be_asked_for(label: &str) -> bool {
    let walks = label
        .as_bytes()
        .windows(2)
        .any(|pair| matches!(pair[0], b'+' | b'-') && pair[1].is_ascii_digit());
    let illegal = |c: char| matches!(c, '@' | ':') || c.is_whitespace() || c.is_control();
    !label.is_empty() && !walks && !label.contains(illegal)
}
