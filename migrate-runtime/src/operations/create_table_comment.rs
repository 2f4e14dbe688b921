//! `op.create_table_comment(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::TableName;

/// Sets the comment of a table.
#[derive(Debug, Clone)]
pub struct CreateTableComment {
    pub(crate) table: TableName,
    pub(crate) comment: String,
}

impl Operations {
    /// Says what a table is for, in the database itself, in the place of what was said before.
    ///
    /// SQLite keeps no comments, and so refuses this; the comments of a new table or column are left out there.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.create_table_comment("products", "what the shops sell");
    /// # }
    /// ```
    #[track_caller]
    pub fn create_table_comment(
        &mut self,
        table: impl Into<TableName>,
        comment: impl Into<String>,
    ) -> &mut CreateTableComment {
        self.record(CreateTableComment {
            table: table.into(),
            comment: comment.into(),
        })
    }
}

impl Directive for CreateTableComment {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        statements.alter_table_comment(&self.table, Some(&self.comment))
    }

    variant!(CreateTableComment);
}
