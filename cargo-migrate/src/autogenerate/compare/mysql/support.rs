//! Foreign keys whose index goes: the database lets go of it only while they are not there.

use std::collections::{BTreeMap, BTreeSet};

use super::{Key, both, keys};
use crate::autogenerate::change::Change;
use crate::autogenerate::schema::{Name, Schema};

/// The changes with the foreign keys that stay made anew, where no index would serve them meanwhile. What one refers to needs an
/// index as well as its own columns.
pub(crate) fn around(mut changes: Vec<Change>, from: &Schema, to: &Schema) -> Vec<Change> {
    let lost = dropped_keys(&changes);
    let is_served = |table: &Name, columns: &[String]| {
        let (Some(lost), Some((before, _))) = (lost.get(table), both(from, to, table)) else {
            return true;
        };
        let keys = keys(before).into_iter();
        let serving: Vec<_> = keys.filter(|(_, it)| it.starts_with(columns)).collect();
        serving.is_empty() || serving.iter().any(|(key, _)| !lost.contains(key))
    };
    let gone: BTreeSet<_> = changes.iter().filter_map(dropped_foreign_key).collect();
    let mut anew = Vec::new();
    for (table, before) in &from.tables {
        let Some(after) = to.tables.get(table) else {
            continue;
        };
        for (name, key) in &before.foreign_keys {
            let stays = after.foreign_keys.get(name) == Some(key)
                && !gone.contains(&(table.clone(), name.clone()));
            let is_served =
                is_served(table, &key.columns) && is_served(&key.referred, &key.referred_columns);
            if stays && !is_served {
                let create = Change::CreateForeignKey {
                    table: table.clone(),
                    name: name.clone(),
                    key: key.clone(),
                };
                anew.extend([create.clone().reverse(), create]);
            }
        }
    }
    changes.extend(anew);
    changes
}

/// The keys that changes drop, by their tables.
fn dropped_keys(changes: &[Change]) -> BTreeMap<Name, BTreeSet<Key>> {
    let mut dropped: BTreeMap<Name, BTreeSet<Key>> = BTreeMap::new();
    for change in changes {
        let (table, key) = match change {
            Change::DropPrimaryKey { table, .. } => (table, Key::Primary),
            Change::DropUnique { table, name, .. } => (table, Key::Unique(name.clone())),
            Change::DropIndex { table, name, .. } => (table, Key::Index(name.clone())),
            _ => continue,
        };
        dropped.entry(table.clone()).or_default().insert(key);
    }
    dropped
}

fn dropped_foreign_key(change: &Change) -> Option<(Name, String)> {
    match change {
        Change::DropForeignKey { table, name, .. } => Some((table.clone(), name.clone())),
        _ => None,
    }
}
