//! A network that fails in the middle of a run: the run ends, and says what is so; nothing is lost or done twice.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use migrate_runtime::prelude::*;
use migrate_runtime::{Error, Migrator, Report};
use migrate_tests::backend::{
    Afterwards, Backend, Contents, Course, Cut, CutProxy, migrator, revision,
};
use migrate_tests::on_database;

use crate::failed::told;

on_database!(
    postgres,
    migrate_tests::backend::Postgres,
    a_cut_before_a_message,
    a_cut_before_the_answer,
    a_cut_in_the_answer,
    a_network_that_stays_away
);

on_database!(
    mariadb,
    migrate_tests::backend::Mysql,
    a_cut_before_a_message,
    a_cut_before_the_answer,
    a_cut_in_the_answer,
    a_network_that_stays_away
);

const REVISIONS: [&str; 5] = ["tables", "rows", "reading", "index", "last"];

/// Changes of the schema and of rows; a revision that reads; and on PostgreSQL one that is not one transaction.
fn migrations<B: Backend>() -> Migrator {
    migrator([
        revision("tables").upgrade(|op| {
            op.create_table("goods", |t| {
                t.column("id", integer()).primary_key();
                t.column("price", integer()).not_null();
            });
            op.bulk_insert("goods", ["id", "price"], [row![1, 5], row![2, 6]]);
            op.add_column("goods", column("stock", integer()));
            op.execute("UPDATE goods SET stock = price, price = price + 1");
            op.alter_column("goods", "stock", |c| c.set_not_null());
            op.execute("UPDATE goods SET stock = stock * 3");
        }),
        revision("rows").revises(&["tables"]).upgrade(|op| {
            op.execute("UPDATE goods SET price = price * 2");
            op.execute("INSERT INTO goods VALUES (3, 1, 1)");
        }),
        revision("reading")
            .revises(&["rows"])
            .upgrade_async(|op| Box::pin(double_what_is_there::<B>(op))),
        revision("index").revises(&["reading"]).upgrade(|op| {
            op.execute("UPDATE goods SET stock = stock + 1");
            op.create_index("ix_goods_price", "goods", ["price"])
                .concurrently();
            op.execute("UPDATE goods SET stock = stock * 2");
        }),
        revision("last").revises(&["index"]).upgrade(|op| {
            op.execute("UPDATE goods SET price = price + stock");
            op.drop_column("goods", "note");
        }),
    ])
}

async fn double_what_is_there<B: Backend>(op: &mut Operations) -> Result {
    op.add_column("goods", column("note", varchar(20)));
    op.execute("UPDATE goods SET stock = stock + 10");
    for id in B::lent_rows(op, "SELECT id FROM goods ORDER BY id").await? {
        op.execute(format!(
            "INSERT INTO goods SELECT id + 10, price, 0, 'copy' FROM goods WHERE id = {id}"
        ));
    }
    op.create_index("ix_goods_stock", "goods", ["stock"]);
    op.execute("UPDATE goods SET stock = stock + 7");
    Ok(())
}

fn is_in_parts<B: Backend>(number: usize) -> bool {
    !B::DIALECT.transactional_ddl || REVISIONS.get(number - 1) == Some(&"index")
}

/// Says of a run how it ended, and how many revisions are applied.
type Check<'a> = &'a (dyn Fn(&Result<Report, Error>, usize) + Sync);

/// Runs the migrations with a network that is cut at each chunk that they send in turn, and then again with a good one.
async fn cut_everywhere<B: Backend>(
    db: B,
    cut: fn(usize) -> Cut,
    afterwards: Afterwards,
    check: Check<'_>,
) {
    let course = Course::of(&db, &migrations::<B>(), REVISIONS.len()).await;
    clear(&db).await;
    let proxy = CutProxy::start(db.url(), Cut::Before(usize::MAX), afterwards).await;
    let whole = migrations::<B>().upgrade(proxy.url(), "head").await;
    whole.unwrap();
    let cuts: Vec<Cut> = (1..=proxy.chunks()).map(cut).collect();
    tell(&format!("{}: {} cuts", B::NAME, cuts.len()));
    match afterwards {
        Afterwards::GoesOn => {
            for cut in cuts {
                clear(&db).await;
                cut_once(&db, cut, afterwards, &course, check).await;
            }
        }
        // Most of the time goes into waiting for a server that does not answer any more.
        Afterwards::Refuses => std::thread::scope(|scope| {
            let course = &course;
            for cut in cuts {
                scope.spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread()
                        .enable_all()
                        .build();
                    let db = B::create();
                    let cut = cut_once(&db, cut, afterwards, course, check);
                    runtime.unwrap().block_on(cut);
                });
            }
        }),
    }
}

