//! `op.alter_column(…)`

mod in_place;
mod redefined;

use super::parts::RECREATE;
use super::{Directive, Operations, RenderError, Statements, variant};
use crate::dialect::{AlterColumns, Comments, Dialect};
use crate::schema::{Column, TableName, Type};

/// Changes a column: its type, whether it may be null, its default, its comment, its name.
#[derive(Debug, Clone)]
pub struct AlterColumn {
    pub(crate) table: TableName,
    pub(crate) column: String,
    pub(crate) data_type: Option<Type>,
    pub(crate) collation: Option<String>,
    pub(crate) using: Option<String>,
    pub(crate) nullable: Option<bool>,
    /// `Some(None)` drops the default.
    pub(crate) server_default: Option<Option<String>>,
    /// Whether the database numbers the rows from now on.
    pub(crate) identity: Option<bool>,
    pub(crate) drop_expression: bool,
    /// `Some(None)` drops the comment.
    pub(crate) comment: Option<Option<String>>,
    pub(crate) new_name: Option<String>,
    /// The column as it was before.
    pub(crate) existing: Option<Box<Column>>,
}

impl Operations {
    /// Changes a column as `change` says; what it does not speak of stays as it is.
    ///
    /// MySQL can only write the whole column anew. So the column is looked at before, and nothing of it
    /// gets lost; for a script, which cannot look, [`existing`](AlterColumn::existing) says what it is.
    /// SQLite can only rename a column; `op.batch_alter_table` does the rest.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.alter_column("products", "slug", |c| c.set_not_null());
    /// op.alter_column("products", "price", |c| c.set_type(numeric(12, 2)).set_default("0"));
    /// # }
    /// ```
    #[track_caller]
    pub fn alter_column(
        &mut self,
        table: impl Into<TableName>,
        column: impl Into<String>,
        change: impl FnOnce(&mut AlterColumn) -> &mut AlterColumn,
    ) -> &mut AlterColumn {
        let mut alter = AlterColumn {
            table: table.into(),
            column: column.into(),
            data_type: None,
            collation: None,
            using: None,
            nullable: None,
            server_default: None,
            identity: None,
            drop_expression: false,
            comment: None,
            new_name: None,
            existing: None,
        };
        change(&mut alter);
        self.record(alter)
    }
}

impl AlterColumn {
    /// Refuses NULL from now on.
    pub fn set_not_null(&mut self) -> &mut Self {
        self.nullable = Some(false);
        self
    }

    /// Allows NULL from now on.
    pub fn drop_not_null(&mut self) -> &mut Self {
        self.nullable = Some(true);
        self
    }

    /// Changes the type.
    pub fn set_type(&mut self, data_type: Type) -> &mut Self {
        self.data_type = Some(data_type);
        self
    }

    /// How texts are compared and sorted from now on; needs [`Self::set_type`].
    pub fn collate(&mut self, collation: impl Into<String>) -> &mut Self {
        self.collation = Some(collation.into());
        self
    }

    /// How the old value becomes one of the new type, as an SQL expression; needs [`Self::set_type`].
    /// PostgreSQL, and SQLite in [`batch_alter_table`](Operations::batch_alter_table).
    pub fn using(&mut self, expression: impl Into<String>) -> &mut Self {
        self.using = Some(expression.into());
        self
    }

    /// Sets the default, as an SQL expression.
    ///
    /// MySQL takes a text without a limit only as an expression, `"('new')"`, unless the type is told too.
    pub fn set_default(&mut self, expression: impl Into<String>) -> &mut Self {
        self.server_default = Some(Some(expression.into()));
        self
    }

    /// Drops the default.
    pub fn drop_default(&mut self) -> &mut Self {
        self.server_default = Some(None);
        self
    }

    /// Lets the database number the rows from now on, as [`Column::identity`] does.
    pub fn set_identity(&mut self) -> &mut Self {
        self.identity = Some(true);
        self
    }

    /// Lets the database number the rows no more.
    pub fn drop_identity(&mut self) -> &mut Self {
        self.identity = Some(false);
        self
    }

    /// Makes a stored computed column an ordinary one, which keeps its values.
    pub fn drop_expression(&mut self) -> &mut Self {
        self.drop_expression = true;
        self
    }

