//! A rename in a schema: everywhere the name stands, as the server does it.

use migrate_runtime::dialect::Family;

use crate::autogenerate::change::Change;
use crate::autogenerate::schema::{ForeignKey, IndexKey, Name, Schema, Table};
use crate::autogenerate::words::{Words, replace, replace_of};

/// The schema behind a rename. Constraints and indexes keep their names, the bodies of functions their words.
pub(crate) fn renamed(mut schema: Schema, rename: &Change) -> Schema {
    match rename {
        Change::RenameTable { from, to } => rename_table(&mut schema, from, to),
        Change::RenameColumn { table, from, to } => rename_column(&mut schema, table, from, to),
        _ => {}
    }
    schema
}

fn rename_table(schema: &mut Schema, from: &Name, to: &Name) {
    if let Some(table) = schema.tables.remove(from) {
        schema.tables.insert(to.clone(), table);
    }
    for table in schema.tables.values_mut() {
        let keys = table.foreign_keys.values_mut();
        for key in keys.filter(|key| key.referred == *from) {
            key.referred = to.clone();
            let (front, back) = halves(key);
            key.definition = format!("{front}{}", replace(back, &from.name, &to.name));
        }
    }
    if let Some(table) = schema.tables.get_mut(to) {
        for definition in table.triggers.values_mut() {
            *definition = replace(definition, &from.name, &to.name);
        }
    }
    let keeps_texts = keeps_texts(schema);
    let views = schema.views.values_mut().filter(|_| !keeps_texts);
    for view in views.filter(|view| view.reads.contains(from)) {
        view.query = replace(&view.query, &from.name, &to.name);
        let reads = view.reads.iter_mut().filter(|read| *read == from);
        reads.for_each(|read| *read = to.clone());
    }
    for sequence in schema.sequences.values_mut() {
        if let Some((table, _)) = &mut sequence.owned_by
            && table == from
        {
            *table = to.clone();
        }
    }
}

/// Whether views and triggers speak of the old name still: MySQL keeps their texts, which mean nothing then.
fn keeps_texts(schema: &Schema) -> bool {
    schema.family == Family::Mysql
}

/// What a foreign key is over, and what it refers to.
fn halves(key: &ForeignKey) -> (&str, &str) {
    let at = key.definition.find(" REFERENCES ");
    key.definition.split_at(at.unwrap_or(key.definition.len()))
}

fn rename_column(schema: &mut Schema, name: &Name, from: &str, to: &str) {
    let keeps_texts = keeps_texts(schema);
    if let Some(table) = schema.tables.get_mut(name) {
        rename_in_table(table, from, to);
        let triggers = table.triggers.values_mut().filter(|_| !keeps_texts);
        triggers.for_each(|definition| *definition = replace(definition, from, to));
    }
    for table in schema.tables.values_mut() {
        let keys = table.foreign_keys.values_mut();
        for key in keys.filter(|key| key.referred == *name) {
            if rename_in(&mut key.referred_columns, from, to) {
                let (front, back) = halves(key);
                let (referred, back) = back.split_at(back.find('(').unwrap_or(0));
                key.definition = format!("{front}{referred}{}", replace(back, from, to));
            }
        }
    }
    let views = schema.views.values_mut().filter(|_| !keeps_texts);
    for view in views.filter(|view| view.reads.contains(name)) {
        if Words::of(&view.query).names_column(from) {
            // What is neither this table nor another one is an alias, of this one perhaps.
            let others = view.reads.iter().filter(|read| *read != name);
            let others: Vec<_> = others.map(|read| read.name.clone()).collect();
            let is_of = |owner: &str| owner == name.name || !others.iter().any(|it| it == owner);
            view.query = rename_in_query(&view.query, from, to, is_of);
        }
    }
    for sequence in schema.sequences.values_mut() {
        if let Some((table, column)) = &mut sequence.owned_by
            && table == name
            && column == from
        {
            to.clone_into(column);
        }
    }
}

fn rename_in_table(table: &mut Table, from: &str, to: &str) {
    for column in &mut table.columns {
        if column.name == from {
            to.clone_into(&mut column.name);
        }
        if let Some(computed) = &mut column.computed {
            computed.expression = replace(&computed.expression, from, to);
        }
    }
    if let Some(key) = &mut table.primary_key {
        rename_in(&mut key.columns, from, to);
    }
    for unique in table.uniques.values_mut() {
        if rename_in(&mut unique.columns, from, to) {
            unique.definition = replace(&unique.definition, from, to);
        }
    }
    for key in table.foreign_keys.values_mut() {
        if rename_in(&mut key.columns, from, to) {
            let (front, back) = halves(key);
            key.definition = format!("{}{back}", replace(front, from, to));
        }
    }
    for check in table.checks.values_mut() {
        check.condition = replace(&check.condition, from, to);
        check.definition = replace(&check.definition, from, to);
    }
    for exclude in table.excludes.values_mut() {
        exclude.definition = replace(&exclude.definition, from, to);
    }
    for index in table.indexes.values_mut() {
        for part in &mut index.parts {
            match &mut part.key {
                IndexKey::Column(column) if column == from => to.clone_into(column),
                IndexKey::Column(_) => {}
                IndexKey::Expression(expression) => *expression = replace(expression, from, to),
            }
        }
        rename_in(&mut index.include, from, to);
        index.condition = index.condition.as_ref().map(|it| replace(it, from, to));
        index.definition = replace(&index.definition, from, to);
    }
}

/// The query with another column; what the view itself is made of keeps its names. A server writes a line for each of them.
fn rename_in_query(query: &str, from: &str, to: &str, is_of: impl Fn(&str) -> bool) -> String {
    let lines = query
        .lines()
        .map(|line| rename_in_line(line, from, to, &is_of));
    lines.collect::<Vec<_>>().join("\n")
}

fn rename_in_line(line: &str, from: &str, to: &str, is_of: impl Fn(&str) -> bool) -> String {
    let text = line.trim_end_matches(',');
    let comma = &line[text.len()..];
    let is_name = |text: &str| !text.contains(|c: char| c.is_whitespace() || c == '(');
    let (expression, alias) = match text.rsplit_once(" AS ") {
        Some((expression, alias)) if is_name(alias) => (expression, Some(alias)),
        _ => (text, None),
    };
    let replaced = replace_of(expression, from, to, is_of);
    let item = |text: &str| {
        let item = text.trim_start();
        let item = item.strip_prefix("SELECT ").unwrap_or(item);
        is_name(item).then(|| item.rsplit('.').next().unwrap_or(item).to_owned())
    };
    let alias = alias.map(str::to_owned).or_else(|| item(expression));
    match alias.filter(|alias| item(&replaced).as_ref() != Some(alias)) {
        Some(alias) => format!("{replaced} AS {alias}{comma}"),
        None => format!("{replaced}{comma}"),
    }
}

/// Whether the column is among them.
fn rename_in(columns: &mut [String], from: &str, to: &str) -> bool {
    let mut is_there = false;
    for column in columns.iter_mut().filter(|it| *it == from) {
        to.clone_into(column);
        is_there = true;
    }
    is_there
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_keeps_its_columns() {
        let query = " SELECT t.a,\n    t.b,\n    lower(t.a) AS c\n   FROM t\n  WHERE (t.a > 0)";
        let renamed = rename_in_query(query, "a", "z", |_| true);
        let wanted =
            " SELECT t.z AS a,\n    t.b,\n    lower(t.z) AS c\n   FROM t\n  WHERE (t.z > 0)";
        assert_eq!(renamed, wanted);
        assert_eq!(rename_in_query(&renamed, "z", "a", |_| true), query);
    }
}
