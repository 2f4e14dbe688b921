//! No password is logged, at the finest level, by whomever.
//!
//! A binary of its own, because whoever collects what all threads log collects it from all tests of a process.

#![allow(
    clippy::unwrap_used,
    reason = "this is all tests, though not all of it is marked so"
)]

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use migrate_runtime::{Error, Migrator, Operations};
use migrate_tests::backend::{Backend, Mysql, Postgres, TestRevision, migrator, revision};
use tracing_subscriber::fmt::format::FmtSpan;

/// A password with signs in it that mean something in a URL, in a text of Rust and in SQL's strings.
const PASSWORD: &str = "c4nary/p:a?s&s=w%o#r@d\"é";
/// The same as it stands in a URL.
const ENCODED: &str = "c4nary%2Fp%3Aa%3Fs%26s%3Dw%25o%23r%40d%22%C3%A9";
/// Whatever is done to it, this is left.
const CANARY: &str = "c4nary";

/// All that was logged since it was last asked for.
#[derive(Debug, Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn install() -> Self {
        let log = Self::default();
        let writer = log.clone();
        tracing_subscriber::fmt()
            .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
            .with_span_events(FmtSpan::FULL)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .init();
        log
    }

    fn take(&self) -> String {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8(std::mem::take(&mut *log)).unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        log.write(text)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a user with this password is made by and removed by.
struct User {
    name: String,
    make: Vec<String>,
    remove: Vec<String>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_password_is_logged() {
    let log = Log::install();
    let name = format!("canary_{}", std::process::id());
    let postgres = User {
        make: vec![format!(
            "CREATE ROLE {name} SUPERUSER LOGIN PASSWORD '{PASSWORD}'"
        )],
        remove: vec![format!("DROP OWNED BY {name}"), format!("DROP ROLE {name}")],
        name: name.clone(),
    };
    let parameters = ["passwd=", "pass=", "a&password=", "sslmode=disable&pwd="];
    check(
        &log,
        &Postgres::create(),
        &postgres,
        end_on_postgres,
        &parameters,
    )
    .await;
    let mariadb = User {
        make: vec![
            format!("CREATE USER {name}@'%' IDENTIFIED BY '{PASSWORD}'"),
            format!("GRANT ALL ON *.* TO {name}@'%'"),
        ],
        remove: vec![format!("DROP USER {name}@'%'")],
        name,
    };
    check(
        &log,
        &Mysql::create(),
        &mariadb,
        end_on_mariadb,
        &parameters,
    )
    .await;
}

async fn check(
    log: &Log,
    db: &impl Backend,
    user: &User,
    lose_connection: fn(&mut Operations),
    parameters: &[&str],
) {
    for sql in &user.make {
        db.execute(sql).await;
    }
    let (scheme, rest) = db.url().split_once("://").unwrap();
    let (_, place) = rest.split_once('@').unwrap();
    let url = format!("{scheme}://{}:{ENCODED}@{place}", user.name);
    // What made the user tells the password; and so it is known that what sqlx says is collected.
    assert!(log.take().contains(CANARY));

    let tables = [("works", table as fn() -> Migrator), ("fails", broken)];
    for (what, migrator) in tables {
        let done = migrator().upgrade(&url, "head").await;
        assert_eq!(done.is_ok(), what == "works", "{done:?}");
        let words = done.as_ref().err().map(told).unwrap_or_default();
        assert_secret(log, &format!("{done:?} {words}"), what);
    }
    let lost = migrator([revision("lost").upgrade(lose_connection)]);
    let error = lost.upgrade(&url, "head").await.unwrap_err();
    assert_secret(
        log,
        &format!("{error:#?} {}", told(&error)),
        "a lost connection",
    );

    for url in [
        format!("{scheme}://nobody:{ENCODED}@{place}"),
        format!("{scheme}://ann:{ENCODED}@127.0.0.1:1/shop"),
        format!("{scheme}://ann:{ENCODED}@no-such-host.invalid/shop"),
        format!("{scheme}://ann:{PASSWORD}@host/shop"),
        format!("{scheme}://ann:12/{CANARY}@host/shop"),
        format!("{scheme}:ann:{CANARY}@host/shop"),
        format!("{scheme}://ann:{ENCODED}@host:port/shop"),
        format!("{scheme}://ann:{ENCODED}%ff@host/shop"),
        format!("oracle://ann:{ENCODED}@host/shop"),
    ]
    .into_iter()
    .chain(
        parameters
            .iter()
            .map(|name| format!("{scheme}://ann@127.0.0.1:1/shop?{name}{ENCODED}")),
    ) {
        let error = table().current(&url).await.unwrap_err();
        assert_secret(log, &format!("{error:?} {error:#?} {}", told(&error)), &url);
    }
    for sql in &user.remove {
        db.execute(sql).await;
    }
}

fn end_on_postgres(op: &mut Operations) {
    op.execute("SELECT pg_terminate_backend(pg_backend_pid())");
}

fn end_on_mariadb(op: &mut Operations) {
    op.execute("KILL CONNECTION_ID()");
}

fn table() -> Migrator {
    migrator([works()])
}

fn broken() -> Migrator {
    migrator([
        works(),
        revision("broken").revises(&["works"]).upgrade(|op| {
            op.drop_table("nowhere");
        }),
    ])
}

fn works() -> TestRevision {
    revision("works").upgrade(|op| {
        op.execute("CREATE TABLE works (id INT)");
    })
}

/// An error and its causes.
fn told(error: &Error) -> String {
    let error: &dyn std::error::Error = error;
    let chain = std::iter::successors(Some(error), |error| error.source());
    chain
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}

#[track_caller]
fn assert_secret(log: &Log, told: &str, what: &str) {
    assert!(!told.contains(CANARY), "{what}: {told}");
    let logged = log.take();
    let line = logged.lines().find(|line| line.contains(CANARY));
    assert_eq!(line, None, "{what}");
    if what == "works" {
        assert!(logged.contains("migrate_runtime"), "{logged}");
    }
}
