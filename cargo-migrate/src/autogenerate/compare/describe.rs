//! A change in one line.

use super::enums::additions;
use crate::autogenerate::change::Change;
use crate::autogenerate::schema::{
    Column, Comment, ForeignKey, Identity, Index, IndexKey, Name, Sequence,
};

impl Change {
    /// The change in one line: `add column users.email varchar(255)`.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::CreateSchema(name) => format!("create schema {name}"),
            Self::DropSchema(name) => format!("drop schema {name}"),
            Self::CreateExtension(name, _) => format!("create extension {name}"),
            Self::DropExtension(name, _) => format!("drop extension {name}"),
            Self::CreateEnum(name, it) => format!("create enum {name} ({})", it.values.join(", ")),
            Self::DropEnum(name, _) => format!("drop enum {name}"),
            Self::AddEnumValues { name, from, to } => {
                let added = additions(&from.values, &to.values);
                let values: Vec<_> = added.into_iter().map(|it| it.value).collect();
                format!("add to enum {name}: {}", values.join(", "))
            }
            Self::ReplaceEnum { name, from, to, .. } => {
                let (from, to) = (from.values.join(", "), to.values.join(", "));
                format!("replace enum {name}: {from} by {to}")
            }
            Self::CreateSequence(name, _) => format!("create sequence {name}"),
            Self::DropSequence(name, _) => format!("drop sequence {name}"),
            Self::AlterSequence { name, from, to } => {
                format!("alter sequence {name}: {}", sequence(from, to).join(", "))
            }
            Self::CreateTable(name, it) => {
                let columns: Vec<_> = it.columns.iter().map(|it| it.name.as_str()).collect();
                format!("create table {name} ({})", columns.join(", "))
            }
            Self::DropTable(name, _) => format!("drop table {name}"),
            Self::RenameTable { from, to } => format!("rename table {from} to {to}"),
            Self::TableComment { table, to, .. } => format!("{} table {table}", comment(to)),
            Self::AddColumn { table, column } => {
                format!("add column {table}.{}", definition(column))
            }
            Self::DropColumn { table, column } => format!("drop column {table}.{}", column.name),
            Self::RenameColumn { table, from, to } => {
                format!("rename column {table}.{from} to {to}")
            }
            Self::AlterColumn { table, from, to } => {
                format!(
                    "alter column {table}.{}: {}",
                    to.name,
                    alteration(from, to).join(", ")
                )
            }
            Self::CreatePrimaryKey { table, key } => {
                format!(
                    "create primary key {} on {}",
                    key.name,
                    on(table, &key.columns)
                )
            }
            Self::DropPrimaryKey { table, key } => {
                format!(
                    "drop primary key {} on {}",
                    key.name,
                    on(table, &key.columns)
                )
            }
            Self::CreateUnique {
                table,
                name,
                unique,
            } => {
                format!(
                    "create unique constraint {name} on {}",
                    on(table, &unique.columns)
                )
            }
            Self::DropUnique {
                table,
                name,
                unique,
            } => {
                format!(
                    "drop unique constraint {name} on {}",
                    on(table, &unique.columns)
                )
            }
            Self::CreateForeignKey { table, name, key } => {
                format!("create foreign key {name} {}", reference(table, key))
            }
            Self::DropForeignKey { table, name, key } => {
                format!("drop foreign key {name} {}", reference(table, key))
            }
            Self::CreateCheck { table, name, check } => {
                format!("create check {name} on {table}: {}", line(&check.condition))
            }
            Self::DropCheck { table, name, .. } => format!("drop check {name} on {table}"),
            Self::CreateExclude {
                table,
                name,
                exclude,
            } => {
                format!(
                    "create exclusion constraint {name} on {table}: {}",
                    line(&exclude.definition)
                )
            }
            Self::DropExclude { table, name, .. } => {
                format!("drop exclusion constraint {name} on {table}")
            }
            Self::CreateIndex { table, name, index } => {
                format!(
                    "create {} {name} on {}",
                    kind(index),
                    on(table, &parts(index))
                )
            }
            Self::DropIndex { table, name, index } => {
                format!(
                    "drop {} {name} on {}",
                    kind(index),
                    on(table, &parts(index))
                )
            }
            Self::CreateTrigger { table, name, .. } => format!("create trigger {name} on {table}"),
            Self::DropTrigger { table, name, .. } => format!("drop trigger {name} on {table}"),
            Self::CreateView(name, it) => format!("create {} {name}", view(it.is_materialized)),
            Self::DropView(name, it) => format!("drop {} {name}", view(it.is_materialized)),
            Self::CreateFunction(name, _) => format!("create function {name}"),
            Self::DropFunction(name, _) => format!("drop function {name}"),
            Self::ReplaceFunction { name, .. } => format!("replace function {name}"),
            Self::Execute { upgrade, .. } => format!("execute {}", line(upgrade)),
            Self::ObjectComment { object, to, .. } => format!("{} {object}", comment(to)),
        }
    }
}

