//! Going on with a revision of which an earlier run has done a part.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use migrate_runtime::__private::Settings;
use migrate_runtime::graph::Direction;
use migrate_runtime::prelude::*;
use migrate_runtime::{Error, ErrorKind, InDoubt, Migrator, Notice, Reporter};
use migrate_tests::backend::{Backend, Mysql, Postgres, migrator, migrator_with, revision};
use migrate_tests::{on_database, on_every_database};

on_every_database!(
    a_mended_revision_goes_on_behind_what_is_done,
    what_is_done_may_not_be_edited,
    an_unfinished_revision_is_not_passed_over,
    a_stamp_ends_what_is_unfinished,
    a_downgrade_goes_on_too,
    what_need_not_be_done_twice_is_asked_about,
    what_was_done_on_the_lent_connection_cannot_be_gone_on_with,
);

on_database!(
    ddl,
    migrate_tests::backend::Mysql,
    each_statement_of_an_operation_counts,
    what_is_begun_and_done_is_found_out
);

on_database!(
    concurrently,
    migrate_tests::backend::Postgres,
    an_index_that_is_not_valid_is_built_anew,
    an_index_that_was_built_is_not_built_again
);

#[derive(Default)]
pub(crate) struct Notices(pub(crate) Vec<Notice>);

impl Reporter for Notices {
    fn noticed(&mut self, notice: &Notice) {
        self.0.push(notice.clone());
    }
}

/// `first` creates `one`; `second` is the body.
pub(crate) fn second(body: fn(&mut Operations)) -> Migrator {
    let first = revision("first").upgrade(|op| {
        op.execute("CREATE TABLE one (a INTEGER)");
    });
    // On SQLite, a statement that was begun is waited for.
    let settings = Settings {
        lock_wait: Duration::from_secs(3),
        ..Settings::DEFAULT
    };
    let second = revision("second").revises(&["first"]).upgrade(body);
    migrator_with(settings, [first, second])
}

/// Each statement by itself, on every database.
pub(crate) fn alone(op: &mut Operations, statements: &'static str) {
    op.autocommit_block(|op| {
        op.execute(statements);
    });
}

/// Fails at its third operation.
fn broken() -> Migrator {
    second(|op| {
        alone(op, "INSERT INTO one VALUES (1)");
        alone(op, "INSERT INTO one VALUES (2)");
        alone(op, "INSERT INTO nowhere VALUES (3)");
        alone(op, "INSERT INTO one VALUES (4)");
    })
}

pub(crate) const ROWS: &str = "SELECT a FROM one ORDER BY a";

/// What the history says of the unfinished step.
pub(crate) const PROGRESS: &str = "SELECT revision, direction, progress FROM alembic_version_history \
                        WHERE progress IS NOT NULL";

async fn break_it(db: &impl Backend) -> Error {
    let error = broken().upgrade(db.url(), "head").await.unwrap_err();
    assert_eq!(error.current, ["first"]);
    let partial = error.partial.as_ref().unwrap();
    assert!(partial.is_recorded);
    assert_eq!(partial.done.len(), 2);
    error
}

async fn a_mended_revision_goes_on_behind_what_is_done(db: impl Backend) {
    break_it(&db).await;
    let progress = db.rows(PROGRESS).await;
    assert!(
        progress[0].starts_with("second|upgrade|1 1 "),
        "{progress:?}"
    );
    // As it was, it fails as it did, and still nothing is done twice.
    break_it_again(&db).await;

    let mended = second(|op| {
        alone(op, "INSERT INTO one VALUES (1)");
        alone(op, "INSERT INTO one VALUES (2)");
        op.execute("INSERT INTO one VALUES (3)");
    });
    let mut notices = Notices::default();
    let report = mended
        .upgrade_reporting(db.url(), "head", &mut notices)
        .await;
    assert_eq!(report.unwrap().steps.len(), 1);
    let revision = "second".into();
    assert_eq!(notices.0, [Notice::Resuming { revision }]);
    assert_eq!(db.rows(ROWS).await, ["1", "2", "3"]);
    assert_eq!(db.versions().await, ["second"]);
    assert_eq!(db.rows(PROGRESS).await, [""; 0]);
    let history = mended
        .environment()
        .unwrap()
        .history(db.url())
        .await
        .unwrap();
    let told: Vec<_> = history
        .iter()
        .map(|it| (&*it.revision, it.is_unfinished))
        .collect();
    assert_eq!(told, [("first", false), ("second", false)]);
}

