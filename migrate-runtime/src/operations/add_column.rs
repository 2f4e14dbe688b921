//! `op.add_column(…)`

use super::parts::RECREATE;
use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::{Column, TableName};

/// Adds a column to a table.
#[derive(Debug, Clone)]
pub struct AddColumn {
    pub(crate) table: TableName,
    pub(crate) column: Column,
    pub(crate) if_not_exists: bool,
}

impl Operations {
    /// Adds a column to a table.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.add_column("products", column("stock", integer()).not_null().server_default("0"));
    /// # }
    /// ```
    #[track_caller]
    pub fn add_column(
        &mut self,
        table: impl Into<TableName>,
        column: impl Into<Column>,
    ) -> &mut AddColumn {
        self.record(AddColumn {
            table: table.into(),
            column: column.into(),
            if_not_exists: false,
        })
    }
}

impl AddColumn {
    /// Does nothing where the table has a column of this name.
    pub fn if_not_exists(&mut self) -> &mut Self {
        self.if_not_exists = true;
        self
    }
}

impl Directive for AddColumn {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let (column, facts) = (&self.column, statements.dialect.columns);
        // A foreign key of its own would be added all the same.
        let may_ask = facts.if_exists && (facts.inline_references || column.references.is_none());
        let exists = statements.if_not_exists(self.if_not_exists, may_ask, "a column")?;
        if column.primary_key && !facts.add_with_key {
            return Err(statements.unsupported("add a primary key column to a table", RECREATE));
        }
        if column.unique && !facts.add_with_key {
            return Err(statements.unsupported("add a unique column to a table", UNIQUE_INDEX));
        }
        if column.computed.as_ref().is_some_and(|it| it.stored) && !facts.add_stored {
            return Err(statements.unsupported("add a stored computed column to a table", VIRTUAL));
        }
        let name = std::slice::from_ref(&column.name);
        let key = if column.primary_key { name } else { &[] };
        let mut keys = String::new();
        if column.primary_key {
            keys.push_str(" PRIMARY KEY");
        }
        if column.unique {
            keys.push_str(" UNIQUE");
        }
        let mut sql = statements.constrained_column(&self.table, column, key, &keys)?;
        if let Some(key) = column.foreign_key()
            && !facts.inline_references
        {
            sql.push_str(&format!(
                ", ADD {}",
                statements.foreign_key(&self.table, &key)?
            ));
        }
        let table = statements.dialect.quote_table(&self.table);
        statements.push(format!("ALTER TABLE {table} ADD COLUMN {exists}{sql}"));
        statements.push_column_comments(&self.table, std::slice::from_ref(column));
        Ok(())
    }

    variant!(AddColumn);
}

const UNIQUE_INDEX: &str = "add the column without `unique`, and a unique index over it";
const VIRTUAL: &str =
    "compute it when it is read, with `computed_virtual`, or use `op.batch_alter_table`";
