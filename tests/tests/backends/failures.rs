//! A revision that fails: what the error says, and that nothing of the revision is left behind.

use migrate_runtime::graph::Direction;
use migrate_runtime::prelude::*;
use migrate_runtime::{Error, ErrorKind, LostOutcome, Migrator};
use migrate_tests::backend::{Backend, Postgres, TestRevision, migrator, revision};
use migrate_tests::{on_database, on_every_database, on_transactional_databases};

use crate::failed::FailedStatement;

on_every_database!(
    a_statement_that_fails_on_the_rows,
    a_stamp_onto_a_table_that_refuses_it,
    the_text_of_an_error_tells_it_all,
);

on_transactional_databases!(
    the_third_of_five_operations,
    the_second_of_three_statements,
    a_syntax_error,
    a_statement_behind_unusual_characters,
    the_commit,
    a_downgrade,
    the_first_revision_of_all,
);

on_database!(
    postgres_only,
    migrate_tests::backend::Postgres,
    a_function_that_raises,
    a_connection_that_the_server_ends
);

/// Two revisions that work.
fn good() -> Vec<TestRevision> {
    vec![
        revision("first").upgrade(|op| {
            op.create_table("one", |t| {
                t.column("a", integer()).unique();
            });
        }),
        revision("second").revises(&["first"]).upgrade(|op| {
            op.execute("INSERT INTO one VALUES (1)");
        }),
    ]
}

/// Two revisions that work, and a third.
fn with_third(upgrade: fn(&mut Operations)) -> Migrator {
    let third = revision("third").revises(&["second"]);
    let third = third.message("create the rest").upgrade(upgrade);
    migrator(good().into_iter().chain([third]))
}

/// Runs a third revision that fails, and proves that the first two stay, and that the next run does the third
/// when it is mended.
async fn fail(db: &impl Backend, upgrade: fn(&mut Operations)) -> Error {
    let error = with_third(upgrade)
        .upgrade(db.url(), "head")
        .await
        .unwrap_err();
    assert_eq!(error.applied, ["first", "second"]);
    assert_eq!(error.current, ["second"]);
    assert_eq!(db.versions().await, ["second"]);
    assert_eq!(db.tables().await, ["one"]);
    assert_eq!(db.rows("SELECT a FROM one").await, ["1"]);

    let mended = with_third(|op| {
        op.execute("CREATE TABLE two (a INTEGER)");
    });
    let report = mended.upgrade(db.url(), "head").await.unwrap();
    assert_eq!(report.steps.len(), 1);
    assert_eq!(db.tables().await, ["one", "two"]);
    error
}

async fn the_third_of_five_operations(db: impl Backend) {
    let error = fail(&db, |op| {
        op.create_table("two", |t| {
            t.column("a", integer());
        });
        op.execute("INSERT INTO one VALUES (2)");
        op.create_index("ix_two_nowhere", "two", ["nowhere"]);
        op.create_table("three", |t| {
            t.column("a", integer());
        });
        op.drop_table("one");
    })
    .await;
    let failed = FailedStatement::of(&error);
    assert_eq!(failed.revision, "third");
    assert!(
        failed.is_at("create_index(\"ix_two_nowhere\""),
        "{failed:?}"
    );
    assert_eq!(
        failed.statement,
        "CREATE INDEX ix_two_nowhere ON two (nowhere)"
    );
    assert!(failed.server.contains("nowhere"), "{failed:?}");
}

async fn the_second_of_three_statements(db: impl Backend) {
    let error = fail(&db, |op| {
        op.execute("CREATE TABLE two (a INTEGER)");
        op.execute("UPDATE one SET a = 7; INSERT INTO nowhere VALUES (';'); DROP TABLE one;");
        op.execute("CREATE TABLE three (a INTEGER)");
    })
    .await;
    let failed = FailedStatement::of(&error);
    assert!(failed.is_at("execute(\"UPDATE one"), "{failed:?}");
    assert_eq!(failed.statement, "INSERT INTO nowhere VALUES (';')");
    assert!(failed.server.contains("nowhere"), "{failed:?}");
}

async fn a_statement_that_fails_on_the_rows(db: impl Backend) {
    let error = fail(&db, |op| {
        op.execute("UPDATE one SET a = 7");
        op.execute("SELECT * FROM one; INSERT INTO one SELECT a FROM one");
        op.execute("CREATE TABLE two (a INTEGER)");
    })
    .await;
    let failed = FailedStatement::of(&error);
    assert!(failed.is_at("execute(\"SELECT * FROM one"), "{failed:?}");
    assert_eq!(failed.statement, "INSERT INTO one SELECT a FROM one");
}

async fn a_syntax_error(db: impl Backend) {
    let error = fail(&db, |op| {
        op.execute("CREATE TABLE two (a INTEGER)");
        op.execute("DELETE FROM one; CREATE TABEL three (a INTEGER); DROP TABLE one");
        op.execute("SELCT 1");
    })
    .await;
    let failed = FailedStatement::of(&error);
    assert!(failed.is_at("execute(\"DELETE FROM one;"), "{failed:?}");
    assert_eq!(failed.statement, "CREATE TABEL three (a INTEGER)");
    assert!(failed.server.contains("syntax error"), "{failed:?}");
}