async fn break_it_again(db: &impl Backend) {
    let error = broken().upgrade(db.url(), "head").await.unwrap_err();
    let partial = error.partial.unwrap();
    let done: Vec<_> = partial.done.iter().map(|work| work.what.as_str()).collect();
    // The second operation may have other statements; it is known to be done when it is looked at again.
    assert_eq!(done[0], "(Execute, by an earlier run)");
    assert_eq!(db.rows(ROWS).await, ["1", "2"]);
}

async fn what_is_done_may_not_be_edited(db: impl Backend) {
    break_it(&db).await;
    let edited = second(|op| {
        alone(op, "INSERT INTO one VALUES (1)");
        alone(op, "INSERT INTO one VALUES (22)");
        alone(op, "INSERT INTO one VALUES (3)");
    });
    let shorter = second(|op| {
        alone(op, "INSERT INTO one VALUES (1)");
    });
    for changed in [edited, shorter] {
        let error = changed.upgrade(db.url(), "head").await.unwrap_err();
        assert!(matches!(*error.kind, ErrorKind::Changed { .. }), "{error}");
        assert_eq!(db.rows(ROWS).await, ["1", "2"]);
        assert_eq!(db.versions().await, ["first"]);
    }
}

async fn an_unfinished_revision_is_not_passed_over(db: impl Backend) {
    break_it(&db).await;
    let error = broken().downgrade(db.url(), "base").await.unwrap_err();
    let ErrorKind::Unfinished {
        revision,
        direction,
    } = &*error.kind
    else {
        panic!("{error}");
    };
    assert_eq!((&**revision, *direction), ("second", Direction::Upgrade));
    assert_eq!(db.versions().await, ["first"]);
}

async fn a_stamp_ends_what_is_unfinished(db: impl Backend) {
    break_it(&db).await;
    broken().stamp(db.url(), &["second"]).await.unwrap();
    assert_eq!(db.rows(PROGRESS).await, [""; 0]);
    broken().downgrade(db.url(), "first").await.unwrap();
    assert_eq!(db.versions().await, ["first"]);
}

async fn a_downgrade_goes_on_too(db: impl Backend) {
    let make = |body: fn(&mut Operations)| {
        let first = revision("first").upgrade(|op| {
            op.execute("CREATE TABLE one (a INTEGER)");
        });
        migrator([
            first,
            revision("second").revises(&["first"]).downgrade(body),
        ])
    };
    let broken = make(|op| {
        alone(op, "INSERT INTO one VALUES (1)");
        alone(op, "INSERT INTO nowhere VALUES (2)");
    });
    broken.upgrade(db.url(), "head").await.unwrap();
    broken.downgrade(db.url(), "-1").await.unwrap_err();
    // The row is there still, and yet a part of the revision is not.
    let error = broken.upgrade(db.url(), "head").await.unwrap_err();
    assert!(
        matches!(*error.kind, ErrorKind::Unfinished { .. }),
        "{error}"
    );
    let mended = make(|op| {
        alone(op, "INSERT INTO one VALUES (1)");
        alone(op, "INSERT INTO one VALUES (2)");
    });
    mended.downgrade(db.url(), "-1").await.unwrap();
    assert_eq!(db.rows(ROWS).await, ["1", "2"]);
    assert_eq!(db.versions().await, ["first"]);
}

/// Makes of the failed run one that was killed before it knew what came of the statement.
pub(crate) async fn forget_what_came_of_it(db: &impl Backend) {
    let progress =
        db.rows("SELECT progress FROM alembic_version_history WHERE progress IS NOT NULL");
    let progress = progress.await;
    let words: Vec<_> = progress[0].split(' ').collect();
    let [operation, statement, digest, run] = words[..] else {
        panic!("{progress:?}");
    };
    let last = statement.parse::<usize>().unwrap() - 1;
    let begun = format!("{operation} {last} {digest} {run} begun");
    db.execute(&format!(
        "UPDATE alembic_version_history SET progress = '{begun}' WHERE progress IS NOT NULL"
    ))
    .await;
}

