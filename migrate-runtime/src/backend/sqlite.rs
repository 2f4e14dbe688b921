//! SQLite: opening the file, looking at tables, what errors mean.

use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions};

use super::Access;
use crate::dialect::SQLITE;
use crate::existing_table::{ExistingColumn, ExistingIndex, ExistingTable};
use crate::schema::TableName;

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

pub(super) fn is_missing_table(error: &sqlx::Error) -> bool {
    message(error).starts_with("no such table")
}

/// Something that is there already. SQLite has no codes for these.
pub(super) fn says_exists(error: &sqlx::Error) -> bool {
    let message = message(error);
    message.contains("already exists") || message.starts_with("duplicate column name")
}

/// Something that is not there.
pub(super) fn says_missing(error: &sqlx::Error) -> bool {
    message(error).starts_with("no such")
}

fn message(error: &sqlx::Error) -> &str {
    error
        .as_database_error()
        .map_or("", |error| error.message())
}

/// `SQLITE_BUSY`, in whichever of its extended forms.
pub(super) fn is_busy(error: &sqlx::Error) -> bool {
    const PRIMARY: i32 = 0xff;
    const BUSY: i32 = 5;
    let code = error.as_database_error().and_then(|error| error.code());
    let code = code.and_then(|code| code.parse::<i32>().ok());
    code.is_some_and(|code| code & PRIMARY == BUSY)
}

/// Whether an error is the overflow that a check of the version table raises on purpose.
pub(super) fn is_check_failure(error: &sqlx::Error) -> bool {
    message(error) == "integer overflow"
}

/// sqlx names a shared in-memory database by a URI instead of a path.
fn is_in_memory(options: &SqliteConnectOptions) -> bool {
    let name = options.get_filename().to_string_lossy();
    name.starts_with("file:") || name == ":memory:"
}

/// Switches foreign keys off; says whether they were on.
pub(crate) async fn switch_foreign_keys_off(
    connection: &mut SqliteConnection,
) -> Result<bool, sqlx::Error> {
    let were_on = foreign_keys(connection).await?;
    if were_on {
        let off = sqlx::raw_sql(AssertSqlSafe("PRAGMA foreign_keys = OFF"));
        off.execute(connection).await?;
    }
    Ok(were_on)
}

pub(crate) async fn switch_foreign_keys_on(
    connection: &mut SqliteConnection,
) -> Result<(), sqlx::Error> {
    let on = sqlx::raw_sql(AssertSqlSafe("PRAGMA foreign_keys = ON"));
    on.execute(connection).await.map(drop)
}

async fn foreign_keys(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let query = sqlx::query_scalar(AssertSqlSafe("PRAGMA foreign_keys"));
    query.fetch_one(connection).await
}

/// Looks at a table; `None` where there is no such table.
///
/// What SQLite tells of its own schema: <https://www.sqlite.org/schematab.html>, and the pragmas as table-valued
/// functions: <https://www.sqlite.org/pragma.html#pragfunc>.
pub(crate) async fn read_table(
    connection: &mut SqliteConnection,
    name: &TableName,
) -> Result<Option<ExistingTable>, sqlx::Error> {
    let schema = name.schema.as_deref().unwrap_or("main");
    let quoted = SQLITE.quote(schema).into_owned();
    let master = format!("{quoted}.sqlite_master");
    let of_table = |kind: &str| {
        format!(
            "SELECT name, sql FROM {master} \
             WHERE type = '{kind}' AND tbl_name = ? COLLATE NOCASE AND sql IS NOT NULL ORDER BY rowid"
        )
    };
    let query = of_table("table");
    let table = sqlx::query_as::<_, (String, String)>(AssertSqlSafe(query));
    let table = table
        .bind(&name.name)
        .fetch_optional(&mut *connection)
        .await?;
    let Some((_, sql)) = table else {
        return Ok(None);
    };

    let columns = "SELECT name, hidden FROM pragma_table_xinfo(?, ?) ORDER BY cid";
    let columns = sqlx::query_as::<_, (String, i64)>(AssertSqlSafe(columns));
    let columns = columns.bind(&name.name).bind(schema);
    let columns = columns.fetch_all(&mut *connection).await?.into_iter();
    // 2 and 3 are computed columns, virtual and stored.
    let columns = columns.map(|(name, hidden)| ExistingColumn {
        name,
        computed: hidden != 0,
    });
    let columns = columns.collect();

    let indexes = sqlx::query_as::<_, (String, String)>(AssertSqlSafe(of_table("index")));
    let found = indexes.bind(&name.name).fetch_all(&mut *connection).await?;
    let mut indexes = Vec::with_capacity(found.len());
    for (index, sql) in found {
        let columns = "SELECT name FROM pragma_index_info(?, ?) WHERE name IS NOT NULL";
        let columns = sqlx::query_scalar(AssertSqlSafe(columns))
            .bind(&index)
            .bind(schema);
        indexes.push(ExistingIndex {
            columns: columns.fetch_all(&mut *connection).await?,
            name: index,
            sql,
        });
    }

    let triggers = sqlx::query_as::<_, (String, String)>(AssertSqlSafe(of_table("trigger")));
    let triggers = triggers
        .bind(&name.name)
        .fetch_all(&mut *connection)
        .await?;

    let referring = format!(
        "SELECT DISTINCT m.name FROM {master} m, pragma_foreign_key_list(m.name, ?) f \
         WHERE m.type = 'table' AND f.\"table\" = ? COLLATE NOCASE AND m.name <> ? COLLATE NOCASE"
    );
    let referring = sqlx::query_scalar(AssertSqlSafe(referring));
    let referring = referring.bind(schema).bind(&name.name).bind(&name.name);
    Ok(Some(ExistingTable {
        sql,
        columns,
        indexes,
        triggers: triggers.into_iter().map(|(_, sql)| sql).collect(),
        referring: referring.fetch_all(&mut *connection).await?,
        foreign_keys: foreign_keys(connection).await?,
        check_foreign_keys: false,
    }))
}