/// A type, as people write it.
pub(super) fn short(data_type: &str) -> String {
    let short = data_type.replace("character varying", "varchar");
    let with_zone = ["timestamp", "time"].iter().fold(short, |text, name| {
        let Some(rest) = text
            .strip_prefix(name)
            .and_then(|it| it.strip_suffix(" with time zone"))
        else {
            return text;
        };
        format!("{name}tz{rest}")
    });
    with_zone.replace(" without time zone", "")
}

fn definition(column: &Column) -> String {
    let mut text = format!("{} {}", column.name, short(&column.data_type));
    if !column.is_nullable {
        text.push_str(" not null");
    }
    if let Some(default) = &column.default {
        text.push_str(&format!(" default {}", line(default)));
    }
    if column.identity.is_some() {
        text.push_str(" identity");
    }
    if let Some(computed) = &column.computed {
        text.push_str(&format!(" computed as {}", line(&computed.expression)));
    }
    text
}

fn alteration(from: &Column, to: &Column) -> Vec<String> {
    let mut parts = Vec::new();
    if from.data_type != to.data_type {
        parts.push(format!(
            "type {} to {}",
            short(&from.data_type),
            short(&to.data_type)
        ));
    }
    if from.collation != to.collation {
        let collation = to.collation.as_deref().unwrap_or("of its type");
        parts.push(format!("collation {collation}"));
    }
    match (from.is_nullable, to.is_nullable) {
        (true, false) => parts.push("not null".to_owned()),
        (false, true) => parts.push("nullable".to_owned()),
        _ => {}
    }
    if from.default != to.default {
        parts.push(match &to.default {
            Some(default) => format!("default {}", line(default)),
            None => "no default".to_owned(),
        });
    }
    if from.identity != to.identity {
        let identity = match to.identity {
            Some(Identity::Always) => "identity, always",
            Some(Identity::ByDefault) => "identity, by default",
            None => "no identity",
        };
        parts.push(identity.to_owned());
    }
    if from.computed != to.computed {
        parts.push(match &to.computed {
            Some(computed) => format!("computed as {}", line(&computed.expression)),
            None => "not computed".to_owned(),
        });
    }
    if from.comment != to.comment {
        parts.push(
            if to.comment.is_some() {
                "comment"
            } else {
                "no comment"
            }
            .to_owned(),
        );
    }
    parts
}

fn sequence(from: &Sequence, to: &Sequence) -> Vec<String> {
    let mut parts = Vec::new();
    if from.data_type != to.data_type {
        parts.push(format!("type {}", to.data_type));
    }
    let numbers = [
        ("start", from.start, to.start),
        ("increment", from.increment, to.increment),
        ("minimum", from.minimum, to.minimum),
        ("maximum", from.maximum, to.maximum),
    ];
    for (name, _, to) in numbers.into_iter().filter(|(_, from, to)| from != to) {
        parts.push(format!("{name} {to}"));
    }
    if from.cycle != to.cycle {
        parts.push(if to.cycle { "cycle" } else { "no cycle" }.to_owned());
    }
    if from.owned_by != to.owned_by {
        parts.push(match &to.owned_by {
            Some((table, column)) => format!("owned by {table}.{column}"),
            None => "owned by no column".to_owned(),
        });
    }
    parts
}

fn on(table: &Name, columns: &[String]) -> String {
    format!("{table} ({})", columns.join(", "))
}

fn reference(table: &Name, key: &ForeignKey) -> String {
    let (from, to) = (
        on(table, &key.columns),
        on(&key.referred, &key.referred_columns),
    );
    format!("from {from} to {to}")
}

fn kind(index: &Index) -> &'static str {
    if index.is_unique {
        "unique index"
    } else {
        "index"
    }
}

fn parts(index: &Index) -> Vec<String> {
    let parts = index.parts.iter().map(|part| match &part.key {
        IndexKey::Column(column) => column.clone(),
        IndexKey::Expression(expression) => line(expression),
    });
    parts.collect()
}

fn view(is_materialized: bool) -> &'static str {
    if is_materialized {
        "materialized view"
    } else {
        "view"
    }
}

fn comment(to: &Comment) -> &'static str {
    if to.is_some() {
        "comment on"
    } else {
        "drop comment on"
    }
}

/// A text of several lines in one.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
