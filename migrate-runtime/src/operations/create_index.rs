//! `op.create_index(…)`

use std::borrow::Cow;

use super::parts::Named;
use super::{Directive, Operations, RenderError, Statements, variant};
use crate::dialect::IndexMethod;
use crate::schema::{IndexKey, IndexPart, Name, TableName, names};

/// Creates an index.
#[derive(Debug, Clone)]
pub struct CreateIndex {
    pub(crate) name: Option<String>,
    pub(crate) table: TableName,
    pub(crate) parts: Vec<IndexPart>,
    pub(crate) unique: bool,
    pub(crate) nulls_not_distinct: bool,
    pub(crate) if_not_exists: bool,
    pub(crate) concurrently: bool,
    pub(crate) method: Option<String>,
    pub(crate) include: Vec<String>,
    pub(crate) storage: Option<String>,
    pub(crate) tablespace: Option<String>,
    pub(crate) condition: Option<String>,
}

impl Operations {
    /// Creates an index over columns or expressions of a table.
    ///
    /// Without a name the naming convention names it, or else SQLAlchemy's: `ix_users_email`.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.create_index("ix_products_name", "products", ["name"]);
    /// op.create_index("uq_users_email", "users", [expr("lower(email)")])
    ///     .unique()
    ///     .where_("deleted_at IS NULL");
    /// op.create_index("ix_orders_day", "orders", [by("day").desc()]).concurrently();
    /// # }
    /// ```
    #[track_caller]
    pub fn create_index<I>(
        &mut self,
        name: impl Into<Name>,
        table: impl Into<TableName>,
        parts: I,
    ) -> &mut CreateIndex
    where
        I: IntoIterator,
        I::Item: Into<IndexPart>,
    {
        let Name(name) = name.into();
        self.record(CreateIndex {
            name,
            table: table.into(),
            parts: parts.into_iter().map(Into::into).collect(),
            unique: false,
            nulls_not_distinct: false,
            if_not_exists: false,
            concurrently: false,
            method: None,
            include: Vec::new(),
            storage: None,
            tablespace: None,
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

    /// Takes two nulls as equal in a unique index; PostgreSQL, from version 15 on.
    pub fn nulls_not_distinct(&mut self) -> &mut Self {
        self.nulls_not_distinct = true;
        self
    }

    /// Does nothing where an index of this name exists.
    pub fn if_not_exists(&mut self) -> &mut Self {
        self.if_not_exists = true;
        self
    }

    /// Builds the index while others write to the table, outside of a transaction: what was recorded
    /// before is committed first.
    ///
    /// Where a build was interrupted, it has left an index behind that is not valid: that one is dropped, and
    /// built anew.
    ///
    /// That is PostgreSQL's; where there is no such thing, the index is simply made, so that one revision
    /// serves every database.
    pub fn concurrently(&mut self) -> &mut Self {
        self.concurrently = true;
        self
    }

    /// The method of the index, sent as it is: `gin`, `brin`, `HASH`; PostgreSQL and MySQL.
    pub fn using(&mut self, method: impl Into<String>) -> &mut Self {
        self.method = Some(method.into());
        self
    }

    /// Keeps columns in the index that are no part of its key; PostgreSQL only.
    pub fn include<I>(&mut self, columns: I) -> &mut Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.include = names(columns);
        self
    }

    /// The storage parameters, sent as they are: `fillfactor = 70`; PostgreSQL only.
    pub fn with(&mut self, parameters: impl Into<String>) -> &mut Self {
        self.storage = Some(parameters.into());
        self
    }

    /// Where the index is kept; PostgreSQL only.
    pub fn tablespace(&mut self, tablespace: impl Into<String>) -> &mut Self {
        self.tablespace = Some(tablespace.into());
        self
    }

    /// Indexes only the rows that meet a condition, as an SQL expression; PostgreSQL and SQLite.
    pub fn where_(&mut self, condition: impl Into<String>) -> &mut Self {
        self.condition = Some(condition.into());
        self
    }
}

impl Directive for CreateIndex {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let facts = statements.dialect.indexes;
        let unique = if self.unique { "UNIQUE " } else { "" };
        let concurrently = self.concurrently && facts.concurrently;
        let exists = statements.if_not_exists(self.if_not_exists, facts.if_exists, "an index")?;
        let target = self.target(statements)?;
        let options = self.options(statements)?;
        let sql =
            |concurrently| format!("CREATE {unique}INDEX {concurrently}{exists}{target}{options}");
        if concurrently {
            statements.push_alone(sql("CONCURRENTLY "));
        } else {
            statements.push(sql(""));
        }
        Ok(())
    }

    variant!(CreateIndex);
}

impl CreateIndex {
    /// `name ON table [USING …] (…) [USING …]`
    fn target(&self, statements: &Statements<'_>) -> Result<String, RenderError> {
        let dialect = statements.dialect;
        let mut name = TableName {
            schema: None,
            name: self.name(statements)?.into_owned(),
        };
        let mut table = self.table.clone();
        if dialect.indexes.in_schema {
            name.schema = table.schema.take();
        }
        let (name, table) = (dialect.quote_table(&name), dialect.quote_table(&table));
        let parts = self.parts.iter().map(|part| statements.index_part(part));
        let parts = parts.collect::<Result<Vec<_>, _>>()?.join(", ");
        Ok(match (&self.method, dialect.indexes.method) {
            (None, _) => format!("{name} ON {table} ({parts})"),
            (Some(method), Some(IndexMethod::BehindTable)) => {
                format!("{name} ON {table} USING {method} ({parts})")
            }
            (Some(method), Some(IndexMethod::BehindColumns)) => {
                format!("{name} ON {table} ({parts}) USING {method}")
            }
            (Some(_), None) => {
                let help = "leave `using` out: there is one method only";
                return Err(statements.unsupported("choose the method of an index", help));
            }
        })
    }

