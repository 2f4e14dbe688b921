//! PostgreSQL: connecting, the advisory lock, what errors mean.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};

use sqlx::postgres::{PgConnectOptions, PgConnection, PgDatabaseError, PgErrorPosition};
use sqlx::{AssertSqlSafe, ConnectOptions, Row};

use super::Attempt;
use crate::dialect::POSTGRES;
use crate::lock::{Holder, Key};
use crate::schema::TableName;

/// SQLSTATE of a division by zero.
const DIVISION_BY_ZERO: &str = "22012";
/// SQLSTATE of a table that does not exist.
const UNDEFINED_TABLE: &str = "42P01";
/// SQLSTATE of a schema that does not exist.
const UNDEFINED_SCHEMA: &str = "3F000";
/// SQLSTATE of a message that the other side does not understand.
const PROTOCOL_VIOLATION: &str = "08P01";

/// What stands between a connection and the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Nothing, if the server knows the setting of this value, which was sent when connecting.
    Direct(String),
    /// A pooler, which may run each transaction on another connection of the server's.
    Pooled,
}

/// The setting that shows whether what was sent when connecting has reached the server.
const MARK: &str = "cargo_migrate.connection";

/// Connects.
///
/// With the startup message goes a setting of our own. A server keeps it; a pooler refuses it, or keeps it to itself,
/// because the connections that it shares were made before.
pub(super) async fn open(options: &PgConnectOptions) -> Result<(PgConnection, Mode), sqlx::Error> {
    let options = ours(options);
    let mark = format!("{:016x}", RandomState::new().hash_one(()));
    match options.clone().options([(MARK, &mark)]).connect().await {
        Ok(connection) => Ok((connection, Mode::Direct(mark))),
        Err(error) if code(&error).as_deref() == Some(PROTOCOL_VIOLATION) => {
            let connection = open_pooled(&options).await?;
            Ok((connection, Mode::Pooled))
        }
        Err(error) => Err(error),
    }
}

/// Connects to a pooler. A prepared statement with a name would stay behind on a connection that is shared.
pub(super) async fn open_pooled(options: &PgConnectOptions) -> Result<PgConnection, sqlx::Error> {
    ours(options).statement_cache_capacity(0).connect().await
}

fn ours(options: &PgConnectOptions) -> PgConnectOptions {
    // The run reports its statements itself; a long migration is not a "slow query".
    let options = options.clone().disable_statement_logging();
    match options.get_application_name() {
        None => options.application_name("cargo-migrate"),
        Some(_) => options,
    }
}

fn code(error: &sqlx::Error) -> Option<Cow<'_, str>> {
    error.as_database_error()?.code()
}

/// Whether an error is one of these SQLSTATEs: <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
fn is_one_of(error: &sqlx::Error, codes: &[&str]) -> bool {
    code(error).is_some_and(|code| codes.contains(&&*code))
}

pub(super) fn is_missing_table(error: &sqlx::Error) -> bool {
    is_one_of(error, &[UNDEFINED_TABLE, UNDEFINED_SCHEMA])
}

/// Whether the server ends the connection: shut down by someone, or crashed, or a transaction idle for too long.
pub(super) fn is_end_of_connection(error: &sqlx::Error) -> bool {
    is_one_of(error, &["57P01", "57P02", "57P03", "57P05", "25P03"])
        || code(error).is_some_and(|code| code.starts_with("08"))
}

/// `lock_not_available`, and `deadlock_detected`.
pub(super) fn is_lock_timeout(error: &sqlx::Error) -> bool {
    is_one_of(error, &["55P03", "40P01"])
}

/// A table, column, schema, function or other object that is there already.
pub(super) fn says_exists(error: &sqlx::Error) -> bool {
    is_one_of(
        error,
        &["42P07", "42701", "42P06", "42723", "42710", "42P16"],
    )
}

/// A table, column, schema, function or other object that is not there.
pub(super) fn says_missing(error: &sqlx::Error) -> bool {
    is_one_of(error, &["42P01", "42703", "3F000", "42883", "42704"])
}

