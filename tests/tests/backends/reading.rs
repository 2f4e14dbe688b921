//! Revisions that read the database: `op.postgres()`, `op.sqlite()` and the errors of their functions.

use std::fmt;

use migrate_runtime::prelude::*;
use migrate_runtime::{ConnectionError, ErrorKind, Migrator};
use migrate_tests::backend::{Backend, migrator, revision};
use migrate_tests::{on_every_database, on_transactional_databases};

use crate::failed::{FailedStatement, source_at, told};

on_every_database!(
    a_revision_sees_what_it_recorded_before,
    an_error_before_the_connection_was_lent,
    a_failing_operation_stays_failed_where_the_function_goes_on,
    any_error_may_be_returned,
    a_downgrade_reads_too,
    the_connection_may_be_lent_again_and_again,
);

on_transactional_databases!(
    the_lent_connection_is_in_the_transaction,
    what_a_revision_did_is_rolled_back_with_it,
    a_failing_operation_before_the_connection_was_lent,
    a_failing_operation_after_the_connection_was_lent,
    the_wrong_database_is_an_error_that_names_the_line,
);

/// A plain revision, and one that reads.
pub(crate) fn with_reader(
    read: for<'a> fn(&'a mut Operations) -> migrate_runtime::__private::BodyFuture<'a>,
) -> Migrator {
    migrator([
        revision("first").upgrade(|op| {
            op.execute("CREATE TABLE one (a INTEGER); INSERT INTO one VALUES (1), (2)");
        }),
        revision("reads").revises(&["first"]).upgrade_async(read),
    ])
}

/// After a failed run: the first revision is there, the one that reads is not.
pub(crate) async fn only_the_first_is_kept(db: &impl Backend, error: &migrate_runtime::Error) {
    assert_eq!(error.applied, ["first"]);
    assert_eq!(error.current, ["first"]);
    assert_eq!(db.versions().await, ["first"]);
    assert_eq!(db.tables().await, ["one"]);
    assert_eq!(db.rows("SELECT a FROM one ORDER BY a").await, ["1", "2"]);
}

async fn a_revision_sees_what_it_recorded_before<B: Backend>(db: B) {
    let reads = with_reader(|op| {
        Box::pin(async move {
            op.create_table("two", |t| {
                t.column("a", integer());
            });
            op.execute("INSERT INTO two SELECT a * 10 FROM one");
            let rows = B::lent_rows(op, "SELECT a FROM two ORDER BY a").await?;
            op.execute(format!("INSERT INTO two VALUES ({})", rows.join("")));
            Ok(())
        })
    });
    reads.upgrade(db.url(), "head").await.unwrap();
    let rows = db.rows("SELECT a FROM two ORDER BY a").await;
    assert_eq!(rows, ["10", "20", "1020"]);
    assert_eq!(db.versions().await, ["reads"]);
}

async fn what_a_revision_did_is_rolled_back_with_it<B: Backend>(db: B) {
    let reads = with_reader(|op| {
        Box::pin(async move {
            op.execute("CREATE TABLE two (a INTEGER)");
            B::lent_rows(op, "INSERT INTO two SELECT a FROM one").await?;
            B::lent_rows(op, "DELETE FROM one").await?;
            let rows = B::lent_rows(op, "SELECT a FROM two").await?;
            assert_eq!(rows.len(), 2);
            Err("the rows are not as expected".into())
        })
    });
    let error = reads.upgrade(db.url(), "head").await.unwrap_err();
    assert_eq!(
        told(&error),
        "revision reads failed: the rows are not as expected"
    );
    only_the_first_is_kept(&db, &error).await;
}

async fn the_lent_connection_is_in_the_transaction<B: Backend>(db: B) {
    let reads = with_reader(|op| {
        Box::pin(async move {
            let rows = B::lent_rows(op, "SELECT version_num FROM alembic_version").await?;
            assert_eq!(rows, ["first"]);
            B::lent_rows(op, "INSERT INTO one VALUES (3)").await?;
            op.drop_table("nowhere");
            Ok(())
        })
    });
    let error = reads.upgrade(db.url(), "head").await.unwrap_err();
    only_the_first_is_kept(&db, &error).await;
}

async fn an_error_before_the_connection_was_lent(db: impl Backend) {
    let reads = with_reader(|op| {
        Box::pin(async move {
            op.execute("CREATE TABLE two (a INTEGER)");
            let number: i64 = "twelve".parse()?;
            op.execute(format!("INSERT INTO two VALUES ({number})"));
            Ok(())
        })
    });
    let error = reads.upgrade(db.url(), "head").await.unwrap_err();
    assert_eq!(
        told(&error),
        "revision reads failed: invalid digit found in string"
    );
    only_the_first_is_kept(&db, &error).await;
}

async fn a_failing_operation_before_the_connection_was_lent<B: Backend>(db: B) {
    let reads = with_reader(|op| {
        Box::pin(async move {
            op.execute("CREATE TABLE two (a INTEGER)");
            op.execute("INSERT INTO nowhere VALUES (1)");
            B::lent_rows(op, "SELECT 1").await?;
            unreachable!("the operations failed")
        })
    });
    let error = reads.upgrade(db.url(), "head").await.unwrap_err();
    let failed = FailedStatement::of(&error);
    assert!(failed.is_at("execute(\"INSERT INTO nowhere"), "{failed:?}");
    assert_eq!(failed.statement, "INSERT INTO nowhere VALUES (1)");
    only_the_first_is_kept(&db, &error).await;
}

