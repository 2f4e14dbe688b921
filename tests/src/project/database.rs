//! A database for one test of the subcommand.

use tempfile::TempDir;

use crate::postgres::PostgresDatabase;

/// A database for one test.
#[derive(Debug)]
pub enum TestDatabase {
    /// A file, which is not there yet.
    Sqlite(TempDir),
    /// A fresh database on the test server.
    Postgres(PostgresDatabase),
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

    /// The database URL.
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(_) => format!("sqlite:{}", self.shown()),
            Self::Postgres(database) => database.url.clone(),
        }
    }

    /// The database as messages name it.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Sqlite(folder) => folder.path().join("app.db").display().to_string(),
            Self::Postgres(database) => {
                let (_, server_and_name) = database.url.rsplit_once('@').unwrap_or_default();
                let without_query = server_and_name.split('?').next().unwrap_or_default();
                let (server, name) = without_query.split_once('/').unwrap_or_default();
                format!("{name} on {server}")
            }
        }
    }
}
