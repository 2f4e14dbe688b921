//! What cannot be taken back: a revision that fails behind something that was committed says what stays done.

use migrate_runtime::prelude::*;
use migrate_runtime::{Error, ErrorKind, Migrator, Work};
use migrate_tests::backend::{Backend, Mysql, Postgres, Sqlite, migrator, revision};
use migrate_tests::{on_database, on_every_database};

on_every_database!(
    an_autocommit_block_is_outside_of_a_transaction,
    what_an_autocommit_block_did_stays_done,
    a_revision_goes_on_in_a_transaction_behind_a_block,
    the_steps_before_stay_where_a_block_ends_their_transaction,
);

on_database!(
    ddl,
    migrate_tests::backend::Mysql,
    each_change_of_the_schema_stays_done,
    changes_of_rows_alone_are_taken_back,
    what_a_revision_did_on_the_lent_connection_stays_with_the_next_change_of_the_schema,
    what_could_not_be_written_is_left,
    what_a_function_did_not_come_to_is_left,
    a_downgrade_says_what_is_undone
);

on_database!(
    concurrently,
    migrate_tests::backend::Postgres,
    a_block_may_hold_what_a_transaction_refuses
);

on_database!(
    overtaken,
    migrate_tests::backend::Sqlite,
    a_block_that_was_overtaken_is_a_conflict
);

/// `first` creates `one`; `second` is the body.
fn second(body: fn(&mut Operations)) -> Migrator {
    let first = revision("first").upgrade(|op| {
        op.execute("CREATE TABLE one (a INTEGER)");
    });
    migrator([first, revision("second").revises(&["first"]).upgrade(body)])
}

fn texts(works: &[Work]) -> Vec<&str> {
    works.iter().map(|work| work.what.as_str()).collect()
}

const LENT: &str = "(what the revision did on the connection that it was lent)";

/// What stays done and what is left of the failed revision.
fn parts(error: &Error) -> (Vec<&str>, Vec<&str>) {
    assert_eq!(error.kind.step().unwrap().revision, "second", "{error}");
    let partial = error.partial.as_ref().expect("a part stays done");
    for work in partial.done.iter().chain(&partial.left) {
        assert!(work.location.file().ends_with("partial.rs"), "{work:?}");
    }
    (texts(&partial.done), texts(&partial.left))
}

async fn an_autocommit_block_is_outside_of_a_transaction(db: impl Backend) {
    let migrator = second(|op| {
        op.execute("INSERT INTO one VALUES (1)");
        op.autocommit_block(|op| {
            op.execute("INSERT INTO one VALUES (2); INSERT INTO one VALUES (3)");
        });
        op.execute("INSERT INTO one VALUES (4)");
    });
    migrator.upgrade(db.url(), "head").await.unwrap();
    let rows = db.rows("SELECT a FROM one ORDER BY a").await;
    assert_eq!(rows, ["1", "2", "3", "4"]);
    assert_eq!(db.versions().await, ["second"]);
}

async fn what_an_autocommit_block_did_stays_done(db: impl Backend) {
    let migrator = second(|op| {
        op.execute("INSERT INTO one VALUES (1)");
        op.autocommit_block(|op| {
            op.execute("INSERT INTO one VALUES (2); INSERT INTO nowhere VALUES (3); SELECT 4");
        });
        op.execute("INSERT INTO one VALUES (5)");
    });
    let error = migrator.upgrade(db.url(), "head").await.unwrap_err();
    let (done, left) = parts(&error);
    assert_eq!(
        done,
        ["INSERT INTO one VALUES (1)", "INSERT INTO one VALUES (2)"]
    );
    let expected = [
        "INSERT INTO nowhere VALUES (3)",
        "SELECT 4",
        "INSERT INTO one VALUES (5)",
    ];
    assert_eq!(left, expected);
    assert_eq!(db.rows("SELECT a FROM one ORDER BY a").await, ["1", "2"]);
    assert_eq!(
        (error.current.as_slice(), db.versions().await),
        (&["first".into()][..], vec!["first".to_owned()])
    );
    assert_eq!(error.applied, ["first"]);
}

