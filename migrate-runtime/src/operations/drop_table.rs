//! `op.drop_table(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::TableName;

/// Drops a table.
#[derive(Debug, Clone)]
pub struct DropTable {
    pub(crate) name: TableName,
    pub(crate) if_exists: bool,
}

impl Operations {
    /// Drops a table.
    #[track_caller]
    pub fn drop_table(&mut self, name: impl Into<TableName>) -> &mut DropTable {
        self.record(DropTable {
            name: name.into(),
            if_exists: false,
        })
    }
}

impl DropTable {
    /// Does nothing where there is no such table.
    pub fn if_exists(&mut self) -> &mut Self {
        self.if_exists = true;
        self
    }
}

impl Directive for DropTable {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let exists = if self.if_exists { "IF EXISTS " } else { "" };
        let name = statements.dialect.quote_table(&self.name);
        statements.push(format!("DROP TABLE {exists}{name}"));
        Ok(())
    }

    variant!(DropTable);
}
