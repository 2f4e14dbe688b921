//! Many upgrades of one database at the same moment, as when many replicas of a service start.

use std::process::{Command, Stdio};

use migrate_runtime::{Error, ErrorKind, Migrator, Report};
use migrate_tests::backend::{
    Backend, READ_LOG, Sqlite, TestRevision, chain, log_of, migrator, revision,
};
use migrate_tests::{on_database, on_every_database, on_transactional_databases};

use crate::failed::FailedStatement;

on_every_database!(
    many_tasks_apply_every_revision_once,
    many_processes_apply_every_revision_once,
    many_stamps_of_one_database,
    many_relative_upgrades_apply_no_revision_twice,
    many_upgrades_go_on_from_where_the_database_is,
);

on_transactional_databases!(many_tasks_fail_with_the_same_error,);

on_database!(
    sqlite_only,
    migrate_tests::backend::Sqlite,
    many_tasks_with_a_write_ahead_log
);

const RUNS: usize = 20;
const LENGTH: usize = 12;

/// A chain whose last revision fails.
fn broken_chain() -> Vec<TestRevision> {
    let mut revisions = chain(3);
    let broken = revision("broken").revises(&["r003"]);
    revisions.push(broken.upgrade(|op| {
        op.execute("INSERT INTO log (found) VALUES ('broken')");
        op.drop_table("nowhere");
    }));
    revisions
}

/// Runs the same upgrade many times at once.
async fn upgrade_at_once(
    db: &impl Backend,
    migrator: impl Fn() -> Migrator,
) -> Vec<Result<Report, Error>> {
    let runs = (0..RUNS).map(|_| {
        let (migrator, url) = (migrator(), db.url().to_owned());
        tokio::spawn(async move { migrator.upgrade(url, "head").await })
    });
    let mut results = Vec::new();
    for run in runs.collect::<Vec<_>>() {
        results.push(run.await.expect("no run panics"));
    }
    results
}

async fn many_tasks_apply_every_revision_once(db: impl Backend) {
    let results = upgrade_at_once(&db, || migrator(chain(LENGTH))).await;
    let mut steps = 0;
    for result in results {
        let report = result.expect("every run succeeds");
        assert_eq!(report.current, ["r012"]);
        steps += report.steps.len();
    }
    assert_eq!(steps, LENGTH, "each step was one run's");
    assert_eq!(db.rows(READ_LOG).await, log_of(LENGTH));
    assert_eq!(db.versions().await, ["r012"]);
}

async fn many_upgrades_go_on_from_where_the_database_is(db: impl Backend) {
    let start = migrator(chain(LENGTH));
    start.upgrade(db.url(), "r005").await.unwrap();
    for result in upgrade_at_once(&db, || migrator(chain(LENGTH))).await {
        assert_eq!(result.unwrap().current, ["r012"]);
    }
    assert_eq!(db.rows(READ_LOG).await, log_of(LENGTH));
}

async fn many_relative_upgrades_apply_no_revision_twice(db: impl Backend) {
    let runs = (0..RUNS).map(|_| {
        let (migrator, url) = (migrator(chain(LENGTH)), db.url().to_owned());
        tokio::spawn(async move { migrator.upgrade(url, "+1").await })
    });
    let mut applied = 0;
    for run in runs.collect::<Vec<_>>() {
        match run.await.unwrap() {
            Ok(report) => applied += report.steps.len(),
            Err(error) => assert!(
                matches!(
                    *error.kind,
                    ErrorKind::Conflict { .. } | ErrorKind::Graph(_)
                ),
                "{error}"
            ),
        }
    }
    assert!(applied > 0);
    assert_eq!(db.rows(READ_LOG).await, log_of(applied));
}

/// An application that runs may well have switched its database to a write-ahead log.
async fn many_tasks_with_a_write_ahead_log(db: Sqlite) {
    db.execute("PRAGMA journal_mode = WAL").await;
    many_tasks_apply_every_revision_once(db).await;
}

async fn many_tasks_fail_with_the_same_error(db: impl Backend) {
    let results = upgrade_at_once(&db, || migrator(broken_chain())).await;
    let mut applied = Vec::new();
    for result in results {
        let error = result.expect_err("no run succeeds");
        let failed = FailedStatement::of(&error);
        assert_eq!(failed.revision, "broken");
        assert_eq!(failed.statement, "DROP TABLE nowhere");
        assert_eq!(error.current, ["r003"]);
        applied.extend(error.applied);
    }
    assert_eq!(applied.len(), 3, "{applied:?}");
    assert_eq!(db.rows(READ_LOG).await, log_of(3));

    // The lock is free, and the mended chain goes on.
    let mut mended = chain(3);
    mended.push(revision("broken").revises(&["r003"]));
    let report = migrator(mended).upgrade(db.url(), "head").await.unwrap();
    assert_eq!(report.steps.len(), 1);
}

async fn many_stamps_of_one_database(db: impl Backend) {
    let runs = (0..RUNS).map(|_| {
        let (migrator, url) = (migrator(chain(3)), db.url().to_owned());
        tokio::spawn(async move { migrator.stamp(url, &["head"]).await })
    });
    for run in runs.collect::<Vec<_>>() {
        assert_eq!(run.await.unwrap().unwrap().current, ["r003"]);
    }
    assert_eq!(db.versions().await, ["r003"]);
}

/// Names the database to [`the_upgrade_of_one_process`].
const WORKER_URL: &str = "BACKENDS_WORKER_URL";

async fn many_processes_apply_every_revision_once(db: impl Backend) {
    let program = std::env::current_exe().expect("a test knows its program");
    let start = |_| {
        let mut command = Command::new(&program);
        command.args(["--exact", "concurrency::the_upgrade_of_one_process"]);
        command.env(WORKER_URL, db.url());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the program of this test starts")
    };
    for process in (0..RUNS).map(start).collect::<Vec<_>>() {
        let output = process.wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{text}");
        assert!(text.contains("1 passed"), "{text}");
    }
    assert_eq!(db.rows(READ_LOG).await, log_of(LENGTH));
    assert_eq!(db.versions().await, ["r012"]);
}

/// One of the processes; among the other tests it has nothing to do.
#[tokio::test]
async fn the_upgrade_of_one_process() {
    if let Ok(url) = std::env::var(WORKER_URL) {
        let report = migrator(chain(LENGTH)).upgrade(&url, "head").await.unwrap();
        assert_eq!(report.current, ["r012"]);
    }
}
