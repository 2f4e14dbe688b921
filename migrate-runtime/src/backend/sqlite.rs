//! SQLite: opening the file, reading the version table.

use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions};

use super::Access;
use crate::version_table::VersionTable;

/// Opens the database; `None` where there is no file and nothing is to be written.
pub(super) async fn open(
    options: &SqliteConnectOptions,
    access: Access,
    lock_wait: Duration,
) -> Result<Option<SqliteConnection>, sqlx::Error> {
    // The write lock of a transaction is the migration lock, so its wait is the migration lock's.
    let options = options
        .clone()
        .disable_statement_logging()
        .busy_timeout(lock_wait);
    if access == Access::Read && !is_in_memory(&options) && !options.get_filename().exists() {
        return Ok(None);
    }
    let options = options.create_if_missing(access == Access::Write);
    options.connect().await.map(Some)
}

pub(super) async fn versions(
    connection: &mut SqliteConnection,
    table: &VersionTable<'_>,
) -> Result<Option<Vec<String>>, sqlx::Error> {
    let exists = sqlx::query_scalar(AssertSqlSafe(table.exists_in_sqlite_schema()));
    let exists: Option<i64> = exists.fetch_optional(&mut *connection).await?;
    if exists.is_none() {
        return Ok(None);
    }
    let select = sqlx::query_scalar(AssertSqlSafe(table.select()));
    select.fetch_all(connection).await.map(Some)
}

/// `SQLITE_BUSY`, in whichever of its extended forms.
pub(super) fn is_busy(error: &sqlx::Error) -> bool {
    const PRIMARY: i32 = 0xff;
    const BUSY: i32 = 5;
    let code = error.as_database_error().and_then(|error| error.code());
    let code = code.and_then(|code| code.parse::<i32>().ok());
    code.is_some_and(|code| code & PRIMARY == BUSY)
}

/// sqlx names a shared in-memory database by a URI instead of a path.
fn is_in_memory(options: &SqliteConnectOptions) -> bool {
    let name = options.get_filename().to_string_lossy();
    name.starts_with("file:") || name == ":memory:"
}
