//! Sequences, which only MariaDB has.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::mysql::MySqlConnection;
use sqlx::{AssertSqlSafe, Row as _};

use migrate_runtime::dialect::MARIADB;

use super::quote;
use crate::autogenerate::schema::{Name, Sequence};

/// Reads sequences, all at once: each is a table of one row, and before version 11.5 there is no list of them.
pub(super) async fn read(
    connection: &mut MySqlConnection,
    names: &BTreeSet<String>,
) -> Result<BTreeMap<Name, Sequence>, sqlx::Error> {
    if names.is_empty() {
        return Ok(BTreeMap::new());
    }
    let selects = names.iter().map(|name| {
        format!(
            "SELECT {} AS name, CAST(start_value AS SIGNED), CAST(increment AS SIGNED), CAST(minimum_value AS SIGNED), \
             CAST(maximum_value AS SIGNED), CAST(cycle_option AS SIGNED) FROM {}",
            MARIADB.literal(name),
            quote(name)
        )
    });
    let query = selects.collect::<Vec<_>>().join(" UNION ALL ");
    let rows = sqlx::raw_sql(AssertSqlSafe(query))
        .fetch_all(connection)
        .await?;
    let sequences = rows.into_iter().map(|row| {
        let cycle: i64 = row.try_get(5)?;
        let sequence = Sequence {
            data_type: "bigint".to_owned(),
            start: row.try_get(1)?,
            increment: row.try_get(2)?,
            minimum: row.try_get(3)?,
            maximum: row.try_get(4)?,
            cycle: cycle != 0,
            owned_by: None,
            comment: None,
        };
        Ok((Name::plain(row.try_get::<String, _>(0)?), sequence))
    });
    sequences.collect()
}
