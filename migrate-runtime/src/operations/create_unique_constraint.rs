//! `op.create_unique_constraint(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::{Name, TableName, Unique, names};

/// Adds a unique constraint to a table.
#[derive(Debug, Clone)]
pub struct CreateUniqueConstraint {
    pub(crate) table: TableName,
    pub(crate) constraint: Unique,
}

impl Operations {
    /// Adds a unique constraint over columns of a table.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.create_unique_constraint("uq_products_shop_name", "products", ["shop_id", "name"]);
    /// # }
    /// ```
    #[track_caller]
    pub fn create_unique_constraint<I>(
        &mut self,
        name: impl Into<Name>,
        table: impl Into<TableName>,
        columns: I,
    ) -> &mut Unique
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let Name(name) = name.into();
        let directive = CreateUniqueConstraint {
            table: table.into(),
            constraint: Unique {
                name,
                ..Unique::new(names(columns))
            },
        };
        &mut self.record(directive).constraint
    }
}

impl Directive for CreateUniqueConstraint {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        statements.may_alter_constraints("add a unique constraint to a table")?;
        let constraint = statements.unique(&self.table, &self.constraint)?;
        statements.push_constraint(&self.table, constraint);
        Ok(())
    }

    variant!(CreateUniqueConstraint);
}
