//! What a change needs to be there, as it was before all changes or as it is behind them.

use super::object::{Names, Object};
use crate::autogenerate::change::Change;
use crate::autogenerate::compare::{header, plain_columns, text};
use crate::autogenerate::schema::{
    Column, ForeignKey, Function, Index, Name, Sequence, Table, View,
};
use crate::autogenerate::words::Words;

/// The objects that a change needs, and whether it fails without them: what a function's body names may come later.
#[derive(Debug, Default)]
pub(super) struct Uses {
    /// As they were.
    pub(super) before: Vec<(Object, bool)>,
    /// As they are to be.
    pub(super) after: Vec<(Object, bool)>,
}

pub(super) fn uses(change: &Change, names: &Names) -> Uses {
    let find = Find(names);
    if let Some(after) = find.of_creation(change) {
        let before = Vec::new();
        return in_table(change, Uses { before, after });
    }
    if let Some(before) = find.of_creation(&change.clone().reverse()) {
        let after = Vec::new();
        return in_table(change, Uses { before, after });
    }
    let mut uses = Uses::default();
    match change {
        Change::AlterColumn { table, from, to } => {
            let (old, new) = (find.altered(table, from, to), find.altered(table, to, from));
            // A type that is made anew under a column of it is what it is to be when the column becomes an array of it.
            uses.before = hard(old.into_iter().filter(|it| !new.contains(it)).collect());
            uses.after = hard(new);
        }
        Change::AlterSequence { name, from, to } => {
            let sequence = vec![Object::Sequence(name.clone())];
            uses.before = hard([owner(from), sequence.clone()].concat());
            uses.after = hard([owner(to), sequence].concat());
        }
        Change::ReplaceEnum { columns, .. } => {
            for (table, _) in columns {
                let table = Object::Table(table.clone());
                uses.before.push((table.clone(), true));
                uses.after.push((table, true));
            }
        }
        Change::ReplaceFunction { name, from, to } => {
            let (old, new) = (find.function(from), find.function(to));
            let is_self = |it: &(Object, bool)| it.0 == Object::Function(name.clone());
            uses.before = old
                .iter()
                .filter(|it| !new.contains(it) && !is_self(it))
                .cloned()
                .collect();
            uses.after = new
                .into_iter()
                .filter(|it| !old.contains(it) && !is_self(it))
                .collect();
        }
        Change::ObjectComment { object, .. } => {
            uses.after = hard(names.named(&Words::of(object)).cloned().collect());
        }
        _ => {}
    }
    in_table(change, uses)
}

/// What happens in a table needs it, before and behind.
fn in_table(change: &Change, mut uses: Uses) -> Uses {
    if let Some(table) = table(change) {
        let table = (Object::Table(table.clone()), true);
        uses.before.push(table.clone());
        uses.after.push(table);
    }
    uses
}

/// The table that a change happens in.
pub(super) fn table(change: &Change) -> Option<&Name> {
    match change {
        Change::TableComment { table, .. }
        | Change::AddColumn { table, .. }
        | Change::DropColumn { table, .. }
        | Change::RenameColumn { table, .. }
        | Change::AlterColumn { table, .. }
        | Change::CreatePrimaryKey { table, .. }
        | Change::DropPrimaryKey { table, .. }
        | Change::CreateUnique { table, .. }
        | Change::DropUnique { table, .. }
        | Change::CreateForeignKey { table, .. }
        | Change::DropForeignKey { table, .. }
        | Change::CreateCheck { table, .. }
        | Change::DropCheck { table, .. }
        | Change::CreateExclude { table, .. }
        | Change::DropExclude { table, .. }
        | Change::CreateIndex { table, .. }
        | Change::DropIndex { table, .. }
        | Change::CreateTrigger { table, .. }
        | Change::DropTrigger { table, .. } => Some(table),
        _ => None,
    }
}

fn hard(objects: Vec<Object>) -> Vec<(Object, bool)> {
    objects.into_iter().map(|object| (object, true)).collect()
}

fn in_schema(name: &Name) -> Vec<Object> {
    name.schema.iter().cloned().map(Object::Schema).collect()
}

fn columns(table: &Name, columns: &[String]) -> Vec<Object> {
    let columns = columns.iter();
    columns
        .map(|column| Object::Column(table.clone(), column.clone()))
        .collect()
}

fn owner(sequence: &Sequence) -> Vec<Object> {
    let owner = sequence.owned_by.iter();
    owner
        .flat_map(|(table, column)| {
            let column = Object::Column(table.clone(), column.clone());
            [Object::Table(table.clone()), column]
        })
        .collect()
}

/// Finds the objects in what is written.
struct Find<'a>(&'a Names);

