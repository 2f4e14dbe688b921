//! Changes that have a clause of their own.

use super::AlterColumn;
use crate::dialect::Identity;
use crate::operations::{RenderError, Statements};
use crate::schema::Type;

impl AlterColumn {
    fn push_clause(&self, statements: &mut Statements<'_>, clause: &str) {
        let table = statements.dialect.quote_table(&self.table);
        let column = statements.dialect.quote(&self.column);
        statements.push(format!(
            "ALTER TABLE {table} ALTER COLUMN {column} {clause}"
        ));
    }

    pub(super) fn push_type(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let Some(data_type) = &self.data_type else {
            return Ok(());
        };
        let mut clause = format!("TYPE {}", statements.type_name(data_type)?);
        if let Some(collation) = &self.collation {
            let collation = statements.dialect.quote(collation);
            clause.push_str(&format!(" COLLATE {collation}"));
        }
        if let Some(using) = &self.using {
            clause.push_str(&format!(" USING {using}"));
        }
        self.push_clause(statements, &clause);
        Ok(())
    }

    pub(super) fn push_null(&self, statements: &mut Statements<'_>) {
        match self.nullable {
            Some(true) => self.push_clause(statements, "DROP NOT NULL"),
            Some(false) => self.push_clause(statements, "SET NOT NULL"),
            None => {}
        }
    }

    pub(super) fn push_default(&self, statements: &mut Statements<'_>) {
        match &self.server_default {
            Some(Some(expression)) => {
                // Of an unknown type: most have a limit.
                let data_type = self
                    .existing
                    .as_ref()
                    .map_or(&Type::Integer, |it| &it.data_type);
                let default = statements.default(expression, data_type);
                self.push_clause(statements, &format!("SET DEFAULT {default}"));
            }
            Some(None) => self.push_clause(statements, "DROP DEFAULT"),
            None => {}
        }
    }

    pub(super) fn push_identity(&self, statements: &mut Statements<'_>) {
        match (self.identity, statements.dialect.identity) {
            (Some(true), Identity::Clause { by_default, .. }) => {
                self.push_clause(statements, &format!("ADD {by_default}"));
            }
            (Some(false), _) => self.push_clause(statements, "DROP IDENTITY IF EXISTS"),
            _ => {}
        }
        if self.drop_expression {
            self.push_clause(statements, "DROP EXPRESSION");
        }
    }

    pub(super) fn push_name(&self, statements: &mut Statements<'_>) {
        if let Some(new_name) = &self.new_name {
            let table = statements.dialect.quote_table(&self.table);
            let column = statements.dialect.quote(&self.column);
            let new_name = statements.dialect.quote(new_name);
            statements.push(format!(
                "ALTER TABLE {table} RENAME COLUMN {column} TO {new_name}"
            ));
        }
    }
}