async fn what_need_not_be_done_twice_is_asked_about(db: impl Backend) {
    break_it(&db).await;
    forget_what_came_of_it(&db).await;
    let mended = second(|op| {
        alone(op, "INSERT INTO one VALUES (1)");
        alone(op, "INSERT INTO one VALUES (2)");
        alone(op, "INSERT INTO one VALUES (3)");
    });
    let error = mended.upgrade(db.url(), "head").await.unwrap_err();
    let ErrorKind::InDoubt {
        location,
        statement,
        ..
    } = &*error.kind
    else {
        panic!("{error}");
    };
    assert!(location.is_some_and(|it| it.file().ends_with("resume.rs")));
    assert_eq!(statement, "INSERT INTO one VALUES (2)");
    assert_eq!(db.rows(ROWS).await, ["1", "2"]);

    // Who has looked knows.
    let environment = mended.environment().unwrap();
    let told = environment.with_doubt_as(InDoubt::Done);
    told.upgrade(db.url(), "head", &mut ()).await.unwrap();
    assert_eq!(db.rows(ROWS).await, ["1", "2", "3"]);
    assert_eq!(db.versions().await, ["second"]);
}

async fn what_was_done_on_the_lent_connection_cannot_be_gone_on_with<B: Backend>(db: B) {
    let first = revision("first").upgrade(|op| {
        op.execute("CREATE TABLE one (a INTEGER)");
    });
    let reading = revision("second").revises(&["first"]).upgrade_async(|op| {
        Box::pin(async move {
            B::lent_rows(op, "INSERT INTO one VALUES (1)").await?;
            alone(op, "INSERT INTO one VALUES (2)");
            alone(op, "INSERT INTO nowhere VALUES (3)");
            Ok(())
        })
    });
    let migrator = migrator([first, reading]);
    let error = migrator.upgrade(db.url(), "head").await.unwrap_err();
    assert!(!error.partial.unwrap().is_recorded);
    let error = migrator.upgrade(db.url(), "head").await.unwrap_err();
    assert!(matches!(*error.kind, ErrorKind::NoWayOn { .. }), "{error}");
    assert_eq!(db.rows(ROWS).await, ["1", "2"]);
    migrator.stamp(db.url(), &["head"]).await.unwrap();
    assert_eq!(db.versions().await, ["second"]);
}

async fn each_statement_of_an_operation_counts(db: Mysql) {
    let broken = second(|op| {
        op.execute("CREATE TABLE two (a INTEGER); CREATE TABLE one (a INTEGER); CREATE TABLE three (a INTEGER)");
    });
    broken.upgrade(db.url(), "head").await.unwrap_err();
    let progress = db.rows(PROGRESS).await;
    assert!(
        progress[0].starts_with("second|upgrade|0 1 "),
        "{progress:?}"
    );
    db.execute("DROP TABLE one").await;
    broken.upgrade(db.url(), "head").await.unwrap();
    assert_eq!(db.tables().await, ["one", "three", "two"]);
}

static CHANGE: AtomicUsize = AtomicUsize::new(0);

/// One change of each kind.
const CHANGES: [fn(&mut Operations); 14] = [
    |op| {
        op.create_table("new", |t| {
            t.column("a", integer());
        });
    },
    |op| {
        op.drop_table("old");
    },
    |op| {
        op.rename_table("old", "new");
    },
    |op| {
        op.add_column("two", column("c", integer()));
    },
    |op| {
        op.drop_column("two", "b");
    },
    |op| {
        op.alter_column("two", "b", |c| c.rename("c").set_not_null());
    },
    |op| {
        op.alter_column("two", "b", |c| c.set_type(bigint()));
    },
    |op| {
        op.create_index("ix_two_b", "two", ["b"]);
    },
    |op| {
        op.drop_index("ix_two_a", "two");
    },
    |op| {
        op.create_unique_constraint("uq_two_b", "two", ["b"]);
    },
    |op| {
        op.create_check_constraint("ck_two_b", "two", "b > 0");
    },
    |op| {
        op.create_foreign_key("fk_two_a", "two", ["a"], "referred", ["id"]);
    },
    |op| {
        op.drop_constraint("ck_two_a", "two", ConstraintKind::Check);
    },
    |op| {
        op.create_view("v", "SELECT a FROM two");
    },
];

