//! `op.drop_column(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::TableName;

/// Drops a column of a table.
#[derive(Debug, Clone)]
pub struct DropColumn {
    pub(crate) table: TableName,
    pub(crate) column: String,
    pub(crate) if_exists: bool,
    pub(crate) cascade: bool,
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
            if_exists: false,
            cascade: false,
        })
    }
}

impl DropColumn {
    /// Does nothing where the table has no such column.
    pub fn if_exists(&mut self) -> &mut Self {
        self.if_exists = true;
        self
    }

    /// Drops what depends on it too: views that show it, and the foreign keys that refer to it.
    pub fn cascade(&mut self) -> &mut Self {
        self.cascade = true;
        self
    }
}

impl Directive for DropColumn {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let facts = statements.dialect.columns;
        let exists = statements.if_exists(self.if_exists, facts.if_exists, "a column")?;
        let cascade = statements.cascade(self.cascade, facts.drop_cascade, "a column")?;
        let table = statements.dialect.quote_table(&self.table);
        let column = statements.dialect.quote(&self.column);
        statements.push(format!(
            "ALTER TABLE {table} DROP COLUMN {exists}{column}{cascade}"
        ));
        Ok(())
    }

    variant!(DropColumn);
}
