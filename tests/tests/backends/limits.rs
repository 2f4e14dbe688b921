//! How long statements wait for locks and run, and revisions that are tried again.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use migrate_runtime::__private::Settings;
use migrate_runtime::prelude::*;
use migrate_runtime::{ErrorKind, Migrator, Notice, Reporter};
use migrate_tests::backend::{Backend, Mysql, Postgres, migrator_with, revision};
use migrate_tests::on_database;
use sqlx::{AssertSqlSafe, Connection};

on_database!(
    postgres,
    migrate_tests::backend::Postgres,
    a_lock_that_is_held_for_too_long_fails_the_revision,
    a_revision_is_tried_again_until_the_lock_is_free,
    a_reading_revision_is_tried_again,
    limits_end_with_their_revision,
    limits_hold_outside_of_a_transaction_and_end_behind_it,
    a_statement_that_takes_too_long_fails,
    a_script_sets_the_limits
);

on_database!(
    mariadb,
    migrate_tests::backend::Mysql,
    a_lock_that_is_held_for_too_long_fails_the_revision,
    a_revision_is_tried_again_until_the_lock_is_free,
    limits_end_with_their_revision_on_mariadb,
    a_statement_that_takes_too_long_fails_on_mariadb
);

/// Two tables; `second` changes both.
fn two_tables(settings: Settings) -> Migrator {
    migrator_with(
        settings,
        [
            revision("first").upgrade(|op| {
                op.execute("CREATE TABLE one (a INTEGER)");
                op.execute("CREATE TABLE two (a INTEGER)");
            }),
            revision("second").revises(&["first"]).upgrade(|op| {
                op.set_lock_timeout(Duration::from_secs(1));
                op.add_column("two", column("b", integer()));
                op.add_column("one", column("b", integer()));
            }),
        ],
    )
}

/// Reads a table in a transaction that stays open, so that nobody can alter it.
async fn hold<B: Backend>(db: &B, begin: &str) -> B::Connection
where
    for<'c> &'c mut B::Connection: sqlx::Executor<'c>,
{
    let mut connection = db.connect().await;
    let text = format!("{begin}; SELECT * FROM one");
    let held = sqlx::raw_sql(AssertSqlSafe(text));
    sqlx::Executor::execute(&mut connection, held)
        .await
        .unwrap();
    connection
}

#[derive(Default)]
struct Retries(usize);

impl Reporter for Retries {
    fn noticed(&mut self, notice: &Notice) {
        self.0 += usize::from(matches!(notice, Notice::Retrying { .. }));
    }
}

async fn a_lock_that_is_held_for_too_long_fails_the_revision<B: Backend>(db: B)
where
    for<'c> &'c mut B::Connection: sqlx::Executor<'c>,
{
    let settings = Settings {
        lock_retries: 1,
        ..Settings::DEFAULT
    };
    let migrator = two_tables(settings);
    migrator.upgrade(db.url(), "first").await.unwrap();
    let held = hold(&db, "BEGIN").await;
    let (started, mut retries) = (Instant::now(), Retries::default());
    let run = migrator.upgrade_reporting(db.url(), "head", &mut retries);
    let error = run.await.unwrap_err();
    assert!(
        started.elapsed() >= Duration::from_secs(2),
        "it waited twice"
    );
    assert_eq!(retries.0, 1);
    let ErrorKind::Statement { statement, .. } = &*error.kind else {
        panic!("{error}");
    };
    assert!(statement.starts_with("ALTER TABLE one"), "{statement}");
    held.close().await.unwrap();
    migrator.upgrade(db.url(), "head").await.unwrap();
    assert_eq!(db.rows("SELECT one.b, two.b FROM one, two").await, [""; 0]);
}

async fn a_revision_is_tried_again_until_the_lock_is_free<B: Backend>(db: B)
where
    for<'c> &'c mut B::Connection: sqlx::Executor<'c>,
{
    let migrator = two_tables(Settings::DEFAULT);
    migrator.upgrade(db.url(), "first").await.unwrap();
    let held = hold(&db, "BEGIN").await;
    let url = db.url().to_owned();
    let run = tokio::spawn(async move {
        let mut retries = Retries::default();
        let report = migrator.upgrade_reporting(url, "head", &mut retries).await;
        (report, retries.0)
    });
    tokio::time::sleep(Duration::from_millis(1800)).await;
    assert!(!run.is_finished());
    held.close().await.unwrap();
    let (report, retries) = run.await.unwrap();
    assert_eq!(report.unwrap().steps.len(), 1);
    assert!(retries >= 1);
    assert_eq!(db.rows("SELECT one.b, two.b FROM one, two").await, [""; 0]);
}

async fn a_reading_revision_is_tried_again(db: Postgres) {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    let migrator = migrator_with(
        Settings {
            lock_timeout: Some(Duration::from_millis(200)),
            ..Settings::DEFAULT
        },
        [
            revision("first").upgrade(|op| {
                op.execute("CREATE TABLE one (a INTEGER)");
            }),
            revision("second").revises(&["first"]).upgrade_async(|op| {
                Box::pin(async move {
                    CALLS.fetch_add(1, Ordering::SeqCst);
                    op.execute("CREATE TABLE two (a INTEGER)");
                    let connection = op.postgres().await?;
                    let lock = sqlx::raw_sql("LOCK TABLE one");
                    lock.execute(connection).await?;
                    Ok(())
                })
            }),
        ],
    );
    migrator.upgrade(db.url(), "first").await.unwrap();
    let held = hold(&db, "BEGIN").await;
    let url = db.url().to_owned();
    let run = tokio::spawn(async move { migrator.upgrade(url, "head").await });
    tokio::time::sleep(Duration::from_millis(600)).await;
    held.close().await.unwrap();
    run.await.unwrap().unwrap();
    assert!(CALLS.load(Ordering::SeqCst) >= 2);
    assert_eq!(db.tables().await, ["one", "two"]);
}

