//! A database for one test of the subcommand.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::mysql::MysqlDatabase;
use crate::postgres::PostgresDatabase;
use crate::shell;

/// A database for one test.
#[derive(Debug)]
pub enum TestDatabase {
    /// A file, which is not there yet.
    Sqlite(TempDir),
    /// A fresh database on the test server.
    Postgres(PostgresDatabase),
    /// A fresh database on the test server.
    Mysql(MysqlDatabase),
}

impl TestDatabase {
    /// A SQLite database.
    ///
    /// # Panics
    ///
    /// Its folder cannot be made.
    pub fn sqlite() -> Self {
        Self::Sqlite(TempDir::with_prefix("cargo-migrate-").expect("a temporary folder"))
    }

    /// A PostgreSQL database.
    pub fn postgres() -> Self {
        Self::Postgres(PostgresDatabase::create())
    }

    /// A MariaDB database.
    pub fn mariadb() -> Self {
        Self::Mysql(MysqlDatabase::create())
    }

    /// The database URL.
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(_) => format!("sqlite:{}", self.shown()),
            Self::Postgres(PostgresDatabase { url, .. })
            | Self::Mysql(MysqlDatabase { url, .. }) => url.clone(),
        }
    }

    /// The database's own shell, which reads a script from its standard input.
    pub fn shell(&self) -> Command {
        match self {
            Self::Sqlite(_) => shell::sqlite3(Path::new(&self.shown())),
            Self::Postgres(database) => shell::psql(&database.url),
            Self::Mysql(database) => shell::mariadb(&database.url),
        }
    }

    /// The database as messages name it.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Sqlite(folder) => folder.path().join("app.db").display().to_string(),
            Self::Postgres(PostgresDatabase { url, .. })
            | Self::Mysql(MysqlDatabase { url, .. }) => {
                let (_, server_and_name) = url.rsplit_once('@').unwrap_or_default();
                let without_query = server_and_name.split('?').next().unwrap_or_default();
                let (server, name) = without_query.split_once('/').unwrap_or_default();
                format!("{name} on {server}")
            }
        }
    }
}
