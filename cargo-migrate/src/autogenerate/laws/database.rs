//! A database that does what it is told, and minds what a server minds: what is named has to be there, what something else needs has to
//! stay.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use super::generator::COLUMNS;
use crate::autogenerate::change::Change;
use crate::autogenerate::compare::rename::renamed;
use crate::autogenerate::compare::{header, plain_columns, text};
use crate::autogenerate::schema::{Column, ForeignKey, IndexKey, Name, Schema, Table};
use crate::autogenerate::words::Words;

type Done = Result<(), String>;

/// Makes a change.
pub(super) fn apply(schema: &mut Schema, change: &Change) -> Done {
    match change {
        Change::CreateSchema(name) => create(&mut schema.schemas, name, &None),
        Change::DropSchema(name) => drop(&mut schema.schemas, name, &None),
        Change::CreateExtension(name, it) => create(&mut schema.extensions, name, it),
        Change::DropExtension(name, it) => drop(&mut schema.extensions, name, it),
        Change::CreateEnum(name, it) => create(&mut schema.enums, name, it),
        Change::DropEnum(name, it) => drop(&mut schema.enums, name, it),
        Change::AddEnumValues { name, from, to } => {
            let found = schema.enums.get_mut(name).ok_or("no such enum")?;
            require(found.values == from.values, "other values")?;
            let mut rest = to.values.iter();
            let stays = from.values.iter().all(|value| rest.any(|it| it == value));
            require(stays, "values move")?;
            found.values.clone_from(&to.values);
            Ok(())
        }
        Change::ReplaceEnum {
            name,
            from,
            to,
            columns,
        } => {
            require_free(schema, name, columns)?;
            let found = schema.enums.get_mut(name).ok_or("no such enum")?;
            require(found.values == from.values, "other values")?;
            *found = to.clone();
            Ok(())
        }
        Change::CreateSequence(name, it) => create(&mut schema.sequences, name, it),
        Change::DropSequence(name, it) => drop(&mut schema.sequences, name, it),
        Change::AlterSequence { name, from, to } => {
            let found = schema.sequences.get_mut(name).ok_or("no such sequence")?;
            let comment = found.comment.take();
            let mut from = from.clone();
            from.comment = None;
            require(*found == from, "another sequence")?;
            *found = to.clone();
            found.comment = comment;
            Ok(())
        }
        Change::CreateTable(name, it) => create(&mut schema.tables, name, it),
        Change::DropTable(name, it) => {
            let found = schema.tables.get_mut(name).ok_or("no such table")?;
            found.columns.sort_by(|a, b| a.name.cmp(&b.name));
            let mut it = it.clone();
            it.columns.sort_by(|a, b| a.name.cmp(&b.name));
            drop(&mut schema.tables, name, &it)
        }
        Change::RenameTable { from, to } => {
            require(schema.tables.contains_key(from), "no such table")?;
            require(!schema.tables.contains_key(to), "a table has this name")?;
            *schema = renamed(std::mem::take(schema), change);
            Ok(())
        }
        Change::RenameColumn { table, from, to } => {
            let found = schema.tables.get(table).ok_or("no such table")?;
            require(column(found, from).is_some(), "no such column")?;
            require(column(found, to).is_none(), "a column has this name")?;
            *schema = renamed(std::mem::take(schema), change);
            Ok(())
        }
        Change::AlterColumn { table, from, to } => alter_column(schema, table, from, to),
        Change::CreateView(name, it) => create(&mut schema.views, name, it),
        Change::DropView(name, it) => drop(&mut schema.views, name, it),
        Change::CreateFunction(name, it) => create(&mut schema.functions, name, it),
        Change::DropFunction(name, it) => drop(&mut schema.functions, name, it),
        Change::ReplaceFunction { name, from, to } => {
            let found = schema.functions.get_mut(name).ok_or("no such function")?;
            require(found.definition == from.definition, "another body")?;
            require(
                header(&from.definition) == header(&to.definition),
                "another result",
            )?;
            found.definition.clone_from(&to.definition);
            Ok(())
        }
        Change::ObjectComment { object, to, .. } => comment(schema, object, to),
        _ => in_table(schema, change),
    }?;
    check(schema)
}