/// The first revision sets its own limits, the second has those of the settings, the third is without.
fn limited(lock_timeout: Option<Duration>, read: fn(&mut Operations)) -> Migrator {
    let settings = Settings {
        lock_timeout,
        ..Settings::DEFAULT
    };
    migrator_with(
        settings,
        [
            revision("first").upgrade(|op| {
                op.execute("CREATE TABLE seen (id INTEGER, lock_limit VARCHAR(20), statement_limit VARCHAR(20))");
            }),
            revision("second").revises(&["first"]).upgrade(read),
            revision("third").revises(&["second"]).upgrade(|op| {
                op.set_lock_timeout(Duration::from_millis(7000));
                op.set_statement_timeout(Duration::from_secs(60));
            }),
            revision("fourth").revises(&["third"]).upgrade(read),
        ],
    )
}

const SEEN: &str = "SELECT lock_limit, statement_limit FROM seen ORDER BY id";

async fn limits_end_with_their_revision(db: Postgres) {
    let read = |op: &mut Operations| {
        op.execute(
            "INSERT INTO seen SELECT count(*), current_setting('lock_timeout'), \
             current_setting('statement_timeout') FROM seen",
        );
    };
    let migrator = limited(Some(Duration::from_secs(3)), read);
    migrator.upgrade(db.url(), "head").await.unwrap();
    assert_eq!(db.rows(SEEN).await, ["3s|0", "3s|0"]);
}

async fn limits_hold_outside_of_a_transaction_and_end_behind_it(db: Postgres) {
    let read = |op: &mut Operations| {
        let see = "INSERT INTO seen SELECT count(*), current_setting('lock_timeout'), \
                   current_setting('statement_timeout') FROM seen";
        op.autocommit_block(|op| {
            op.execute(see);
        });
        op.execute(see);
    };
    let migrator = limited(Some(Duration::from_secs(3)), read);
    migrator.upgrade(db.url(), "second").await.unwrap();
    assert_eq!(db.rows(SEEN).await, ["3s|0", "3s|0"]);
    let migrator = limited(None, read);
    migrator.upgrade(db.url(), "head").await.unwrap();
    assert_eq!(db.rows(SEEN).await[2..], ["0|0", "0|0"]);
}

async fn limits_end_with_their_revision_on_mariadb(db: Mysql) {
    let read = |op: &mut Operations| {
        op.execute(
            "INSERT INTO seen SELECT count(*), @@innodb_lock_wait_timeout, @@max_statement_time FROM seen",
        );
    };
    let own = "SELECT @@global.innodb_lock_wait_timeout, @@global.max_statement_time";
    let own = db.rows(own).await;
    limited(None, read).upgrade(db.url(), "head").await.unwrap();
    assert_eq!(db.rows(SEEN).await, [own[0].clone(), own[0].clone()]);
    let migrator = limited(Some(Duration::from_secs(3)), read);
    migrator.downgrade(db.url(), "first").await.unwrap();
    migrator.upgrade(db.url(), "head").await.unwrap();
    let limited: Vec<_> = db.rows(SEEN).await.split_off(2);
    assert!(
        limited.iter().all(|limit| limit.starts_with("3|")),
        "{limited:?}"
    );
}

/// A migrator of one revision that sleeps.
fn sleeper(sleep: fn(&mut Operations)) -> Migrator {
    let settings = Settings {
        statement_timeout: Some(Duration::from_secs(1)),
        ..Settings::DEFAULT
    };
    migrator_with(settings, [revision("slow").upgrade(sleep)])
}

async fn check_sleeper(db: &impl Backend, migrator: Migrator, code: &str) {
    let started = Instant::now();
    let error = migrator.upgrade(db.url(), "head").await.unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(20));
    let ErrorKind::Statement { source, .. } = &*error.kind else {
        panic!("{error}");
    };
    let source = source.as_database_error().unwrap();
    assert_eq!(source.code().unwrap(), code, "{source}");
}

async fn a_statement_that_takes_too_long_fails(db: Postgres) {
    let migrator = sleeper(|op| {
        op.execute("SELECT pg_sleep(60)");
    });
    check_sleeper(&db, migrator, "57014").await;
}

async fn a_statement_that_takes_too_long_fails_on_mariadb(db: Mysql) {
    let migrator = sleeper(|op| {
        op.execute("SELECT sleep(60) FROM information_schema.tables");
    });
    check_sleeper(&db, migrator, "70100").await;
}

async fn a_script_sets_the_limits(_: Postgres) {
    let migrator = two_tables(Settings {
        statement_timeout: Some(Duration::from_secs(9)),
        ..Settings::DEFAULT
    });
    let environment = migrator.environment().unwrap();
    let plan = environment.graph.plan_offline_upgrade("head").unwrap();
    let script = environment.script(&plan, Postgres::DIALECT).await.unwrap();
    let limits: Vec<_> = script
        .lines()
        .filter(|line| line.starts_with("SET "))
        .collect();
    assert_eq!(
        limits,
        [
            "SET LOCAL statement_timeout = 9000;",
            "SET LOCAL lock_timeout = 1000;",
            "SET LOCAL statement_timeout = 9000;"
        ]
    );
}
