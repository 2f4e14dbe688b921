//! Many upgrades of one database at the same moment, as when many replicas of a service start.

use std::time::Duration;

use migrate_runtime::{Error, ErrorKind, Migrator, Report};
use migrate_tests::backend::{
    Backend, Contents, READ_LOG, Sqlite, TestRevision, chain, chain_of, log_of, migrator,
    mixed_chain, revision,
};
use migrate_tests::{on_database, on_every_database, on_transactional_databases, worker};

use crate::failed::FailedStatement;

on_every_database!(
    many_tasks_apply_every_revision_once,
    many_processes_apply_every_revision_once,
    many_processes_apply_mixed_work_once,
    many_processes_fail_and_leave_no_lock,
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

async fn many_processes_apply_every_revision_once(db: impl Backend) {
    worker::finish_many(RUNS, "concurrency::the_upgrade_of_one_process", db.url());
    assert_eq!(db.rows(READ_LOG).await, log_of(LENGTH));
    assert_eq!(db.versions().await, ["r012"]);
}

/// One of the processes; among the other tests it has nothing to do.
#[tokio::test]
async fn the_upgrade_of_one_process() {
    if let Some(url) = worker::database() {
        let report = migrator(chain(LENGTH)).upgrade(&url, "head").await.unwrap();
        assert_eq!(report.current, ["r012"]);
    }
}

/// On PostgreSQL, `CREATE INDEX CONCURRENTLY` waits for every transaction of the database: also for those of the
/// processes that wait for the one that sent it.
async fn many_processes_apply_mixed_work_once<B: Backend>(db: B) {
    let alone = B::create();
    let upgrade = "concurrency::the_mixed_work_of_one_process";
    let one = worker::finish_many(1, upgrade, alone.url());
    let many = worker::finish_many(RUNS, upgrade, db.url());
    assert_eq!(Contents::of(&db).await, Contents::of(&alone).await);
    tell(B::NAME, one, many);
}

/// One of the processes; among the other tests it has nothing to do.
#[tokio::test]
async fn the_mixed_work_of_one_process() {
    if let Some(url) = worker::database() {
        migrator(mixed_chain()).upgrade(&url, "head").await.unwrap();
    }
}

#[expect(clippy::print_stderr, reason = "shown where all is shown")]
fn tell(database: &str, one: Duration, many: Duration) {
    eprintln!("{database}: one process {one:.1?}, {RUNS} processes {many:.1?}");
}

/// A chain whose last revision fails as long as a table is missing.
fn hopeful_chain() -> Vec<TestRevision> {
    chain_of(&[
        |op| {
            op.execute("CREATE TABLE one (a INTEGER)");
        },
        |op| {
            op.drop_table("nowhere");
        },
    ])
}

async fn many_processes_fail_and_leave_no_lock(db: impl Backend) {
    worker::finish_many(RUNS, "concurrency::the_failure_of_one_process", db.url());
    assert_eq!(db.versions().await, ["r001"]);

    db.execute("CREATE TABLE nowhere (a INTEGER)").await;
    let run = migrator(hopeful_chain());
    let run = tokio::time::timeout(Duration::from_secs(10), run.upgrade(db.url(), "head"));
    let report = run.await.expect("nothing is locked").unwrap();
    assert_eq!(report.steps.len(), 1);
    assert_eq!(db.tables().await, ["one"]);
}

/// One of the processes; among the other tests it has nothing to do.
#[tokio::test]
async fn the_failure_of_one_process() {
    if let Some(url) = worker::database() {
        let failed = migrator(hopeful_chain()).upgrade(&url, "head").await;
        let failed = FailedStatement::of(&failed.unwrap_err());
        assert_eq!(failed.statement, "DROP TABLE nowhere");
    }
}
