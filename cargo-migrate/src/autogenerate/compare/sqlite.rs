//! What SQLite takes for the same: names that differ in nothing but capitals, those of ASCII.

use std::collections::{BTreeMap, BTreeSet};

use migrate_runtime::inspection::{describe, expression, is_same};

use super::default_names;
use crate::autogenerate::catalog::sqlite::definition_of_index;
use crate::autogenerate::schema::{IndexKey, Name, Schema, Table};

/// Both schemas; what is wanted is spelled as it is there already, and goes by the names that it has.
pub(super) fn settle(from: &Schema, to: &Schema) -> (Schema, Schema) {
    let mut wanted = to.clone();
    let tables = std::mem::take(&mut wanted.tables);
    wanted.tables = tables
        .into_iter()
        .map(|(name, table)| {
            let there = find(from, &name);
            let spelled = there.map_or_else(|| name.clone(), |(there, _)| there.clone());
            (spelled, respelled(table, there.map(|(_, it)| it), from))
        })
        .collect();
    (from.clone(), default_names::keep(from, &wanted))
}

/// What differs in what no operation changes, in words: tables that are `STRICT` on one side alone, say.
pub(crate) fn beyond(from: &Schema, to: &Schema) -> Vec<String> {
    let tables = from.tables.iter();
    let both = tables.filter_map(|(name, it)| Some((name, it, find(to, name)?.1)));
    let differences = both.flat_map(|(name, from, to)| {
        let (from, to) = (traits(from), traits(to));
        let gone = from.difference(&to);
        let gone = gone.map(move |it| format!("table {name} without {it}"));
        let new = to.difference(&from);
        let new = new.map(move |it| format!("table {name} with {it}"));
        gone.chain(new).collect::<Vec<_>>()
    });
    differences.collect()
}

/// What a table's statement says of the whole table.
fn traits(table: &Table) -> BTreeSet<&'static str> {
    let Some(described) = table.statement.as_deref().and_then(describe) else {
        return BTreeSet::new();
    };
    let says = |word: &str| {
        let mut words = described.options.split(|c: char| !c.is_ascii_alphabetic());
        words.any(|it| it.eq_ignore_ascii_case(word))
    };
    let traits = [
        ("STRICT", says("STRICT")),
        ("WITHOUT ROWID", says("ROWID")),
        ("AUTOINCREMENT", described.is_autoincrement),
        ("ON CONFLICT", described.has_conflict_clauses),
    ];
    let found = traits.into_iter().filter(|(_, is_said)| *is_said);
    found.map(|(name, _)| name).collect()
}

/// The table that a name means.
fn find<'a>(schema: &'a Schema, name: &Name) -> Option<(&'a Name, &'a Table)> {
    if let Some(found) = schema.tables.get_key_value(name) {
        return Some(found);
    }
    let mut tables = schema.tables.iter();
    tables.find(|(it, _)| is_same(&it.name, &name.name))
}

/// A table in which columns, constraints and indexes are spelled as the one that is there has them.
fn respelled(mut table: Table, there: Option<&Table>, from: &Schema) -> Table {
    for key in table.foreign_keys.values_mut() {
        if let Some((name, referred)) = find(from, &key.referred) {
            key.referred.clone_from(name);
            spell(&mut key.referred_columns, referred);
        }
    }
    let Some(there) = there else { return table };
    for column in &mut table.columns {
        spell(std::slice::from_mut(&mut column.name), there);
    }
    let names: Vec<_> = table.columns.iter().map(|it| it.name.clone()).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    for computed in table
        .columns
        .iter_mut()
        .filter_map(|it| it.computed.as_mut())
    {
        computed.expression = expression(&computed.expression, &names);
    }
    if let Some(key) = &mut table.primary_key {
        spell(&mut key.columns, there);
    }
    for unique in table.uniques.values_mut() {
        let is_plain = unique.definition == definition_of_unique(&unique.columns);
        spell(&mut unique.columns, there);
        if is_plain {
            unique.definition = definition_of_unique(&unique.columns);
        }
    }
    for key in table.foreign_keys.values_mut() {
        spell(&mut key.columns, there);
    }
    for check in table.checks.values_mut() {
        check.condition = expression(&check.condition, &names);
        check.definition = format!("CHECK ({})", check.condition);
    }
    for index in table.indexes.values_mut() {
        for part in &mut index.parts {
            match &mut part.key {
                IndexKey::Column(column) => spell(std::slice::from_mut(column), there),
                IndexKey::Expression(text) => *text = expression(text, &names),
            }
        }
        let condition = index.condition.as_deref();
        index.condition = condition.map(|it| expression(it, &names));
        index.definition = definition_of_index(index);
    }
    table.uniques = renamed(table.uniques, &there.uniques);
    table.foreign_keys = renamed(table.foreign_keys, &there.foreign_keys);
    table.checks = renamed(table.checks, &there.checks);
    table.indexes = renamed(table.indexes, &there.indexes);
    table
}

/// Names of columns as their table has them.
fn spell(columns: &mut [String], table: &Table) {
    for name in columns {
        let mut columns = table.columns.iter();
        if let Some(found) = columns.find(|it| is_same(&it.name, name)) {
            name.clone_from(&found.name);
        }
    }
}

/// The same, by the names that are there.
fn renamed<T>(of: BTreeMap<String, T>, there: &BTreeMap<String, T>) -> BTreeMap<String, T> {
    let spelled = |name: String| {
        let mut names = there.keys();
        names.find(|it| is_same(it, &name)).cloned().unwrap_or(name)
    };
    let named = of.into_iter().map(|(name, it)| (spelled(name), it));
    named.collect()
}

fn definition_of_unique(columns: &[String]) -> String {
    format!("UNIQUE ({})", columns.join(", "))
}
