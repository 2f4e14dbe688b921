//! Comments of tables and columns.

use crate::dialect::Comments;
use crate::operations::{RenderError, Statements};
use crate::schema::{Column, TableName};

impl Statements<'_> {
    /// ` COMMENT '…'` behind a definition, where that is the place of a comment.
    pub(in crate::operations) fn comment_clause(&self, comment: Option<&str>) -> String {
        match (self.dialect.comments, comment) {
            (Comments::Clause, Some(comment)) => {
                format!(" COMMENT {}", self.dialect.literal(comment))
            }
            _ => String::new(),
        }
    }

    /// `COMMENT ON TABLE …`, where comments have statements of their own; nothing says that there is none.
    pub(in crate::operations) fn push_table_comment(
        &mut self,
        table: &TableName,
        comment: Option<&str>,
    ) {
        let table = self.dialect.quote_table(table);
        self.push_comment(&format!("TABLE {table}"), comment);
    }

    /// Sets or drops the comment of a table that is there.
    pub(in crate::operations) fn alter_table_comment(
        &mut self,
        table: &TableName,
        comment: Option<&str>,
    ) -> Result<(), RenderError> {
        match self.dialect.comments {
            Comments::Statement => self.push_table_comment(table, comment),
            Comments::Clause => {
                let table = self.dialect.quote_table(table);
                let comment = self.dialect.literal(comment.unwrap_or_default());
                self.push(format!("ALTER TABLE {table} COMMENT = {comment}"));
            }
            Comments::None => return Err(self.no_comments()),
        }
        Ok(())
    }

    pub(in crate::operations) fn no_comments(&self) -> RenderError {
        let help = "give the comment where the table or column is made, which leaves it out here";
        self.unsupported("keep comments", help)
    }

    /// `COMMENT ON COLUMN …`, where comments have statements of their own.
    pub(in crate::operations) fn push_column_comment(
        &mut self,
        table: &TableName,
        column: &str,
        comment: Option<&str>,
    ) {
        let table = self.dialect.quote_table(table);
        let column = self.dialect.quote(column);
        self.push_comment(&format!("COLUMN {table}.{column}"), comment);
    }

    /// The comments of columns that have some.
    pub(in crate::operations) fn push_column_comments(
        &mut self,
        table: &TableName,
        columns: &[Column],
    ) {
        for column in columns {
            if let Some(comment) = &column.comment {
                self.push_column_comment(table, &column.name, Some(comment));
            }
        }
    }

    /// `COMMENT ON …`, where comments have statements of their own.
    pub(in crate::operations) fn push_comment(&mut self, on: &str, comment: Option<&str>) {
        if self.dialect.comments == Comments::Statement {
            let comment = comment.map_or("NULL".to_owned(), |it| self.dialect.literal(it));
            self.push(format!("COMMENT ON {on} IS {comment}"));
        }
    }
}