/// Where a change was done though nobody knows, the database says so when it is run again.
async fn what_is_begun_and_done_is_found_out(_: Mysql) {
    for (number, change) in CHANGES.iter().enumerate() {
        let db = tokio::task::spawn_blocking(Mysql::create).await.unwrap();
        let first = || {
            revision("first").upgrade(|op| {
                op.execute(
                    "CREATE TABLE old (a INTEGER); CREATE TABLE referred (id BIGINT PRIMARY KEY); \
                     CREATE TABLE two (a BIGINT, b INTEGER, INDEX ix_two_a (a), CONSTRAINT ck_two_a CHECK (a > 1))",
                );
            })
        };
        // A function has no captures, so the change that is tried is told by a number.
        CHANGE.store(number, Ordering::SeqCst);
        let broken = revision("second").revises(&["first"]).upgrade(|op| {
            CHANGES[CHANGE.load(Ordering::SeqCst)](op);
            alone(op, "INSERT INTO nowhere VALUES (1)");
        });
        let broken = migrator([first(), broken]);
        broken.upgrade(db.url(), "head").await.unwrap_err();
        let schema = db.schema().await;
        forget_what_came_of_it(&db).await;
        let mended = migrator([
            first(),
            revision("second").revises(&["first"]).upgrade(*change),
        ]);
        let again = mended.upgrade(db.url(), "head").await;
        again.unwrap_or_else(|error| panic!("change {number}: {error}, {:?}", error.kind));
        assert_eq!(db.schema().await, schema, "change {number}");
        assert_eq!(db.versions().await, ["second"]);
    }
}

/// An index of which the build failed, as one that was interrupted.
async fn leave_an_invalid_index(db: &Postgres, migrator: &Migrator) {
    db.execute("INSERT INTO one VALUES (1), (1)").await;
    migrator.upgrade(db.url(), "head").await.unwrap_err();
    assert_eq!(db.rows(INVALID).await, ["ux"]);
}

pub(crate) const INVALID: &str = "SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid";

fn unique_index() -> Migrator {
    second(|op| {
        op.create_index("ux", "one", ["a"]).unique().concurrently();
    })
}

async fn an_index_that_is_not_valid_is_built_anew(db: Postgres) {
    let migrator = unique_index();
    migrator.upgrade(db.url(), "first").await.unwrap();
    leave_an_invalid_index(&db, &migrator).await;
    db.execute("DELETE FROM one").await;
    let mut notices = Notices::default();
    migrator
        .upgrade_reporting(db.url(), "head", &mut notices)
        .await
        .unwrap();
    assert_eq!(db.rows(INVALID).await, [""; 0]);
    assert!(db.refuses("INSERT INTO one VALUES (1), (1)").await);
    let index = "ux".to_owned();
    assert!(
        notices.0.contains(&Notice::InvalidIndex { index }),
        "{:?}",
        notices.0
    );
}

async fn an_index_that_was_built_is_not_built_again(db: Postgres) {
    let broken = second(|op| {
        op.create_index("ux", "one", ["a"]).unique().concurrently();
        alone(op, "INSERT INTO nowhere VALUES (1)");
    });
    broken.upgrade(db.url(), "head").await.unwrap_err();
    let built = "SELECT oid FROM pg_class WHERE relname = 'ux'";
    let before = db.rows(built).await;
    forget_what_came_of_it(&db).await;
    unique_index().upgrade(db.url(), "head").await.unwrap();
    assert_eq!(db.rows(built).await, before);
    assert_eq!(db.versions().await, ["second"]);
}
