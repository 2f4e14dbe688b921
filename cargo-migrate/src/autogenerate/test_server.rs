//! The servers of the tests, which `cargo xtask test` starts.

use std::future::Future;
use std::str::FromStr;

use sqlx::mysql::MySqlConnectOptions;
use sqlx::postgres::PgConnectOptions;

/// Where PostgreSQL is.
pub(crate) fn postgres() -> PgConnectOptions {
    PgConnectOptions::from_str(&url("TEST_POSTGRES_URL")).unwrap()
}

/// Where MariaDB is, or MySQL.
pub(crate) fn mysql() -> MySqlConnectOptions {
    MySqlConnectOptions::from_str(&url("TEST_MYSQL_URL")).unwrap()
}

fn url(variable: &str) -> String {
    let url = std::env::var(variable);
    url.unwrap_or_else(|_| {
        panic!("{variable} names a server; `cargo xtask test` starts one and runs the tests")
    })
}

/// Waits for work.
pub(crate) fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(work)
}

/// Texts of one's own.
pub(crate) fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().copied().map(str::to_owned).collect()
}
