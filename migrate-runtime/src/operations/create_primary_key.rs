//! `op.create_primary_key(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::{Name, PrimaryKey, TableName, names};

/// Gives a table its primary key.
#[derive(Debug, Clone)]
pub struct CreatePrimaryKey {
    pub(crate) table: TableName,
    pub(crate) constraint: PrimaryKey,
}

impl Operations {
    /// Makes columns the primary key of a table, which then refuse NULL.
    ///
    /// MySQL keeps no name of a primary key.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.create_primary_key("pk_stock", "stock", ["shop_id", "product_id"]);
    /// # }
    /// ```
    #[track_caller]
    pub fn create_primary_key<I>(
        &mut self,
        name: impl Into<Name>,
        table: impl Into<TableName>,
        columns: I,
    ) -> &mut PrimaryKey
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let Name(name) = name.into();
        let directive = CreatePrimaryKey {
            table: table.into(),
            constraint: PrimaryKey {
                name,
                ..PrimaryKey::new(names(columns))
            },
        };
        &mut self.record(directive).constraint
    }
}

impl Directive for CreatePrimaryKey {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        statements.may_alter_constraints("add a primary key to a table")?;
        let constraint = statements.primary_key(&self.table, &self.constraint)?;
        statements.push_constraint(&self.table, constraint);
        Ok(())
    }

    variant!(CreatePrimaryKey);
}
