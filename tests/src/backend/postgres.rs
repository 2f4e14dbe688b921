//! PostgreSQL, on the server that `TEST_POSTGRES_URL` names.

use std::process::Command;

use migrate_runtime::dialect::{Dialect, POSTGRES};
use migrate_runtime::{Operations, Result};
use sqlx::{AssertSqlSafe, PgConnection};

use super::{Backend, catalog, text_of};
use crate::postgres::PostgresDatabase;
use crate::shell;

/// A database of its own on the test server.
#[derive(Debug)]
pub struct Postgres(PostgresDatabase);

/// The key of the migration lock of `alembic_version` in the default schema.
///
/// Written down, because programs of different versions must agree on it.
const LOCK_KEY: i64 = 2_165_051_312_797_015_865;

impl Postgres {
    /// The advisory locks that are held in this database.
    pub async fn advisory_locks(&self) -> usize {
        let query = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND database = \
                     (SELECT oid FROM pg_database WHERE datname = current_database())";
        self.rows(query).await.len()
    }

    /// The connections to this database, besides the one that asks.
    pub async fn connections(&self) -> Vec<String> {
        let query = "SELECT application_name || ' ' || coalesce(state, '') FROM pg_stat_activity \
                     WHERE datname = current_database() AND pid <> pg_backend_pid()";
        self.rows(query).await
    }
}

impl Backend for Postgres {
    const DIALECT: &'static Dialect = &POSTGRES;
    const NAME: &'static str = "postgres";
    type Connection = PgConnection;

    fn create() -> Self {
        Self(PostgresDatabase::create())
    }

    fn url(&self) -> &str {
        &self.0.url
    }

    fn shell(&self) -> Command {
        shell::psql(self.url())
    }

    async fn connect(&self) -> PgConnection {
        self.0.connect().await
    }

    queries!();

    async fn others(&self) -> Vec<String> {
        self.connections().await
    }

    async fn schema(&self) -> String {
        let lines = self.rows(catalog::POSTGRES).await;
        lines.join("\n")
    }

    async fn tables(&self) -> Vec<String> {
        let query = "SELECT tablename FROM pg_tables WHERE schemaname NOT LIKE 'pg\\_%' \
                     AND schemaname <> 'information_schema' AND tablename NOT IN ('alembic_version', 'alembic_version_history') \
                     ORDER BY tablename COLLATE \"C\"";
        self.rows(query).await
    }

    async fn has_version_table(&self) -> bool {
        let query = "SELECT to_regclass('alembic_version') IS NOT NULL";
        self.rows(query).await == ["t"]
    }

    async fn lent_rows(op: &mut Operations, sql: &'static str) -> Result<Vec<String>> {
        let rows = sqlx::raw_sql(sql).fetch_all(op.postgres().await?).await?;
        Ok(rows.iter().map(text_of).collect())
    }

    async fn lend_other(op: &mut Operations) -> Result {
        op.sqlite().await?;
        Ok(())
    }

    async fn hold_the_lock(&self) -> PgConnection {
        let mut connection = self.connect().await;
        let name = sqlx::query("SET application_name = 'another-runner'");
        let named = name.execute(&mut connection).await;
        named.expect("the name is taken");
        let lock = sqlx::query("SELECT pg_advisory_lock($1)").bind(LOCK_KEY);
        lock.execute(&mut connection).await.expect("it is free");
        connection
    }
}
