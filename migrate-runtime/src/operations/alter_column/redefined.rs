//! The whole column written again, with the changes.

use super::AlterColumn;
use crate::dialect::Identity;
use crate::operations::parts::{Clause, Definition};
use crate::operations::{RenderError, Statements};
use crate::schema::{Column, IdentityKind};

impl AlterColumn {
    /// The definition of the column: as it was restated, or as the table was found, and changed.
    pub(super) fn redefined(&self, statements: &Statements<'_>) -> Result<String, RenderError> {
        if let Some(existing) = &self.existing {
            let mut column = self.changed(Column::clone(existing));
            if !statements.dialect.columns.keep_checks {
                column.check = None;
            }
            return statements.constrained_column(&self.table, &column, &[], "");
        }
        let (table, column) = (&self.table.name, &self.column);
        let Some(seen) = statements.table else {
            return Err(RenderError::Unseen {
                what: format!("a change of column `{column}`"),
                table: table.clone(),
                help: "say what the column is now: `.existing(column(…))`",
            });
        };
        let definition = Definition::find(&seen.sql, statements.dialect.lexis, column)?;
        let mut definition = definition.ok_or_else(|| {
            RenderError::invalid(format!("table `{table}` has no column `{column}`"))
        })?;
        self.change(&mut definition, statements)?;
        Ok(definition.into_sql())
    }

    /// Changes a column that was restated.
    fn changed(&self, mut column: Column) -> Column {
        if let Some(data_type) = &self.data_type {
            column.data_type = data_type.clone();
        }
        if let Some(collation) = &self.collation {
            column.collation = Some(collation.clone());
        }
        if let Some(nullable) = self.nullable {
            column.nullable = nullable;
        }
        if let Some(default) = &self.server_default {
            column.server_default.clone_from(default);
        }
        if let Some(identity) = self.identity {
            column.identity = identity.then_some(IdentityKind::ByDefault);
        }
        if self.drop_expression {
            column.computed = None;
        }
        if let Some(comment) = &self.comment {
            column.comment.clone_from(comment);
        }
        column
    }

    /// Changes a definition that was found.
    fn change(
        &self,
        definition: &mut Definition,
        statements: &Statements<'_>,
    ) -> Result<(), RenderError> {
        if let Some(data_type) = &self.data_type {
            let name = statements.type_name(data_type)?.into_owned();
            definition.set_type(name, data_type.is_text());
        }
        if let Some(collation) = &self.collation {
            let collation = statements.dialect.quote(collation);
            definition.set(Clause::CharacterSet, None);
            definition.set(Clause::Collate, Some(format!("COLLATE {collation}")));
        }
        if let Some(nullable) = self.nullable {
            definition.set_nullable(nullable);
        }
        if let Some(default) = &self.server_default {
            let data_type = self
                .data_type
                .clone()
                .unwrap_or_else(|| definition.data_type());
            let default = default
                .as_ref()
                .map(|it| statements.default(it, &data_type));
            definition.set(Clause::Default, default.map(|it| format!("DEFAULT {it}")));
        }
        if let (Some(identity), Identity::Clause { by_default, .. }) =
            (self.identity, statements.dialect.identity)
        {
            definition.set(
                Clause::AutoIncrement,
                identity.then(|| by_default.to_owned()),
            );
        }
        if self.drop_expression {
            definition.set(Clause::Generated, None);
        }
        if let Some(comment) = &self.comment {
            let comment = comment.as_ref().map(|it| statements.dialect.literal(it));
            definition.set(Clause::Comment, comment.map(|it| format!("COMMENT {it}")));
        }
        Ok(())
    }
}
