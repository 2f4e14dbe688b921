//! Scratch places on PostgreSQL: a [schema](self::schema) in a transaction that is rolled back, or a [database] that is dropped,
//! for what does not fit into one schema.

pub(crate) mod database;
mod guard;
pub(crate) mod schema;
#[cfg(test)]
mod tests;
mod trouble;

use std::future::poll_fn;
use std::pin::pin;

use futures_core::Stream;
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgConnection;

use super::{PREFIX, random};

/// Sends statements in one message; of a failure it is known how many statements were done before.
async fn send(
    connection: &mut PgConnection,
    statements: &[String],
) -> Result<(), (usize, sqlx::Error)> {
    if statements.is_empty() {
        return Ok(());
    }
    let message = sqlx::raw_sql(AssertSqlSafe(statements.join(";\n")));
    let mut results = pin!(message.execute_many(connection));
    let mut done = 0;
    while let Some(result) = poll_fn(|context| results.as_mut().poll_next(context)).await {
        result.map_err(|error| (done, error))?;
        done += 1;
    }
    Ok(())
}