impl Find<'_> {
    /// What a creation needs; nothing for another change.
    fn of_creation(&self, change: &Change) -> Option<Vec<(Object, bool)>> {
        Some(match change {
            Change::CreateSchema(_) => Vec::new(),
            Change::CreateExtension(_, it) => {
                hard(it.schema.iter().cloned().map(Object::Schema).collect())
            }
            Change::CreateEnum(name, _) => hard(in_schema(name)),
            Change::CreateSequence(name, it) => hard([in_schema(name), owner(it)].concat()),
            Change::CreateTable(name, it) => hard(self.table(name, it)),
            Change::CreateView(name, it) => hard([in_schema(name), self.view(it)].concat()),
            Change::CreateFunction(name, it) => {
                let mut found = self.function(it);
                found.extend(hard(in_schema(name)));
                found
            }
            Change::AddColumn { table, column } => hard(self.column(table, column)),
            Change::CreatePrimaryKey { table, key } => hard(columns(table, &key.columns)),
            Change::CreateUnique { table, unique, .. } => hard(columns(table, &unique.columns)),
            Change::CreateForeignKey { table, key, .. } => hard(foreign_key(table, key)),
            Change::CreateCheck { table, check, .. } => {
                hard(self.expression(table, &check.condition))
            }
            Change::CreateExclude { table, exclude, .. } => {
                hard(self.expression(table, &exclude.definition))
            }
            Change::CreateIndex { table, index, .. } => hard(self.index(table, index)),
            Change::CreateTrigger {
                table, definition, ..
            } => hard(self.trigger(table, definition)),
            _ => return None,
        })
    }

    fn expression(&self, table: &Name, text: &str) -> Vec<Object> {
        let words = Words::of(text);
        let mut found = self.0.in_expression(&words);
        found.extend(self.0.columns(table, &words));
        found
    }

    fn table(&self, name: &Name, table: &Table) -> Vec<Object> {
        let mut found = in_schema(name);
        for column in &table.columns {
            found.extend(self.column(name, column));
        }
        for key in table.foreign_keys.values() {
            found.extend(foreign_key(name, key));
        }
        for check in table.checks.values() {
            found.extend(self.expression(name, &check.condition));
        }
        for exclude in table.excludes.values() {
            found.extend(self.expression(name, &exclude.definition));
        }
        for index in table.indexes.values() {
            found.extend(self.index(name, index));
        }
        found
    }

    fn column(&self, table: &Name, column: &Column) -> Vec<Object> {
        let mut found = self.data_type(column);
        found.extend(self.default(column));
        if let Some(computed) = &column.computed {
            found.extend(self.expression(table, &computed.expression));
        }
        found
    }

    fn data_type(&self, column: &Column) -> Vec<Object> {
        self.0.in_expression(&Words::of(&column.data_type))
    }

    fn default(&self, column: &Column) -> Vec<Object> {
        let default = column.default.iter();
        default
            .flat_map(|default| self.0.in_expression(&Words::of(default)))
            .collect()
    }

    /// What a column needs where it differs from another one.
    fn altered(&self, table: &Name, column: &Column, other: &Column) -> Vec<Object> {
        let mut found = Vec::new();
        if column.data_type != other.data_type {
            found.extend(self.data_type(column));
        }
        if column.default != other.default {
            found.extend(self.default(column));
        }
        if column.computed != other.computed
            && let Some(computed) = &column.computed
        {
            found.extend(self.expression(table, &computed.expression));
        }
        found
    }

    fn index(&self, table: &Name, index: &Index) -> Vec<Object> {
        let mut found = columns(table, &plain_columns(index));
        found.extend(columns(table, &index.include));
        found.extend(self.expression(table, &text(index)));
        found
    }

    fn trigger(&self, table: &Name, definition: &str) -> Vec<Object> {
        let words = Words::of(definition);
        let mut found = self.expression(table, definition);
        for relation in self.0.relations(&words) {
            if let Object::Table(name) = &relation {
                found.extend(self.0.columns(name, &words));
            }
            found.push(relation);
        }
        found
    }

    fn view(&self, view: &View) -> Vec<Object> {
        let words = Words::of(&view.query);
        let mut found = self.0.in_expression(&words);
        for read in &view.reads {
            found.push(Object::Table(read.clone()));
            found.push(Object::View(read.clone()));
            found.extend(self.0.columns(read, &words));
        }
        found
    }

    fn function(&self, function: &Function) -> Vec<(Object, bool)> {
        let header = Words::of(header(&function.definition));
        let body = Words::of(&function.definition);
        let types = self
            .0
            .named(&header)
            .filter(|it| matches!(it, Object::Enum(_)));
        let mut found = hard(types.cloned().collect());
        found.extend(hard(self.0.relations(&header)));
        let mut soft = self.0.in_expression(&body);
        for relation in self.0.relations(&body) {
            if let Object::Table(name) = &relation {
                soft.extend(self.0.columns(name, &body));
            }
            soft.push(relation);
        }
        found.extend(soft.into_iter().map(|object| (object, false)));
        found
    }
}

fn foreign_key(table: &Name, key: &ForeignKey) -> Vec<Object> {
    let mut found = columns(table, &key.columns);
    found.extend(columns(&key.referred, &key.referred_columns));
    found.push(Object::Table(key.referred.clone()));
    found.push(Object::key(&key.referred, &key.referred_columns));
    found
}