/// Drops an index if an interrupted build has left it; says whether it did.
pub(super) async fn drop_invalid_index(
    connection: &mut PgConnection,
    index: &TableName,
) -> Result<bool, sqlx::Error> {
    let quoted = POSTGRES.quote_table(index);
    let query = format!(
        "SELECT EXISTS (SELECT 1 FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
         WHERE c.oid = to_regclass({}) AND c.relkind = 'i' AND NOT i.indisvalid)",
        POSTGRES.literal(&quoted)
    );
    let query = sqlx::raw_sql(AssertSqlSafe(query));
    let is_invalid: bool = query.fetch_one(&mut *connection).await?.try_get(0)?;
    if is_invalid {
        let drop = format!("DROP INDEX CONCURRENTLY {quoted}");
        sqlx::raw_sql(AssertSqlSafe(drop))
            .execute(connection)
            .await?;
    }
    Ok(is_invalid)
}

/// Whether an error is the division by zero that a check of the version table raises on purpose.
pub(super) fn is_check_failure(error: &sqlx::Error) -> bool {
    is_one_of(error, &[DIVISION_BY_ZERO])
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

/// Has the server look each second whether this process is still there, also in the middle of a long statement: else
/// the lock of a process that was killed is held until the statement ends. From version 14 on; on Windows it cannot.
/// <https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-CLIENT-CONNECTION-CHECK-INTERVAL>
const NOTICE_OUR_END: &str = "SELECT set_config(name, '1000', false) FROM pg_settings \
    WHERE name = 'client_connection_check_interval' AND version() !~* 'visual c|msvc|mingw'";

/// Takes the advisory lock of a version table for this connection, which holds it until it closes, without
/// waiting.
///
/// Behind a pooler it is not tried: the lock would stay with a connection that others use next.
pub(super) async fn try_lock(
    connection: &mut PgConnection,
    mode: &mut Mode,
    key: Key,
) -> Result<Attempt, sqlx::Error> {
    let Mode::Direct(mark) = &*mode else {
        return Ok(Attempt::Pooled);
    };
    // As text, in one message; a prepared statement takes two.
    let attempt = format!(
        "SELECT CASE current_setting('{MARK}', true) WHEN '{mark}' THEN pg_try_advisory_lock({}) END, \
         CASE current_setting('{MARK}', true) WHEN '{mark}' THEN ({NOTICE_OUR_END}) END",
        key.0
    );
    let attempt = sqlx::raw_sql(AssertSqlSafe(attempt));
    let taken: Option<bool> = attempt.fetch_one(connection).await?.try_get(0)?;
    Ok(match taken {
        Some(true) => Attempt::Taken,
        Some(false) => Attempt::Held,
        None => {
            *mode = Mode::Pooled;
            Attempt::Pooled
        }
    })
}

/// Takes the same lock for a transaction, which stays open: a pooler leaves it its connection until it ends.
pub(super) async fn try_lock_in_transaction(
    connection: &mut PgConnection,
    key: Key,
) -> Result<bool, sqlx::Error> {
    let attempt = format!(
        "BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0; SELECT pg_try_advisory_xact_lock({})",
        key.0
    );
    let attempt = sqlx::raw_sql(AssertSqlSafe(attempt));
    let taken: bool = attempt.fetch_one(&mut *connection).await?.try_get(0)?;
    if !taken {
        let give_up = sqlx::raw_sql(AssertSqlSafe("ROLLBACK"));
        give_up.execute(connection).await?;
    }
    Ok(taken)
}

/// Who holds the lock.
///
/// A `bigint` key shows in `pg_locks` as its high half in `classid` and its low half in `objid`, with
/// `objsubid` 1: <https://www.postgresql.org/docs/current/view-pg-locks.html>.
pub(super) async fn lock_holder(
    connection: &mut PgConnection,
    key: Key,
) -> Result<Holder, sqlx::Error> {
    // As text: a prepared statement has a name, which a pooler cannot keep.
    let query = format!(
        "SELECT l.pid, coalesce(a.application_name, '') AS application \
         FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid) \
         WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 \
           AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
           AND (l.classid::bigint << 32) | l.objid::bigint = {}",
        key.0
    );
    let query = sqlx::raw_sql(AssertSqlSafe(query));
    let Some(row) = query.fetch_optional(connection).await? else {
        return Ok(Holder::default());
    };
    Ok(Holder {
        pid: Some(row.try_get::<i32, _>("pid")?.into()),
        application: row.try_get("application")?,
    })
}
