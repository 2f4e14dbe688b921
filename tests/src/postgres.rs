//! A PostgreSQL database for one test, dropped when the test ends.

use std::str::FromStr;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use crate::server;

server::test_database!(
    PostgresDatabase,
    PgConnectOptions,
    PgConnection,
    "TEST_POSTGRES_URL",
    " WITH (FORCE)"
);