    /// Says what the column is for, in the database itself; SQLite keeps no comments.
    pub fn set_comment(&mut self, comment: impl Into<String>) -> &mut Self {
        self.comment = Some(Some(comment.into()));
        self
    }

    /// Drops the comment.
    pub fn drop_comment(&mut self) -> &mut Self {
        self.comment = Some(None);
        self
    }

    /// Renames the column.
    pub fn rename(&mut self, new_name: impl Into<String>) -> &mut Self {
        self.new_name = Some(new_name.into());
        self
    }

    /// Restates the column as it was before, for MySQL: instead of a look at it, which a script cannot have.
    ///
    /// What is left out here gets lost there: NOT NULL, the default, the comment, the check. Keys belong
    /// to the table, and stay.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.alter_column("users", "name", |c| {
    ///     c.set_not_null().existing(column("name", varchar(40)).server_default("''"))
    /// });
    /// # }
    /// ```
    pub fn existing(&mut self, column: impl Into<Column>) -> &mut Self {
        self.existing = Some(Box::new(column.into()));
        self
    }
}

impl Directive for AlterColumn {
    /// One statement a change, in Alembic's order: type, null, default, comment, name.
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        self.check(statements)?;
        match statements.dialect.columns.alter {
            AlterColumns::InPlace => {
                self.push_type(statements)?;
                self.push_null(statements);
                self.push_default(statements);
                self.push_identity(statements);
                if let Some(comment) = &self.comment {
                    statements.push_column_comment(&self.table, &self.column, comment.as_deref());
                }
            }
            AlterColumns::Redefine if self.redefines() => {
                let definition = self.redefined(statements)?;
                let table = statements.dialect.quote_table(&self.table);
                statements.push(format!("ALTER TABLE {table} MODIFY COLUMN {definition}"));
            }
            AlterColumns::Redefine => self.push_default(statements),
            AlterColumns::Recreate if self.redefines() || self.server_default.is_some() => {
                let what = format!("alter column `{}` in place", self.column);
                return Err(statements.unsupported(what, RECREATE));
            }
            AlterColumns::Recreate => {}
        }
        self.push_name(statements);
        Ok(())
    }

    fn table_to_read(&self, dialect: &'static Dialect) -> Option<&TableName> {
        // What is refused in any case is refused before anything is sent.
        let unseen = self.render(&mut Statements::new(dialect));
        matches!(unseen, Err(RenderError::Unseen { .. })).then_some(&self.table)
    }

    variant!(AlterColumn);
}

impl AlterColumn {
    /// Whether there is more to do than what has a statement of its own everywhere: a default and a name.
    fn redefines(&self) -> bool {
        self.data_type.is_some()
            || self.nullable.is_some()
            || self.identity.is_some()
            || self.drop_expression
            || self.comment.is_some()
    }

    /// Refuses what means nothing, and what the database has not.
    pub(super) fn check(&self, statements: &Statements<'_>) -> Result<(), RenderError> {
        let (dialect, column) = (statements.dialect, &self.column);
        if self.data_type.is_none() && (self.using.is_some() || self.collation.is_some()) {
            let what = if self.using.is_some() {
                "using"
            } else {
                "collate"
            };
            return Err(RenderError::invalid(format!("`{what}` needs `set_type`")));
        }
        if !self.redefines() && self.server_default.is_none() && self.new_name.is_none() {
            let what = format!("nothing is said to change in column `{column}`");
            return Err(RenderError::invalid(what));
        }
        if let Some(existing) = self.existing.as_ref().filter(|it| it.name != *column) {
            return Err(RenderError::invalid(format!(
                "column `{column}` is to change, and `{}` is restated",
                existing.name
            )));
        }
        if let Some(data_type) = &self.data_type {
            statements.type_name(data_type)?;
        }
        if self.using.is_some() && dialect.columns.alter == AlterColumns::Redefine {
            let help = "add a column of the new type, fill it, drop the old one and rename";
            return Err(statements.unsupported("convert values by an expression", help));
        }
        if self.comment.is_some() && dialect.comments == Comments::None {
            return Err(statements.no_comments());
        }
        Ok(())
    }
}
