//! What views, functions and triggers have in common.

use crate::operations::{RenderError, Statements};
use crate::schema::TableName;

/// SQL that is passed through, without the semicolon at its end: a statement has its own.
pub(in crate::operations) fn unterminated(sql: &str) -> &str {
    let ends = |c: char| c == ';' || c.is_whitespace();
    sql.trim_start().trim_end_matches(ends)
}

impl Statements<'_> {
    /// `MATERIALIZED `, if it is asked for.
    pub(in crate::operations) fn materialized(
        &self,
        materialized: bool,
    ) -> Result<&'static str, RenderError> {
        match materialized {
            false => Ok(""),
            true if self.dialect.objects.materialized_views => Ok("MATERIALIZED "),
            true => {
                let help =
                    "keep the rows in a table, which a trigger or the program brings up to date";
                Err(self.unsupported("keep the rows of a view", help))
            }
        }
    }

    /// Refuses a function where there are none in SQL.
    pub(in crate::operations) fn check_functions(&self, what: &str) -> Result<(), RenderError> {
        if self.dialect.objects.functions {
            return Ok(());
        }
        let help = "write the expression where it is used, or let the program register the function \
                    with its connections";
        Err(self.unsupported(what, help))
    }

    /// A function as `DROP FUNCTION` names it: with its arguments only where they tell it from others.
    pub(in crate::operations) fn dropped_function<'s>(&self, signature: &'s str) -> &'s str {
        match (
            self.dialect.objects.overloaded_functions,
            signature.split_once('('),
        ) {
            (false, Some((name, _))) => name.trim(),
            _ => signature.trim(),
        }
    }

    /// The name of a trigger, in the schema of its table unless it belongs to that anyway.
    pub(in crate::operations) fn trigger(&self, name: &str, table: &TableName) -> String {
        let in_table = self.dialect.objects.triggers_of_table;
        self.dialect.quote_table(&TableName {
            schema: table.schema.clone().filter(|_| !in_table),
            name: name.to_owned(),
        })
    }
}
