//! The migration lock: who waits, for how long, and what is said of whom.

use std::time::{Duration, Instant};

use migrate_runtime::__private::Settings;
use migrate_runtime::{ErrorKind, Holder, Migrator, Reporter};
use migrate_tests::backend::{Backend, Postgres, Sqlite, chain, eventually, migrator_with};
use migrate_tests::{on_database, on_every_database};
use sqlx::Connection;

on_every_database!(
    a_run_fails_when_it_has_waited_long_enough,
    a_run_goes_on_when_the_lock_is_free,
    a_run_with_nothing_to_do_waits_for_nobody,
    looking_waits_for_nobody,
    every_change_of_the_version_table_waits,
);

on_database!(
    postgres_only,
    migrate_tests::backend::Postgres,
    the_holder_is_named,
    version_tables_of_other_names_have_other_locks,
    no_lock_is_left
);

on_database!(
    sqlite_only,
    migrate_tests::backend::Sqlite,
    a_writer_that_keeps_readers_out_is_waited_for
);

const SHORT: Duration = Duration::from_millis(300);

fn waiting_for(lock_wait: Duration) -> Migrator {
    let settings = Settings {
        lock_wait,
        ..Settings::DEFAULT
    };
    migrator_with(settings, chain(2))
}

async fn a_run_fails_when_it_has_waited_long_enough(db: impl Backend) {
    let holder = db.hold_the_lock().await;
    let started = Instant::now();
    let error = waiting_for(SHORT)
        .upgrade(db.url(), "head")
        .await
        .unwrap_err();
    assert!(started.elapsed() >= SHORT);
    assert!(started.elapsed() < SHORT + Duration::from_secs(20));
    let ErrorKind::Locked { waited, .. } = &*error.kind else {
        panic!("{error}")
    };
    assert_eq!(*waited, SHORT);
    holder.close().await.unwrap();
    assert!(!db.has_version_table().await);
    assert_eq!(db.tables().await, [""; 0]);

    let report = waiting_for(SHORT).upgrade(db.url(), "head").await.unwrap();
    assert_eq!(report.steps.len(), 2);
}

async fn a_run_goes_on_when_the_lock_is_free(db: impl Backend) {
    let holder = db.hold_the_lock().await;
    let url = db.url().to_owned();
    let long = waiting_for(Duration::from_secs(60));
    let run = tokio::spawn(async move { long.upgrade(url, "head").await });
    tokio::time::sleep(SHORT).await;
    assert!(!run.is_finished(), "it waits");
    holder.close().await.unwrap();
    let report = run.await.unwrap().unwrap();
    assert_eq!(report.steps.len(), 2);
}

async fn a_run_with_nothing_to_do_waits_for_nobody(db: impl Backend) {
    let migrator = waiting_for(Duration::ZERO);
    migrator.upgrade(db.url(), "head").await.unwrap();
    let holder = db.hold_the_lock().await;
    let report = migrator.upgrade(db.url(), "head").await.unwrap();
    assert!(report.steps.is_empty());
    drop(holder);
}

async fn looking_waits_for_nobody(db: impl Backend) {
    let migrator = waiting_for(Duration::ZERO);
    migrator.upgrade(db.url(), "head").await.unwrap();
    let holder = db.hold_the_lock().await;
    assert_eq!(migrator.current(db.url()).await.unwrap(), ["r002"]);
    drop(holder);
}

async fn every_change_of_the_version_table_waits(db: impl Backend) {
    let holder = db.hold_the_lock().await;
    let migrator = waiting_for(SHORT);
    let environment = migrator.environment().unwrap();
    for error in [
        migrator.stamp(db.url(), &["head"]).await.unwrap_err(),
        environment
            .ensure_version(db.url(), &mut ())
            .await
            .unwrap_err(),
    ] {
        assert!(matches!(*error.kind, ErrorKind::Locked { .. }), "{error}");
    }
    drop(holder);
}

/// Writes down for whom the run waits.
#[derive(Default)]
struct Waiting(Vec<Holder>);

impl Reporter for Waiting {
    fn waiting(&mut self, holder: &Holder) {
        self.0.push(holder.clone());
    }
}

async fn the_holder_is_named(db: Postgres) {
    let mut connection = db.hold_the_lock().await;
    let pid = sqlx::query_scalar("SELECT pg_backend_pid()");
    let pid: i32 = pid.fetch_one(&mut connection).await.unwrap();
    let expected = Holder {
        pid: Some(pid.into()),
        application: "another-runner".to_owned(),
    };

    let mut waiting = Waiting::default();
    let error = waiting_for(SHORT)
        .upgrade_reporting(db.url(), "head", &mut waiting)
        .await
        .unwrap_err();
    let ErrorKind::Locked { holder, .. } = &*error.kind else {
        panic!("{error}")
    };
    assert_eq!(*holder, expected);
    assert!(!waiting.0.is_empty());
    assert!(waiting.0.iter().all(|holder| *holder == expected));
    let text = error.to_string();
    assert!(
        text.contains(&format!("process {pid} (`another-runner`)")),
        "{text}"
    );
    assert!(text.contains("300ms"), "{text}");
}

async fn version_tables_of_other_names_have_other_locks(db: Postgres) {
    let holder = db.hold_the_lock().await;
    let settings = Settings {
        version_table: "other_version".into(),
        lock_wait: Duration::ZERO,
        ..Settings::DEFAULT
    };
    // The revisions log what they find in `alembic_version`.
    db.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        .await;
    let other = migrator_with(settings, chain(2));
    other.upgrade(db.url(), "head").await.unwrap();
    drop(holder);
}

/// The server ends a connection in a moment of its own.
async fn no_lock_is_left(db: Postgres) {
    waiting_for(SHORT).upgrade(db.url(), "head").await.unwrap();
    eventually("the locks of a success are gone", async || {
        db.advisory_locks().await == 0 && db.connections().await.is_empty()
    })
    .await;
    db.execute("DROP TABLE log").await;
    let error = waiting_for(SHORT).downgrade(db.url(), "base").await;
    assert!(error.is_err());
    eventually("the locks of a failure are gone", async || {
        db.advisory_locks().await == 0 && db.connections().await.is_empty()
    })
    .await;
}

async fn a_writer_that_keeps_readers_out_is_waited_for(db: Sqlite) {
    db.execute("CREATE TABLE t (a INTEGER)").await;
    let mut holder = db.connect().await;
    let lock = sqlx::query("BEGIN EXCLUSIVE").execute(&mut holder);
    lock.await.unwrap();
    for error in [
        waiting_for(SHORT)
            .upgrade(db.url(), "head")
            .await
            .unwrap_err(),
        waiting_for(SHORT).current(db.url()).await.unwrap_err(),
    ] {
        assert!(matches!(*error.kind, ErrorKind::Locked { .. }), "{error:?}");
    }
    let url = db.url().to_owned();
    let long = waiting_for(Duration::from_secs(60));
    let run = tokio::spawn(async move { long.upgrade(url, "head").await });
    tokio::time::sleep(SHORT).await;
    assert!(!run.is_finished(), "it waits");
    holder.close().await.unwrap();
    assert!(run.await.unwrap().is_ok());
}
