//! `transaction = "all"`: the whole run is one transaction.

use migrate_runtime::__private::{Settings, TransactionMode};
use migrate_runtime::ErrorKind;
use migrate_runtime::Migrator;
use migrate_tests::backend::{Backend, READ_LOG, chain, log_of, migrator_with, revision};
use migrate_tests::{on_every_database, on_transactional_databases};

use crate::failed::FailedStatement;

on_every_database!(success_keeps_every_revision,);

on_transactional_databases!(
    a_failure_keeps_none,
    a_failing_downgrade_keeps_all,
    an_error_of_a_function_keeps_none,
    what_the_dialect_cannot_do_keeps_none,
);

const ONE_TRANSACTION: Settings = Settings {
    transaction: TransactionMode::All,
    ..Settings::DEFAULT
};

/// Two revisions that work, and a third.
fn with_third(third: migrate_tests::backend::TestRevision) -> Migrator {
    let third = third.revises(&["r002"]);
    migrator_with(ONE_TRANSACTION, chain(2).into_iter().chain([third]))
}

async fn success_keeps_every_revision(db: impl Backend) {
    let chain = migrator_with(ONE_TRANSACTION, chain(4));
    let report = chain.upgrade(db.url(), "head").await.unwrap();
    assert_eq!(report.steps.len(), 4);
    assert_eq!(report.current, ["r004"]);
    assert_eq!(db.versions().await, ["r004"]);
    assert_eq!(db.rows(READ_LOG).await, log_of(4));

    let report = chain.downgrade(db.url(), "base").await.unwrap();
    assert_eq!(report.steps.len(), 4);
    assert_eq!(db.tables().await, [""; 0]);
}

async fn nothing_is_kept(db: &impl Backend, error: &migrate_runtime::Error) {
    assert!(error.applied.is_empty(), "{:?}", error.applied);
    assert!(error.current.is_empty(), "{:?}", error.current);
    assert_eq!(db.tables().await, [""; 0]);
    assert!(!db.has_version_table().await);
}

async fn a_failure_keeps_none(db: impl Backend) {
    let broken = with_third(revision("third").upgrade(|op| {
        op.drop_table("nowhere");
    }));
    let error = broken.upgrade(db.url(), "head").await.unwrap_err();
    let failed = FailedStatement::of(&error);
    assert_eq!(failed.revision, "third");
    assert_eq!(failed.statement, "DROP TABLE nowhere");
    nothing_is_kept(&db, &error).await;

    let mended = with_third(revision("third"));
    mended.upgrade(db.url(), "head").await.unwrap();
    assert_eq!(db.rows(READ_LOG).await, log_of(2));
}

async fn a_failing_downgrade_keeps_all(db: impl Backend) {
    let third = revision("third").downgrade(|op| {
        op.execute("DROP TABLE log");
    });
    let broken = with_third(third);
    broken.upgrade(db.url(), "head").await.unwrap();
    let error = broken.downgrade(db.url(), "base").await.unwrap_err();
    assert_eq!(FailedStatement::of(&error).revision, "r002");
    assert!(error.applied.is_empty());
    assert_eq!(error.current, ["third"]);
    assert_eq!(db.versions().await, ["third"]);
    assert_eq!(db.rows(READ_LOG).await, log_of(2));
}

async fn an_error_of_a_function_keeps_none(db: impl Backend) {
    let broken =
        with_third(revision("third").upgrade_async(|_| Box::pin(async { Err("no".into()) })));
    let error = broken.upgrade(db.url(), "head").await.unwrap_err();
    assert!(matches!(*error.kind, ErrorKind::Revision { .. }), "{error}");
    nothing_is_kept(&db, &error).await;
}

async fn what_the_dialect_cannot_do_keeps_none(db: impl Backend) {
    let broken = with_third(revision("third").upgrade(|op| {
        op.execute("COMMIT");
    }));
    let error = broken.upgrade(db.url(), "head").await.unwrap_err();
    assert!(matches!(*error.kind, ErrorKind::Render { .. }), "{error}");
    nothing_is_kept(&db, &error).await;
}