async fn a_revision_goes_on_in_a_transaction_behind_a_block(db: impl Backend) {
    let migrator = second(|op| {
        op.autocommit_block(|op| {
            op.execute("INSERT INTO one VALUES (1)");
        });
        op.execute("INSERT INTO one VALUES (2); INSERT INTO nowhere VALUES (3)");
    });
    let error = migrator.upgrade(db.url(), "head").await.unwrap_err();
    let (done, left) = parts(&error);
    assert_eq!(done, ["INSERT INTO one VALUES (1)"]);
    assert_eq!(
        left,
        [
            "INSERT INTO one VALUES (2)",
            "INSERT INTO nowhere VALUES (3)"
        ]
    );
    assert_eq!(db.rows("SELECT a FROM one").await, ["1"]);
}

async fn the_steps_before_stay_where_a_block_ends_their_transaction(db: impl Backend) {
    let settings = migrate_runtime::settings::Settings {
        transaction: migrate_runtime::settings::TransactionMode::All,
        ..migrate_runtime::settings::Settings::DEFAULT
    };
    let first = revision("first").upgrade(|op| {
        op.execute("CREATE TABLE one (a INTEGER)");
    });
    let body = |op: &mut Operations| {
        op.autocommit_block(|op| {
            op.execute("INSERT INTO one VALUES (1)");
        });
        op.execute("INSERT INTO nowhere VALUES (1)");
    };
    let second = revision("second").revises(&["first"]).upgrade(body);
    let migrator = migrate_tests::backend::migrator_with(settings, [first, second]);
    let error = migrator.upgrade(db.url(), "head").await.unwrap_err();
    assert_eq!(error.applied, ["first"]);
    assert_eq!(error.current, ["first"]);
    assert_eq!(db.versions().await, ["first"]);
    assert_eq!(parts(&error).0, ["INSERT INTO one VALUES (1)"]);
}

async fn each_change_of_the_schema_stays_done(db: Mysql) {
    let migrator = second(|op| {
        op.execute("INSERT INTO one VALUES (1)");
        op.execute("CREATE TABLE two (a INTEGER)");
        op.execute("INSERT INTO one VALUES (2)");
        op.execute("ALTER TABLE nowhere ADD COLUMN b INTEGER");
        op.drop_table("one");
    });
    let error = migrator.upgrade(db.url(), "head").await.unwrap_err();
    let (done, left) = parts(&error);
    let expected = [
        "INSERT INTO one VALUES (1)",
        "CREATE TABLE two (a INTEGER)",
        "INSERT INTO one VALUES (2)",
    ];
    assert_eq!(done, expected);
    assert_eq!(
        left,
        ["ALTER TABLE nowhere ADD COLUMN b INTEGER", "DROP TABLE one"]
    );
    assert_eq!(db.tables().await, ["one", "two"]);
    assert_eq!(db.rows("SELECT a FROM one ORDER BY a").await, ["1", "2"]);
    assert_eq!(db.versions().await, ["first"]);
}

async fn changes_of_rows_alone_are_taken_back(db: Mysql) {
    let migrator = second(|op| {
        op.execute("INSERT INTO one VALUES (1)");
        op.execute("INSERT INTO nowhere VALUES (1)");
    });
    let error = migrator.upgrade(db.url(), "head").await.unwrap_err();
    assert!(error.partial.is_none(), "{:?}", error.partial);
    assert_eq!(db.rows("SELECT a FROM one").await, [""; 0]);
    assert_eq!(db.versions().await, ["first"]);
}

