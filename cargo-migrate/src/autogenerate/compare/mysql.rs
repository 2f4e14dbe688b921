//! What MySQL and MariaDB do by themselves: they name constraints, and index the columns of foreign keys, which need these indexes.

mod names;
mod support;

use std::collections::BTreeSet;

use crate::autogenerate::schema::{ForeignKey, Index, IndexKey, Name, Schema, Table};

pub(crate) use names::is_of_column;
pub(super) use support::around;

/// Both schemas, in which what the database has chosen on both sides makes no difference.
pub(super) fn settle(from: &Schema, to: &Schema) -> (Schema, Schema) {
    let (mut from, mut to) = (from.clone(), names::keep(from, to));
    for (name, before) in &mut from.tables {
        if let Some(after) = to.tables.get_mut(name) {
            leave_out_indexes(before, after);
            leave_out_collations(before, after);
        }
    }
    (from, to)
}

/// What differs in what no operation changes, in words.
pub(super) fn beyond(from: &Schema, to: &Schema) -> Vec<String> {
    let tables = to.tables.iter();
    let both = tables.filter_map(|(name, to)| Some((name, from.tables.get(name)?, to)));
    let differing = both.filter(|(_, from, to)| from.options != to.options);
    let told = differing.map(|(name, _, to)| match &to.options {
        Some(options) => format!("table {name} with `{options}`"),
        None => format!("table {name} without options of its own"),
    });
    told.collect()
}

/// Leaves out the collations of columns that have their table's own on both sides: options of a table are not compared.
fn leave_out_collations(from: &Table, to: &mut Table) {
    let (own, wanted_own) = (collation(from), collation(to).map(str::to_owned));
    for column in &mut to.columns {
        let before = from.columns.iter().find(|it| it.name == column.name);
        if let Some(before) = before
            && before.collation.as_deref() == own
            && column.collation == wanted_own
        {
            column.collation.clone_from(&before.collation);
        }
    }
}

/// The collation of a table, unless it is the database's own.
fn collation(table: &Table) -> Option<&str> {
    let mut options = table.options.as_deref()?.split(' ');
    options.find_map(|it| it.strip_prefix("COLLATE="))
}

/// Leaves out the indexes that were made for foreign keys that stay: they stay too, or make way for another index that
/// serves as well.
fn leave_out_indexes(from: &mut Table, to: &mut Table) {
    let keys: Vec<_> = from
        .foreign_keys
        .iter()
        .filter(|(name, key)| {
            let other = to.foreign_keys.get(*name);
            other.is_some_and(|other| other.columns == key.columns)
        })
        .map(|(name, key)| (name.clone(), key.columns.clone()))
        .collect();
    for table in [from, to] {
        for (name, columns) in &keys {
            table
                .indexes
                .retain(|index, it| !is_made_for(index, it, (name, columns)));
        }
    }
}

/// The foreign key of its table that an index was made for, by its looks: it is called as the key is, or after its first
/// column.
pub(crate) fn made_for<'t>(
    table: &'t Table,
    name: &str,
    index: &Index,
) -> Option<(&'t String, &'t ForeignKey)> {
    let mut keys = table.foreign_keys.iter();
    keys.find(|(key, it)| is_made_for(name, index, (key, &it.columns)))
}

fn is_made_for(name: &str, index: &Index, (key, columns): (&str, &[String])) -> bool {
    let is_plain = |it: &&str| index.definition == *it;
    let written: Vec<_> = columns.iter().map(|it| quote(it)).collect();
    let written = format!("({})", written.join(", "));
    let is_called_so = name == key || columns.first().is_some_and(|it| names::is(name, it));
    is_called_so && !index.is_unique && index.method == "btree" && is_plain(&written.as_str())
}

fn quote(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// What finds rows by the values of its columns.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Primary,
    Unique(String),
    Index(String),
}

/// The keys of a table, with the columns that each begins with.
pub(crate) fn keys(table: &Table) -> Vec<(Key, Vec<String>)> {
    let primary = table.primary_key.iter();
    let primary = primary.map(|it| (Key::Primary, it.columns.clone()));
    let uniques = table.uniques.iter();
    let uniques = uniques.map(|(name, it)| (Key::Unique(name.clone()), it.columns.clone()));
    let indexes = table.indexes.iter();
    let indexes = indexes.filter(|(_, it)| it.method == "btree");
    let indexes = indexes.map(|(name, it)| (Key::Index(name.clone()), columns(it)));
    primary.chain(uniques).chain(indexes).collect()
}

/// The whole columns that an index begins with.
fn columns(index: &Index) -> Vec<String> {
    let columns = index.parts.iter().map_while(|part| match &part.key {
        IndexKey::Column(column) if part.prefix.is_none() => Some(column.clone()),
        _ => None,
    });
    columns.collect()
}

/// The keys that are the same in two tables.
pub(crate) fn kept_keys(from: &Table, to: &Table) -> BTreeSet<Key> {
    let others: BTreeSet<_> = keys(to).into_iter().collect();
    let kept = keys(from).into_iter().filter(|it| others.contains(it));
    kept.map(|(key, _)| key).collect()
}

/// A table of both schemas.
fn both<'s>(from: &'s Schema, to: &'s Schema, name: &Name) -> Option<(&'s Table, &'s Table)> {
    from.tables.get(name).zip(to.tables.get(name))
}