fn in_table(schema: &mut Schema, change: &Change) -> Done {
    match change {
        Change::TableComment {
            table: name,
            from,
            to,
        } => {
            let found = table(schema, name)?;
            require(found.comment == *from, "another comment")?;
            found.comment.clone_from(to);
            Ok(())
        }
        Change::AddColumn {
            table: name,
            column: it,
        } => {
            let found = table(schema, name)?;
            require(column(found, &it.name).is_none(), "the column is there")?;
            found.columns.push(it.clone());
            Ok(())
        }
        Change::DropColumn {
            table: name,
            column: it,
        } => {
            let found = table(schema, name)?;
            require(column(found, &it.name) == Some(it), "another column")?;
            found.columns.retain(|other| other.name != it.name);
            Ok(())
        }
        Change::CreatePrimaryKey { table: name, key } => {
            let found = table(schema, name)?;
            require(found.primary_key.is_none(), "there is a primary key")?;
            found.primary_key = Some(key.clone());
            Ok(())
        }
        Change::DropPrimaryKey { table: name, key } => {
            let found = table(schema, name)?;
            require(
                found.primary_key.take().as_ref() == Some(key),
                "another primary key",
            )
        }
        Change::CreateUnique {
            table: t,
            name,
            unique,
        } => create(&mut table(schema, t)?.uniques, name, unique),
        Change::DropUnique {
            table: t,
            name,
            unique,
        } => drop(&mut table(schema, t)?.uniques, name, unique),
        Change::CreateForeignKey {
            table: t,
            name,
            key,
        } => create(&mut table(schema, t)?.foreign_keys, name, key),
        Change::DropForeignKey {
            table: t,
            name,
            key,
        } => drop(&mut table(schema, t)?.foreign_keys, name, key),
        Change::CreateCheck {
            table: t,
            name,
            check,
        } => create(&mut table(schema, t)?.checks, name, check),
        Change::DropCheck {
            table: t,
            name,
            check,
        } => drop(&mut table(schema, t)?.checks, name, check),
        Change::CreateExclude {
            table: t,
            name,
            exclude,
        } => create(&mut table(schema, t)?.excludes, name, exclude),
        Change::DropExclude {
            table: t,
            name,
            exclude,
        } => drop(&mut table(schema, t)?.excludes, name, exclude),
        Change::CreateIndex {
            table: t,
            name,
            index,
        } => create(&mut table(schema, t)?.indexes, name, index),
        Change::DropIndex {
            table: t,
            name,
            index,
        } => drop(&mut table(schema, t)?.indexes, name, index),
        Change::CreateTrigger {
            table: t,
            name,
            definition,
        } => create(&mut table(schema, t)?.triggers, name, definition),
        Change::DropTrigger {
            table: t,
            name,
            definition,
        } => drop(&mut table(schema, t)?.triggers, name, definition),
        _ => Err("an unknown change".to_owned()),
    }
}

fn require(holds: bool, fault: &str) -> Done {
    if holds { Ok(()) } else { Err(fault.to_owned()) }
}

fn create<K: Ord + Clone, V: Clone>(map: &mut BTreeMap<K, V>, name: &K, it: &V) -> Done {
    require(
        map.insert(name.clone(), it.clone()).is_none(),
        "it is there already",
    )
}

fn drop<K: Ord + Clone, V: PartialEq + Debug>(map: &mut BTreeMap<K, V>, name: &K, it: &V) -> Done {
    match map.remove(name) {
        None => Err("it is not there".to_owned()),
        Some(found) if found == *it => Ok(()),
        Some(found) => Err(format!("it is another one: {found:?}")),
    }
}

fn table<'a>(schema: &'a mut Schema, name: &Name) -> Result<&'a mut Table, String> {
    schema
        .tables
        .get_mut(name)
        .ok_or_else(|| "no such table".to_owned())
}

fn column<'a>(table: &'a Table, name: &str) -> Option<&'a Column> {
    table.columns.iter().find(|it| it.name == name)
}