async fn a_statement_behind_unusual_characters(db: impl Backend) {
    let error = fail(&db, |op| {
        op.execute("CREATE TABLE \"größe 𝄞\" (a TEXT DEFAULT 'čaj 🍵🍵🍵') -- 🍵");
        op.execute("SELECT 1 FORM one");
        op.execute("CREATE TABLE three (a INTEGER)");
    })
    .await;
    let failed = FailedStatement::of(&error);
    assert!(failed.is_at("execute(\"SELECT 1 FORM"), "{failed:?}");
    assert_eq!(failed.statement, "SELECT 1 FORM one");
}

async fn the_commit(db: impl Backend) {
    let error = fail(&db, |op| {
        op.execute("CREATE TABLE two (a INTEGER REFERENCES one (a) DEFERRABLE INITIALLY DEFERRED)");
        op.execute("INSERT INTO two VALUES (404)");
    })
    .await;
    let failed = FailedStatement::of(&error);
    assert_eq!(failed.revision, "third");
    assert_eq!(failed.call, None);
    assert_eq!(failed.statement, "COMMIT");
    assert!(
        failed
            .server
            .to_lowercase()
            .contains("foreign key constraint"),
        "{failed:?}"
    );
}

async fn a_downgrade(db: impl Backend) {
    let migrator = migrator([
        revision("first").upgrade(|op| {
            op.execute("CREATE TABLE one (a INTEGER)");
        }),
        revision("second").revises(&["first"]).downgrade(|op| {
            op.drop_table("one");
            op.drop_table("nowhere");
        }),
        revision("third").revises(&["second"]),
    ]);
    migrator.upgrade(db.url(), "head").await.unwrap();
    let error = migrator.downgrade(db.url(), "base").await.unwrap_err();

    let failed = FailedStatement::of(&error);
    assert_eq!(failed.statement, "DROP TABLE nowhere");
    assert!(failed.is_at("drop_table(\"nowhere\")"), "{failed:?}");
    let ErrorKind::Statement { step, .. } = &*error.kind else {
        unreachable!()
    };
    assert_eq!(step.direction, Direction::Downgrade);
    assert_eq!(error.applied, ["third"]);
    assert_eq!(error.current, ["second"]);
    assert_eq!(db.versions().await, ["second"]);
    assert_eq!(db.tables().await, ["one"]);
}

async fn the_first_revision_of_all(db: impl Backend) {
    let broken = migrator([revision("first").upgrade(|op| {
        op.execute("CREATE TABLE one (a INTEGER)");
        op.drop_table("nowhere");
    })]);
    let error = broken.upgrade(db.url(), "head").await.unwrap_err();
    assert!(error.applied.is_empty());
    assert!(error.current.is_empty());
    assert_eq!(db.tables().await, [""; 0]);
    assert!(!db.has_version_table().await, "not even the version table");
}

async fn a_stamp_onto_a_table_that_refuses_it(db: impl Backend) {
    db.execute(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL CHECK (version_num <> 'second'))",
    )
    .await;
    let error = migrator(good())
        .stamp(db.url(), &["second"])
        .await
        .unwrap_err();
    let failed = FailedStatement::of(&error);
    assert_eq!(failed.call, None);
    assert!(failed.statement.starts_with("INSERT INTO alembic_version"));
    assert_eq!(db.versions().await, [""; 0]);
}

async fn the_text_of_an_error_tells_it_all(db: impl Backend) {
    let error = fail(&db, |op| {
        op.drop_table("nowhere");
    })
    .await;
    let text = error.to_string();
    for part in [
        "revision third failed at ",
        "tests/backends/failures.rs:",
        "DROP TABLE nowhere",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    // What the server said follows as the cause, and nothing is said twice.
    let cause = std::error::Error::source(&error).expect("the server's error");
    assert!(cause.is::<sqlx::Error>(), "{cause}");
    let server = FailedStatement::of(&error).server;
    assert!(cause.to_string().contains(&server), "{cause}");
}

async fn a_function_that_raises(db: Postgres) {
    let error = fail(&db, |op| {
        op.execute(
            "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM nowhere; END $$",
        );
        op.execute("CREATE TABLE two (a INTEGER)");
        op.execute("SELECT f()");
        op.execute("DROP TABLE one");
    })
    .await;
    let failed = FailedStatement::of(&error);
    assert_eq!(failed.statement, "SELECT f()");
    assert!(failed.is_at("execute(\"SELECT f()\")"), "{failed:?}");
    assert!(failed.server.contains("nowhere"), "{failed:?}");
}

async fn a_connection_that_the_server_ends(db: Postgres) {
    let error = fail(&db, |op| {
        op.execute("CREATE TABLE two (a INTEGER)");
        op.execute("SELECT pg_terminate_backend(pg_backend_pid())");
        op.execute("CREATE TABLE three (a INTEGER)");
    })
    .await;
    let ErrorKind::Lost {
        location,
        statement,
        outcome,
        source,
        ..
    } = &*error.kind
    else {
        panic!("the connection was lost: {error}");
    };
    assert!(statement.starts_with("SELECT pg_terminate_backend"));
    assert!(location.is_some_and(|it| it.file().ends_with("failures.rs")));
    assert_eq!(*outcome, LostOutcome::NotApplied);
    assert!(source.to_string().contains("terminating connection"));
}
