//! SQLite, in a file of a temporary directory.

use std::path::PathBuf;
use std::process::Command;
use std::str::FromStr;

use migrate_runtime::dialect::{Dialect, SQLITE};
use migrate_runtime::{Operations, Result};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, SqliteConnection};
use tempfile::TempDir;

use super::{Backend, catalog, text_of};
use crate::shell;

/// A file in a directory of its own, which does not exist before something is written.
#[derive(Debug)]
pub struct Sqlite {
    directory: TempDir,
    url: String,
}

impl Sqlite {
    /// The file of the database.
    pub fn file(&self) -> PathBuf {
        self.directory.path().join("test.db")
    }
}

impl Backend for Sqlite {
    const DIALECT: &'static Dialect = &SQLITE;
    const NAME: &'static str = "sqlite";
    type Connection = SqliteConnection;

    fn create() -> Self {
        let directory = TempDir::new().expect("there is a place for temporary files");
        let url = format!("sqlite:{}", directory.path().join("test.db").display());
        Self { directory, url }
    }

    fn url(&self) -> &str {
        &self.url
    }

    fn shell(&self) -> Command {
        shell::sqlite3(&self.file())
    }

    async fn connect(&self) -> SqliteConnection {
        let options = SqliteConnectOptions::from_str(&self.url).expect("the test's URL is valid");
        let connection = options.create_if_missing(true).connect().await;
        connection.expect("the file can be opened")
    }

    queries!();

    /// There is no server that would know, or do anything for who is gone.
    async fn others(&self) -> Vec<String> {
        Vec::new()
    }

    async fn schema(&self) -> String {
        self.rows(catalog::SQLITE).await.join("\n")
    }

    async fn tables(&self) -> Vec<String> {
        let query = "SELECT name FROM sqlite_master WHERE type = 'table' \
                     AND name NOT IN ('alembic_version', 'alembic_version_history', 'sqlite_sequence') ORDER BY name";
        self.rows(query).await
    }

    async fn has_version_table(&self) -> bool {
        let query = "SELECT name FROM sqlite_master WHERE name = 'alembic_version'";
        !self.rows(query).await.is_empty()
    }

    async fn lent_rows(op: &mut Operations, sql: &'static str) -> Result<Vec<String>> {
        let rows = sqlx::raw_sql(sql).fetch_all(op.sqlite().await?).await?;
        Ok(rows.iter().map(text_of).collect())
    }

    async fn lend_other(op: &mut Operations) -> Result {
        op.postgres().await?;
        Ok(())
    }

    async fn hold_the_lock(&self) -> SqliteConnection {
        let mut connection = self.connect().await;
        let lock = sqlx::query("BEGIN IMMEDIATE");
        lock.execute(&mut connection).await.expect("it is free");
        connection
    }
}
