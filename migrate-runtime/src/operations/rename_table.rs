//! `op.rename_table(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::TableName;

/// Renames a table within its schema.
#[derive(Debug, Clone)]
pub struct RenameTable {
    pub(crate) name: TableName,
    pub(crate) new_name: String,
}

impl Operations {
    /// Renames a table within its schema.
    #[track_caller]
    pub fn rename_table(
        &mut self,
        name: impl Into<TableName>,
        new_name: impl Into<String>,
    ) -> &mut RenameTable {
        self.record(RenameTable {
            name: name.into(),
            new_name: new_name.into(),
        })
    }
}

impl Directive for RenameTable {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let name = statements.dialect.quote_table(&self.name);
        let mut new_name = TableName {
            schema: None,
            name: self.new_name.clone(),
        };
        if !statements.dialect.objects.rename_keeps_schema {
            new_name.schema.clone_from(&self.name.schema);
        }
        let new_name = statements.dialect.quote_table(&new_name);
        statements.push(format!("ALTER TABLE {name} RENAME TO {new_name}"));
        Ok(())
    }

    variant!(RenameTable);
}
