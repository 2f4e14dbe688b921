//! A MariaDB database for one test, dropped when the test ends.

use std::str::FromStr;

use sqlx::mysql::{MySqlConnectOptions, MySqlConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use crate::server;

const VARIABLE: &str = "TEST_MYSQL_URL";

/// A fresh database on the test server.
#[derive(Debug)]
pub struct MysqlDatabase {
    /// The URL of the database, with its password.
    pub url: String,
    name: String,
}

impl MysqlDatabase {
    /// Makes a database.
    ///
    /// # Panics
    ///
    /// There is no server: `cargo xtask test` starts one and names it in `TEST_MYSQL_URL`.
    pub fn create() -> Self {
        let name = server::unique_name();
        run(format!("CREATE DATABASE {name}"));
        let url = server::with_name(&server::url(VARIABLE), &name);
        Self { url, name }
    }

    /// Connects to the database.
    ///
    /// # Panics
    ///
    /// The connection fails.
    pub async fn connect(&self) -> MySqlConnection {
        let options = MySqlConnectOptions::from_str(&self.url).expect("the test's URL is valid");
        options
            .connect()
            .await
            .expect("the test database takes a connection")
    }
}

impl Drop for MysqlDatabase {
    fn drop(&mut self) {
        run(format!("DROP DATABASE IF EXISTS {}", self.name));
    }
}

/// Runs a statement on the server.
fn run(sql: String) {
    server::wait_for(async move {
        let url = server::url(VARIABLE);
        let options = MySqlConnectOptions::from_str(&url).expect("TEST_MYSQL_URL is valid");
        let connection = options.connect().await;
        let mut connection = connection.expect("the test server takes a connection");
        let done = sqlx::raw_sql(AssertSqlSafe(sql))
            .execute(&mut connection)
            .await;
        done.expect("the test server does as it is told");
        connection.close().await.expect("the connection closes");
    });
}
