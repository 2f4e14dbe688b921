//! `op.rename_constraint(…)`

use super::parts::RECREATE;
use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::TableName;

/// Renames a constraint of a table.
#[derive(Debug, Clone)]
pub struct RenameConstraint {
    pub(crate) name: String,
    pub(crate) table: TableName,
    pub(crate) new_name: String,
}

impl Operations {
    /// Renames a constraint of a table; PostgreSQL only.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.rename_constraint("products_shop_id_fkey", "products", "fk_products_shop");
    /// # }
    /// ```
    #[track_caller]
    pub fn rename_constraint(
        &mut self,
        name: impl Into<String>,
        table: impl Into<TableName>,
        new_name: impl Into<String>,
    ) -> &mut RenameConstraint {
        self.record(RenameConstraint {
            name: name.into(),
            table: table.into(),
            new_name: new_name.into(),
        })
    }
}

impl Directive for RenameConstraint {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let facts = statements.dialect.constraints;
        if !facts.rename {
            let anew = "drop it, and add it under its new name";
            let help = if facts.alter { anew } else { RECREATE };
            return Err(statements.unsupported("rename a constraint", help));
        }
        let table = statements.dialect.quote_table(&self.table);
        let name = statements.dialect.quote(&self.name);
        let new_name = statements.dialect.quote(&self.new_name);
        statements.push(format!(
            "ALTER TABLE {table} RENAME CONSTRAINT {name} TO {new_name}"
        ));
        Ok(())
    }

    variant!(RenameConstraint);
}
