//! Changes that would wait for themselves, taken apart: tables that refer to each other, sequences and the columns that they go with.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::autogenerate::change::Change;
use crate::autogenerate::schema::{Name, Sequence, Table};

/// The changes, with foreign keys by themselves where tables refer to each other, triggers always, and the owners of
/// sequences where both come or both go.
pub(super) fn split(changes: Vec<Change>) -> Vec<Change> {
    let created = circles(&changes, |change| match change {
        Change::CreateTable(name, table) => Some((name, table)),
        _ => None,
    });
    let dropped = circles(&changes, |change| match change {
        Change::DropTable(name, table) => Some((name, table)),
        _ => None,
    });
    let coming = columns(changes.iter().cloned());
    let going = columns(changes.iter().cloned().map(Change::reverse));
    let parts = changes.into_iter().flat_map(|change| match change {
        Change::CreateTable(name, table) => create_table(name, table, &created),
        Change::DropTable(name, table) => {
            let created = create_table(name, table, &dropped);
            created.into_iter().rev().map(Change::reverse).collect()
        }
        Change::CreateSequence(..) => create_sequence(change, &coming),
        Change::DropSequence(..) => {
            let created = create_sequence(change.reverse(), &going);
            created.into_iter().rev().map(Change::reverse).collect()
        }
        Change::AlterSequence { name, from, to } if is_in(&going, &from) && is_in(&coming, &to) => {
            let mut between = from.clone();
            between.owned_by = None;
            let step = |from, to| {
                let name = name.clone();
                Change::AlterSequence { name, from, to }
            };
            vec![step(from, between.clone()), step(between, to)]
        }
        change => vec![change],
    });
    parts.collect()
}

/// The tables that refer to each other, directly or by way of others: for each table the number of its circle.
fn circles<'a>(
    changes: &'a [Change],
    table: impl Fn(&'a Change) -> Option<(&'a Name, &'a Table)>,
) -> BTreeMap<Name, usize> {
    let tables: BTreeMap<_, _> = changes.iter().filter_map(table).collect();
    let mut referred: BTreeMap<&Name, BTreeSet<&Name>> = BTreeMap::new();
    let mut referring = referred.clone();
    for (name, table) in &tables {
        for key in table.foreign_keys.values() {
            if let Some((other, _)) = tables.get_key_value(&key.referred) {
                referred.entry(name).or_default().insert(other);
                referring.entry(other).or_default().insert(name);
            }
        }
    }
    let mut numbers = BTreeMap::new();
    for root in finished(&tables, &referred).into_iter().rev() {
        let number = numbers.len();
        let mut open = vec![root];
        while let Some(name) = open.pop() {
            if !numbers.contains_key(name) {
                numbers.insert(name.clone(), number);
                open.extend(referring.get(name).into_iter().flatten());
            }
        }
    }
    numbers
}

/// The tables, each behind all that it refers to, but for circles. That is the first half of Kosaraju's algorithm; a chain of tables may
/// be long, so it does not call itself.
fn finished<'a>(
    tables: &BTreeMap<&'a Name, &'a Table>,
    referred: &BTreeMap<&'a Name, BTreeSet<&'a Name>>,
) -> Vec<&'a Name> {
    let mut finished = Vec::new();
    let mut seen = BTreeSet::new();
    for root in tables.keys() {
        let mut open = vec![(*root, false)];
        while let Some((name, is_through)) = open.pop() {
            if is_through {
                finished.push(name);
            } else if seen.insert(name) {
                open.push((name, true));
                let others = referred.get(name).into_iter().flatten();
                open.extend(others.map(|other| (*other, false)));
            }
        }
    }
    finished
}

/// In a circle, a table keeps its foreign keys to those whose names are before its own, and to itself.
fn create_table(name: Name, mut table: Table, circles: &BTreeMap<Name, usize>) -> Vec<Change> {
    let mut behind = Vec::new();
    let circle = circles.get(&name);
    table.foreign_keys.retain(|key_name, key| {
        let waits = key.referred > name && circle.is_some() && circle == circles.get(&key.referred);
        if waits {
            behind.push(Change::CreateForeignKey {
                table: name.clone(),
                name: key_name.clone(),
                key: key.clone(),
            });
        }
        !waits
    });
    for (trigger, definition) in std::mem::take(&mut table.triggers) {
        behind.push(Change::CreateTrigger {
            table: name.clone(),
            name: trigger,
            definition,
        });
    }
    behind.insert(0, Change::CreateTable(name, table));
    behind
}

/// A sequence gets its owner, whose default may need the sequence, when both are there.
fn create_sequence(change: Change, coming: &HashSet<(Name, String)>) -> Vec<Change> {
    match change {
        Change::CreateSequence(name, to) if is_in(coming, &to) => {
            let mut from = to.clone();
            from.owned_by = None;
            let create = Change::CreateSequence(name.clone(), from.clone());
            vec![create, Change::AlterSequence { name, from, to }]
        }
        change => vec![change],
    }
}

fn is_in(columns: &HashSet<(Name, String)>, sequence: &Sequence) -> bool {
    sequence
        .owned_by
        .as_ref()
        .is_some_and(|owner| columns.contains(owner))
}

/// The columns that are created, alone or with their table.
fn columns(changes: impl Iterator<Item = Change>) -> HashSet<(Name, String)> {
    let mut columns = HashSet::new();
    for change in changes {
        match change {
            Change::CreateTable(name, table) => {
                let of_table = table.columns.into_iter();
                columns.extend(of_table.map(|column| (name.clone(), column.name)));
            }
            Change::AddColumn { table, column } => {
                columns.insert((table, column.name));
            }
            _ => {}
        }
    }
    columns
}
