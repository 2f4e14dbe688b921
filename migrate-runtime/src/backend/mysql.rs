//! MySQL and MariaDB: connecting, the named lock, what errors mean.

use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlDatabaseError};
use sqlx::{AssertSqlSafe, ConnectOptions, Row};

use super::Attempt;
use crate::dialect::{Dialect, MARIADB, MYSQL};
use crate::existing_table::ExistingTable;
use crate::lock::{Holder, Key};
use crate::schema::TableName;

/// `ER_NO_SUCH_TABLE`
const NO_SUCH_TABLE: u16 = 1146;
/// `ER_BAD_DB_ERROR`
const BAD_DB: u16 = 1049;
/// `ER_DATA_OUT_OF_RANGE`
const DATA_OUT_OF_RANGE: u16 = 1690;

/// Connects, and asks which of the two it is: they share a protocol and its URL.
pub(super) async fn open(
    options: &MySqlConnectOptions,
) -> Result<(MySqlConnection, &'static Dialect), sqlx::Error> {
    // The run reports its statements itself; a long migration is not a "slow query".
    let options = options.clone().disable_statement_logging();
    let mut connection = options.connect().await?;
    let version: String = sqlx::raw_sql(AssertSqlSafe("SELECT version()"))
        .fetch_one(&mut connection)
        .await?
        .try_get(0)?;
    let is_mariadb = version.to_ascii_lowercase().contains("mariadb");
    Ok((connection, if is_mariadb { &MARIADB } else { &MYSQL }))
}

pub(super) fn is_missing_table(error: &sqlx::Error) -> bool {
    [NO_SUCH_TABLE, BAD_DB].contains(&number(error))
}

/// Whether the server ends the connection: it is shut down, or somebody has killed the connection.
pub(super) fn is_end_of_connection(error: &sqlx::Error) -> bool {
    [1053, 1927].contains(&number(error))
}

/// `ER_LOCK_WAIT_TIMEOUT`, and `ER_LOCK_DEADLOCK`.
pub(super) fn is_lock_timeout(error: &sqlx::Error) -> bool {
    [1205, 1213].contains(&number(error))
}

/// Something that is there already:
/// <https://mariadb.com/docs/server/reference/error-codes/mariadb-error-code-reference>.
pub(super) fn says_exists(error: &sqlx::Error) -> bool {
    const NUMBERS: [u16; 12] = [
        1007, 1050, 1060, 1061, 1068, 1304, 1359, 1517, 1537, 1826, 3822, 4161,
    ];
    // A foreign key whose name is taken is error 1005 of MariaDB, with the engine's number in the text.
    let is_taken_key = number(error) == 1005 && error.to_string().contains("errno: 121");
    NUMBERS.contains(&number(error)) || is_taken_key
}

/// Something that is not there.
pub(super) fn says_missing(error: &sqlx::Error) -> bool {
    const NUMBERS: [u16; 12] = [
        1008, 1051, 1054, 1091, 1146, 1176, 1305, 1360, 1539, 3821, 4091, 4092,
    ];
    NUMBERS.contains(&number(error))
}

/// The name of the lock, as an expression: a lock is the server's, so the database's name is part of it, and a
/// digest, because a name has at most 64 characters.
fn lock_name(key: Key) -> String {
    let Key(key) = key;
    format!("concat('cargo-migrate ', sha1(concat(coalesce(database(), ''), ' {key:x}')))")
}

/// Takes the lock of a version table for this connection, which holds it until it closes, without waiting:
/// <https://mariadb.com/docs/server/reference/sql-functions/secondary-functions/miscellaneous-functions/get_lock>.
pub(super) async fn try_lock(
    connection: &mut MySqlConnection,
    key: Key,
) -> Result<Attempt, sqlx::Error> {
    let attempt = format!("SELECT get_lock({}, 0)", lock_name(key));
    let attempt = sqlx::raw_sql(AssertSqlSafe(attempt)).fetch_one(connection);
    let taken: Option<i64> = attempt.await?.try_get(0)?;
    Ok(match taken {
        Some(1) => Attempt::Taken,
        _ => Attempt::Held,
    })
}

/// Who holds the lock; the account stands for the application's name, which this database does not know.
pub(super) async fn lock_holder(
    connection: &mut MySqlConnection,
    key: Key,
) -> Result<Holder, sqlx::Error> {
    let query = format!(
        "SELECT CAST(l.id AS SIGNED), CAST(concat(p.user, '@', p.host) AS CHAR) \
         FROM (SELECT is_used_lock({}) AS id) l LEFT JOIN information_schema.processlist p ON p.id = l.id",
        lock_name(key)
    );
    let row = sqlx::raw_sql(AssertSqlSafe(query))
        .fetch_one(connection)
        .await?;
    let application: Option<String> = row.try_get(1)?;
    Ok(Holder {
        pid: row.try_get(0)?,
        application: application.unwrap_or_default(),
    })
}

/// Whether an error is the one that a check of the version table raises on purpose.
pub(super) fn is_check_failure(error: &sqlx::Error) -> bool {
    number(error) == DATA_OUT_OF_RANGE
}

/// The statement that would create a table; `None` where there is no such table.
pub(crate) async fn read_table(
    connection: &mut MySqlConnection,
    dialect: &Dialect,
    name: &TableName,
) -> Result<Option<ExistingTable>, sqlx::Error> {
    let query = format!("SHOW CREATE TABLE {}", dialect.quote_table(name));
    match sqlx::raw_sql(AssertSqlSafe(query))
        .fetch_one(connection)
        .await
    {
        Ok(row) => Ok(Some(ExistingTable {
            sql: row.try_get(1)?,
            ..ExistingTable::default()
        })),
        Err(error) if number(&error) == NO_SUCH_TABLE => Ok(None),
        Err(error) => Err(error),
    }
}

/// The server's number of an error; 0 for any other.
fn number(error: &sqlx::Error) -> u16 {
    let error = error.as_database_error();
    let error = error.and_then(|error| error.try_downcast_ref::<MySqlDatabaseError>());
    error.map_or(0, MySqlDatabaseError::number)
}
