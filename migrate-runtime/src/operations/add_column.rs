//! `op.add_column(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::{Column, TableName};

/// Adds a column to a table.
#[derive(Debug, Clone)]
pub struct AddColumn {
    pub(crate) table: TableName,
    pub(crate) column: Column,
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
        })
    }
}

impl Directive for AddColumn {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let column = &self.column;
        let name = std::slice::from_ref(&column.name);
        let key = if column.primary_key { name } else { &[] };
        let mut sql = statements.constrained_column(&self.table, column, key)?;
        if column.primary_key && !statements.dialect.alter_column {
            return Err(statements.unsupported("add a primary key column to a table", RECREATE));
        }
        if column.unique && !statements.dialect.alter_column {
            return Err(statements.unsupported("add a unique column to a table", UNIQUE_INDEX));
        }
        if column.primary_key {
            sql.push_str(" PRIMARY KEY");
        }
        if column.unique {
            sql.push_str(" UNIQUE");
        }
        let table = statements.dialect.quote_table(&self.table);
        statements.push(format!("ALTER TABLE {table} ADD COLUMN {sql}"));
        Ok(())
    }

    variant!(AddColumn);
}

const RECREATE: &str = "create the table anew with the column, and copy its rows";
const UNIQUE_INDEX: &str = "add the column without `unique`, and a unique index over it";
