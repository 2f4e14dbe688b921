//! What an interrupted revision might be taken for: done where it is not, undone where it is, or another one's.

use std::time::{Duration, Instant};

use migrate_runtime::__private::{Settings, TransactionMode};
use migrate_runtime::prelude::*;
use migrate_runtime::{ErrorKind, LostOutcome, Migrator, Report};
use migrate_tests::backend::{
    Afterwards, Backend, Cut, CutProxy, Mysql, Postgres, Sqlite, TestRevision, migrator,
    migrator_with, revision,
};
use migrate_tests::pooler::{Pooler, Pooling};
use migrate_tests::{on_database, on_every_database};
use sqlx::Connection;

use crate::resume::{INVALID, Notices, PROGRESS, ROWS, alone, forget_what_came_of_it, second};

on_every_database!(
    another_branch_does_not_go_first,
    a_stamp_in_place_ends_what_is_unfinished,
    what_was_finished_without_a_history_can_be_stamped,
    what_leaves_its_block_is_another_operation,
);

on_database!(
    postgres_only,
    migrate_tests::backend::Postgres,
    an_index_of_plain_sql_is_built_anew_too,
    what_cannot_be_done_is_not_done,
    a_lock_that_is_held_settles_nothing,
    an_error_that_speaks_of_another_connection,
    what_stands_apart_ends_the_transaction_of_a_whole_run,
    what_was_read_and_rolled_back_can_be_gone_on_with,
    a_limit_counts_behind_a_look,
    a_whole_run_whose_last_answer_is_lost,
    a_whole_run_that_stands_apart_is_found_out,
    ensuring_makes_both_tables,
    a_killed_run_behind_a_pooler_is_waited_for,
    a_lost_run_behind_a_pooler_is_waited_for
);

on_database!(
    mariadb_only,
    migrate_tests::backend::Mysql,
    a_view_that_cannot_be_made_is_not_made,
    a_query_that_was_killed_is_no_lost_connection,
    a_limit_counts_behind_a_look_on_mariadb,
    tables_of_other_collations,
    columns_that_change_places_are_asked_about,
    a_part_of_an_operation_is_a_part
);

on_database!(
    sqlite_only,
    migrate_tests::backend::Sqlite,
    two_processes_at_once
);

fn first() -> TestRevision {
    revision("first").upgrade(|op| {
        op.execute("CREATE TABLE one (a INTEGER)");
    })
}

fn ids(report: &Report) -> Vec<&str> {
    report.steps.iter().map(|it| &*it.revision).collect()
}

async fn another_branch_does_not_go_first(db: impl Backend) {
    let make = |body: fn(&mut Operations)| {
        let broken = revision("zz").revises(&["first"]).upgrade(body);
        migrator([first(), broken, revision("aa").revises(&["first"])])
    };
    let broken = make(|op| {
        alone(op, "INSERT INTO one VALUES (1)");
        alone(op, "INSERT INTO nowhere VALUES (2)");
    });
    broken.upgrade(db.url(), "zz").await.unwrap_err();
    let mended = make(|op| {
        alone(op, "INSERT INTO one VALUES (1)");
        alone(op, "INSERT INTO one VALUES (2)");
    });
    for target in ["aa", "heads"] {
        match mended.upgrade(db.url(), target).await {
            Ok(report) => assert_eq!(ids(&report), ["zz", "aa"]),
            Err(error) => assert!(
                matches!(*error.kind, ErrorKind::Unfinished { .. }),
                "{error}"
            ),
        }
    }
    mended.upgrade(db.url(), "zz").await.unwrap();
    mended.upgrade(db.url(), "heads").await.unwrap();
    assert_eq!(db.rows(ROWS).await, ["1", "2"]);
    let history = mended
        .environment()
        .unwrap()
        .history(db.url())
        .await
        .unwrap();
    assert_eq!(history.len(), 3);
}

async fn a_stamp_in_place_ends_what_is_unfinished(db: impl Backend) {
    let broken = second(|op| {
        alone(op, "INSERT INTO one VALUES (1)");
        alone(op, "INSERT INTO nowhere VALUES (2)");
    });
    let environment = broken.environment().unwrap();
    for purge in [false, true] {
        broken.upgrade(db.url(), "head").await.unwrap_err();
        assert_eq!(db.rows(PROGRESS).await.len(), 1);
        environment
            .stamp(db.url(), &["first"], purge, &mut ())
            .await
            .unwrap();
        assert_eq!(db.rows(PROGRESS).await, [""; 0]);
        assert_eq!(db.versions().await, ["first"]);
    }
    broken.upgrade(db.url(), "head").await.unwrap_err();
    environment
        .stamp(db.url(), &["base"], true, &mut ())
        .await
        .unwrap();
    assert_eq!(db.rows(PROGRESS).await, [""; 0]);
}