fn alter_column(schema: &mut Schema, name: &Name, from: &Column, to: &Column) -> Done {
    if (&from.data_type, &from.collation) != (&to.data_type, &to.collation) {
        require_unread(schema, name, &to.name)?;
    }
    require(
        from.computed == to.computed,
        "a computed column cannot be altered so",
    )?;
    let found = table(schema, name)?
        .columns
        .iter_mut()
        .find(|it| it.name == to.name);
    let found = found.ok_or("no such column")?;
    require(found == from, "another column")?;
    *found = to.clone();
    Ok(())
}

/// A column that changes its type may not be read by a view, a trigger or a computed column, nor be in a foreign key.
fn require_unread(schema: &Schema, name: &Name, column: &str) -> Done {
    for view in schema
        .views
        .values()
        .filter(|view| view.reads.contains(name))
    {
        require(
            !Words::of(&view.query).names_column(column),
            "a view reads the column",
        )?;
    }
    let table = &schema.tables[name];
    for trigger in table.triggers.values() {
        require(
            !Words::of(trigger).names_column(column),
            "a trigger reads the column",
        )?;
    }
    for computed in table.columns.iter().filter_map(|it| it.computed.as_ref()) {
        let words = Words::of(&computed.expression);
        require(
            !words.names_column(column),
            "a computed column reads the column",
        )?;
    }
    for (other, table) in &schema.tables {
        for key in table.foreign_keys.values() {
            let is_over = other == name && key.columns.iter().any(|it| it == column);
            let refers =
                key.referred == *name && key.referred_columns.iter().any(|it| it == column);
            require(!is_over && !refers, "a foreign key is over the column")?;
        }
    }
    Ok(())
}

/// An enum that is made anew may be used by nothing but the columns that are moved.
fn require_free(schema: &Schema, name: &Name, moved: &[(Name, Column)]) -> Done {
    for (table_name, table) in &schema.tables {
        for column in &table.columns {
            if Words::of(&column.data_type).names(&name.name) {
                let seen =
                    |it: &Column| (it.name.clone(), it.data_type.clone(), it.default.clone());
                let mut moved = moved.iter().filter(|(table, _)| table == table_name);
                let is_moved = moved.any(|(_, it)| seen(it) == seen(column));
                require(is_moved, "a column of the type is left behind")?;
                require_unread(schema, table_name, &column.name)?;
            }
        }
        let checks = table.checks.values().map(|it| it.condition.clone());
        let texts = checks.chain(table.indexes.values().map(text));
        for text in texts.chain(table.excludes.values().map(|it| it.definition.clone())) {
            require(
                !Words::of(&text).names(&name.name),
                "a constraint or an index names the type",
            )?;
        }
    }
    for function in schema.functions.values() {
        let words = Words::of(header(&function.definition));
        require(!words.names(&name.name), "a function is of the type")?;
    }
    for view in schema.views.values() {
        require(
            !Words::of(&view.query).names(&name.name),
            "a view names the type",
        )?;
    }
    Ok(())
}

fn comment(schema: &mut Schema, object: &str, to: &Option<String>) -> Done {
    let (kind, name) = object.rsplit_once(' ').ok_or("no object")?;
    let name = match name.split_once('.') {
        Some((schema, name)) => Name {
            schema: Some(schema.to_owned()),
            name: name.to_owned(),
        },
        None => Name::plain(name),
    };
    let found = match kind {
        "SCHEMA" => schema.schemas.get_mut(&name.name),
        "TYPE" => schema.enums.get_mut(&name).map(|it| &mut it.comment),
        "SEQUENCE" => schema.sequences.get_mut(&name).map(|it| &mut it.comment),
        "FUNCTION" => schema.functions.get_mut(&name).map(|it| &mut it.comment),
        "VIEW" | "MATERIALIZED VIEW" => {
            let is_materialized = kind != "VIEW";
            let found = schema.views.get_mut(&name);
            found
                .filter(|it| it.is_materialized == is_materialized)
                .map(|it| &mut it.comment)
        }
        "INDEX" => {
            let tables = schema
                .tables
                .iter_mut()
                .filter(|(table, _)| table.schema == name.schema);
            let mut found = tables.filter_map(|(_, table)| table.indexes.get_mut(&name.name));
            found.next().map(|it| &mut it.comment)
        }
        _ => None,
    };
    *found.ok_or("nothing to comment on")? = to.clone();
    Ok(())
}

