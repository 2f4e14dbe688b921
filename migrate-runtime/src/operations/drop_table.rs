//! `op.drop_table(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::TableName;

/// Drops a table.
#[derive(Debug, Clone)]
pub struct DropTable {
    pub(crate) name: TableName,
    pub(crate) if_exists: bool,
    pub(crate) cascade: bool,
}

impl Operations {
    /// Drops a table.
    #[track_caller]
    pub fn drop_table(&mut self, name: impl Into<TableName>) -> &mut DropTable {
        self.record(DropTable {
            name: name.into(),
            if_exists: false,
            cascade: false,
        })
    }
}

impl DropTable {
    /// Does nothing where there is no such table.
    pub fn if_exists(&mut self) -> &mut Self {
        self.if_exists = true;
        self
    }

    /// Drops what depends on it too: views of it, and the foreign keys that refer to it.
    pub fn cascade(&mut self) -> &mut Self {
        self.cascade = true;
        self
    }
}

impl Directive for DropTable {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let may_cascade = statements.dialect.objects.drop_cascade;
        let exists = statements.if_exists(self.if_exists, true, "a table")?;
        let cascade = statements.cascade(self.cascade, may_cascade, "a table")?;
        let name = statements.dialect.quote_table(&self.name);
        statements.push(format!("DROP TABLE {exists}{name}{cascade}"));
        Ok(())
    }

    variant!(DropTable);
}
