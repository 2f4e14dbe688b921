//! Databases behind one interface, one file each.

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use futures_core::Stream;
use sqlx::{AssertSqlSafe, Either};

use crate::database::{Database, Options};
use crate::dialect::Dialect;
use crate::error::ErrorKind;
use crate::existing_table::ExistingTable;
use crate::lock::{Holder, Key};
use crate::schema::TableName;
use crate::version_table::VersionTable;

/// A connection of our own: opened for one run, closed on every way out.
#[derive(Debug)]
pub(crate) enum Connection {
    #[cfg(feature = "postgres")]
    Postgres(Box<sqlx::PgConnection>),
    #[cfg(feature = "sqlite")]
    Sqlite(Box<sqlx::SqliteConnection>),
    #[cfg(feature = "mysql")]
    Mysql(Box<sqlx::MySqlConnection>, &'static Dialect),
}

/// What a connection is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// To look: nothing is created, a file neither.
    Read,
    /// To change the schema or the version table.
    Write,
}

impl Connection {
    /// Connects; `None` where there is nothing to read, because the database's file does not exist.
    pub(crate) async fn open(
        database: &Database,
        access: Access,
        lock_wait: Duration,
    ) -> Result<Option<Self>, ErrorKind> {
        let _ = lock_wait;
        let opened = match &database.options {
            #[cfg(feature = "postgres")]
            Options::Postgres(options) => {
                let _ = access;
                postgres::open(options)
                    .await
                    .map(|c| Some(Self::Postgres(Box::new(c))))
            }
            #[cfg(feature = "sqlite")]
            Options::Sqlite(options) => {
                let opened = sqlite::open(options, access, lock_wait).await;
                opened.map(|c| c.map(|c| Self::Sqlite(Box::new(c))))
            }
            #[cfg(feature = "mysql")]
            Options::Mysql(options, _) => {
                let _ = access;
                mysql::open(options)
                    .await
                    .map(|(c, dialect)| Some(Self::Mysql(Box::new(c), dialect)))
            }
        };
        opened.map_err(|source| ErrorKind::Connect {
            database: database.to_string(),
            source,
        })
    }

