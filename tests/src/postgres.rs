//! A PostgreSQL database for one test, dropped when the test ends.

use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

/// A fresh database on the test server.
#[derive(Debug)]
pub struct PostgresDatabase {
    /// The URL of the database, with its password.
    pub url: String,
    name: String,
}

impl PostgresDatabase {
    /// Makes a database.
    ///
    /// # Panics
    ///
    /// There is no server: `cargo xtask test` starts one and names it in `TEST_POSTGRES_URL`.
    pub fn create() -> Self {
        let server = server();
        let name = unique_name();
        run_on(&server, format!("CREATE DATABASE {name}"));
        let (base, query) = match server.split_once('?') {
            Some((base, query)) => (base, format!("?{query}")),
            None => (server.as_str(), String::new()),
        };
        let authority_end = base.find("://").map_or(0, |at| at + 3);
        let path = base[authority_end..]
            .find('/')
            .map_or(base.len(), |at| authority_end + at);
        Self {
            url: format!("{}/{name}{query}", &base[..path]),
            name,
        }
    }

    /// Connects to the database.
    ///
    /// # Panics
    ///
    /// The connection fails.
    pub async fn connect(&self) -> PgConnection {
        let options = PgConnectOptions::from_str(&self.url).expect("the test's URL is valid");
        options
            .connect()
            .await
            .expect("the test database takes a connection")
    }
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        run_on(
            &server(),
            format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name),
        );
    }
}

fn server() -> String {
    std::env::var("TEST_POSTGRES_URL").expect(
        "TEST_POSTGRES_URL names no server; `cargo xtask test` starts one and runs the tests",
    )
}

/// Unique on the server: the process, the moment and a number.
fn unique_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let moment = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_nanos();
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("test_{}_{moment}_{number}", std::process::id())
}

/// Runs a statement on a thread of its own: a test may be inside of a runtime already.
fn run_on(server: &str, sql: String) {
    let server = server.to_owned();
    let work = move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.expect("a runtime starts").block_on(async {
            let options = PgConnectOptions::from_str(&server).expect("TEST_POSTGRES_URL is valid");
            let mut connection = options
                .connect()
                .await
                .expect("the test server takes a connection");
            let done = sqlx::raw_sql(AssertSqlSafe(sql))
                .execute(&mut connection)
                .await;
            done.expect("the test server does as it is told");
            connection.close().await.expect("the connection closes");
        });
    };
    std::thread::spawn(work).join().expect("the statement ran");
}
