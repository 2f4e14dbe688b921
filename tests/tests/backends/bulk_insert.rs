//! Whatever `op.bulk_insert` writes is read back through sqlx as it was.

use std::cell::RefCell;

use migrate_runtime::prelude::*;
use migrate_tests::backend::{Backend, migrator, revision};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// A whole number, a floating point one, a truth value, a text and bytes; each may be missing.
type Row = (
    Option<i64>,
    Option<f64>,
    Option<bool>,
    Option<String>,
    Option<Vec<u8>>,
);

thread_local! {
    /// The function of a revision takes nothing but the recorder; each test has a thread of its own.
    static ROWS: RefCell<Vec<Row>> = RefCell::default();
}

fn create(op: &mut Operations) {
    op.create_table("t", |t| {
        t.column("position", integer()).primary_key();
        t.column("whole", bigint());
        t.column("number", double());
        t.column("flag", boolean());
        t.column("name", text());
        t.column("data", bytes());
    });
}

fn insert(op: &mut Operations) {
    let columns = ["position", "whole", "number", "flag", "name", "data"];
    let rows = ROWS.with_borrow(Clone::clone).into_iter();
    let rows = (0..)
        .zip(rows)
        .map(|(position, (whole, number, flag, name, data))| {
            row![position, whole, number, flag, name, data]
        });
    op.bulk_insert("t", columns, rows);
}

fn delete(op: &mut Operations) {
    op.execute("DELETE FROM t");
}

/// Rows, sometimes more than one statement takes.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    prop_oneof![
        20 => proptest::collection::vec(values(), 0..20),
        1 => proptest::collection::vec(values(), 501..600),
    ]
}

fn values() -> impl Strategy<Value = Row> {
    (
        any::<Option<i64>>(),
        proptest::option::of(number()),
        any::<Option<bool>>(),
        proptest::option::of(text_without_nul()),
        any::<Option<Vec<u8>>>(),
    )
}

/// Any finite number, and those that are hard to read.
fn number() -> impl Strategy<Value = f64> {
    use proptest::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    prop_oneof![
        8 => POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO,
        2 => -1000.0..1000.0,
        1 => proptest::sample::select(vec![
            f64::MIN, f64::MAX, f64::MIN_POSITIVE, 5e-324, 0.1, 1e15, 1e16, 1e-5, 1e-4, -0.0,
            9_007_199_254_740_993.0, 2.225_073_858_507_201e-308, 1.7e-18, 123_456_789_012_345_680.0,
        ]),
    ]
}

/// Any text, and such as SQL could trip over.
fn text_without_nul() -> impl Strategy<Value = String> {
    prop_oneof![
        "['\"`\\\\$%;:?{}\\-/*#\n\r\t abcxyzE0]{0,12}",
        "[\\x01-\\x7f]{0,20}",
        any::<String>().prop_map(|text| text.replace('\0', "")),
        proptest::sample::select(vec![
            "\\",
            "'",
            "''",
            "\\'",
            "'; DROP TABLE t; --",
            "$$",
            "%s",
            "\\x00",
            "\\0",
            "\u{1a}",
            "🍵",
            "e\u{301}",
            "\u{feff}",
            "\u{10ffff}",
        ])
        .prop_map(str::to_owned),
    ]
}

/// The same test on every database: only the type of the connection differs, and sqlx's bounds on it are
/// longer than the test.
macro_rules! reads_back {
    ($name:ident, $backend:ty) => {
        #[test]
        fn $name() {
            let mut runtime = tokio::runtime::Builder::new_current_thread();
            let runtime = runtime.enable_all().build().expect("a runtime starts");
            let db = <$backend>::create();
            let migrator = migrator([
                revision("create").upgrade(create),
                revision("insert")
                    .revises(&["create"])
                    .upgrade(insert)
                    .downgrade(delete),
            ]);
            let config = Config {
                cases: 96,
                failure_persistence: None,
                ..Config::default()
            };
            let checked = TestRunner::new(config).run(&rows(), |rows| {
                ROWS.set(rows.clone());
                let read: Vec<Row> = runtime.block_on(async {
                    migrator.upgrade(db.url(), "insert").await.unwrap();
                    let query = "SELECT whole, number, flag, name, data FROM t ORDER BY position";
                    let mut connection = db.connect().await;
                    let read = sqlx::query_as(query).fetch_all(&mut connection).await;
                    let read = read.unwrap();
                    migrator.downgrade(db.url(), "create").await.unwrap();
                    read
                });
                prop_assert_eq!(read, rows);
                Ok(())
            });
            if let Err(error) = checked {
                panic!("{error}");
            }
        }
    };
}

reads_back!(
    every_value_comes_back_from_postgres,
    migrate_tests::backend::Postgres
);
reads_back!(
    every_value_comes_back_from_sqlite,
    migrate_tests::backend::Sqlite
);
reads_back!(
    every_value_comes_back_from_mariadb,
    migrate_tests::backend::Mysql
);
