//! `op.alter_column(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::{TableName, Type};

/// Changes a column: its type, whether it may be null, its default, its name.
#[derive(Debug, Clone)]
pub struct AlterColumn {
    pub(crate) table: TableName,
    pub(crate) column: String,
    pub(crate) data_type: Option<Type>,
    pub(crate) using: Option<String>,
    pub(crate) nullable: Option<bool>,
    /// `Some(None)` drops the default.
    pub(crate) server_default: Option<Option<String>>,
    pub(crate) new_name: Option<String>,
}

impl Operations {
    /// Changes a column as `change` says.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.alter_column("products", "slug", |c| c.set_not_null());
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
            using: None,
            nullable: None,
            server_default: None,
            new_name: None,
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

    /// How the old value becomes one of the new type, as an SQL expression; needs [`Self::set_type`].
    pub fn using(&mut self, expression: impl Into<String>) -> &mut Self {
        self.using = Some(expression.into());
        self
    }

    /// Sets the default, as an SQL expression.
    pub fn set_default(&mut self, expression: impl Into<String>) -> &mut Self {
        self.server_default = Some(Some(expression.into()));
        self
    }

    /// Drops the default.
    pub fn drop_default(&mut self) -> &mut Self {
        self.server_default = Some(None);
        self
    }

    /// Renames the column.
    pub fn rename(&mut self, new_name: impl Into<String>) -> &mut Self {
        self.new_name = Some(new_name.into());
        self
    }

    /// The changes to the column in place, each as the clause behind `ALTER COLUMN name`.
    fn clauses(&self, statements: &Statements<'_>) -> Vec<String> {
        let mut clauses = Vec::new();
        if let Some(data_type) = &self.data_type {
            let using = self.using.as_ref().map(|using| format!(" USING {using}"));
            let name = statements.dialect.type_name(data_type);
            clauses.push(format!("TYPE {name}{}", using.unwrap_or_default()));
        }
        match self.nullable {
            Some(true) => clauses.push("DROP NOT NULL".to_owned()),
            Some(false) => clauses.push("SET NOT NULL".to_owned()),
            None => {}
        }
        match &self.server_default {
            Some(Some(expression)) => clauses.push(format!("SET DEFAULT {expression}")),
            Some(None) => clauses.push("DROP DEFAULT".to_owned()),
            None => {}
        }
        clauses
    }
}

impl Directive for AlterColumn {
    /// One statement a change, in Alembic's order: type, null, default, name.
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        if self.using.is_some() && self.data_type.is_none() {
            return Err(RenderError::invalid("`using` needs `set_type`"));
        }
        let clauses = self.clauses(statements);
        if !clauses.is_empty() && !statements.dialect.alter_column {
            let what = format!("alter column `{}` in place", self.column);
            return Err(statements.unsupported(what, RECREATE));
        }
        let table = statements.dialect.quote_table(&self.table);
        let column = statements.dialect.quote(&self.column);
        for clause in clauses {
            statements.push(format!(
                "ALTER TABLE {table} ALTER COLUMN {column} {clause}"
            ));
        }
        if let Some(new_name) = &self.new_name {
            let new_name = statements.dialect.quote(new_name);
            statements.push(format!(
                "ALTER TABLE {table} RENAME COLUMN {column} TO {new_name}"
            ));
        }
        Ok(())
    }

    variant!(AlterColumn);
}

const RECREATE: &str =
    "add a column of the wanted kind, copy the values, drop the old one and rename";
