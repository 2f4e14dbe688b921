//! `op.drop_index(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::TableName;

/// Drops an index.
#[derive(Debug, Clone)]
pub struct DropIndex {
    pub(crate) name: String,
    pub(crate) table: TableName,
    pub(crate) if_exists: bool,
}

impl Operations {
    /// Drops an index of a table.
    #[track_caller]
    pub fn drop_index(
        &mut self,
        name: impl Into<String>,
        table: impl Into<TableName>,
    ) -> &mut DropIndex {
        self.record(DropIndex {
            name: name.into(),
            table: table.into(),
            if_exists: false,
        })
    }
}

impl DropIndex {
    /// Does nothing where there is no such index.
    pub fn if_exists(&mut self) -> &mut Self {
        self.if_exists = true;
        self
    }
}

impl Directive for DropIndex {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let exists = if self.if_exists { "IF EXISTS " } else { "" };
        let name = TableName {
            schema: self.table.schema.clone(),
            name: self.name.clone(),
        };
        let name = statements.dialect.quote_table(&name);
        statements.push(format!("DROP INDEX {exists}{name}"));
        Ok(())
    }

    variant!(DropIndex);
}
