//! `op.create_foreign_key(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::{ForeignKey, Name, TableName, names};

/// Adds a foreign key to a table.
#[derive(Debug, Clone)]
pub struct CreateForeignKey {
    pub(crate) table: TableName,
    pub(crate) constraint: ForeignKey,
}

impl Operations {
    /// Adds a foreign key from `columns` of `table` to `referred_columns` of `referred_table`.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.create_foreign_key("fk_products_shop", "products", ["shop_id"], "shops", ["id"])
    ///     .on_delete(Cascade);
    /// # }
    /// ```
    #[track_caller]
    pub fn create_foreign_key<I, J>(
        &mut self,
        name: impl Into<Name>,
        table: impl Into<TableName>,
        columns: I,
        referred_table: impl Into<TableName>,
        referred_columns: J,
    ) -> &mut ForeignKey
    where
        I: IntoIterator,
        I::Item: Into<String>,
        J: IntoIterator,
        J::Item: Into<String>,
    {
        let Name(name) = name.into();
        let (columns, referred_columns) = (names(columns), names(referred_columns));
        let directive = CreateForeignKey {
            table: table.into(),
            constraint: ForeignKey {
                name,
                ..ForeignKey::new(columns, referred_table.into(), referred_columns)
            },
        };
        &mut self.record(directive).constraint
    }
}

impl Directive for CreateForeignKey {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        statements.may_alter_constraints("add a foreign key to a table")?;
        let constraint = statements.foreign_key(&self.table, &self.constraint)?;
        let not_valid = statements.not_valid(self.constraint.not_valid)?;
        statements.push_constraint(&self.table, constraint + not_valid);
        Ok(())
    }

    variant!(CreateForeignKey);
}
