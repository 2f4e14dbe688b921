//! The backend suite's view of a database: everything that a test needs is said once, here, so that the
//! same test runs against every database.

/// The methods of [`Backend`] that send SQL: the same on each driver, whose bounds are longer than they are.
macro_rules! queries {
    () => {
        async fn execute(&self, sql: &str) {
            let mut connection = self.connect().await;
            let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection);
            if let Err(error) = done.await {
                panic!("{error}: {sql}");
            }
        }

        async fn refuses(&self, sql: &str) -> bool {
            let mut connection = self.connect().await;
            let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection);
            done.await.is_err()
        }

        async fn rows(&self, sql: &str) -> Vec<String> {
            let mut connection = self.connect().await;
            let rows = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(&mut connection);
            match rows.await {
                Ok(rows) => rows.iter().map(text_of).collect(),
                Err(error) => panic!("{error}: {sql}"),
            }
        }
    };
}

mod catalog;
mod contents;
mod cut;
mod mixed;
mod mysql;
mod postgres;
mod proxy;
mod revisions;
mod sqlite;

use std::future::Future;
use std::process::Command;
use std::time::Duration;

use migrate_runtime::dialect::Dialect;
use migrate_runtime::{Operations, Result};
use sqlx::{ColumnIndex, Row};

pub use contents::{Contents, Course};
pub use cut::{Afterwards, Cut, CutProxy};
pub use mixed::{is_in_parts, mixed_chain};
pub use mysql::Mysql;
pub use postgres::Postgres;
pub use proxy::{Proxy, Sent};
pub use revisions::{
    READ_LOG, TestRevision, chain, chain_of, log_of, migrator, migrator_with, revision,
};
pub use sqlite::Sqlite;

/// A fresh, empty database of one kind; it is gone when the value is dropped.
pub trait Backend: Sized + Send + Sync + 'static {
    /// The facts of its SQL.
    const DIALECT: &'static Dialect;

    /// The short name of the kind, as it stands in the names of snapshots.
    const NAME: &'static str;

    /// A connection of sqlx.
    type Connection: sqlx::Connection;

    /// Makes a database.
    ///
    /// # Panics
    ///
    /// There is no server to make it on.
    fn create() -> Self;

    /// The URL, as a user would write it.
    fn url(&self) -> &str;

    /// The database's own shell, which reads a script from its standard input.
    fn shell(&self) -> Command;

    /// Connects.
    ///
    /// # Panics
    ///
    /// The database takes no connection.
    fn connect(&self) -> impl Future<Output = Self::Connection> + Send;

    /// Runs SQL: one statement or several.
    ///
    /// # Panics
    ///
    /// The server refuses it.
    fn execute(&self, sql: &str) -> impl Future<Output = ()> + Send;

    /// Whether the server refuses a statement.
    fn refuses(&self, sql: &str) -> impl Future<Output = bool> + Send;

    /// The rows of a query, each as the texts of its columns with bars between them.
    ///
    /// # Panics
    ///
    /// The server refuses it.
    fn rows(&self, sql: &str) -> impl Future<Output = Vec<String>> + Send;

    /// Who else is connected, a line for each: a server comes to know a moment later that a client is gone, and may still
    /// be at work on its last message.
    fn others(&self) -> impl Future<Output = Vec<String>> + Send;

    /// All that the catalog says of tables, indexes, triggers and functions, sorted; without the version
    /// table.
    fn schema(&self) -> impl Future<Output = String> + Send;

    /// The names of the tables, sorted; without the version table.
    fn tables(&self) -> impl Future<Output = Vec<String>> + Send;

    /// Whether the version table exists.
    fn has_version_table(&self) -> impl Future<Output = bool> + Send;

    /// Runs SQL on the connection that a revision is lent, and reads its rows as [`Backend::rows`] does.
    fn lent_rows<'a>(
        op: &'a mut Operations,
        sql: &'static str,
    ) -> impl Future<Output = Result<Vec<String>>> + Send + 'a;

    /// Asks for the connection of a database that it is not.
    fn lend_other(op: &mut Operations) -> impl Future<Output = Result> + Send + '_;

    /// Keeps every migration of the database waiting until the value is dropped.
    fn hold_the_lock(&self) -> impl Future<Output = Self::Connection> + Send;

    /// The rows of the version table, sorted; none where there is no such table.
    fn versions(&self) -> impl Future<Output = Vec<String>> + Send {
        async {
            if self.has_version_table().await {
                let rows = "SELECT version_num FROM alembic_version ORDER BY version_num";
                self.rows(rows).await
            } else {
                Vec::new()
            }
        }
    }
}

/// Runs every named test against every database, as `postgres::name`, `sqlite::name` and `mariadb::name`.
///
/// A test is an `async fn name(db: impl Backend)`.
#[macro_export]
macro_rules! on_every_database {
    ($($test:ident),+ $(,)?) => {
        $crate::on_database!(postgres, $crate::backend::Postgres, $($test),+);
        $crate::on_database!(sqlite, $crate::backend::Sqlite, $($test),+);
        $crate::on_database!(mariadb, $crate::backend::Mysql, $($test),+);
    };
}

/// Runs every named test against every database that takes back a change of the schema with its transaction.
#[macro_export]
macro_rules! on_transactional_databases {
    ($($test:ident),+ $(,)?) => {
        mod transactional {
            $(use super::$test;)+
            $crate::on_database!(postgres, $crate::backend::Postgres, $($test),+);
            $crate::on_database!(sqlite, $crate::backend::Sqlite, $($test),+);
        }
    };
}

/// Runs every named test against one database.
#[macro_export]
macro_rules! on_database {
    ($module:ident, $backend:ty, $($test:ident),+ $(,)?) => {
        mod $module {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    super::$test(<$backend as $crate::backend::Backend>::create()).await;
                }
            )+
        }
    };
}

/// Waits until a condition holds.
///
/// # Panics
///
/// It does not hold within ten seconds.
pub async fn eventually(what: &str, condition: impl AsyncFn() -> bool) {
    for _ in 0..200 {
        if condition().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("still not, after ten seconds: {what}");
}

/// A row as the texts of its columns, with bars between them.
pub fn text_of<R>(row: &R) -> String
where
    R: Row,
    usize: ColumnIndex<R>,
    for<'r> Option<String>: sqlx::Decode<'r, R::Database>,
{
    let columns = (0..row.len()).map(|index| {
        let text: Option<String> = row
            .try_get_unchecked(index)
            .expect("every value has a text form");
        text.unwrap_or_else(|| "NULL".to_owned())
    });
    columns.collect::<Vec<_>>().join("|")
}