async fn a_failing_operation_stays_failed_where_the_function_goes_on<B: Backend>(db: B) {
    let reads = with_reader(|op| {
        Box::pin(async move {
            op.execute("INSERT INTO nowhere VALUES (1)");
            let _ = B::lent_rows(op, "SELECT 1").await;
            op.execute("CREATE TABLE two (a INTEGER)");
            let _ = B::lent_rows(op, "SELECT 1").await;
            Ok(())
        })
    });
    let error = reads.upgrade(db.url(), "head").await.unwrap_err();
    let failed = FailedStatement::of(&error);
    assert_eq!(failed.statement, "INSERT INTO nowhere VALUES (1)");
    only_the_first_is_kept(&db, &error).await;
}

async fn a_failing_operation_after_the_connection_was_lent<B: Backend>(db: B) {
    let reads = with_reader(|op| {
        Box::pin(async move {
            B::lent_rows(op, "DELETE FROM one").await?;
            op.execute("CREATE TABLE two (a INTEGER)");
            op.create_index("ix", "two", ["nowhere"]);
            Ok(())
        })
    });
    let error = reads.upgrade(db.url(), "head").await.unwrap_err();
    let failed = FailedStatement::of(&error);
    assert!(failed.is_at("create_index(\"ix\""), "{failed:?}");
    only_the_first_is_kept(&db, &error).await;
}

/// An error of the revision's own.
#[derive(Debug)]
struct Odd(u32);

impl fmt::Display for Odd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is odd", self.0)
    }
}

impl std::error::Error for Odd {}

async fn any_error_may_be_returned<B: Backend>(db: B) {
    let odd = with_reader(|_| Box::pin(async { Err(Odd(7).into()) }));
    let error = odd.upgrade(db.url(), "head").await.unwrap_err();
    let ErrorKind::Revision { source, .. } = &*error.kind else {
        panic!("{error}")
    };
    assert_eq!(source.downcast_ref::<Odd>().unwrap().0, 7);

    let sql = with_reader(|op| {
        Box::pin(async move {
            B::lent_rows(op, "SELECT * FROM nowhere").await?;
            Ok(())
        })
    });
    let error = sql.upgrade(db.url(), "head").await.unwrap_err();
    let ErrorKind::Revision { source, .. } = &*error.kind else {
        panic!("{error}")
    };
    assert!(source.downcast_ref::<sqlx::Error>().is_some(), "{source}");
    assert!(told(&error).contains("nowhere"), "{error}");
    assert_eq!(db.versions().await, ["first"]);
}

async fn the_wrong_database_is_an_error_that_names_the_line<B: Backend>(db: B) {
    let reads = with_reader(|op| {
        Box::pin(async move {
            op.execute("CREATE TABLE two (a INTEGER)");
            B::lend_other(op).await
        })
    });
    let error = reads.upgrade(db.url(), "head").await.unwrap_err();
    let ErrorKind::Revision { source, .. } = &*error.kind else {
        panic!("{error}")
    };
    let Some(ConnectionError::OtherDatabase {
        location,
        asked,
        actual,
    }) = source.downcast_ref()
    else {
        panic!("{source}")
    };
    assert_eq!(*actual, B::DIALECT.name);
    assert_ne!(asked, actual);
    assert!(source_at(location).contains("().await?"), "{location}");
    let text = told(&error);
    assert!(text.contains(&location.to_string()), "{text}");
    assert!(text.contains(asked) && text.contains(actual), "{text}");
    only_the_first_is_kept(&db, &error).await;
}

async fn a_downgrade_reads_too<B: Backend>(db: B) {
    let migrator = migrator([revision("only")
        .upgrade(|op| {
            op.execute("CREATE TABLE one (a INTEGER); INSERT INTO one VALUES (1)");
        })
        .downgrade_async(|op| {
            Box::pin(async move {
                let rows = B::lent_rows(op, "SELECT count(*) FROM one").await?;
                if rows == ["1"] {
                    return Err("there is a row left".into());
                }
                op.drop_table("one");
                Ok(())
            })
        })]);
    migrator.upgrade(db.url(), "head").await.unwrap();
    let error = migrator.downgrade(db.url(), "base").await.unwrap_err();
    assert!(told(&error).contains("there is a row left"));
    assert_eq!(db.versions().await, ["only"]);
    db.execute("DELETE FROM one").await;
    migrator.downgrade(db.url(), "base").await.unwrap();
    assert_eq!(db.tables().await, [""; 0]);
}

async fn the_connection_may_be_lent_again_and_again<B: Backend>(db: B) {
    let reads = with_reader(|op| {
        Box::pin(async move {
            for number in 1..=5 {
                let rows = B::lent_rows(op, "SELECT max(a) FROM one").await?;
                let next = rows[0].parse::<i64>()? + number;
                op.execute(format!("INSERT INTO one VALUES ({next})"));
            }
            Ok(())
        })
    });
    reads.upgrade(db.url(), "head").await.unwrap();
    let rows = db.rows("SELECT a FROM one ORDER BY a").await;
    assert_eq!(rows, ["1", "2", "3", "5", "8", "12", "17"]);
}
