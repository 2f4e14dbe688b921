//! PostgreSQL's catalog, from version 12 on: seven queries, whatever the number of tables.
//!
//! One text serves all versions. A column that a newer one has is asked for in a subquery: where the table is without it,
//! its name is found outside, as that of a constant.

pub(crate) mod beyond;
mod constraints;
mod definitions;
mod expression;
mod indexes;
pub(crate) mod obstacles;
mod sequences;
mod settle;
mod tables;
#[cfg(test)]
pub(crate) mod tests;
mod types;

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection};

use super::Options;
use crate::autogenerate::query::query_as;
use crate::autogenerate::schema::{Name, Schema};
use tables::Tables;

/// In which forms constants are written. And the queries join in a good order as they stand: to look for a better one, or
/// to compile them, takes longer than they do.
const SETTINGS: &str = "SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres'; \
    SET LOCAL TimeZone = 'UTC'; SET LOCAL bytea_output = 'hex'; SET LOCAL quote_all_identifiers = off; \
    SET LOCAL join_collapse_limit = 1; SET LOCAL jit = off";

/// Reads the default schema, which the connection's search path tells, and the others that are asked for.
///
/// All is seen as of one moment; nothing stays set behind it.
pub(crate) async fn read(
    connection: &mut PgConnection,
    options: &Options,
) -> Result<Schema, sqlx::Error> {
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    let mut transaction = connection.begin_with(begin).await?;
    let schema = read_in_transaction(&mut transaction, None, options).await?;
    transaction.rollback().await?;
    Ok(schema)
}

/// Reads the first of these schemas, and the others that are asked for; the names in all of them are written without
/// a schema.
///
/// It leaves its settings to the end of the transaction that is open.
pub(crate) async fn read_in_transaction(
    connection: &mut PgConnection,
    path: Option<&[String]>,
    options: &Options,
) -> Result<Schema, sqlx::Error> {
    let scope = Scope::open(connection, path, options).await?;
    let mut tables = Tables::read(connection, &scope).await?;
    constraints::read(connection, &scope, &mut tables).await?;
    indexes::read(connection, &mut tables).await?;
    let mut schema = Schema::default();
    definitions::read(connection, &scope, &mut tables, &mut schema).await?;
    types::read(connection, &scope, &mut schema).await?;
    sequences::read(connection, &scope, &tables, &mut schema).await?;
    schema.tables = tables.into_all();
    settle::settle(&mut schema);
    Ok(schema)
}

/// What is read, and how names are written.
struct Scope {
    /// The default schema, and what lies below it.
    path: Vec<String>,
    /// The schemas that are read.
    schemas: Vec<String>,
    /// Our own table, as it is named in this scope.
    version_table: Option<Name>,
}

struct Path {
    path: Vec<String>,
    #[expect(dead_code, reason = "the server says what it has set")]
    setting: String,
}

impl Scope {
    /// Sets how names and constants are written until the transaction ends.
    async fn open(
        connection: &mut PgConnection,
        path: Option<&[String]>,
        options: &Options,
    ) -> Result<Self, sqlx::Error> {
        sqlx::raw_sql(AssertSqlSafe(SETTINGS))
            .execute(&mut *connection)
            .await?;
        // The first step is materialized, because the second changes what it asks for.
        let query = query_as!(
            "postgres",
            Path,
            r#"
            WITH wanted AS MATERIALIZED (
                SELECT array_remove(coalesce($1::text[], ARRAY[current_schema()::text]), NULL) AS path
            ), quoted AS (
                SELECT string_agg(quote_ident(name), ', ' ORDER BY place) AS path
                FROM wanted, unnest(path) WITH ORDINALITY AS of_path (name, place)
            )
            SELECT wanted.path AS "path!", set_config('search_path', coalesce(quoted.path, ''), true) AS "setting!"
            FROM wanted, quoted
            "#,
            path
        );
        let Path { path, .. } = query.fetch_one(connection).await?;
        let mut schemas: Vec<_> = path.first().cloned().into_iter().collect();
        schemas.extend_from_slice(&options.schemas);
        let mut scope = Self {
            path,
            schemas,
            version_table: None,
        };
        let version_table = options.version_table.clone();
        scope.version_table = version_table.map(|Name { schema, name }| Name {
            schema: schema.and_then(|schema| scope.beside(schema)),
            name,
        });
        Ok(scope)
    }

    /// A name as it is written in this scope.
    fn name(&self, schema: String, name: String) -> Name {
        Name {
            schema: self.beside(schema),
            name,
        }
    }

    /// A schema, unless its names need none.
    fn beside(&self, schema: String) -> Option<String> {
        (!self.path.contains(&schema)).then_some(schema)
    }

    /// Whether a table is our own, or its history.
    fn leaves_out(&self, table: &Name) -> bool {
        self.version_table.as_ref().is_some_and(|own| {
            let behind = table.name.strip_prefix(&own.name);
            own.schema == table.schema
                && behind.is_some_and(|behind| matches!(behind, "" | "_history"))
        })
    }
}
