//! A database for one test, gone when the test ends.

use std::process::Command;

use bookshop::migrations::MIGRATOR;
use migrate_tests::postgres::PostgresDatabase;
use migrate_tests::shell;
use sqlx::AnyPool;
use tempfile::TempDir;

/// An empty database.
pub(crate) struct TestDatabase {
    /// Where it is.
    pub(crate) url: String,
    /// What goes when the test ends.
    server: Server,
}

enum Server {
    Sqlite(TempDir),
    Postgres(PostgresDatabase),
}

impl TestDatabase {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/bookshop.db", folder.path().display());
        Self {
            url,
            server: Server::Sqlite(folder),
        }
    }

    pub(crate) fn postgres() -> Self {
        let database = PostgresDatabase::create();
        Self {
            url: database.url.clone(),
            server: Server::Postgres(database),
        }
    }

    /// The database's own shell, which reads a script from its standard input.
    pub(crate) fn shell(&self) -> Command {
        match &self.server {
            Server::Sqlite(folder) => shell::sqlite3(&folder.path().join("bookshop.db")),
            Server::Postgres(database) => shell::psql(&database.url),
        }
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.server, Server::Sqlite(_))
    }

    pub(crate) async fn upgrade(&self, target: &str) {
        MIGRATOR.upgrade(&self.url, target).await.unwrap();
    }

    pub(crate) async fn downgrade(&self, target: &str) {
        MIGRATOR.downgrade(&self.url, target).await.unwrap();
    }

    /// The rows of the version table.
    pub(crate) async fn current(&self) -> Vec<String> {
        let current = MIGRATOR.current(&self.url).await.unwrap();
        current.iter().map(ToString::to_string).collect()
    }

    pub(crate) async fn execute(&self, sql: &'static str) {
        let pool = self.pool().await;
        sqlx::raw_sql(sql).execute(&pool).await.unwrap();
        pool.close().await;
    }

    /// The first column of a query's rows.
    pub(crate) async fn texts(&self, sql: &'static str) -> Vec<String> {
        let pool = self.pool().await;
        let texts = sqlx::query_scalar(sql).fetch_all(&pool).await.unwrap();
        pool.close().await;
        texts
    }

    async fn pool(&self) -> AnyPool {
        sqlx::any::install_default_drivers();
        AnyPool::connect(&self.url).await.unwrap()
    }
}

/// The heads of the chain.
pub(crate) fn heads() -> Vec<String> {
    let environment = MIGRATOR.environment().unwrap();
    environment
        .graph
        .heads()
        .iter()
        .map(|head| head.id.to_string())
        .collect()
}
