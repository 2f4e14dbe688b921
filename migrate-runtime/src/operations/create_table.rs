//! `op.create_table(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::dialect::Family;
use crate::schema::{Column, PrimaryKey, Table, TableName, Unique};

/// Creates a table.
#[derive(Debug, Clone)]
pub struct CreateTable {
    pub(crate) name: TableName,
    pub(crate) table: Table,
    pub(crate) if_not_exists: bool,
    pub(crate) prefix: Option<String>,
    /// What stands behind the definition, for some families of databases.
    pub(crate) options: Vec<(Family, String)>,
}

impl Operations {
    /// Creates a table whose columns and constraints `define` fills in.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.create_table("products", |t| {
    ///     t.column("id", bigint()).primary_key().identity();
    ///     t.column("name", varchar(255)).not_null();
    ///     t.column("shop_id", bigint()).not_null().references("shops", "id").on_delete(Cascade);
    ///     t.unique(["shop_id", "name"]).name("uq_products_shop_name");
    /// });
    /// # }
    /// ```
    #[track_caller]
    pub fn create_table(
        &mut self,
        name: impl Into<TableName>,
        define: impl FnOnce(&mut Table),
    ) -> &mut CreateTable {
        let mut table = Table::default();
        define(&mut table);
        self.record(CreateTable {
            name: name.into(),
            table,
            if_not_exists: false,
            prefix: None,
            options: Vec::new(),
        })
    }
}

impl CreateTable {
    /// Does nothing where a table of this name exists.
    pub fn if_not_exists(&mut self) -> &mut Self {
        self.if_not_exists = true;
        self
    }

    /// A word behind `CREATE`: `TEMPORARY`, `UNLOGGED`.
    pub fn prefix(&mut self, prefix: impl Into<String>) -> &mut Self {
        self.prefix = Some(prefix.into());
        self
    }

    /// What stands behind the closing parenthesis on one family of databases.
    pub(crate) fn options(&mut self, family: Family, options: impl Into<String>) -> &mut Self {
        self.options.push((family, options.into()));
        self
    }
}

impl Directive for CreateTable {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let (name, dialect) = (&self.name, statements.dialect);
        let key = self.primary_key()?;
        let key_columns = key.as_ref().map_or(&[][..], |key| &key.columns);
        let Table {
            columns,
            checks,
            foreign_keys,
            excludes,
            comment,
            ..
        } = &self.table;
        let mut lines = Vec::new();
        for column in columns {
            lines.push(statements.constrained_column(name, column, key_columns, "")?);
        }
        if let Some(key) = &key {
            lines.push(statements.primary_key(name, key)?);
        }
        for unique in self.uniques() {
            lines.push(statements.unique(name, &unique)?);
        }
        if checks.iter().any(|it| it.not_valid) || foreign_keys.iter().any(|it| it.not_valid) {
            return Err(RenderError::invalid(
                "`not_valid` is for a constraint that is added to a table: a new one has no rows to \
                 leave unchecked",
            ));
        }
        for check in checks {
            lines.push(statements.check(name, check)?);
        }
        let behind_columns = columns.iter().filter_map(Column::foreign_key);
        let behind_columns = behind_columns.filter(|_| !dialect.columns.inline_references);
        for key in behind_columns.chain(foreign_keys.iter().cloned()) {
            lines.push(statements.foreign_key(name, &key)?);
        }
        for exclude in excludes {
            lines.push(statements.exclude(exclude)?);
        }
        let prefix = self.prefix.iter().map(|prefix| format!("{prefix} "));
        let exists = if self.if_not_exists {
            "IF NOT EXISTS "
        } else {
            ""
        };
        let mut sql = format!(
            "CREATE {}TABLE {exists}{} (\n    {}\n)",
            prefix.collect::<String>(),
            dialect.quote_table(name),
            lines.join(",\n    ")
        );
        sql.push_str(&statements.comment_clause(comment.as_deref()));
        for (_, options) in self
            .options
            .iter()
            .filter(|(family, _)| *family == dialect.family)
        {
            sql.push_str(&format!(" {options}"));
        }
        statements.push(sql);
        if let Some(comment) = comment {
            statements.push_table_comment(name, Some(comment));
        }
        statements.push_column_comments(name, columns);
        Ok(())
    }

    variant!(CreateTable);
}

impl CreateTable {
    /// The primary key, given for the table or column by column.
    pub(crate) fn primary_key(&self) -> Result<Option<PrimaryKey>, RenderError> {
        let marked = self
            .table
            .columns
            .iter()
            .filter(|column| column.primary_key);
        let marked: Vec<_> = marked.map(|column| column.name.clone()).collect();
        match &self.table.primary_key {
            Some(_) if !marked.is_empty() => Err(RenderError::invalid(format!(
                "table `{}` has a primary key of its own and columns marked as one",
                self.name.name
            ))),
            Some(key) => Ok(Some(key.clone())),
            None if marked.is_empty() => Ok(None),
            None => Ok(Some(PrimaryKey::new(marked))),
        }
    }

    /// The unique constraints, given column by column and for the table.
    pub(crate) fn uniques(&self) -> impl Iterator<Item = Unique> {
        let marked = self.table.columns.iter().filter(|column| column.unique);
        let marked = marked.map(|column| Unique::new(vec![column.name.clone()]));
        marked.chain(self.table.uniques.iter().cloned())
    }
}