    pub(crate) fn dialect(&self) -> &'static Dialect {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => &crate::dialect::POSTGRES,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => &crate::dialect::SQLITE,
            #[cfg(feature = "mysql")]
            Self::Mysql(_, dialect) => dialect,
        }
    }

    /// Sends a message of several statements and reads its results to the end.
    ///
    /// A failure comes with the number of statements that were completed before it.
    pub(crate) async fn send(&mut self, message: String) -> Result<(), (usize, sqlx::Error)> {
        let message = sqlx::raw_sql(AssertSqlSafe(message));
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => drain(message.fetch_many(&mut **connection)).await,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => drain(message.fetch_many(&mut **connection)).await,
            #[cfg(feature = "mysql")]
            Self::Mysql(connection, _) => drain(message.fetch_many(&mut **connection)).await,
        }
    }

    /// The rows of the version table; `None` where there is no such table.
    pub(crate) async fn versions(
        &mut self,
        table: &VersionTable<'_>,
    ) -> Result<Option<Vec<String>>, sqlx::Error> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => postgres::versions(connection, table).await,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => sqlite::versions(connection, table).await,
            #[cfg(feature = "mysql")]
            Self::Mysql(connection, _) => mysql::versions(connection, table).await,
        }
    }

    /// Where in a message the server found fault, in characters from its beginning, if it says so.
    pub(crate) fn position(&self, error: &sqlx::Error) -> Option<usize> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => postgres::position(error),
            // The others have run what stands before the statement that failed.
            #[cfg(any(feature = "sqlite", feature = "mysql"))]
            _ => {
                let _ = error;
                None
            }
        }
    }

    /// Tells sqlx of the transaction that a message of ours has opened, so that one which is begun on the
    /// connection becomes a savepoint inside of it.
    ///
    /// sqlx counts for as long as the connection lives, so this asks the server once.
    pub(crate) async fn enter_transaction(&mut self) -> Result<(), sqlx::Error> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => enter(&mut **connection, "").await,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => enter(&mut **connection, "").await,
            // An empty message is an error there.
            #[cfg(feature = "mysql")]
            Self::Mysql(connection, _) => enter(&mut **connection, "DO 0").await,
        }
    }

    /// Whether an error says that another connection kept this one from the database for too long.
    pub(crate) fn is_busy(&self, error: &sqlx::Error) -> bool {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => sqlite::is_busy(error),
            #[cfg(any(feature = "postgres", feature = "mysql"))]
            _ => {
                let _ = error;
                false
            }
        }
    }

    /// Why the version table could not be read or written, after `waited` at most.
    pub(crate) fn failure(&self, error: sqlx::Error, waited: Duration) -> ErrorKind {
        if self.is_busy(&error) {
            // The database does not tell whom we waited for.
            let holder = Holder::default();
            ErrorKind::Locked { holder, waited }
        } else {
            ErrorKind::Database(error)
        }
    }

    /// Whether an error is the one that a check of the version table raises on purpose.
    pub(crate) fn is_check_failure(&self, error: &sqlx::Error) -> bool {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => postgres::is_check_failure(error),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => sqlite::is_check_failure(error),
            #[cfg(feature = "mysql")]
            Self::Mysql(..) => mysql::is_check_failure(error),
        }
    }

    /// Takes the migration lock without waiting; `None` where a connection can hold none.
    pub(crate) async fn try_lock(&mut self, key: Key) -> Result<Option<bool>, sqlx::Error> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => postgres::try_lock(connection, key).await.map(Some),
            #[cfg(feature = "mysql")]
            Self::Mysql(connection, _) => mysql::try_lock(connection, key).await.map(Some),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => {
                let _ = key;
                Ok(None)
            }
        }
    }

    /// Who holds the migration lock.
    pub(crate) async fn lock_holder(&mut self, key: Key) -> Result<Holder, sqlx::Error> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => postgres::lock_holder(connection, key).await,
            #[cfg(feature = "mysql")]
            Self::Mysql(connection, _) => mysql::lock_holder(connection, key).await,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => {
                let _ = key;
                Ok(Holder::default())
            }
        }
    }

    /// Looks at a table, for an operation that cannot be written without; `None` where there is no such table.
    pub(crate) async fn read_table(
        &mut self,
        name: &TableName,
    ) -> Result<Option<ExistingTable>, sqlx::Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => sqlite::read_table(connection, name).await,
            #[cfg(feature = "mysql")]
            Self::Mysql(connection, dialect) => mysql::read_table(connection, dialect, name).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => {
                let _ = name;
                Ok(None)
            }
        }
    }

    /// Switches foreign keys off, outside of a transaction; says whether they were on.
    pub(crate) async fn switch_foreign_keys_off(&mut self) -> Result<bool, sqlx::Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => sqlite::switch_foreign_keys_off(connection).await,
            #[cfg(any(feature = "postgres", feature = "mysql"))]
            _ => Ok(false),
        }
    }

    /// Switches foreign keys on again.
    pub(crate) async fn switch_foreign_keys_on(&mut self) -> Result<(), sqlx::Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => sqlite::switch_foreign_keys_on(connection).await,
            #[cfg(any(feature = "postgres", feature = "mysql"))]
            _ => Ok(()),
        }
    }

    /// Ends the connection in an orderly way; its locks go with it.
    pub(crate) async fn close(self) {
        let closed = match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => sqlx::Connection::close(*connection).await,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => sqlx::Connection::close(*connection).await,
            #[cfg(feature = "mysql")]
            Self::Mysql(connection, _) => sqlx::Connection::close(*connection).await,
        };
        if let Err(error) = closed {
            tracing::debug!(%error, "the connection did not close in an orderly way");
        }
    }
}

/// `nothing` is sent in the place of `BEGIN`, and leaves the transaction as it is.
async fn enter(
    connection: &mut impl sqlx::Connection,
    nothing: &'static str,
) -> Result<(), sqlx::Error> {
    if !connection.is_in_transaction() {
        let guard = connection.begin_with(AssertSqlSafe(nothing)).await?;
        // The guard would roll back when it goes, and the end is ours to send.
        std::mem::forget(guard);
    }
    Ok(())
}

/// Reads the results of a message to the end, counting the statements that were completed.
async fn drain<Q, R>(mut results: BoxStream<'_, Q, R>) -> Result<(), (usize, sqlx::Error)> {
    let mut completed = 0;
    while let Some(result) = poll_fn(|context| results.as_mut().poll_next(context)).await {
        match result {
            Ok(Either::Left(_)) => completed += 1,
            Ok(Either::Right(_)) => {}
            Err(error) => return Err((completed, error)),
        }
    }
    Ok(())
}

/// What sqlx answers to a message: rows, and the end of each statement.
type BoxStream<'a, Q, R> = Pin<Box<dyn Stream<Item = sqlx::Result<Either<Q, R>>> + Send + 'a>>;