async fn what_was_finished_without_a_history_can_be_stamped(db: impl Backend) {
    fn body(op: &mut Operations) {
        alone(op, "INSERT INTO one VALUES (1)");
        alone(op, "INSERT INTO two VALUES (2)");
    }
    let chain = || {
        [
            first(),
            revision("second").revises(&["first"]).upgrade(body),
        ]
    };
    migrator(chain())
        .upgrade(db.url(), "head")
        .await
        .unwrap_err();
    db.execute("DELETE FROM one; CREATE TABLE two (a INTEGER)")
        .await;
    let without = Settings {
        history: false,
        ..Settings::DEFAULT
    };
    migrator_with(without, chain())
        .upgrade(db.url(), "head")
        .await
        .unwrap();
    let [one, two] = chain();
    let longer = migrator([one, two, revision("third").revises(&["second"])]);
    longer.upgrade(db.url(), "head").await.unwrap_err();
    longer.stamp(db.url(), &["second"]).await.unwrap();
    longer.upgrade(db.url(), "head").await.unwrap();
}

async fn what_leaves_its_block_is_another_operation(db: impl Backend) {
    let broken = second(|op| {
        alone(op, "INSERT INTO one VALUES (1)");
        alone(op, "INSERT INTO nowhere VALUES (1)");
    });
    broken.upgrade(db.url(), "head").await.unwrap_err();
    forget_what_came_of_it(&db).await;
    let mended = second(|op| {
        op.execute("INSERT INTO one VALUES (1)");
    });
    let error = mended.upgrade(db.url(), "head").await.unwrap_err();
    assert!(matches!(*error.kind, ErrorKind::Changed { .. }), "{error}");
    assert_eq!(db.rows(ROWS).await, ["1"]);
}

/// Makes a revision that was killed in its first statement, an index of plain SQL.
async fn index_in_doubt(db: &Postgres) -> Migrator {
    let broken = second(|op| {
        alone(op, "CREATE INDEX CONCURRENTLY ix ON one (a)");
        alone(op, "INSERT INTO nowhere VALUES (1)");
    });
    broken.upgrade(db.url(), "head").await.unwrap_err();
    forget_what_came_of_it(db).await;
    second(|op| alone(op, "CREATE INDEX CONCURRENTLY ix ON one (a)"))
}

async fn an_index_of_plain_sql_is_built_anew_too(db: Postgres) {
    let mended = index_in_doubt(&db).await;
    db.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix'::regclass")
        .await;
    mended.upgrade(db.url(), "head").await.unwrap();
    assert_eq!(db.rows(INVALID).await, [""; 0]);
    assert_eq!(db.rows("SELECT 'ix'::regclass").await, ["ix"]);
}

/// The column has another name meanwhile: that it is missing does not show that there is an index.
async fn what_cannot_be_done_is_not_done(db: Postgres) {
    let mended = index_in_doubt(&db).await;
    db.execute("DROP INDEX ix; ALTER TABLE one RENAME a TO b")
        .await;
    let error = mended.upgrade(db.url(), "head").await.unwrap_err();
    assert!(
        matches!(*error.kind, ErrorKind::Statement { .. }),
        "{error}"
    );
    assert_eq!(db.versions().await, ["first"]);
    db.execute("ALTER TABLE one RENAME b TO a").await;
    mended.upgrade(db.url(), "head").await.unwrap();
}

async fn a_view_that_cannot_be_made_is_not_made(db: Mysql) {
    let broken = second(|op| {
        op.create_view("v", "SELECT a FROM one");
        alone(op, "INSERT INTO nowhere VALUES (1)");
    });
    broken.upgrade(db.url(), "head").await.unwrap_err();
    forget_what_came_of_it(&db).await;
    db.execute("DROP VIEW v; ALTER TABLE one RENAME COLUMN a TO b")
        .await;
    let mended = second(|op| {
        op.create_view("v", "SELECT a FROM one");
    });
    let error = mended.upgrade(db.url(), "head").await.unwrap_err();
    assert!(
        matches!(*error.kind, ErrorKind::Statement { .. }),
        "{error}"
    );
    assert_eq!(db.versions().await, ["first"]);
}

