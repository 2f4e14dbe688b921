//! PostgreSQL: connecting, reading the version table, the advisory lock.

use sqlx::postgres::{PgConnectOptions, PgConnection, PgDatabaseError, PgErrorPosition};
use sqlx::{AssertSqlSafe, ConnectOptions, Row};

use crate::lock::{Holder, Key};
use crate::version_table::VersionTable;

/// SQLSTATE of a division by zero.
const DIVISION_BY_ZERO: &str = "22012";
/// SQLSTATE of a table that does not exist.
const UNDEFINED_TABLE: &str = "42P01";
/// SQLSTATE of a schema that does not exist.
const UNDEFINED_SCHEMA: &str = "3F000";

pub(super) async fn open(options: &PgConnectOptions) -> Result<PgConnection, sqlx::Error> {
    // The run reports its statements itself; a long migration is not a "slow query".
    let mut options = options.clone().disable_statement_logging();
    if options.get_application_name().is_none() {
        options = options.application_name("cargo-migrate");
    }
    options.connect().await
}

/// Whether an error is the division by zero that a check of the version table raises on purpose.
pub(super) fn is_check_failure(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| code == DIVISION_BY_ZERO)
}

/// Where the server found fault in the text that it was sent, counted from 0 in characters.
pub(super) fn position(error: &sqlx::Error) -> Option<usize> {
    let error = error.as_database_error()?;
    let error = error.try_downcast_ref::<PgDatabaseError>()?;
    match error.position()? {
        PgErrorPosition::Original(position) => position.checked_sub(1),
        // In the text of a function, say, which tells nothing of the message.
        PgErrorPosition::Internal { .. } => None,
    }
}

pub(super) async fn versions(
    connection: &mut PgConnection,
    table: &VersionTable<'_>,
) -> Result<Option<Vec<String>>, sqlx::Error> {
    let select = sqlx::raw_sql(AssertSqlSafe(table.select()));
    match select.fetch_all(connection).await {
        Ok(rows) => {
            let versions = rows.iter().map(|row| row.try_get(0));
            versions.collect::<Result<_, _>>().map(Some)
        }
        Err(sqlx::Error::Database(error))
            if error
                .code()
                .is_some_and(|c| c == UNDEFINED_TABLE || c == UNDEFINED_SCHEMA) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Takes the advisory lock of a version table for this connection, which holds it until it closes, without
/// waiting.
pub(super) async fn try_lock(connection: &mut PgConnection, key: Key) -> Result<bool, sqlx::Error> {
    // As text, in one message; a prepared statement takes two.
    let attempt = format!("SELECT pg_try_advisory_lock({})", key.0);
    let attempt = sqlx::raw_sql(AssertSqlSafe(attempt));
    attempt.fetch_one(connection).await?.try_get(0)
}

/// Who holds the lock.
///
/// A `bigint` key shows in `pg_locks` as its high half in `classid` and its low half in `objid`, with
/// `objsubid` 1: <https://www.postgresql.org/docs/current/view-pg-locks.html>.
pub(super) async fn lock_holder(
    connection: &mut PgConnection,
    key: Key,
) -> Result<Holder, sqlx::Error> {
    const QUERY: &str = "\
        SELECT l.pid, coalesce(a.application_name, '') AS application \
        FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid) \
        WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 \
          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
          AND (l.classid::bigint << 32) | l.objid::bigint = $1";
    let row = sqlx::query(QUERY)
        .bind(key.0)
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else {
        return Ok(Holder::default());
    };
    Ok(Holder {
        pid: Some(row.try_get::<i32, _>("pid")?.into()),
        application: row.try_get("application")?,
    })
}
