//! `op.create_enum(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::dialect::Enums;
use crate::schema::{TableName, names};

/// Creates an enum: a type that holds one of a list of texts.
#[derive(Debug, Clone)]
pub struct CreateEnum {
    pub(crate) name: TableName,
    pub(crate) values: Vec<String>,
    pub(crate) comment: Option<String>,
}

impl Operations {
    /// Creates an enum: a type that holds one of a list of texts.
    ///
    /// This does nothing on MySQL and SQLite, which have no such types: there, the values are part of each column
    /// that is an [`enumeration`](crate::schema::enumeration). So one revision serves all databases:
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.create_enum("mood", ["sad", "happy"]);
    /// op.add_column("users", column("mood", enumeration("mood", ["sad", "happy"])));
    /// # }
    /// ```
    #[track_caller]
    pub fn create_enum<I>(&mut self, name: impl Into<TableName>, values: I) -> &mut CreateEnum
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.record(CreateEnum {
            name: name.into(),
            values: names(values),
            comment: None,
        })
    }
}

impl CreateEnum {
    /// Says what the enum is for, in the database itself; left out where there are no such types.
    pub fn comment(&mut self, comment: impl Into<String>) -> &mut Self {
        self.comment = Some(comment.into());
        self
    }
}

impl Directive for CreateEnum {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        if statements.dialect.objects.enums == Enums::Named {
            let name = statements.dialect.quote_table(&self.name);
            let values = statements.literals(&self.values);
            statements.push(format!("CREATE TYPE {name} AS ENUM ({values})"));
            if let Some(comment) = &self.comment {
                statements.push_comment(&format!("TYPE {name}"), Some(comment));
            }
        }
        Ok(())
    }

    variant!(CreateEnum);
}
