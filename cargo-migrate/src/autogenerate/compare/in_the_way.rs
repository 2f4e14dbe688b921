//! What is not compared, and all the same stands in the way of what is.

use std::collections::{BTreeMap, BTreeSet};

use migrate_runtime::dialect::Family;
use migrate_script::config::Kind;

use super::Options;
use super::rebuild::{plain_columns, text};
use crate::autogenerate::change::Change;
use crate::autogenerate::schema::{Name, Schema};
use crate::autogenerate::words::Words;

/// Both schemas with what of the first is left alone, which is to come back as it is where it has to be made anew. `whole` is the first
/// one with all of that. MySQL has nothing that stands in the way so.
pub(super) fn with(whole: &Schema, from: &Schema, to: &Schema) -> (Schema, Schema) {
    let (mut from, mut to) = (from.clone(), to.clone());
    if whole.family == Family::Mysql {
        return (from, to);
    }
    add(&whole.views, &mut from.views, &mut to.views);
    add(&whole.functions, &mut from.functions, &mut to.functions);
    for (name, all) in &whole.tables {
        let both = from.tables.get_mut(name).zip(to.tables.get_mut(name));
        if let Some((from, to)) = both {
            add(&all.uniques, &mut from.uniques, &mut to.uniques);
            add(
                &all.foreign_keys,
                &mut from.foreign_keys,
                &mut to.foreign_keys,
            );
            add(&all.checks, &mut from.checks, &mut to.checks);
            add(&all.excludes, &mut from.excludes, &mut to.excludes);
            add(&all.indexes, &mut from.indexes, &mut to.indexes);
            add(&all.triggers, &mut from.triggers, &mut to.triggers);
        }
    }
    (from, to)
}

fn add<K: Ord + Clone, V: Clone>(
    whole: &BTreeMap<K, V>,
    from: &mut BTreeMap<K, V>,
    to: &mut BTreeMap<K, V>,
) {
    for (name, it) in whole {
        if !from.contains_key(name) && !to.contains_key(name) {
            from.insert(name.clone(), it.clone());
            to.insert(name.clone(), it.clone());
        }
    }
}

/// Drops what is left alone, and would go with a column without a word: so it comes back with the column.
pub(super) fn drop_with_columns(
    whole: &Schema,
    from: &Schema,
    options: &Options,
    changes: &mut Vec<Change>,
) {
    let mut dropped: BTreeMap<Name, BTreeSet<String>> = BTreeMap::new();
    for change in changes.iter() {
        if let Change::DropColumn { table, column } = change {
            let columns = dropped.entry(table.clone()).or_default();
            columns.insert(column.name.clone());
        }
    }
    for change in changes.iter() {
        if let Change::AddColumn { table, column } = change
            && let Some(columns) = dropped.get_mut(table)
        {
            columns.remove(&column.name);
        }
    }
    for (table, columns) in &dropped {
        let both = whole.tables.get(table).zip(from.tables.get(table));
        let Some((all, kept)) = both else { continue };
        // MySQL takes a column out of a key, and leaves the rest of it.
        let goes = |of: &[String]| match whole.family {
            Family::Mysql => of.iter().all(|it| columns.contains(it)),
            _ => of.iter().any(|it| columns.contains(it)),
        };
        let is_named = |text: &str| {
            let words = Words::of(text);
            columns.iter().any(|column| words.names_column(column))
        };
        let keys = all.primary_key.iter();
        let keys = keys.filter(|it| !options.compares(Kind::Constraints) && goes(&it.columns));
        changes.extend(keys.map(|key| Change::DropPrimaryKey {
            table: table.clone(),
            key: key.clone(),
        }));
        let left = only(&all.uniques, &kept.uniques);
        let left = left.filter(|(_, it)| goes(&it.columns));
        changes.extend(left.map(|(name, unique)| Change::DropUnique {
            table: table.clone(),
            name,
            unique,
        }));
        let left = only(&all.foreign_keys, &kept.foreign_keys);
        let left = left.filter(|(_, it)| it.columns.iter().any(|it| columns.contains(it)));
        changes.extend(left.map(|(name, key)| Change::DropForeignKey {
            table: table.clone(),
            name,
            key,
        }));
        let left = only(&all.checks, &kept.checks);
        let left = left.filter(|(_, it)| is_named(&it.condition));
        changes.extend(left.map(|(name, check)| Change::DropCheck {
            table: table.clone(),
            name,
            check,
        }));
        let left = only(&all.excludes, &kept.excludes);
        let left = left.filter(|(_, it)| is_named(&it.definition));
        changes.extend(left.map(|(name, exclude)| Change::DropExclude {
            table: table.clone(),
            name,
            exclude,
        }));
        let left = only(&all.indexes, &kept.indexes);
        let left = left.filter(|(_, it)| {
            goes(&[plain_columns(it), it.include.clone()].concat()) || is_named(&text(it))
        });
        changes.extend(left.map(|(name, index)| Change::DropIndex {
            table: table.clone(),
            name,
            index,
        }));
    }
}

/// What is in the first alone.
fn only<'a, V: Clone>(
    all: &'a BTreeMap<String, V>,
    kept: &'a BTreeMap<String, V>,
) -> impl Iterator<Item = (String, V)> {
    let left = all.iter().filter(|(name, _)| !kept.contains_key(*name));
    left.map(|(name, it)| (name.clone(), it.clone()))
}