/// Whether everything that is named is there.
pub(super) fn check(schema: &Schema) -> Done {
    check_names(schema)?;
    for (name, table) in &schema.tables {
        check_table(schema, name, table).map_err(|fault| format!("table {name}: {fault}"))?;
    }
    for (name, view) in &schema.views {
        let words =
            check_text(schema, &view.query).map_err(|fault| format!("view {name}: {fault}"))?;
        let is_there =
            |read: &Name| schema.tables.contains_key(read) || schema.views.contains_key(read);
        require(
            view.reads.iter().all(is_there),
            &format!("view {name} reads nothing"),
        )?;
        // The views of the generator read the columns of the first.
        let first = view.reads.first().and_then(|read| schema.tables.get(read));
        for named in COLUMNS.iter().filter(|it| words.names_column(it)) {
            let is_there = first.is_none_or(|first| column(first, named).is_some());
            require(is_there, &format!("view {name} reads no column {named}"))?;
        }
    }
    for (name, function) in &schema.functions {
        check_text(schema, header(&function.definition))
            .map_err(|fault| format!("{name}: {fault}"))?;
    }
    for (name, sequence) in &schema.sequences {
        if let Some((table, owner)) = &sequence.owned_by {
            let found = schema
                .tables
                .get(table)
                .and_then(|table| column(table, owner));
            require(found.is_some(), &format!("{name} is owned by nothing"))?;
        }
    }
    for extension in schema.extensions.values() {
        let schemas = &schema.schemas;
        require(
            extension
                .schema
                .as_ref()
                .is_none_or(|it| schemas.contains_key(it)),
            "no schema",
        )?;
    }
    Ok(())
}

/// Names are given once, and in schemas that are there.
fn check_names(schema: &Schema) -> Done {
    let mut names: Vec<Name> = Vec::new();
    names.extend(schema.tables.keys().cloned());
    names.extend(schema.views.keys().cloned());
    names.extend(schema.enums.keys().cloned());
    names.extend(schema.sequences.keys().cloned());
    for (table_name, table) in &schema.tables {
        let keys = table.primary_key.iter().map(|key| &key.name);
        let indexed = keys
            .chain(table.uniques.keys())
            .chain(table.excludes.keys());
        let indexed = indexed.chain(table.indexes.keys());
        names.extend(indexed.map(|name| Name {
            schema: table_name.schema.clone(),
            name: name.clone(),
        }));
    }
    let mut seen = BTreeSet::new();
    for name in names.iter().chain(schema.functions.keys()) {
        require(seen.insert(name), &format!("{name} is there twice"))?;
        let schemas = &schema.schemas;
        let is_there = name
            .schema
            .as_ref()
            .is_none_or(|it| schemas.contains_key(it));
        require(is_there, &format!("no schema for {name}"))?;
    }
    Ok(())
}

