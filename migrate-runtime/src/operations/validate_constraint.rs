//! `op.validate_constraint(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::TableName;

/// Checks the rows that a constraint was added without a look at.
#[derive(Debug, Clone)]
pub struct ValidateConstraint {
    pub(crate) name: String,
    pub(crate) table: TableName,
}

impl Operations {
    /// Checks the rows that were there when a constraint was added as `not_valid`, without locking out writers;
    /// PostgreSQL only.
    ///
    /// In a revision of its own: the lock that adding the constraint takes lasts as long as its transaction.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.validate_constraint("fk_products_shop", "products");
    /// # }
    /// ```
    #[track_caller]
    pub fn validate_constraint(
        &mut self,
        name: impl Into<String>,
        table: impl Into<TableName>,
    ) -> &mut ValidateConstraint {
        self.record(ValidateConstraint {
            name: name.into(),
            table: table.into(),
        })
    }
}

impl Directive for ValidateConstraint {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        if !statements.dialect.constraints.not_valid {
            let help = "leave it out: a constraint is valid from the start";
            return Err(statements.unsupported("validate a constraint", help));
        }
        let table = statements.dialect.quote_table(&self.table);
        let name = statements.dialect.quote(&self.name);
        statements.push(format!("ALTER TABLE {table} VALIDATE CONSTRAINT {name}"));
        Ok(())
    }

    variant!(ValidateConstraint);
}