async fn a_lock_that_is_held_settles_nothing(db: Postgres) {
    fn add(op: &mut Operations) {
        op.set_lock_timeout(Duration::from_millis(500));
        alone(op, "ALTER TABLE one ADD COLUMN b INTEGER");
    }
    let broken = second(|op| {
        add(op);
        alone(op, "INSERT INTO nowhere VALUES (1)");
    });
    broken.upgrade(db.url(), "head").await.unwrap_err();
    forget_what_came_of_it(&db).await;
    let impatient = Settings {
        lock_retries: 0,
        ..Settings::DEFAULT
    };
    let chain = [first(), revision("second").revises(&["first"]).upgrade(add)];
    let mended = migrator_with(impatient, chain);
    let mut held = db.connect().await;
    let hold = sqlx::raw_sql("BEGIN; SELECT * FROM one");
    hold.execute(&mut held).await.unwrap();
    mended.upgrade(db.url(), "head").await.unwrap_err();
    assert_eq!(db.rows(PROGRESS).await.len(), 1);
    held.close().await.unwrap();
    mended.upgrade(db.url(), "head").await.unwrap();
    assert_eq!(db.versions().await, ["second"]);
}

/// Checks that a failing statement is told as such at once, by a run that would wait for its own lock else.
async fn check_plain_failure(db: &impl Backend, body: fn(&mut Operations)) {
    let run = migrator([revision("one").upgrade(body)]);
    let mut notices = Notices::default();
    let started = Instant::now();
    let error = run
        .upgrade_reporting(db.url(), "head", &mut notices)
        .await
        .unwrap_err();
    assert!(
        matches!(*error.kind, ErrorKind::Statement { .. }),
        "{error}"
    );
    assert!(started.elapsed() < Duration::from_secs(30));
    assert_eq!(notices.0, []);
}

async fn an_error_that_speaks_of_another_connection(db: Postgres) {
    check_plain_failure(&db, |op| {
        op.execute("DO $$ BEGIN RAISE EXCEPTION 'no server' USING ERRCODE = '08001'; END $$");
    })
    .await;
}

async fn a_query_that_was_killed_is_no_lost_connection(db: Mysql) {
    check_plain_failure(&db, |op| {
        op.execute("KILL QUERY CONNECTION_ID(); SELECT sleep(1) FROM information_schema.tables");
    })
    .await;
}

async fn what_stands_apart_ends_the_transaction_of_a_whole_run(db: Postgres) {
    let whole = Settings {
        transaction: TransactionMode::All,
        ..Settings::DEFAULT
    };
    let apart = revision("second").revises(&["first"]).upgrade(|op| {
        alone(op, "INSERT INTO one VALUES (1)");
    });
    let broken = revision("third").revises(&["second"]).upgrade(|op| {
        op.execute("INSERT INTO nowhere VALUES (1)");
    });
    let migrator = migrator_with(whole, [first(), apart, broken]);
    let error = migrator.upgrade(db.url(), "head").await.unwrap_err();
    assert_eq!(error.applied, ["first", "second"]);
    assert_eq!(error.current, ["second"]);
    assert_eq!(db.versions().await, ["second"]);
    assert_eq!(db.rows(PROGRESS).await, [""; 0]);
}

async fn what_was_read_and_rolled_back_can_be_gone_on_with(db: Postgres) {
    let reading = revision("second").revises(&["first"]).upgrade_async(|op| {
        Box::pin(async move {
            alone(op, "INSERT INTO one VALUES (1)");
            Postgres::lent_rows(op, "SELECT a FROM one").await?;
            op.execute("INSERT INTO nowhere VALUES (3)");
            Ok(())
        })
    });
    let migrator = migrator([first(), reading]);
    migrator.upgrade(db.url(), "head").await.unwrap_err();
    db.execute("CREATE TABLE nowhere (a INTEGER)").await;
    migrator.upgrade(db.url(), "head").await.unwrap();
    assert_eq!(db.rows(ROWS).await, ["1"]);
}

async fn a_limit_counts_behind_a_look(db: Postgres) {
    let reading = revision("one").upgrade_async(|op| {
        Box::pin(async move {
            Postgres::lent_rows(op, "SELECT 1").await?;
            op.set_statement_timeout(Duration::from_millis(300));
            op.execute("SELECT pg_sleep(30)");
            Ok(())
        })
    });
    migrator([reading])
        .upgrade(db.url(), "head")
        .await
        .unwrap_err();
}

