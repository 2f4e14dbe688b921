//! `op.drop_table_comment(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::TableName;

/// Drops the comment of a table.
#[derive(Debug, Clone)]
pub struct DropTableComment {
    pub(crate) table: TableName,
}

impl Operations {
    /// Drops the comment of a table; SQLite keeps none.
    #[track_caller]
    pub fn drop_table_comment(&mut self, table: impl Into<TableName>) -> &mut DropTableComment {
        self.record(DropTableComment {
            table: table.into(),
        })
    }
}

impl Directive for DropTableComment {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        statements.alter_table_comment(&self.table, None)
    }

    variant!(DropTableComment);
}
