//! A connection that is not ours.

use sqlx::AssertSqlSafe;

use crate::dialect::Dialect;
use crate::existing_table::ExistingTable;
use crate::schema::TableName;

/// A connection that somebody lends us.
#[derive(Debug)]
pub enum Lent<'c> {
    /// Of PostgreSQL.
    #[cfg(feature = "postgres")]
    Postgres(&'c mut sqlx::PgConnection),
    /// Of SQLite.
    #[cfg(feature = "sqlite")]
    Sqlite(&'c mut sqlx::SqliteConnection),
    /// Of MySQL or MariaDB.
    #[cfg(feature = "mysql")]
    Mysql(&'c mut sqlx::MySqlConnection),
}

impl Lent<'_> {
    /// Runs a statement, whatever it commits.
    pub(crate) async fn execute(&mut self, statement: &str) -> Result<(), sqlx::Error> {
        let statement = sqlx::raw_sql(AssertSqlSafe(statement));
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => statement.execute(&mut **connection).await.map(drop),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => statement.execute(&mut **connection).await.map(drop),
            #[cfg(feature = "mysql")]
            Self::Mysql(connection) => statement.execute(&mut **connection).await.map(drop),
        }
    }

    /// Looks at a table; `None` where there is no such table.
    pub(crate) async fn read_table(
        &mut self,
        dialect: &'static Dialect,
        name: &TableName,
    ) -> Result<Option<ExistingTable>, sqlx::Error> {
        let _ = (dialect, name);
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Ok(None),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => crate::backend::sqlite::read_table(connection, name).await,
            #[cfg(feature = "mysql")]
            Self::Mysql(connection) => {
                crate::backend::mysql::read_table(connection, dialect, name).await
            }
        }
    }

    /// Switches foreign keys off, outside of a transaction; says whether they were on.
    pub(crate) async fn switch_foreign_keys_off(&mut self) -> Result<bool, sqlx::Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => {
                crate::backend::sqlite::switch_foreign_keys_off(connection).await
            }
            #[cfg(any(feature = "postgres", feature = "mysql"))]
            _ => Ok(false),
        }
    }

    /// Switches foreign keys on again.
    pub(crate) async fn switch_foreign_keys_on(&mut self) -> Result<(), sqlx::Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => {
                crate::backend::sqlite::switch_foreign_keys_on(connection).await
            }
            #[cfg(any(feature = "postgres", feature = "mysql"))]
            _ => Ok(()),
        }
    }
}

#[cfg(feature = "postgres")]
impl<'c> From<&'c mut sqlx::PgConnection> for Lent<'c> {
    fn from(connection: &'c mut sqlx::PgConnection) -> Self {
        Self::Postgres(connection)
    }
}

#[cfg(feature = "sqlite")]
impl<'c> From<&'c mut sqlx::SqliteConnection> for Lent<'c> {
    fn from(connection: &'c mut sqlx::SqliteConnection) -> Self {
        Self::Sqlite(connection)
    }
}

#[cfg(feature = "mysql")]
impl<'c> From<&'c mut sqlx::MySqlConnection> for Lent<'c> {
    fn from(connection: &'c mut sqlx::MySqlConnection) -> Self {
        Self::Mysql(connection)
    }
}
