//! A run whose future is dropped, or whose function panics: a revision is there whole or not at all, and nothing is locked.

use std::sync::Mutex;
use std::time::Duration;

use migrate_runtime::Migrator;
use migrate_tests::backend::{Backend, Postgres, Sqlite, eventually, migrator, revision};
use migrate_tests::{on_database, on_every_database, on_transactional_databases};
use sqlx::Connection;

on_every_database!(a_run_that_is_dropped_while_it_waits_leaves_nothing,);

on_transactional_databases!(
    a_reading_revision_that_is_dropped_leaves_nothing,
    a_function_that_panics_leaves_nothing,
);

on_database!(
    postgres_only,
    migrate_tests::backend::Postgres,
    a_plain_revision_that_is_dropped_is_whole_or_not_there_on_postgres,
    a_query_of_a_reading_revision_that_is_dropped_leaves_nothing
);

on_database!(
    sqlite_only,
    migrate_tests::backend::Sqlite,
    a_plain_revision_that_is_dropped_is_whole_or_not_there_on_sqlite
);

/// Drops the run after a moment.
async fn drop_run(migrator: &Migrator, db: &impl Backend) {
    let run = migrator.upgrade(db.url(), "head");
    let ended = tokio::time::timeout(Duration::from_millis(400), run).await;
    assert!(ended.is_err(), "it was still running: {ended:?}");
}

async fn a_reading_revision_that_is_dropped_leaves_nothing<B: Backend>(db: B) {
    /// The databases on which the revision is in the middle of its work.
    static WORKING: Mutex<Vec<&str>> = Mutex::new(Vec::new());
    let slow = migrator([
        revision("first").upgrade(|op| {
            op.execute("CREATE TABLE one (a INTEGER)");
        }),
        revision("slow").revises(&["first"]).upgrade_async(|op| {
            Box::pin(async move {
                op.execute("CREATE TABLE two (a INTEGER)");
                B::lent_rows(op, "INSERT INTO one VALUES (1)").await?;
                WORKING.lock().unwrap().push(B::NAME);
                std::future::pending().await
            })
        }),
    ]);
    let is_working = async || WORKING.lock().unwrap().contains(&B::NAME);
    tokio::select! {
        ended = slow.upgrade(db.url(), "head") => panic!("it never ends: {ended:?}"),
        () = eventually("the revision is at work", is_working) => {}
    }
    assert_eq!(db.tables().await, ["one"]);
    assert_eq!(db.versions().await, ["first"]);
    assert_eq!(db.rows("SELECT * FROM one").await, [""; 0]);

    let quick = migrator([
        revision("first"),
        revision("slow").revises(&["first"]).upgrade(|op| {
            op.execute("CREATE TABLE two (a INTEGER)");
        }),
    ]);
    let run = quick.upgrade(db.url(), "head");
    let run = tokio::time::timeout(Duration::from_secs(10), run);
    run.await.expect("nothing is locked").unwrap();
}

async fn a_function_that_panics_leaves_nothing<B: Backend>(db: B) {
    let url = db.url().to_owned();
    let run = tokio::spawn(async move {
        let panics = migrator([revision("panics").upgrade_async(|op| {
            Box::pin(async move {
                op.execute("CREATE TABLE one (a INTEGER)");
                B::lent_rows(op, "INSERT INTO one VALUES (1)").await?;
                panic!("for this test")
            })
        })]);
        panics.upgrade(url, "head").await
    });
    assert!(run.await.unwrap_err().is_panic());
    assert!(!db.has_version_table().await);
    assert_eq!(db.tables().await, [""; 0]);
    let mended = migrator([revision("panics")]);
    let run = mended.upgrade(db.url(), "head");
    let run = tokio::time::timeout(Duration::from_secs(10), run);
    run.await.expect("nothing is locked").unwrap();
}

async fn a_run_that_is_dropped_while_it_waits_leaves_nothing(db: impl Backend) {
    let quick = migrator([revision("first").upgrade(|op| {
        op.execute("CREATE TABLE one (a INTEGER)");
    })]);
    let holder = db.hold_the_lock().await;
    drop_run(&quick, &db).await;
    holder.close().await.unwrap();
    // SQLite waits on a thread of its own, which may yet get what it waited for; but not use it.
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(!db.has_version_table().await);
    quick.upgrade(db.url(), "head").await.unwrap();
    assert_eq!(db.tables().await, ["one"]);
}

async fn whole_or_not_there(db: &impl Backend) {
    let applied = db.versions().await == ["slow"];
    let expected: &[&str] = if applied { &["one", "two"] } else { &[] };
    assert_eq!(db.tables().await, expected, "applied: {applied}");
}

/// The message is with the server, which may carry it out to its end.
async fn a_plain_revision_that_is_dropped_is_whole_or_not_there_on_postgres(db: Postgres) {
    let slow = migrator([revision("slow").upgrade(|op| {
        op.execute("CREATE TABLE one (a INTEGER)");
        op.execute("SELECT pg_sleep(1)");
        op.execute("CREATE TABLE two (a INTEGER)");
    })]);
    drop_run(&slow, &db).await;
    eventually("the connection is gone", async || {
        db.connections().await.is_empty()
    })
    .await;
    assert_eq!(db.advisory_locks().await, 0);
    whole_or_not_there(&db).await;
    let report = slow.upgrade(db.url(), "head").await.unwrap();
    assert_eq!(report.current, ["slow"]);
    whole_or_not_there(&db).await;
}

async fn a_query_of_a_reading_revision_that_is_dropped_leaves_nothing(db: Postgres) {
    let slow = migrator([revision("slow").upgrade_async(|op| {
        Box::pin(async move {
            op.execute("CREATE TABLE one (a INTEGER)");
            Postgres::lent_rows(op, "SELECT pg_sleep(1)").await?;
            Ok(())
        })
    })]);
    drop_run(&slow, &db).await;
    eventually("the connection is gone", async || {
        db.connections().await.is_empty()
    })
    .await;
    assert_eq!(db.advisory_locks().await, 0);
    assert!(!db.has_version_table().await);
    assert_eq!(db.tables().await, [""; 0]);
}

async fn a_plain_revision_that_is_dropped_is_whole_or_not_there_on_sqlite(db: Sqlite) {
    let slow = migrator([revision("slow").upgrade(|op| {
        op.execute("CREATE TABLE one (a INTEGER)");
        op.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) \
             SELECT sum(i) FROM n",
        );
        op.execute("CREATE TABLE two (a INTEGER)");
    })]);
    let run = slow.upgrade(db.url(), "head");
    let _ = tokio::time::timeout(Duration::from_millis(30), run).await;
    let again = slow.upgrade(db.url(), "head").await.unwrap();
    assert_eq!(again.current, ["slow"]);
    whole_or_not_there(&db).await;
}
