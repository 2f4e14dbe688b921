//! A MariaDB database for one test, dropped when the test ends.

use std::str::FromStr;

use sqlx::mysql::{MySqlConnectOptions, MySqlConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use crate::server;

server::test_database!(
    MysqlDatabase,
    MySqlConnectOptions,
    MySqlConnection,
    "TEST_MYSQL_URL",
    ""
);
