//! What a change creates, drops and alters.

use super::object::Object;
use crate::autogenerate::change::Change;
use crate::autogenerate::compare::plain_columns;
use crate::autogenerate::schema::{Index, Name, Table};

/// The objects of a change.
#[derive(Debug, Default)]
pub(super) struct Effects {
    pub(super) creates: Vec<Object>,
    pub(super) drops: Vec<Object>,
    /// What was there before, and is there behind it, but not as it was.
    pub(super) alters: Vec<Object>,
}

impl Effects {
    pub(super) fn objects(&self) -> impl Iterator<Item = &Object> {
        self.creates.iter().chain(&self.drops).chain(&self.alters)
    }

    fn creates(creates: Vec<Object>) -> Self {
        Self {
            creates,
            ..Self::default()
        }
    }

    fn alters(alters: Vec<Object>) -> Self {
        Self {
            alters,
            ..Self::default()
        }
    }

    fn reverse(self) -> Self {
        Self {
            creates: self.drops,
            drops: self.creates,
            alters: self.alters,
        }
    }
}

pub(super) fn effects(change: &Change) -> Effects {
    if let Some(created) = created(change) {
        return Effects::creates(created);
    }
    if let Some(dropped) = created(&change.clone().reverse()) {
        return Effects::creates(dropped).reverse();
    }
    match change {
        Change::ReplaceEnum { name, columns, .. } => {
            let columns = columns.iter();
            let columns = columns.map(|(table, it)| Object::Column(table.clone(), it.name.clone()));
            Effects::alters(columns.chain([Object::Enum(name.clone())]).collect())
        }
        Change::AlterColumn { table, to, .. } => {
            Effects::alters(vec![Object::Column(table.clone(), to.name.clone())])
        }
        Change::AlterSequence { name, .. } => Effects::alters(vec![Object::Owner(name.clone())]),
        Change::RenameTable { from, to } => Effects {
            creates: vec![Object::Table(to.clone()), Object::Taken(to.clone())],
            drops: vec![Object::Table(from.clone()), Object::Taken(from.clone())],
            alters: Vec::new(),
        },
        Change::RenameColumn { table, from, to } => Effects {
            creates: vec![Object::Column(table.clone(), to.clone())],
            drops: vec![Object::Column(table.clone(), from.clone())],
            alters: Vec::new(),
        },
        // Whoever needs the new values or the new body comes behind; whoever needed the old ones, has them still.
        Change::AddEnumValues { name, .. } => Effects::creates(vec![Object::Enum(name.clone())]),
        Change::ReplaceFunction { name, .. } => {
            Effects::creates(vec![Object::Function(name.clone())])
        }
        _ => Effects::default(),
    }
}

/// What a change creates that is a creation.
fn created(change: &Change) -> Option<Vec<Object>> {
    Some(match change {
        Change::CreateSchema(name) => vec![Object::Schema(name.clone())],
        Change::CreateExtension(name, _) => vec![Object::Extension(name.clone())],
        Change::CreateEnum(name, _) => {
            vec![Object::Enum(name.clone()), Object::Taken(name.clone())]
        }
        Change::CreateSequence(name, _) => {
            vec![Object::Sequence(name.clone()), Object::Taken(name.clone())]
        }
        Change::CreateTable(name, table) => in_table(name, table),
        Change::CreateView(name, _) => {
            vec![Object::View(name.clone()), Object::Taken(name.clone())]
        }
        Change::CreateFunction(name, _) => vec![Object::Function(name.clone())],
        Change::AddColumn { table, column } => {
            vec![Object::Column(table.clone(), column.name.clone())]
        }
        Change::CreatePrimaryKey { table, key } => {
            let mut objects = key_constraint(table, &key.name, &key.columns);
            objects.push(Object::PrimaryKey(table.clone()));
            objects
        }
        Change::CreateUnique {
            table,
            name,
            unique,
        } => key_constraint(table, name, &unique.columns),
        Change::CreateForeignKey { table, name, .. }
        | Change::CreateCheck { table, name, .. }
        | Change::CreateTrigger { table, name, .. } => vec![Object::Given(beside(table, name))],
        Change::CreateExclude { table, name, .. } => constraint_with_index(table, name),
        Change::CreateIndex { table, name, index } => index_of(table, name, index),
        _ => return None,
    })
}

fn in_table(name: &Name, table: &Table) -> Vec<Object> {
    let mut objects = vec![Object::Table(name.clone()), Object::Taken(name.clone())];
    let columns = table.columns.iter();
    objects.extend(columns.map(|column| Object::Column(name.clone(), column.name.clone())));
    if let Some(key) = &table.primary_key {
        objects.extend(key_constraint(name, &key.name, &key.columns));
    }
    for (unique, it) in &table.uniques {
        objects.extend(key_constraint(name, unique, &it.columns));
    }
    for exclude in table.excludes.keys() {
        objects.extend(constraint_with_index(name, exclude));
    }
    for (index, it) in &table.indexes {
        objects.extend(index_of(name, index, it));
    }
    let given = table.foreign_keys.keys().chain(table.checks.keys());
    objects.extend(given.map(|given| Object::Given(beside(name, given))));
    objects
}

fn key_constraint(table: &Name, name: &str, columns: &[String]) -> Vec<Object> {
    let mut objects = constraint_with_index(table, name);
    objects.push(Object::key(table, columns));
    objects
}

fn constraint_with_index(table: &Name, name: &str) -> Vec<Object> {
    let name = beside(table, name);
    vec![Object::Taken(name.clone()), Object::Given(name)]
}

fn index_of(table: &Name, name: &str, index: &Index) -> Vec<Object> {
    let mut objects = vec![Object::Taken(beside(table, name))];
    if index.is_unique {
        objects.push(Object::key(table, &plain_columns(index)));
    }
    objects
}

/// A name in the schema of a table. On MySQL, each primary key has the same one.
fn beside(table: &Name, name: &str) -> Name {
    let name = match name {
        "PRIMARY" => format!("{}.PRIMARY", table.name),
        name => name.to_owned(),
    };
    Name {
        schema: table.schema.clone(),
        name,
    }
}
