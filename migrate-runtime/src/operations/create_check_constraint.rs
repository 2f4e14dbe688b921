//! `op.create_check_constraint(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::{Check, Name, TableName};

/// Adds a check constraint to a table.
#[derive(Debug, Clone)]
pub struct CreateCheckConstraint {
    pub(crate) table: TableName,
    pub(crate) constraint: Check,
}

impl Operations {
    /// Adds a condition that every row of a table must meet, as an SQL expression.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.create_check_constraint("ck_products_price", "products", "price >= 0");
    /// # }
    /// ```
    #[track_caller]
    pub fn create_check_constraint(
        &mut self,
        name: impl Into<Name>,
        table: impl Into<TableName>,
        condition: impl Into<String>,
    ) -> &mut Check {
        let Name(name) = name.into();
        let directive = CreateCheckConstraint {
            table: table.into(),
            constraint: Check {
                name,
                ..Check::new(condition.into())
            },
        };
        &mut self.record(directive).constraint
    }
}

impl Directive for CreateCheckConstraint {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        statements.may_alter_constraints("add a check constraint to a table")?;
        let constraint = statements.check(&self.table, &self.constraint)?;
        let not_valid = statements.not_valid(self.constraint.not_valid)?;
        statements.push_constraint(&self.table, constraint + not_valid);
        Ok(())
    }

    variant!(CreateCheckConstraint);
}
