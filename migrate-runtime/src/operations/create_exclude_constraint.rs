//! `op.create_exclude_constraint(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::{Exclude, Name, TableName};

/// Adds an exclusion constraint to a table.
#[derive(Debug, Clone)]
pub struct CreateExcludeConstraint {
    pub(crate) table: TableName,
    pub(crate) constraint: Exclude,
}

impl Operations {
    /// Adds an exclusion constraint over pairs of an expression and the operator that compares it; PostgreSQL
    /// only.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.create_exclude_constraint("ex_bookings", "bookings", [("room", "="), ("during", "&&")])
    ///     .where_("NOT cancelled");
    /// # }
    /// ```
    #[track_caller]
    pub fn create_exclude_constraint<I, E, O>(
        &mut self,
        name: impl Into<Name>,
        table: impl Into<TableName>,
        elements: I,
    ) -> &mut Exclude
    where
        I: IntoIterator<Item = (E, O)>,
        E: Into<String>,
        O: Into<String>,
    {
        let Name(name) = name.into();
        let directive = CreateExcludeConstraint {
            table: table.into(),
            constraint: Exclude {
                name,
                ..Exclude::new(elements)
            },
        };
        &mut self.record(directive).constraint
    }
}

impl Directive for CreateExcludeConstraint {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let constraint = statements.exclude(&self.constraint)?;
        statements.push_constraint(&self.table, constraint);
        Ok(())
    }

    variant!(CreateExcludeConstraint);
}