#[expect(clippy::print_stderr, reason = "shown where all is shown")]
fn tell(figures: &str) {
    eprintln!("{figures}");
}

async fn cut_once<B: Backend>(
    db: &B,
    cut: Cut,
    afterwards: Afterwards,
    course: &Course,
    check: Check<'_>,
) {
    let migrations = migrations::<B>();
    let proxy = CutProxy::start(db.url(), cut, afterwards).await;
    let run = migrations.upgrade(proxy.url(), "head");
    let run = tokio::time::timeout(Duration::from_secs(30), run).await;
    let ended = run.unwrap_or_else(|_| panic!("{cut:?}: it hangs"));
    if !proxy.has_cut() {
        // A chunk is what arrives at once: there may have been one less.
        ended.unwrap();
        return;
    }
    course.check_left(db, is_in_parts::<B>).await;
    check(&ended, course.position(&db.versions().await));

    let again = migrations.upgrade(db.url(), "head").await;
    again.unwrap_or_else(|error| panic!("{cut:?}: {}", told(&error)));
    assert_eq!(&Contents::of(db).await, course.end(), "{cut:?}");
    let nothing = migrations.upgrade(db.url(), "head").await.unwrap();
    assert!(nothing.steps.is_empty(), "{cut:?}");
}

/// Makes the database as empty as a new one, in less time.
async fn clear(db: &impl Backend) {
    let mut tables = db.tables().await;
    tables.extend(["alembic_version", "alembic_version_history"].map(str::to_owned));
    let tables = tables.join(", ");
    db.execute(&format!("DROP TABLE IF EXISTS {tables}")).await;
}

async fn a_cut_before_a_message(db: impl Backend) {
    find_out(db, Cut::Before).await;
}

async fn a_cut_before_the_answer<B: Backend>(db: B) {
    let successes = find_out(db, Cut::Unanswered).await;
    let expected = commits::<B>();
    assert!(successes >= expected, "cuts at commits: {successes}");
}

async fn a_cut_in_the_answer<B: Backend>(db: B) {
    let successes = find_out(db, Cut::HalfAnswered).await;
    let expected = commits::<B>();
    assert!(successes >= expected, "cuts at commits: {successes}");
}

/// How many cuts at least find a commit on its way: one for each revision, unless the server stops in the middle of a
/// message when it notices that nobody listens.
fn commits<B: Backend>() -> usize {
    match B::DIALECT.message_is_transaction {
        true => REVISIONS.len(),
        false => 1,
    }
}

/// A run that has lost an answer connects anew and looks: it goes on where the revision was committed, and else it knows
/// how far the database is. The number of runs that succeeded.
async fn find_out(db: impl Backend, cut: fn(usize) -> Cut) -> usize {
    let successes = AtomicUsize::new(0);
    let check = |ended: &Result<Report, Error>, applied: usize| match ended {
        Ok(report) => {
            let steps = report.steps.iter().map(|done| &*done.revision);
            assert_eq!(steps.collect::<Vec<_>>(), REVISIONS);
            assert_eq!(report.current, REVISIONS[4..]);
            successes.fetch_add(1, Ordering::Relaxed);
        }
        Err(error) => {
            let head = &REVISIONS[applied.saturating_sub(1)..applied];
            assert_eq!(error.current, head, "{}", told(error));
            assert_eq!(error.applied, REVISIONS[..applied]);
        }
    };
    cut_everywhere(db, cut, Afterwards::GoesOn, &check).await;
    successes.into_inner()
}

/// Where a revision was committed that the run has heard nothing of, its error says that this may be, and which command
/// tells.
async fn a_network_that_stays_away<B: Backend>(db: B) {
    let unheard = AtomicUsize::new(0);
    let check = |ended: &Result<Report, Error>, applied: usize| {
        let Err(error) = ended else {
            // All was done but to say goodbye.
            return assert_eq!(applied, REVISIONS.len());
        };
        if error.applied.len() < applied {
            let text = told(error);
            assert!(text.contains("not known"), "{text}");
            assert!(text.contains("current"), "{text}");
            unheard.fetch_add(1, Ordering::Relaxed);
        }
    };
    cut_everywhere(db, Cut::Unanswered, Afterwards::Refuses, &check).await;
    let (unheard, expected) = (unheard.into_inner(), commits::<B>());
    assert!(unheard >= expected, "cuts at commits: {unheard}");
}