async fn what_a_revision_did_on_the_lent_connection_stays_with_the_next_change_of_the_schema(
    db: Mysql,
) {
    let first = revision("first").upgrade(|op| {
        op.execute("CREATE TABLE one (a INTEGER)");
    });
    let second = revision("second").revises(&["first"]).upgrade_async(|op| {
        Box::pin(async move {
            Mysql::lent_rows(op, "INSERT INTO one VALUES (1)").await?;
            op.execute("CREATE TABLE two (a INTEGER)");
            op.execute("CREATE TABLE two (a INTEGER)");
            Ok(())
        })
    });
    let error = migrator([first, second])
        .upgrade(db.url(), "head")
        .await
        .unwrap_err();
    let partial = error.partial.as_ref().expect("a part stays done");
    assert_eq!(texts(&partial.done), [LENT, "CREATE TABLE two (a INTEGER)"]);
    assert_eq!(db.rows("SELECT a FROM one").await, ["1"]);
}

async fn what_could_not_be_written_is_left(db: Mysql) {
    let migrator = second(|op| {
        op.execute("CREATE TABLE two (a INTEGER)");
        op.alter_column("two", "b", |c| c.set_not_null());
        op.execute("CREATE TABLE three (a INTEGER)");
    });
    let error = migrator.upgrade(db.url(), "head").await.unwrap_err();
    let (done, left) = parts(&error);
    assert_eq!(done, ["CREATE TABLE two (a INTEGER)"]);
    let expected = [
        "(AlterColumn, which was not sent)",
        "(Execute, which was not sent)",
    ];
    assert_eq!(left, expected);
    assert_eq!(db.tables().await, ["one", "two"]);
}

async fn what_a_function_did_not_come_to_is_left(db: Mysql) {
    let first = revision("first").upgrade(|op| {
        op.execute("CREATE TABLE one (a INTEGER)");
    });
    let second = revision("second").revises(&["first"]).upgrade_async(|op| {
        Box::pin(async move {
            op.execute("CREATE TABLE two (a INTEGER)");
            op.mysql().await?;
            op.drop_table("two");
            Err("not today".into())
        })
    });
    let migrator = migrator([first, second]);
    let error = migrator.upgrade(db.url(), "head").await.unwrap_err();
    let (done, left) = parts(&error);
    assert_eq!(done, ["CREATE TABLE two (a INTEGER)"]);
    assert_eq!(left, [LENT, "(DropTable, which was not sent)"]);
    assert_eq!(db.tables().await, ["one", "two"]);
}

async fn a_downgrade_says_what_is_undone(db: Mysql) {
    let second = revision("second").downgrade(|op| {
        op.execute("CREATE TABLE undone (a INTEGER)");
        op.drop_table("nowhere");
    });
    let migrator = migrator([second]);
    migrator.upgrade(db.url(), "head").await.unwrap();
    let error = migrator.downgrade(db.url(), "base").await.unwrap_err();
    let (done, left) = parts(&error);
    assert_eq!(done, ["CREATE TABLE undone (a INTEGER)"]);
    assert_eq!(left, ["DROP TABLE nowhere"]);
    assert_eq!(db.versions().await, ["second"]);
}

async fn a_block_may_hold_what_a_transaction_refuses(db: Postgres) {
    let migrator = second(|op| {
        op.autocommit_block(|op| {
            op.execute("VACUUM one; CREATE INDEX CONCURRENTLY ix ON one (a)");
        });
    });
    migrator.upgrade(db.url(), "head").await.unwrap();
    assert!(db.schema().await.contains("ix"));
}

async fn a_block_that_was_overtaken_is_a_conflict(db: Sqlite) {
    let migrator = second(|op| {
        op.autocommit_block(|op| {
            op.execute("DELETE FROM alembic_version");
        });
        op.execute("INSERT INTO one VALUES (1)");
    });
    let error = migrator.upgrade(db.url(), "head").await.unwrap_err();
    assert!(matches!(*error.kind, ErrorKind::Conflict { .. }), "{error}");
    assert_eq!(parts(&error).0, ["DELETE FROM alembic_version"]);
    assert_eq!(db.rows("SELECT a FROM one").await, [""; 0]);
}
