//! Databases behind one interface, one file each.

#[cfg(feature = "mysql")]
pub(crate) mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use futures_core::Stream;
use sqlx::{AssertSqlSafe, ColumnIndex, Either, Row};

use crate::database::{Database, Options};
use crate::dialect::Dialect;
use crate::error::ErrorKind;
use crate::existing_table::ExistingTable;
use crate::lock::{Holder, Key};
use crate::schema::TableName;
use crate::sql::Evidence;

/// A connection of our own: opened for one run, closed on every way out.
#[derive(Debug)]
pub(crate) enum Connection {
    #[cfg(feature = "postgres")]
    Postgres(Box<sqlx::PgConnection>, postgres::Mode),
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
                let opened = postgres::open(options).await;
                opened.map(|(c, mode)| Some(Self::Postgres(Box::new(c), mode)))
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
        opened.map_err(|source| connect_failure(database, source))
    }

    /// Connects to a database that has a pooler before it.
    pub(crate) async fn open_pooled(database: &Database) -> Result<Self, ErrorKind> {
        match &database.options {
            #[cfg(feature = "postgres")]
            Options::Postgres(options) => match postgres::open_pooled(options).await {
                Ok(opened) => Ok(Self::Postgres(Box::new(opened), postgres::Mode::Pooled)),
                Err(source) => Err(connect_failure(database, source)),
            },
            #[cfg(any(feature = "sqlite", feature = "mysql"))]
            _ => unreachable!("only PostgreSQL's connections are pooled"),
        }
    }

    pub(crate) fn dialect(&self) -> &'static Dialect {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(..) => &crate::dialect::POSTGRES,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => &crate::dialect::SQLITE,
            #[cfg(feature = "mysql")]
            Self::Mysql(_, dialect) => dialect,
        }
    }

    /// Sends a message of several statements and reads its results to the end; each statement is a span.
    ///
    /// A failure comes with the number of statements that were completed before it.
    pub(crate) async fn send<'s>(
        &mut self,
        message: String,
        statements: impl Iterator<Item = &'s str> + Send,
    ) -> Result<(), (usize, sqlx::Error)> {
        let message = sqlx::raw_sql(AssertSqlSafe(message));
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(connection, _) => {
                let results = message.fetch_many(&mut **connection);
                drain(results, statements, |done| done.rows_affected()).await
            }
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => {
                let results = message.fetch_many(&mut **connection);
                drain(results, statements, |done| done.rows_affected()).await
            }
            #[cfg(feature = "mysql")]
            Self::Mysql(connection, _) => {
                let results = message.fetch_many(&mut **connection);
                drain(results, statements, |done| done.rows_affected()).await
            }
        }
    }

    /// Reads the rows of a query, each column as text; `None` where a table that it names does not exist.
    pub(crate) async fn texts<const N: usize>(
        &mut self,
        query: String,
    ) -> Result<Option<Vec<[Option<String>; N]>>, sqlx::Error> {
        let query = sqlx::raw_sql(AssertSqlSafe(query));
        let rows = match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(connection, _) => {
                let rows = query.fetch_all(&mut **connection).await;
                rows.and_then(|rows| texts_of(&rows))
            }
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => {
                let rows = query.fetch_all(&mut **connection).await;
                rows.and_then(|rows| texts_of(&rows))
            }
            #[cfg(feature = "mysql")]
            Self::Mysql(connection, _) => {
                let rows = query.fetch_all(&mut **connection).await;
                rows.and_then(|rows| texts_of(&rows))
            }
        };
        match rows {
            Ok(rows) => Ok(Some(rows)),
            Err(error) if self.is_missing_table(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether an error says that a table does not exist.
    fn is_missing_table(&self, error: &sqlx::Error) -> bool {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(..) => postgres::is_missing_table(error),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => sqlite::is_missing_table(error),
            #[cfg(feature = "mysql")]
            Self::Mysql(..) => mysql::is_missing_table(error),
        }
    }

    /// Where in a message the server found fault, in characters from its beginning, if it says so.
    pub(crate) fn position(&self, error: &sqlx::Error) -> Option<usize> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(..) => postgres::position(error),
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
            Self::Postgres(connection, _) => enter(&mut **connection, "").await,
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
            Self::Postgres(..) => postgres::is_check_failure(error),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => sqlite::is_check_failure(error),
            #[cfg(feature = "mysql")]
            Self::Mysql(..) => mysql::is_check_failure(error),
        }
    }

    /// Takes the migration lock without waiting.
    pub(crate) async fn try_lock(&mut self, key: Key) -> Result<Attempt, sqlx::Error> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(connection, mode) => postgres::try_lock(connection, mode, key).await,
            #[cfg(feature = "mysql")]
            Self::Mysql(connection, _) => mysql::try_lock(connection, key).await,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => {
                let _ = key;
                Ok(Attempt::Needless)
            }
        }
    }

    /// Takes the migration lock without waiting, for as long as the transaction lasts that this opens.
    pub(crate) async fn try_lock_in_transaction(&mut self, key: Key) -> Result<bool, sqlx::Error> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(connection, _) => {
                postgres::try_lock_in_transaction(connection, key).await
            }
            #[cfg(any(feature = "sqlite", feature = "mysql"))]
            _ => {
                let _ = key;
                Ok(true)
            }
        }
    }

    /// Whether a pooler stands between this connection and the server, so that the next transaction may run on
    /// another connection of the server.
    pub(crate) fn is_pooled(&self) -> bool {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(_, mode) => *mode == postgres::Mode::Pooled,
            #[cfg(any(feature = "sqlite", feature = "mysql"))]
            _ => false,
        }
    }

    /// Whether the connection broke, so that it is not known what the server did last.
    pub(crate) fn is_lost(&self, error: &sqlx::Error) -> bool {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(..) => is_broken(error) || postgres::is_end_of_connection(error),
            // It is a library in this process.
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => {
                let _ = error;
                false
            }
            #[cfg(feature = "mysql")]
            Self::Mysql(..) => is_broken(error) || mysql::is_end_of_connection(error),
        }
    }

    /// Whether a statement failed because it waited too long for a lock of somebody else's.
    pub(crate) fn is_lock_timeout(&self, error: &sqlx::Error) -> bool {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(..) => postgres::is_lock_timeout(error),
            #[cfg(feature = "mysql")]
            Self::Mysql(..) => mysql::is_lock_timeout(error),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => {
                let _ = error;
                false
            }
        }
    }

    /// Whether an error shows that a statement was done already.
    pub(crate) fn says_done(&self, error: &sqlx::Error, evidence: Evidence) -> bool {
        let (exists, missing) = match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(..) => (postgres::says_exists(error), postgres::says_missing(error)),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => (sqlite::says_exists(error), sqlite::says_missing(error)),
            #[cfg(feature = "mysql")]
            Self::Mysql(..) => (mysql::says_exists(error), mysql::says_missing(error)),
        };
        match evidence {
            Evidence::None => false,
            Evidence::Exists => exists,
            Evidence::Missing => missing,
            Evidence::Either => exists || missing,
        }
    }

    /// Drops an index that is not valid, because its build was interrupted; says whether there was one.
    pub(crate) async fn drop_invalid_index(
        &mut self,
        index: &TableName,
    ) -> Result<bool, sqlx::Error> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(connection, _) => postgres::drop_invalid_index(connection, index).await,
            #[cfg(any(feature = "sqlite", feature = "mysql"))]
            _ => {
                let _ = index;
                Ok(false)
            }
        }
    }

    /// Who holds the migration lock.
    pub(crate) async fn lock_holder(&mut self, key: Key) -> Result<Holder, sqlx::Error> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(connection, _) => postgres::lock_holder(connection, key).await,
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
            Self::Postgres(..) => {
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

    /// Waits until nobody is in the middle of writing to a table.
    pub(crate) async fn wait_for_writers(&mut self, table: &str) -> Result<(), sqlx::Error> {
        let wait = format!("BEGIN; LOCK TABLE {table} IN SHARE MODE; COMMIT");
        match self.send(wait, std::iter::empty()).await {
            Err((_, error)) if self.is_missing_table(&error) => {
                let sent = self.send("ROLLBACK".to_owned(), std::iter::empty());
                sent.await.map_err(|(_, error)| error)
            }
            sent => sent.map_err(|(_, error)| error),
        }
    }

    /// Ends the connection in an orderly way; its locks go with it.
    pub(crate) async fn close(self) {
        let closed = match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(connection, _) => sqlx::Connection::close(*connection).await,
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

fn connect_failure(database: &Database, source: sqlx::Error) -> ErrorKind {
    let database = database.to_string();
    ErrorKind::Connect { database, source }
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

/// Whether an error is the driver's, which no longer understands the server, or does not hear it.
pub(crate) fn is_broken(error: &sqlx::Error) -> bool {
    matches!(
        error,
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::Tls(_)
    )
}

/// What came of an attempt to take the migration lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(dead_code, reason = "a driver alone knows some of them only")]
pub(crate) enum Attempt {
    /// The connection holds it.
    Taken,
    /// Another one holds it.
    Held,
    /// The connection can hold none, because a pooler stands in between.
    Pooled,
    /// Each transaction locks the database by itself.
    Needless,
}

/// Reads the results of a message to the end, counting the statements that were completed. Each statement is a
/// span, which lasts until its result is there.
async fn drain<'s, Q, R>(
    mut results: BoxStream<'_, Q, R>,
    mut statements: impl Iterator<Item = &'s str>,
    rows: impl Fn(&Q) -> u64,
) -> Result<(), (usize, sqlx::Error)> {
    let mut completed = 0;
    let mut span = statement_span(statements.next());
    while let Some(result) = poll_fn(|context| results.as_mut().poll_next(context)).await {
        match result {
            Ok(Either::Left(done)) => {
                completed += 1;
                span.record("rows_affected", rows(&done));
                span = statement_span(statements.next());
            }
            Ok(Either::Right(_)) => {}
            Err(error) => return Err((completed, error)),
        }
    }
    Ok(())
}

fn statement_span(sql: Option<&str>) -> tracing::Span {
    match sql {
        Some(sql) => tracing::debug_span!("statement", sql, rows_affected = tracing::field::Empty),
        None => tracing::Span::none(),
    }
}

/// The columns of rows as text.
fn texts_of<R, const N: usize>(rows: &[R]) -> Result<Vec<[Option<String>; N]>, sqlx::Error>
where
    R: Row,
    usize: ColumnIndex<R>,
    for<'r> Option<String>: sqlx::Decode<'r, R::Database>,
{
    let texts = |row: &R| {
        let mut texts = [const { None }; N];
        for (index, text) in texts.iter_mut().enumerate() {
            *text = row.try_get_unchecked(index)?;
        }
        Ok(texts)
    };
    rows.iter().map(texts).collect()
}

/// What sqlx answers to a message: rows, and the end of each statement.
type BoxStream<'a, Q, R> = Pin<Box<dyn Stream<Item = sqlx::Result<Either<Q, R>>> + Send + 'a>>;
