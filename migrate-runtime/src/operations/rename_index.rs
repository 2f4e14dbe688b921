//! `op.rename_index(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::dialect::RenameIndexes;
use crate::schema::TableName;

/// Renames an index.
#[derive(Debug, Clone)]
pub struct RenameIndex {
    pub(crate) name: String,
    pub(crate) table: TableName,
    pub(crate) new_name: String,
}

impl Operations {
    /// Renames an index of a table; PostgreSQL and MySQL.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.rename_index("products_name_idx", "products", "ix_products_name");
    /// # }
    /// ```
    #[track_caller]
    pub fn rename_index(
        &mut self,
        name: impl Into<String>,
        table: impl Into<TableName>,
        new_name: impl Into<String>,
    ) -> &mut RenameIndex {
        self.record(RenameIndex {
            name: name.into(),
            table: table.into(),
            new_name: new_name.into(),
        })
    }
}

impl Directive for RenameIndex {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let dialect = statements.dialect;
        let new_name = dialect.quote(&self.new_name);
        let sql = match dialect.indexes.rename {
            Some(RenameIndexes::AlterIndex) => {
                let name = dialect.quote_table(&TableName {
                    schema: self.table.schema.clone(),
                    name: self.name.clone(),
                });
                format!("ALTER INDEX {name} RENAME TO {new_name}")
            }
            Some(RenameIndexes::AlterTable) => {
                let (table, name) = (dialect.quote_table(&self.table), dialect.quote(&self.name));
                format!("ALTER TABLE {table} RENAME INDEX {name} TO {new_name}")
            }
            None => {
                let help = "drop it, and create it under its new name";
                return Err(statements.unsupported("rename an index", help));
            }
        };
        statements.push(sql);
        Ok(())
    }

    variant!(RenameIndex);
}
