//! The version table changed behind the run's back.

use migrate_runtime::prelude::*;
use migrate_runtime::{ErrorKind, Migrator};
use migrate_tests::backend::{Backend, migrator, revision};
use migrate_tests::on_transactional_databases;

on_transactional_databases!(
    a_body_that_deletes_its_row,
    a_body_that_changes_its_row,
    a_body_that_takes_the_row_of_another_head,
    a_body_that_doubles_its_row,
);

/// A revision that makes a table, and a second that does this.
fn meddler(upgrade: fn(&mut Operations)) -> Migrator {
    migrator([
        revision("first").upgrade(|op| {
            op.execute("CREATE TABLE one (a INTEGER)");
        }),
        revision("second").revises(&["first"]).upgrade(upgrade),
    ])
}

async fn check(db: impl Backend, meddler: Migrator) {
    let error = meddler.upgrade(db.url(), "head").await.unwrap_err();
    let ErrorKind::Conflict { step } = &*error.kind else {
        panic!("{error}")
    };
    assert_eq!(step.revision, "second");
    assert_eq!(error.applied, ["first"]);
    assert_eq!(error.current, ["first"]);
    assert_eq!(db.versions().await, ["first"]);
    assert_eq!(db.tables().await, ["one"]);
}

async fn a_body_that_deletes_its_row(db: impl Backend) {
    let meddler = meddler(|op| {
        op.execute("CREATE TABLE two (a INTEGER); DELETE FROM alembic_version");
    });
    check(db, meddler).await;
}

async fn a_body_that_changes_its_row(db: impl Backend) {
    let meddler = meddler(|op| {
        op.execute("CREATE TABLE two (a INTEGER)");
        op.execute("UPDATE alembic_version SET version_num = 'second'");
    });
    check(db, meddler).await;
}

async fn a_body_that_takes_the_row_of_another_head(db: impl Backend) {
    let merge = migrator([
        revision("a"),
        revision("b"),
        revision("merge").revises(&["a", "b"]).upgrade(|op| {
            op.execute("CREATE TABLE two (a INTEGER)");
            op.execute("DELETE FROM alembic_version WHERE version_num = 'a'");
        }),
    ]);
    let error = merge.upgrade(db.url(), "head").await.unwrap_err();
    assert!(matches!(*error.kind, ErrorKind::Conflict { .. }), "{error}");
    assert_eq!(db.versions().await, ["a", "b"]);
    assert_eq!(db.tables().await, [""; 0]);
}

async fn a_body_that_doubles_its_row(db: impl Backend) {
    // A version table without a key takes the same row twice.
    db.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        .await;
    let meddler = meddler(|op| {
        op.execute("CREATE TABLE two (a INTEGER)");
        op.execute("INSERT INTO alembic_version VALUES ('first')");
    });
    check(db, meddler).await;
}
