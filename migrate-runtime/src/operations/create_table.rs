//! `op.create_table(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::{Column, PrimaryKey, Table, TableName, Unique};

/// Creates a table.
#[derive(Debug, Clone)]
pub struct CreateTable {
    pub(crate) name: TableName,
    pub(crate) table: Table,
    pub(crate) if_not_exists: bool,
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
        })
    }
}

impl CreateTable {
    /// Does nothing where a table of this name exists.
    pub fn if_not_exists(&mut self) -> &mut Self {
        self.if_not_exists = true;
        self
    }
}

impl Directive for CreateTable {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let mut lines = Vec::new();
        let key = self.primary_key()?;
        let key_columns = key.as_ref().map_or(&[][..], |key| &key.columns);
        for column in &self.table.columns {
            lines.push(statements.constrained_column(&self.name, column, key_columns)?);
        }
        lines.extend(key.map(|key| statements.primary_key(&key)));
        let columns = &self.table.columns;
        let column_uniques = columns.iter().filter_map(column_unique);
        let uniques = column_uniques.chain(self.table.uniques.iter().cloned());
        lines.extend(uniques.map(|unique| statements.unique(&unique)));
        lines.extend(
            self.table
                .checks
                .iter()
                .map(|check| statements.check(check)),
        );
        for key in &self.table.foreign_keys {
            lines.push(statements.foreign_key(&self.name, key)?);
        }
        let exists = if self.if_not_exists {
            "IF NOT EXISTS "
        } else {
            ""
        };
        let name = statements.dialect.quote_table(&self.name);
        statements.push(format!(
            "CREATE TABLE {exists}{name} (\n    {}\n)",
            lines.join(",\n    ")
        ));
        Ok(())
    }

    variant!(CreateTable);
}

impl CreateTable {
    /// The primary key, given for the table or column by column.
    fn primary_key(&self) -> Result<Option<PrimaryKey>, RenderError> {
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
            None => Ok(Some(PrimaryKey {
                name: None,
                columns: marked,
            })),
        }
    }
}

fn column_unique(column: &Column) -> Option<Unique> {
    column.unique.then(|| Unique {
        name: None,
        columns: vec![column.name.clone()],
    })
}