async fn a_limit_counts_behind_a_look_on_mariadb(db: Mysql) {
    let reading = revision("one").upgrade_async(|op| {
        Box::pin(async move {
            Mysql::lent_rows(op, "SELECT 1").await?;
            op.set_statement_timeout(Duration::from_millis(300));
            op.execute("SELECT sleep(30) FROM information_schema.tables");
            Ok(())
        })
    });
    migrator([reading])
        .upgrade(db.url(), "head")
        .await
        .unwrap_err();
}

async fn a_whole_run_whose_last_answer_is_lost(db: Postgres) {
    let whole = Settings {
        transaction: TransactionMode::All,
        ..Settings::DEFAULT
    };
    let mut recovered = 0;
    for number in 1.. {
        db.execute("DROP TABLE IF EXISTS one, alembic_version, alembic_version_history")
            .await;
        let last = revision("second").revises(&["first"]).upgrade(|op| {
            op.execute("INSERT INTO one VALUES (1)");
        });
        let migrator = migrator_with(whole.clone(), [first(), last]);
        let proxy = CutProxy::start(db.url(), Cut::Unanswered(number), Afterwards::GoesOn).await;
        let ended = migrator.upgrade(proxy.url(), "head").await;
        if !proxy.has_cut() {
            break;
        }
        match ended {
            Ok(report) => {
                assert_eq!(ids(&report), ["first", "second"]);
                recovered += 1;
            }
            Err(error) => {
                assert!(error.applied.is_empty(), "{error}");
                assert!(db.versions().await.is_empty());
            }
        }
    }
    assert!(recovered > 0);
}

async fn ensuring_makes_both_tables(db: Postgres) {
    let migrator = migrator([first()]);
    let environment = migrator.environment().unwrap();
    assert!(environment.ensure_version(db.url(), &mut ()).await.unwrap());
    assert!(!environment.ensure_version(db.url(), &mut ()).await.unwrap());
    let tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1";
    assert_eq!(
        db.rows(tables).await,
        ["alembic_version", "alembic_version_history"]
    );
}

async fn tables_of_other_collations(db: Mysql) {
    let migrator = migrator([first()]);
    migrator.upgrade(db.url(), "head").await.unwrap();
    for collation in ["utf8mb4_unicode_ci", "utf8mb4_bin"] {
        db.execute(&format!(
            "ALTER TABLE alembic_version CONVERT TO CHARACTER SET utf8mb4 COLLATE {collation}"
        ))
        .await;
        migrator.upgrade(db.url(), "head").await.unwrap();
    }
}

async fn columns_that_change_places_are_asked_about(db: Mysql) {
    const SWAP: &str = "ALTER TABLE two RENAME COLUMN a TO b, RENAME COLUMN b TO a";
    let make = |body: fn(&mut Operations)| {
        let first = revision("first").upgrade(|op| {
            op.execute("CREATE TABLE two (a INTEGER, b INTEGER)");
        });
        migrator([first, revision("second").revises(&["first"]).upgrade(body)])
    };
    let broken = make(|op| {
        op.execute(SWAP);
        alone(op, "INSERT INTO nowhere VALUES (1)");
    });
    broken.upgrade(db.url(), "head").await.unwrap_err();
    forget_what_came_of_it(&db).await;
    let mended = make(|op| {
        op.execute(SWAP);
    });
    let error = mended.upgrade(db.url(), "head").await.unwrap_err();
    assert!(matches!(*error.kind, ErrorKind::InDoubt { .. }), "{error}");
}

async fn a_part_of_an_operation_is_a_part(db: Mysql) {
    let broken = second(|op| {
        op.execute("CREATE TABLE two (a INTEGER); CREATE TABLE one (a INTEGER)");
    });
    for _ in 0..2 {
        let error = broken.upgrade(db.url(), "head").await.unwrap_err();
        let partial = error.partial.expect("a part of it stays");
        assert_eq!(partial.done.len(), 1);
    }
}

/// What stands outside of a transaction is not locked there; and still it is done once.
async fn two_processes_at_once(db: Sqlite) {
    const SLOW: &str = "SELECT count(*) FROM (WITH RECURSIVE c (x) AS \
        (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 3000000) SELECT x FROM c)";
    let make = || {
        second(|op| {
            alone(op, SLOW);
            alone(op, "INSERT INTO one VALUES (1)");
            alone(op, SLOW);
        })
    };
    make().upgrade(db.url(), "first").await.unwrap();
    let start = || {
        let (migrator, url) = (make(), db.url().to_owned());
        tokio::spawn(async move { migrator.upgrade(url, "head").await })
    };
    for run in [start(), start()] {
        assert_eq!(run.await.unwrap().unwrap().current, ["second"]);
    }
    assert_eq!(db.rows(ROWS).await, ["1"]);
}

