//! Names of every kind: created, written to, read back and dropped on the real servers.

use std::cell::RefCell;

use migrate_runtime::dialect::{Dialect, Family};
use migrate_runtime::prelude::*;
use migrate_tests::backend::{Backend, Mysql, Postgres, Sqlite, migrator, revision};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// The names of one case: a table, its columns, an index, a constraint and the table's next name.
#[derive(Debug, Clone, Default)]
struct Names {
    table: String,
    columns: Vec<String>,
    index: String,
    constraint: String,
    next: String,
}

thread_local! {
    /// The function of a revision takes nothing but the recorder; each test has a thread of its own.
    static NAMES: RefCell<Names> = RefCell::default();
}

#[test]
fn any_name_is_a_name_on_postgres() {
    any_name_is_a_name::<Postgres>();
}

#[test]
fn any_name_is_a_name_on_sqlite() {
    any_name_is_a_name::<Sqlite>();
}

#[test]
fn any_name_is_a_name_on_mariadb() {
    any_name_is_a_name::<Mysql>();
}

#[test]
fn every_keyword_is_a_name_on_postgres() {
    every_keyword_is_a_name::<Postgres>("SELECT word FROM pg_get_keywords()");
}

#[test]
fn every_keyword_is_a_name_on_sqlite() {
    let words = SQLITE_KEYWORDS.split_whitespace().map(str::to_lowercase);
    let words: Vec<_> = words.map(|word| format!("('{word}')")).collect();
    every_keyword_is_a_name::<Sqlite>(&format!("VALUES {}", words.join(", ")));
}

#[test]
fn every_keyword_is_a_name_on_mariadb() {
    // Operators are in the list too.
    let words = "SELECT lower(word) FROM information_schema.keywords WHERE word RLIKE '^[A-Z_]+$'";
    every_keyword_is_a_name::<Mysql>(words);
}

fn any_name_is_a_name<B: Backend>() {
    let runtime = runtime();
    let db = B::create();
    let config = Config {
        cases: 48,
        failure_persistence: None,
        ..Config::default()
    };
    let checked = TestRunner::new(config).run(&names(B::DIALECT), |names| {
        runtime.block_on(check(&db, names));
        Ok(())
    });
    if let Err(error) = checked {
        panic!("{error}");
    }
}

/// A table with a column for every keyword, and a table for every keyword.
fn every_keyword_is_a_name<B: Backend>(keywords: &str) {
    let (runtime, db) = (runtime(), B::create());
    runtime.block_on(async {
        let words = db.rows(keywords).await;
        assert!(words.len() > 100, "{words:?}");
        let all = Names {
            table: "all_of_them".into(),
            columns: words.clone(),
            index: "an_index".into(),
            constraint: "a_constraint".into(),
            next: "the_next".into(),
        };
        check(&db, all).await;

        NAMES.set(Names {
            columns: words,
            ..Names::default()
        });
        let tables = migrator([revision("tables").upgrade(|op| {
            for word in NAMES.with_borrow(|names| names.columns.clone()) {
                op.create_table(word.as_str(), |t| {
                    t.column(word.as_str(), integer());
                });
                op.drop_table(word.as_str());
            }
        })]);
        tables.upgrade(db.url(), "head").await.unwrap();
        tables.downgrade(db.url(), "base").await.unwrap();
    });
}

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().expect("a runtime starts")
}

async fn check<B: Backend>(db: &B, names: Names) {
    NAMES.set(names.clone());
    let migrator = migrator([
        revision("create").upgrade(create).downgrade(drop_all),
        revision("rename")
            .revises(&["create"])
            .upgrade(rename)
            .downgrade(rename_back),
    ]);
    migrator.upgrade(db.url(), "create").await.unwrap();

    let mark = B::DIALECT.identifier_quote;
    let quoted = |name: &str| {
        format!(
            "{mark}{}{mark}",
            name.replace(mark, &format!("{mark}{mark}"))
        )
    };
    let (table, first) = (quoted(&names.table), quoted(&names.columns[0]));
    let values: Vec<_> = (0..names.columns.len()).map(|it| it.to_string()).collect();
    let insert = format!("INSERT INTO {table} VALUES ({})", values.join(", "));
    db.execute(&insert).await;
    let read = format!("SELECT {first}, {table}.{first} FROM {table}");
    assert_eq!(db.rows(&read).await, ["0|0"]);
    assert!(db.tables().await.contains(&names.table));
    assert!(db.refuses(&insert).await, "the constraint is there");

    migrator.upgrade(db.url(), "rename").await.unwrap();
    let (next, column) = (
        quoted(&names.next),
        quoted(&format!("{}_", names.columns[0])),
    );
    let read = format!("SELECT {column} FROM {next}");
    assert_eq!(db.rows(&read).await, ["0"]);
    migrator.downgrade(db.url(), "base").await.unwrap();
    assert_eq!(db.tables().await, [""; 0]);
}

fn in_default_schema(name: &str) -> TableName {
    TableName {
        schema: None,
        name: name.to_owned(),
    }
}

fn create(op: &mut Operations) {
    let names = NAMES.with_borrow(Clone::clone);
    let table = in_default_schema(&names.table);
    let (last, others) = names.columns.split_last().expect("there are columns");
    op.create_table(table.clone(), |t| {
        for column in others {
            t.column(column, integer());
        }
        t.unique([&names.columns[0]]).name(&names.constraint);
    });
    op.add_column(table.clone(), column(last, integer()));
    op.create_index(names.index.as_str(), table, [last.as_str()]);
}

