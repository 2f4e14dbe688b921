//! `op.execute(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::sql;

/// Sends SQL as it is.
#[derive(Debug, Clone)]
pub struct Execute {
    pub(crate) sql: String,
}

impl Operations {
    /// Sends SQL as it is: one statement, or several with semicolons between them.
    ///
    /// The revision's transaction is the tool's: `BEGIN` and `COMMIT` are refused before anything is
    /// sent, and so is `PRAGMA foreign_keys`, which does nothing inside of one.
    #[track_caller]
    pub fn execute(&mut self, sql: impl Into<String>) -> &mut Execute {
        self.record(Execute { sql: sql.into() })
    }
}

impl Directive for Execute {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        for statement in sql::split(&self.sql, statements.dialect.lexis)? {
            if let Some(keyword) = sql::transaction_keyword(statement) {
                return Err(RenderError::invalid(format!(
                    "`{keyword}` in `op.execute`: a revision runs in a transaction of its own, which \
                     the tool begins and ends"
                )));
            }
            if sql::switches_foreign_keys(statement) {
                // Whoever counts on it would lose the rows that a cascade deletes.
                return Err(RenderError::invalid(
                    "`PRAGMA foreign_keys` in `op.execute` does nothing, because a revision runs in a \
                     transaction: foreign keys stay on, and dropping a table deletes what refers to it \
                     with `ON DELETE CASCADE`",
                ));
            }
            statements.push(statement);
        }
        Ok(())
    }

    variant!(Execute);
}