const POOLING: Pooling = Pooling {
    connections: 6,
    ignored_parameters: "extra_float_digits,options",
};

fn slow() -> Migrator {
    second(|op| {
        op.execute("SELECT pg_sleep(2)");
        op.execute("INSERT INTO one VALUES (1)");
        alone(op, "CREATE INDEX ix ON one (a)");
    })
}

/// The server goes on with what a killed run has sent, without the lock.
async fn a_killed_run_behind_a_pooler_is_waited_for(db: Postgres) {
    let Some(pooler) = Pooler::start(db.url(), POOLING) else {
        return;
    };
    slow().upgrade(pooler.url(), "first").await.unwrap();
    let (killed, url) = (slow(), pooler.url().to_owned());
    let run = tokio::spawn(async move { killed.upgrade(url, "head").await });
    tokio::time::sleep(Duration::from_millis(900)).await;
    run.abort();
    assert!(run.await.is_err());
    slow().upgrade(pooler.url(), "head").await.unwrap();
    assert_eq!(db.rows(ROWS).await, ["1"]);
    assert_eq!(db.versions().await, ["second"]);
}

async fn a_lost_run_behind_a_pooler_is_waited_for(db: Postgres) {
    let Some(pooler) = Pooler::start(db.url(), POOLING) else {
        return;
    };
    let make = || {
        second(|op| {
            op.execute("SELECT pg_sleep(1)");
            op.execute("INSERT INTO one VALUES (1)");
        })
    };
    make().upgrade(db.url(), "first").await.unwrap();
    for number in 1.. {
        let proxy =
            CutProxy::start(pooler.url(), Cut::Unanswered(number), Afterwards::GoesOn).await;
        let ended = make().upgrade(proxy.url(), "head").await;
        // Whatever is told must be so, and stay so.
        let told = match &ended {
            Ok(report) => &report.current,
            Err(error) => &error.current,
        };
        let told: Vec<&str> = told.iter().map(|id| &**id).collect();
        if let Err(error) = &ended
            && let ErrorKind::Lost { outcome, .. } = &*error.kind
        {
            assert_ne!(*outcome, LostOutcome::Unknown, "{error}");
        }
        let versions = db.versions().await;
        tokio::time::sleep(Duration::from_millis(1200)).await;
        assert_eq!(db.versions().await, versions, "{number}: {ended:?}");
        assert!(told.is_empty() || told == *versions, "{number}: {ended:?}");
        if versions == ["second"] {
            break;
        }
    }
    assert_eq!(db.rows(ROWS).await, ["1"]);
}

/// In a run of one transaction, a revision of which a part stands apart ends it: an answer that is lost there is looked
/// up as any other.
async fn a_whole_run_that_stands_apart_is_found_out(db: Postgres) {
    let whole = Settings {
        transaction: TransactionMode::All,
        ..Settings::DEFAULT
    };
    for number in 1.. {
        db.execute("DROP TABLE IF EXISTS one, alembic_version, alembic_version_history")
            .await;
        let apart = revision("second").revises(&["first"]).upgrade(|op| {
            op.create_index("ix", "one", ["a"]).concurrently();
            op.execute("INSERT INTO one VALUES (1)");
        });
        let last = revision("third").revises(&["second"]).upgrade(|op| {
            op.execute("INSERT INTO one VALUES (2)");
        });
        let migrator = migrator_with(whole.clone(), [first(), apart, last]);
        let proxy = CutProxy::start(db.url(), Cut::Unanswered(number), Afterwards::GoesOn).await;
        let ended = migrator.upgrade(proxy.url(), "head").await;
        if !proxy.has_cut() {
            break;
        }
        match ended {
            Ok(report) => assert_eq!(ids(&report), ["first", "second", "third"]),
            Err(error) => {
                let current: Vec<&str> = error.current.iter().map(|id| &**id).collect();
                assert_eq!(current, *db.versions().await, "{number}: {error}");
                assert_ne!(
                    current,
                    ["second"],
                    "{number}: it was done, and the run had to go on"
                );
                assert!(
                    error.applied.is_empty() || error.applied == ["first"],
                    "{error}"
                );
            }
        }
        migrator.upgrade(db.url(), "head").await.unwrap();
        assert_eq!(db.rows(ROWS).await, ["1", "2"]);
    }
}
