//! `op.create_index(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::TableName;

/// Creates an index.
#[derive(Debug, Clone)]
pub struct CreateIndex {
    pub(crate) name: String,
    pub(crate) table: TableName,
    pub(crate) parts: Vec<IndexPart>,
    pub(crate) unique: bool,
    pub(crate) if_not_exists: bool,
    pub(crate) condition: Option<String>,
}

/// What an index is over: a column, or an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum IndexPart {
    /// A column, by its name.
    Column(String),
    /// An SQL expression, `lower(email)` say.
    Expression(String),
}

/// An expression in an index: `op.create_index("ix", "users", [expr("lower(email)")])`.
///
/// For a list that mixes both, write the columns as `"name".into()`.
pub fn expr(expression: impl Into<String>) -> IndexPart {
    IndexPart::Expression(expression.into())
}

impl From<&str> for IndexPart {
    fn from(column: &str) -> Self {
        Self::Column(column.to_owned())
    }
}

impl From<String> for IndexPart {
    fn from(column: String) -> Self {
        Self::Column(column)
    }
}

impl Operations {
    /// Creates an index over columns or expressions of a table.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.create_index("ix_products_name", "products", ["name"]);
    /// op.create_index("uq_users_email", "users", [expr("lower(email)")])
    ///     .unique()
    ///     .where_("deleted_at IS NULL");
    /// # }
    /// ```
    #[track_caller]
    pub fn create_index<I>(
        &mut self,
        name: impl Into<String>,
        table: impl Into<TableName>,
        parts: I,
    ) -> &mut CreateIndex
    where
        I: IntoIterator,
        I::Item: Into<IndexPart>,
    {
        self.record(CreateIndex {
            name: name.into(),
            table: table.into(),
            parts: parts.into_iter().map(Into::into).collect(),
            unique: false,
            if_not_exists: false,
            condition: None,
        })
    }
}

impl CreateIndex {
    /// Refuses two rows with the same values.
    pub fn unique(&mut self) -> &mut Self {
        self.unique = true;
        self
    }

    /// Does nothing where an index of this name exists.
    pub fn if_not_exists(&mut self) -> &mut Self {
        self.if_not_exists = true;
        self
    }

    /// Indexes only the rows that meet a condition, as an SQL expression.
    pub fn where_(&mut self, condition: impl Into<String>) -> &mut Self {
        self.condition = Some(condition.into());
        self
    }
}

impl Directive for CreateIndex {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let dialect = statements.dialect;
        let unique = if self.unique { "UNIQUE " } else { "" };
        let exists = if self.if_not_exists {
            "IF NOT EXISTS "
        } else {
            ""
        };
        let mut name = TableName {
            schema: None,
            name: self.name.clone(),
        };
        let mut table = self.table.clone();
        if dialect.index_in_schema {
            name.schema = table.schema.take();
        }
        let (name, table) = (dialect.quote_table(&name), dialect.quote_table(&table));
        let parts = self.parts.iter().map(|part| match part {
            IndexPart::Column(column) => dialect.quote(column).into_owned(),
            IndexPart::Expression(expression) => format!("({expression})"),
        });
        let parts = parts.collect::<Vec<_>>().join(", ");
        let mut sql = format!("CREATE {unique}INDEX {exists}{name} ON {table} ({parts})");
        if let Some(condition) = &self.condition {
            sql.push_str(&format!(" WHERE {condition}"));
        }
        statements.push(sql);
        Ok(())
    }

    variant!(CreateIndex);
}
