//! A process that is asked to end, by Ctrl-C or by its supervisor, in the middle of a run: the lock is free in a moment,
//! and nothing is half-done.

use std::process::{Child, Command};
use std::time::{Duration, Instant};

use migrate_runtime::Migrator;
use migrate_tests::backend::{Backend, chain_of, eventually, migrator};
use migrate_tests::{on_database, on_every_database, worker};
use sqlx::Connection;

on_every_database!(
    ctrl_c_while_it_waits_for_the_lock,
    sigterm_while_it_waits_for_the_lock
);

on_database!(
    postgres_slow,
    migrate_tests::backend::Postgres,
    ctrl_c_in_a_slow_statement,
    sigterm_in_a_slow_statement
);

on_database!(
    mariadb_slow,
    migrate_tests::backend::Mysql,
    ctrl_c_in_a_slow_statement,
    sigterm_in_a_slow_statement
);

async fn ctrl_c_in_a_slow_statement(db: impl Backend) {
    end_in_a_slow_statement(db, "INT").await;
}

async fn sigterm_in_a_slow_statement(db: impl Backend) {
    end_in_a_slow_statement(db, "TERM").await;
}

async fn ctrl_c_while_it_waits_for_the_lock(db: impl Backend) {
    end_while_it_waits_for_the_lock(db, "INT").await;
}

async fn sigterm_while_it_waits_for_the_lock(db: impl Backend) {
    end_while_it_waits_for_the_lock(db, "TERM").await;
}

/// The first makes a table that says for how many seconds the second sleeps in the middle of its work.
fn slow() -> Migrator {
    migrator(chain_of(&[
        |op| {
            op.execute("CREATE TABLE pause (seconds INTEGER); INSERT INTO pause VALUES (60)");
            op.execute("CREATE TABLE one (a INTEGER)");
        },
        |op| {
            op.execute("CREATE TABLE two (a INTEGER)");
            op.execute("INSERT INTO one VALUES (1)");
            op.execute(match op.is_mysql() {
                true => "SELECT sleep(seconds) FROM pause",
                false => "SELECT pg_sleep(seconds) FROM pause",
            });
            op.execute("INSERT INTO one VALUES (2)");
        },
    ]))
}

/// One of the processes; among the other tests it has nothing to do.
#[tokio::test]
async fn the_run_of_one_process() {
    if let Some(url) = worker::database() {
        slow().upgrade(url, "head").await.unwrap();
    }
}

fn start(db: &impl Backend) -> Child {
    worker::start("signals::the_run_of_one_process", db.url())
}

/// Sends a signal to a worker, which ends at once.
async fn end(mut worker: Child, signal: &str) {
    let mut kill = Command::new("kill");
    kill.args(["-s", signal, &worker.id().to_string()]);
    assert!(kill.status().unwrap().success());
    let sent = Instant::now();
    while sent.elapsed() < Duration::from_secs(5) {
        if let Some(status) = worker.try_wait().unwrap() {
            return assert!(!status.success(), "{status}");
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    worker.kill().unwrap();
    panic!("it has not ended five seconds after SIG{signal}");
}

async fn end_in_a_slow_statement(db: impl Backend, signal: &str) {
    let worker = start(&db);
    let is_at_it = async || db.versions().await == ["r001"];
    eventually("the second revision is next", is_at_it).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    end(worker, signal).await;

    db.execute("UPDATE pause SET seconds = 0").await;
    let slow = slow();
    let next = slow.upgrade(db.url(), "head");
    let next = tokio::time::timeout(Duration::from_secs(10), next).await;
    next.expect("the lock is free in a moment").unwrap();
    assert_eq!(db.tables().await, ["one", "pause", "two"]);
    assert_eq!(db.rows("SELECT a FROM one ORDER BY a").await, ["1", "2"]);
}

async fn end_while_it_waits_for_the_lock(db: impl Backend, signal: &str) {
    let holder = db.hold_the_lock().await;
    let worker = start(&db);
    tokio::time::sleep(Duration::from_millis(500)).await;
    end(worker, signal).await;

    holder.close().await.unwrap();
    assert!(!db.has_version_table().await);
    let report = slow().upgrade(db.url(), "r001").await.unwrap();
    assert_eq!(report.steps.len(), 1);
}
