//! Constraints that are dropped.

use std::borrow::Cow;

use super::NewTable;
use crate::definition::{Constraint, Kind, same_name};
use crate::operations::parts::Named;
use crate::operations::{DropConstraint, RenderError, Statements};
use crate::schema::{ConstraintKind, TableName};

impl NewTable<'_> {
    pub(super) fn drop_constraint(
        &mut self,
        drop: &DropConstraint,
        statements: &Statements<'_>,
    ) -> Result<(), RenderError> {
        let may_cascade = statements.dialect.objects.drop_cascade;
        statements.cascade(drop.cascade, may_cascade, "a constraint")?;
        let (table, name) = (&self.table.name, &drop.name);
        let (kind, word) = kind(drop.kind);
        let constraints: Vec<_> = self
            .definition
            .constraints()
            .filter(|it| Some(it.kind) == kind)
            .collect();
        let is_named = |it: &&Constraint<'_>| it.name.is_some_and(|it| same_name(it, name));
        let mut found: Vec<_> = constraints.iter().filter(is_named).collect();
        if found.is_empty() {
            // There is one primary key at most.
            let may_be = |it: &&Constraint<'_>| {
                it.kind == Kind::PrimaryKey || self.is_called(it, name, statements)
            };
            found = constraints
                .iter()
                .filter(|it| it.name.is_none())
                .filter(may_be)
                .collect();
        }
        match found[..] {
            [constraint] => {
                let removed = self.definition.remove_constraint(constraint.place);
                self.in_table(removed)
            }
            [] if drop.if_exists => Ok(()),
            [] => Err(RenderError::invalid(format!(
                "table `{table}` has no {word} `{name}`"
            ))),
            _ => Err(RenderError::invalid(format!(
                "table `{table}` has more than one {word} `{name}`"
            ))),
        }
    }

    /// Whether a constraint that has no name goes by this one: that of the naming convention, or PostgreSQL's.
    fn is_called(
        &self,
        constraint: &Constraint<'_>,
        name: &str,
        statements: &Statements<'_>,
    ) -> bool {
        let naming = statements.naming;
        let template = match constraint.kind {
            Kind::Unique => &naming.unique,
            Kind::ForeignKey => &naming.foreign_key,
            Kind::Check => &naming.check,
            _ => return false,
        };
        let columns: Vec<_> = constraint.columns.iter().map(ToString::to_string).collect();
        let (referred_table, referred_columns) = constraint.referred.unwrap_or_default();
        let referred_table = TableName {
            schema: None,
            name: referred_table.to_owned(),
        };
        let named = Named {
            table: Some(self.table),
            columns: &columns,
            referred_table: Some(&referred_table),
            referred_columns,
        };
        // A template that speaks of more than there is names nothing here.
        let by_convention = statements
            .name(None, template.as_deref(), named)
            .unwrap_or_default();
        let by_itself = self
            .definition
            .called(constraint, &self.definition.names())
            .ok()
            .map(Cow::Owned);
        let mut called = by_convention.into_iter().chain(by_itself);
        called.any(|called| same_name(&called, name))
    }
}

/// The kind as a definition has it, if it does, and in words.
fn kind(kind: ConstraintKind) -> (Option<Kind>, &'static str) {
    match kind {
        ConstraintKind::PrimaryKey => (Some(Kind::PrimaryKey), "primary key"),
        ConstraintKind::Unique => (Some(Kind::Unique), "unique constraint"),
        ConstraintKind::Check => (Some(Kind::Check), "check constraint"),
        ConstraintKind::ForeignKey => (Some(Kind::ForeignKey), "foreign key"),
        ConstraintKind::Exclude => (None, "exclusion constraint"),
    }
}