    pub(crate) fn name(&self, statements: &Statements<'_>) -> Result<Cow<'_, str>, RenderError> {
        let columns = self.parts.iter().map_while(|part| match &part.key {
            IndexKey::Column(column) => Some(column.clone()),
            IndexKey::Expression(_) => None,
        });
        let columns: Vec<_> = columns.collect();
        let named = Named {
            table: Some(&self.table),
            columns: &columns,
            ..Named::default()
        };
        let template = statements.naming.index.as_deref().unwrap_or(CONVENTION);
        let name = statements.name(self.name.as_deref(), Some(template), named)?;
        Ok(name.expect("there is a template"))
    }

    /// `[INCLUDE (…)] [NULLS NOT DISTINCT] [WITH (…)] [TABLESPACE …] [WHERE …]`
    fn options(&self, statements: &Statements<'_>) -> Result<String, RenderError> {
        let (dialect, facts) = (statements.dialect, statements.dialect.indexes);
        let refuse = |what: &str, help| Err(statements.unsupported(what, help));
        let mut sql = String::new();
        if !self.include.is_empty() {
            if !facts.include {
                return refuse("keep columns in an index beside its key", INCLUDE);
            }
            sql.push_str(&format!(" INCLUDE ({})", dialect.quote_list(&self.include)));
        }
        if self.nulls_not_distinct {
            if !dialect.constraints.nulls_not_distinct {
                return Err(statements.nulls_are_distinct());
            }
            sql.push_str(" NULLS NOT DISTINCT");
        }
        if (self.storage.is_some() || self.tablespace.is_some()) && !facts.storage {
            return refuse(
                "say how and where an index is kept",
                "leave `with` and `tablespace` out",
            );
        }
        if let Some(parameters) = &self.storage {
            sql.push_str(&format!(" WITH ({parameters})"));
        }
        if let Some(tablespace) = &self.tablespace {
            sql.push_str(&format!(" TABLESPACE {}", dialect.quote(tablespace)));
        }
        if let Some(condition) = &self.condition {
            if !facts.condition {
                return refuse("index only some of the rows", CONDITION);
            }
            sql.push_str(&format!(" WHERE {condition}"));
        }
        Ok(sql)
    }
}

/// What names an index where the naming convention says nothing of indexes: SQLAlchemy's own.
const CONVENTION: &str = "ix_%(column_0_label)s";
const INCLUDE: &str = "put them behind the columns of the key";
const CONDITION: &str = "index all rows, or a computed column that is null in those to leave out";
