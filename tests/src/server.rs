//! What the databases of one test have in common, on whichever server.

use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// The URL of the server that a variable names.
///
/// # Panics
///
/// There is no server: `cargo xtask test` starts one.
pub(crate) fn url(variable: &str) -> String {
    let url = std::env::var(variable);
    url.unwrap_or_else(|_| {
        panic!("{variable} names no server; `cargo xtask test` starts one and runs the tests")
    })
}

/// A name that is unique on the server: the process, the moment and a number.
pub(crate) fn unique_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let moment = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_nanos();
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("test_{}_{moment}_{number}", std::process::id())
}

/// The URL of another database of the same server.
pub(crate) fn with_name(url: &str, name: &str) -> String {
    let [before, address, after] = parts(url);
    let query = after.split_once('?').map(|(_, query)| format!("?{query}"));
    format!("{before}{address}/{name}{}", query.unwrap_or_default())
}

/// The URL of the same database at another host and port.
pub(crate) fn with_address(url: &str, address: &str) -> String {
    let [before, _, after] = parts(url);
    format!("{before}{address}{after}")
}

/// The host and the port of a URL, which names both.
pub(crate) fn address(url: &str) -> &str {
    let [_, address, _] = parts(url);
    address
}

/// The user and the password of a URL, which names both.
pub(crate) fn account(url: &str) -> (&str, &str) {
    let [before, ..] = parts(url);
    let account = before
        .split_once("://")
        .map_or(before, |(_, account)| account);
    let account = account.trim_end_matches('@');
    account.split_once(':').unwrap_or((account, ""))
}

/// What stands before the host, the host with its port, and what stands behind it.
fn parts(url: &str) -> [&str; 3] {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url[start..].find(['/', '?']);
    let end = end.map_or(url.len(), |at| start + at);
    let host = url[start..end]
        .rfind('@')
        .map_or(start, |at| start + at + 1);
    [&url[..host], &url[host..end], &url[end..]]
}

/// Waits for work on a thread of its own: a test may be inside of a runtime already.
pub(crate) fn wait_for(work: impl Future<Output = ()> + Send + 'static) {
    let thread = std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.expect("a runtime starts").block_on(work);
    });
    thread.join().expect("the work is done");
}

/// A type for the databases of a server, which its variable names; the same on each driver, whose bounds are longer
/// than it is.
macro_rules! test_database {
    ($name:ident, $options:ty, $connection:ty, $variable:literal, $force:literal) => {
        /// A fresh database on the test server.
        #[derive(Debug)]
        pub struct $name {
            /// The URL of the database, with its password.
            pub url: String,
            name: String,
        }

        impl $name {
            /// Makes a database.
            ///
            /// # Panics
            ///
            /// There is no server: `cargo xtask test` starts one.
            pub fn create() -> Self {
                let name = server::unique_name();
                run(format!("CREATE DATABASE {name}"));
                let url = server::with_name(&server::url($variable), &name);
                Self { url, name }
            }

            /// Connects to the database.
            ///
            /// # Panics
            ///
            /// The connection fails.
            pub async fn connect(&self) -> $connection {
                let options = <$options>::from_str(&self.url).expect("the test's URL is valid");
                options
                    .connect()
                    .await
                    .expect("the test database takes a connection")
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                run(format!(
                    concat!("DROP DATABASE IF EXISTS {}", $force),
                    self.name
                ));
            }
        }

        /// Runs a statement on the server.
        fn run(sql: String) {
            server::wait_for(async move {
                let url = server::url($variable);
                let options = <$options>::from_str(&url).expect("the server's URL is valid");
                let connection = options.connect().await;
                let mut connection = connection.expect("the test server takes a connection");
                let done = sqlx::raw_sql(AssertSqlSafe(sql))
                    .execute(&mut connection)
                    .await;
                done.expect("the test server does as it is told");
                connection.close().await.expect("the connection closes");
            });
        }
    };
}
pub(crate) use test_database;
