//! `op.drop_column(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::TableName;

/// Drops a column of a table.
#[derive(Debug, Clone)]
pub struct DropColumn {
    pub(crate) table: TableName,
    pub(crate) column: String,
}

impl Operations {
    /// Drops a column of a table.
    #[track_caller]
    pub fn drop_column(
        &mut self,
        table: impl Into<TableName>,
        column: impl Into<String>,
    ) -> &mut DropColumn {
        self.record(DropColumn {
            table: table.into(),
            column: column.into(),
        })
    }
}

impl Directive for DropColumn {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let table = statements.dialect.quote_table(&self.table);
        let column = statements.dialect.quote(&self.column);
        statements.push(format!("ALTER TABLE {table} DROP COLUMN {column}"));
        Ok(())
    }

    variant!(DropColumn);
}
