//! The table as it is to be.

mod alter;
mod constraint;

use super::change::Change;
use super::copied::Copied;
use super::old_table::{OldTable, of_table};
use crate::definition::{
    DefinitionError, Place, TableDefinition, is_for_updates_of, names, same_name,
};
use crate::dialect::Dialect;
use crate::existing_table::{ExistingIndex, ExistingTable};
use crate::operations::{
    AddColumn, CreatePrimaryKey, DropColumn, DropIndex, Operation, RenderError, Statements,
};
use crate::schema::{PrimaryKey, TableName, Unique};

/// The table as it is to be, and what comes before it and behind.
pub(super) struct NewTable<'a> {
    pub(super) table: &'a TableName,
    pub(super) definition: TableDefinition,
    pub(super) copied: Vec<Copied>,
    /// The indexes that stay.
    pub(super) indexes: Vec<ExistingIndex>,
    /// What is done to the old table first.
    pub(super) before: Vec<&'a Operation>,
    /// What is done to the new table in the end.
    pub(super) behind: Vec<&'a Operation>,
    pub(super) has_new_foreign_key: bool,
    pub(super) has_dropped_column: bool,
    /// What is known of the table as it is; not in a script.
    seen: Option<&'a ExistingTable>,
}

impl<'a> NewTable<'a> {
    pub(super) fn new(table: &'a TableName, old: &OldTable<'a>, dialect: &Dialect) -> Self {
        let copied = old.definition.columns().map(|column| Copied {
            column: column.name().to_owned(),
            expression: dialect.quote(column.name()).into_owned(),
            kept_as: None,
        });
        Self {
            table,
            copied: copied.collect(),
            definition: old.definition.clone(),
            indexes: old.seen.map_or_else(Vec::new, |seen| seen.indexes.clone()),
            before: Vec::new(),
            behind: Vec::new(),
            has_new_foreign_key: false,
            has_dropped_column: false,
            seen: old.seen,
        }
    }

    pub(super) fn apply(
        &mut self,
        change: &'a Change,
        statements: &Statements<'_>,
    ) -> Result<(), RenderError> {
        let table = self.table;
        match &change.recorded.operation {
            Operation::AddColumn(add) => self.add_column(add, change.place.as_ref(), statements),
            Operation::DropColumn(drop) => self.drop_column(drop, statements),
            Operation::AlterColumn(alter) => self.alter_column(alter, statements),
            Operation::CreatePrimaryKey(create) => self.create_primary_key(create, statements),
            Operation::CreateUniqueConstraint(create) => {
                let constraint = statements.unique(table, &create.constraint)?;
                self.push_constraint(&constraint)
            }
            Operation::CreateCheckConstraint(create) => {
                statements.not_valid(create.constraint.not_valid)?;
                let constraint = statements.check(table, &create.constraint)?;
                self.push_constraint(&constraint)
            }
            Operation::CreateForeignKey(create) => {
                statements.not_valid(create.constraint.not_valid)?;
                self.has_new_foreign_key = true;
                let constraint = statements.foreign_key(table, &create.constraint)?;
                self.push_constraint(&constraint)
            }
            Operation::DropConstraint(drop) => self.drop_constraint(drop, statements),
            Operation::DropIndex(drop) => self.drop_index(drop, &change.recorded.operation),
            operation => {
                self.behind.push(operation);
                Ok(())
            }
        }
    }

    fn add_column(
        &mut self,
        add: &AddColumn,
        place: Option<&Place>,
        statements: &Statements<'_>,
    ) -> Result<(), RenderError> {
        let column = &add.column;
        let name = std::slice::from_ref(&column.name);
        let key = if column.primary_key { name } else { &[] };
        let definition = statements.constrained_column(self.table, column, key, "")?;
        let inserted = self.definition.insert_column(&definition, place);
        self.in_table(inserted)?;
        self.has_new_foreign_key |= column.references.is_some();
        if column.primary_key {
            let key = PrimaryKey::new(name.to_vec());
            let constraint = statements.primary_key(self.table, &key)?;
            self.push_constraint(&constraint)?;
        }
        if column.unique {
            let unique = Unique::new(name.to_vec());
            let constraint = statements.unique(self.table, &unique)?;
            self.push_constraint(&constraint)?;
        }
        Ok(())
    }

    fn drop_column(
        &mut self,
        drop: &DropColumn,
        statements: &Statements<'_>,
    ) -> Result<(), RenderError> {
        let (name, dialect) = (&drop.column, statements.dialect);
        statements.cascade(drop.cascade, dialect.columns.drop_cascade, "a column")?;
        if drop.if_exists && self.definition.column(name).is_err() {
            return Ok(());
        }
        for trigger in self.seen.iter().flat_map(|seen| &seen.triggers) {
            if is_for_updates_of(trigger, dialect.lexis, name)? {
                return Err(RenderError::invalid(format!(
                    "column `{name}` of table `{}` has a trigger for its updates, which must be dropped before: \
                     {trigger}",
                    self.table.name
                )));
            }
        }
        let dropped = self.definition.drop_column(name);
        self.in_table(dropped)?;
        self.has_dropped_column = true;
        self.copied
            .retain(|copied| !same_name(&copied.column, name));
        let mut indexes = Vec::new();
        for index in std::mem::take(&mut self.indexes) {
            let is_over = index.columns.iter().any(|column| same_name(column, name));
            if !is_over && !names(&index.sql, dialect.lexis, name)? {
                indexes.push(index);
            }
        }
        self.indexes = indexes;
        Ok(())
    }

    fn create_primary_key(
        &mut self,
        create: &CreatePrimaryKey,
        statements: &Statements<'_>,
    ) -> Result<(), RenderError> {
        let constraint = statements.primary_key(self.table, &create.constraint)?;
        for column in &create.constraint.columns {
            // The key implies it, but SQLite takes NULL in a key that does not say so.
            let changed = self.definition.set_nullable(column, false);
            self.in_table(changed)?;
        }
        self.push_constraint(&constraint)
    }

    fn drop_index(
        &mut self,
        drop: &DropIndex,
        operation: &'a Operation,
    ) -> Result<(), RenderError> {
        let found = self
            .indexes
            .iter()
            .position(|index| same_name(&index.name, &drop.name));
        match found {
            Some(found) => {
                self.indexes.remove(found);
            }
            // One of this block, or of a table that was not looked at.
            None if self.seen.is_some() => self.behind.push(operation),
            None => self.before.push(operation),
        }
        Ok(())
    }

    fn push_constraint(&mut self, constraint: &str) -> Result<(), RenderError> {
        let pushed = self.definition.push_constraint(constraint);
        self.in_table(pushed)
    }

    fn in_table<T>(&self, changed: Result<T, DefinitionError>) -> Result<T, RenderError> {
        changed.map_err(|error| of_table(&self.table.name, &error))
    }
}
