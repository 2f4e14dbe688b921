//! Indexes that foreign keys stand on: on MySQL, each foreign key needs one on both sides as long as it is there.

use std::collections::BTreeMap;

use crate::autogenerate::change::Change;
use crate::autogenerate::compare::plain_columns;
use crate::autogenerate::schema::{ForeignKey, Name};

/// What comes before what: a foreign key goes before the indexes that it stands on, and comes behind them.
pub(super) fn edges(changes: &[Change]) -> Vec<(usize, usize)> {
    let mut dropped: BTreeMap<&Name, Vec<(usize, Vec<String>)>> = BTreeMap::new();
    let mut created = dropped.clone();
    for (at, change) in changes.iter().enumerate() {
        if let Some((table, columns)) = index(change) {
            let is_dropped = matches!(
                change,
                Change::DropIndex { .. }
                    | Change::DropUnique { .. }
                    | Change::DropPrimaryKey { .. }
            );
            let indexes = if is_dropped {
                &mut dropped
            } else {
                &mut created
            };
            indexes.entry(table).or_default().push((at, columns));
        }
    }
    let mut edges = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        match change {
            Change::DropForeignKey { table, key, .. } => {
                let before = serving(&dropped, table, key);
                edges.extend(before.into_iter().map(|index| (at, index)));
            }
            Change::CreateForeignKey { table, key, .. } => {
                let behind = serving(&created, table, key);
                edges.extend(behind.into_iter().map(|index| (index, at)));
            }
            _ => {}
        }
    }
    edges
}

/// The index of a change, if it is about one, with its columns.
fn index(change: &Change) -> Option<(&Name, Vec<String>)> {
    Some(match change {
        Change::CreateIndex { table, index, .. } | Change::DropIndex { table, index, .. } => {
            (table, plain_columns(index))
        }
        Change::CreateUnique { table, unique, .. } | Change::DropUnique { table, unique, .. } => {
            (table, unique.columns.clone())
        }
        Change::CreatePrimaryKey { table, key } | Change::DropPrimaryKey { table, key } => {
            (table, key.columns.clone())
        }
        _ => return None,
    })
}

/// The indexes that a foreign key may stand on, on either side.
fn serving(
    indexes: &BTreeMap<&Name, Vec<(usize, Vec<String>)>>,
    table: &Name,
    key: &ForeignKey,
) -> Vec<usize> {
    let sides = [
        (table, &key.columns),
        (&key.referred, &key.referred_columns),
    ];
    let serving = sides.into_iter().flat_map(|(table, columns)| {
        let indexes = indexes.get(table).into_iter().flatten();
        indexes.filter(move |(_, it)| it.starts_with(columns))
    });
    serving.map(|(at, _)| *at).collect()
}