fn drop_all(op: &mut Operations) {
    let names = NAMES.with_borrow(Clone::clone);
    let table = in_default_schema(&names.table);
    let last = names.columns.last().expect("there are columns");
    op.drop_index(names.index.as_str(), table.clone());
    op.drop_column(table.clone(), last);
    op.drop_table(table);
}

fn rename(op: &mut Operations) {
    let names = NAMES.with_borrow(Clone::clone);
    let column = format!("{}_", names.columns[0]);
    let (table, next) = (
        in_default_schema(&names.table),
        in_default_schema(&names.next),
    );
    op.rename_table(table, &names.next);
    op.alter_column(next, &names.columns[0], |c| c.rename(column));
}

fn rename_back(op: &mut Operations) {
    let names = NAMES.with_borrow(Clone::clone);
    let column = format!("{}_", names.columns[0]);
    let next = in_default_schema(&names.next);
    op.alter_column(next.clone(), column, |c| c.rename(&names.columns[0]));
    op.rename_table(next, &names.table);
}

/// Seven names, none of which any database takes for another one.
fn names(dialect: &'static Dialect) -> impl Strategy<Value = Names> {
    let distinct = |names: &Vec<String>| {
        let pairs = names.iter().enumerate();
        let mut pairs =
            pairs.flat_map(|(index, name)| names[..index].iter().map(move |it| (it, name)));
        pairs.all(|(one, other)| !may_be_the_same(one, other))
    };
    let names = proptest::collection::vec(name(dialect), 7);
    names
        .prop_filter("two names are the same", distinct)
        .prop_map(|mut names| {
            let mut next = || names.pop().expect("there are seven");
            Names {
                table: next(),
                index: next(),
                constraint: next(),
                next: next(),
                columns: vec![next(), next(), next()],
            }
        })
}

/// Case makes no difference to SQLite, and neither case nor accents do to MariaDB.
fn may_be_the_same(one: &str, other: &str) -> bool {
    let are_plain = one.is_ascii() && other.is_ascii();
    one.chars().count() == other.chars().count() && (!are_plain || one.eq_ignore_ascii_case(other))
}

/// Plain, reserved, of capitals, long, with quotes and blanks, and of any characters at all.
fn name(dialect: &'static Dialect) -> impl Strategy<Value = String> {
    let any = prop_oneof![
        "[a-z_][a-z0-9_]{0,20}",
        "[A-Z][A-Za-z0-9 ]{0,20}",
        "[a-zA-Z_][a-zA-Z0-9_]{61}",
        "[0-9$-][ -~]{0,20}",
        "[\"'`\\[\\];\\\\/*.%:?$-]{1,10}",
        proptest::sample::select(vec![
            "select", "order", "user", "table", "Order", "group", "end"
        ])
        .prop_map(str::to_owned),
        "[čřžЖ日本🍵ßİ\u{301}]{1,6}",
        "\\PC{1,15}",
        "[\\x01-\\x20]{1,5}",
    ];
    any.prop_filter("taken by the database, or too long", move |name| {
        // PostgreSQL cuts a name after 63 bytes; one is appended.
        let taken = [
            "ctid",
            "xmin",
            "xmax",
            "cmin",
            "cmax",
            "tableoid",
            "alembic_version",
        ];
        name.len() < 63
            && !name.starts_with("sqlite_")
            && !taken.contains(&name.as_str())
            && (dialect.family != Family::Mysql || is_taken_by_mysql(name))
    })
}

/// <https://dev.mysql.com/doc/refman/8.4/en/identifiers.html>
fn is_taken_by_mysql(name: &str) -> bool {
    let blank = |c: char| c.is_ascii_whitespace() || c == '\x0b';
    name.chars().all(|c| c <= '\u{ffff}')
        && !name.ends_with(blank)
        && !name.eq_ignore_ascii_case("primary")
}

/// <https://www.sqlite.org/lang_keywords.html>
const SQLITE_KEYWORDS: &str = "\
ABORT ACTION ADD AFTER ALL ALTER ALWAYS ANALYZE AND AS ASC ATTACH AUTOINCREMENT BEFORE BEGIN BETWEEN BY \
CASCADE CASE CAST CHECK COLLATE COLUMN COMMIT CONFLICT CONSTRAINT CREATE CROSS CURRENT CURRENT_DATE \
CURRENT_TIME CURRENT_TIMESTAMP DATABASE DEFAULT DEFERRABLE DEFERRED DELETE DESC DETACH DISTINCT DO DROP EACH \
ELSE END ESCAPE EXCEPT EXCLUDE EXCLUSIVE EXISTS EXPLAIN FAIL FILTER FIRST FOLLOWING FOR FOREIGN FROM FULL \
GENERATED GLOB GROUP GROUPS HAVING IF IGNORE IMMEDIATE IN INDEX INDEXED INITIALLY INNER INSERT INSTEAD \
INTERSECT INTO IS ISNULL JOIN KEY LAST LEFT LIKE LIMIT MATCH MATERIALIZED NATURAL NO NOT NOTHING NOTNULL NULL \
NULLS OF OFFSET ON OR ORDER OTHERS OUTER OVER PARTITION PLAN PRAGMA PRECEDING PRIMARY QUERY RAISE RANGE \
RECURSIVE REFERENCES REGEXP REINDEX RELEASE RENAME REPLACE RESTRICT RETURNING RIGHT ROLLBACK ROW ROWS \
SAVEPOINT SELECT SET TABLE TEMP TEMPORARY THEN TIES TO TRANSACTION TRIGGER UNBOUNDED UNION UNIQUE UPDATE \
USING VACUUM VALUES VIEW VIRTUAL WHEN WHERE WINDOW WITH WITHIN WITHOUT";
