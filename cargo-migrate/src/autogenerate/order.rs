//! The order in which changes can be done.
//!
//! Each change says what it creates, drops and alters, and what it needs to be there before or behind it. From this follows what
//! comes before what; among those that could be next, the first is the one that a reader would look for first. So the order
//! depends on the changes alone, not on how they were listed.

mod effects;
mod numbering;
mod object;
mod rank;
mod sort;
mod split;
mod support;
#[cfg(test)]
mod tests;
mod uses;

use std::collections::BTreeMap;

use super::change::Change;
use super::schema::{Column, Name};
use effects::{Effects, effects};
use object::{Names, Object};
use sort::Graph;
use uses::{Uses, uses};

/// The changes in an order in which they can be done. What would wait for itself is taken apart: tables that refer to each other get
/// their foreign keys behind all of them.
pub(crate) fn order(changes: Vec<Change>) -> Vec<Change> {
    let mut changes = split::split(changes);
    changes.sort_by_cached_key(rank::rank);
    let effects: Vec<_> = changes.iter().map(effects).collect();
    let names = Names::new(effects.iter().flat_map(Effects::objects));
    let uses: Vec<_> = changes.iter().map(|change| uses(change, &names)).collect();
    let sorted = graph(&changes, &effects, &uses).sort();
    let mut changes: Vec<_> = changes.into_iter().map(Some).collect();
    sorted
        .into_iter()
        .filter_map(|at| changes[at].take())
        .collect()
}

/// The changes that create, drop and alter one thing, by their places.
#[derive(Default)]
struct Life {
    created: Vec<usize>,
    dropped: Vec<usize>,
    altered: Vec<usize>,
}

fn graph(changes: &[Change], effects: &[Effects], uses: &[Uses]) -> Graph {
    let mut graph = Graph::new(changes.len());
    let mut lives: BTreeMap<&Object, Life> = BTreeMap::new();
    for (at, effects) in effects.iter().enumerate() {
        for object in &effects.creates {
            lives.entry(object).or_default().created.push(at);
        }
        for object in &effects.drops {
            lives.entry(object).or_default().dropped.push(at);
        }
        for object in &effects.alters {
            lives.entry(object).or_default().altered.push(at);
        }
    }
    for life in lives.values() {
        for &dropped in &life.dropped {
            graph.all_before(&[dropped], &life.created, true);
        }
        // What is renamed has its new name behind the rename, or its old one before.
        if life.created.is_empty() {
            graph.all_before(&life.altered, &life.dropped, true);
        } else {
            graph.all_before(&life.created, &life.altered, true);
        }
        for &first in &life.altered {
            for &second in &life.altered {
                if follows(&changes[first], &changes[second]) {
                    graph.all_before(&[first], &[second], true);
                }
            }
        }
    }
    let edges = support::edges(changes).into_iter();
    for (first, second) in edges.chain(numbering::edges(changes)) {
        graph.all_before(&[first], &[second], true);
    }
    for (at, uses) in uses.iter().enumerate() {
        let me = &[at][..];
        // A sequence needs its owner to be there, of whatever type and default, which may be the sequence.
        let altered = |life: &Life| match changes[at] {
            Change::CreateSequence(..)
            | Change::DropSequence(..)
            | Change::AlterSequence { .. } => Vec::new(),
            _ => life.altered.clone(),
        };
        for (object, is_hard) in &uses.before {
            let Some(life) = lives.get(object) else {
                continue;
            };
            graph.all_before(me, &altered(life), *is_hard);
            if life.dropped.is_empty() {
                for &created in &life.created {
                    graph.all_before(&[created], me, *is_hard && is_rename(&changes[created]));
                }
            } else {
                // What a body names may go by another name: the body keeps its words.
                let mut dropped = life.dropped.clone();
                dropped.retain(|at| *is_hard || !is_rename(&changes[*at]));
                graph.all_before(me, &dropped, *is_hard);
            }
        }
        for (object, is_hard) in &uses.after {
            let Some(life) = lives.get(object) else {
                continue;
            };
            graph.all_before(&altered(life), me, *is_hard);
            if life.created.is_empty() {
                for &dropped in &life.dropped {
                    graph.all_before(me, &[dropped], *is_hard && is_rename(&changes[dropped]));
                }
            } else {
                graph.all_before(&life.created, me, *is_hard);
            }
        }
    }
    graph
}

/// What is renamed is there before under one name, and behind under another one.
fn is_rename(change: &Change) -> bool {
    matches!(
        change,
        Change::RenameTable { .. } | Change::RenameColumn { .. }
    )
}

/// Whether two changes are steps of the same thing, the one from what the other one leads to.
fn follows(first: &Change, second: &Change) -> bool {
    let state = |column: &Column| (column.data_type.clone(), column.default.clone());
    match (first, second) {
        (
            Change::AlterColumn {
                from, to: between, ..
            },
            Change::AlterColumn {
                from: again, to, ..
            },
        ) => between == again && from != to,
        (
            Change::AlterSequence {
                from, to: between, ..
            },
            Change::AlterSequence {
                from: again, to, ..
            },
        ) => between == again && from != to,
        (Change::AlterColumn { table, from, to }, Change::ReplaceEnum { columns, .. }) => {
            let at = moved(columns, table, &to.name);
            at.is_some_and(|at| state(at) == state(to) && state(at) != state(from))
        }
        (Change::ReplaceEnum { columns, .. }, Change::AlterColumn { table, from, to }) => {
            let at = moved(columns, table, &to.name);
            at.is_some_and(|at| state(at) == state(from) && state(at) != state(to))
        }
        _ => false,
    }
}

fn moved<'a>(columns: &'a [(Name, Column)], table: &Name, column: &str) -> Option<&'a Column> {
    let mut columns = columns.iter();
    let found = columns.find(|(other, it)| other == table && it.name == column);
    found.map(|(_, column)| column)
}