fn check_table(schema: &Schema, name: &Name, table: &Table) -> Done {
    let has = |columns: &[String]| columns.iter().all(|it| column(table, it).is_some());
    for it in &table.columns {
        check_text(schema, &it.data_type)?;
        if let Some(default) = &it.default {
            check_text(schema, default)?;
            check_value(schema, default)?;
        }
        if let Some(computed) = &it.computed {
            let words = check_over(schema, table, &computed.expression)?;
            let computed = table.columns.iter().filter(|it| it.computed.is_some());
            let mut read = computed.filter(|it| words.names_column(&it.name));
            require(read.next().is_none(), "a computed column reads another one")?;
        }
    }
    let mut given = BTreeSet::new();
    let keys = table.primary_key.iter().map(|key| &key.name);
    let constraints = keys
        .chain(table.uniques.keys())
        .chain(table.foreign_keys.keys());
    for name in constraints
        .chain(table.checks.keys())
        .chain(table.excludes.keys())
    {
        require(given.insert(name), "two constraints of one name")?;
    }
    if let Some(key) = &table.primary_key {
        require(has(&key.columns), "the primary key is over nothing")?;
        let is_nullable = |it: &String| column(table, it).is_some_and(|it| it.is_nullable);
        require(
            !key.columns.iter().any(is_nullable),
            "the primary key is over NULL",
        )?;
    }
    for unique in table.uniques.values() {
        require(has(&unique.columns), "a unique constraint is over nothing")?;
    }
    for (key_name, key) in &table.foreign_keys {
        require(has(&key.columns), "a foreign key is over nothing")?;
        require(
            has_key(schema, key),
            &format!("{key_name} of {name} refers to nothing"),
        )?;
    }
    for check in table.checks.values() {
        check_over(schema, table, &check.condition)?;
    }
    for exclude in table.excludes.values() {
        check_over(schema, table, &exclude.definition)?;
    }
    for index in table.indexes.values() {
        check_over(schema, table, &text(index))?;
        require(has(&index.include), "an index includes nothing")?;
        let columns = index.parts.iter().filter_map(|part| match &part.key {
            IndexKey::Column(column) => Some(column.clone()),
            IndexKey::Expression(_) => None,
        });
        require(
            has(&columns.collect::<Vec<_>>()),
            "an index is over nothing",
        )?;
    }
    for trigger in table.triggers.values() {
        check_over(schema, table, trigger)?;
    }
    Ok(())
}

/// A default of an enum is one of its values.
fn check_value(schema: &Schema, default: &str) -> Done {
    for (name, it) in &schema.enums {
        let value = default
            .split_once("'::")
            .filter(|(_, data_type)| *data_type == name.to_string());
        if let Some((value, _)) = value {
            let is_there = it
                .values
                .iter()
                .any(|it| it == value.trim_start_matches('\''));
            require(is_there, &format!("{default} is no value"))?;
        }
    }
    Ok(())
}

/// Whether there is what a foreign key refers to: a key over the columns.
fn has_key(schema: &Schema, key: &ForeignKey) -> bool {
    let Some(table) = schema.tables.get(&key.referred) else {
        return false;
    };
    let wanted: BTreeSet<_> = key.referred_columns.iter().collect();
    let is_wanted = |columns: &[String]| wanted == columns.iter().collect();
    let unique = table
        .indexes
        .values()
        .filter(|index| index.is_unique && index.condition.is_none());
    table.primary_key.iter().any(|key| is_wanted(&key.columns))
        || table
            .uniques
            .values()
            .any(|unique| is_wanted(&unique.columns))
        || unique
            .into_iter()
            .any(|index| is_wanted(&plain_columns(index)))
}

/// The functions, enums and sequences of the generator are there if the text names them.
fn check_text(schema: &Schema, text: &str) -> Result<Words, String> {
    let words = Words::of(text);
    let in_schema = Name {
        schema: Some("s".to_owned()),
        name: "tone".to_owned(),
    };
    let functions = [("f", "f()"), ("g", "g(mood)")];
    for (call, name) in functions {
        let is_there = schema.functions.contains_key(&Name::plain(name));
        require(
            !words.calls(call) || text.starts_with("CREATE OR") || is_there,
            &format!("no function {name}"),
        )?;
    }
    for name in [Name::plain("mood"), in_schema] {
        let is_there = schema.enums.contains_key(&name);
        require(
            !words.names(&name.name) || is_there,
            &format!("no enum {name}"),
        )?;
    }
    let is_there = schema.sequences.contains_key(&Name::plain("q"));
    require(!words.names("q") || is_there, "no sequence q")?;
    Ok(words)
}

/// So are the columns of the table.
fn check_over(schema: &Schema, table: &Table, text: &str) -> Result<Words, String> {
    let words = check_text(schema, text)?;
    for name in COLUMNS.iter().filter(|it| words.names_column(it)) {
        require(column(table, name).is_some(), &format!("no column {name}"))?;
    }
    Ok(words)
}
