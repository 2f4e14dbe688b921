//! Blocks that fail, and leave the old table as it was.

use migrate_runtime::prelude::*;
use migrate_tests::backend::{Backend, Sqlite};
use migrate_tests::on_database;

use super::{assert_says, fail};

on_database!(
    sqlite,
    migrate_tests::backend::Sqlite,
    values_that_the_new_type_cannot_hold,
    rows_that_break_a_new_rule,
    views_and_triggers_that_name_a_dropped_column,
    a_column_that_others_are_computed_from,
    what_is_not_there,
    what_is_there_twice,
    a_table_of_another_kind,
    a_table_that_an_interrupted_run_left_behind,
    a_block_outside_of_a_transaction,
    what_the_database_has_not,
    a_block_that_may_not_make_the_table_anew
);

const T: &str = "CREATE TABLE t (a TEXT, b INT); INSERT INTO t VALUES ('1', 2), ('x', NULL)";

async fn check(before: &str, change: fn(&mut Operations), says: &[&str]) {
    assert_says(&fail(&Sqlite::create(), before, change).await, says);
}

/// A revision that does this to the table `t`.
macro_rules! batch {
    ($b:ident => $($block:tt)*) => {
        |op| op.batch_alter_table("t", |$b| { $($block)*; })
    };
}

async fn values_that_the_new_type_cannot_hold(_: Sqlite) {
    let says = [
        "column `a` of table `t` has values that are no BIGINT",
        "say with `using` what becomes of them",
    ];
    check(
        T,
        batch!(b => b.alter_column("a", |c| c.set_type(bigint()))),
        &says,
    )
    .await;
    let bytes = "CREATE TABLE t (a BLOB); INSERT INTO t VALUES (x'00')";
    check(
        bytes,
        batch!(b => b.alter_column("a", |c| c.set_type(text()))),
        &["values that are no TEXT"],
    )
    .await;
}

async fn rows_that_break_a_new_rule(_: Sqlite) {
    let not_null = ["NOT NULL constraint failed", ".b"];
    check(
        T,
        batch!(b => b.alter_column("b", |c| c.set_not_null())),
        &not_null,
    )
    .await;
    let checked = ["CHECK constraint failed: ck_t"];
    check(
        T,
        batch!(b => b.create_check_constraint("ck_t", "a <> 'x'")),
        &checked,
    )
    .await;
    let twice = "CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (1)";
    let unique = ["UNIQUE constraint failed"];
    check(
        twice,
        batch!(b => b.create_unique_constraint("uq_t", ["a"])),
        &unique,
    )
    .await;
}

async fn views_and_triggers_that_name_a_dropped_column(_: Sqlite) {
    for (other, says) in [
        (
            "CREATE VIEW v AS SELECT b FROM t",
            "error in view v: no such column: b",
        ),
        (
            "CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT new.b; END",
            "error in trigger tr: no such column: new.b",
        ),
        (
            "CREATE TRIGGER tr AFTER UPDATE OF b ON t BEGIN SELECT 1; END",
            "column `b` of table `t` has a trigger for its updates",
        ),
        (
            "CREATE TABLE u (a); CREATE TRIGGER tr AFTER INSERT ON u BEGIN UPDATE t SET a = b; END",
            "error in trigger tr: no such column: b",
        ),
    ] {
        check(
            &format!("{T}; {other}"),
            batch!(b => b.drop_column("b")),
            &[says],
        )
        .await;
    }
}

async fn a_column_that_others_are_computed_from(_: Sqlite) {
    let says = "table `t` cannot be made anew: its column `G` is computed from `a`";
    check(
        "CREATE TABLE t (a INT, \"G\" AS (\"a\" + 1))",
        batch!(b => b.drop_column("a")),
        &[says],
    )
    .await;
}

async fn what_is_not_there(_: Sqlite) {
    let no_table = ["there is no table `t`"];
    check("SELECT 1", batch!(b => b.recreate_always()), &no_table).await;
    check(
        "CREATE VIEW t AS SELECT 1 AS a",
        batch!(b => b.recreate_always()),
        &no_table,
    )
    .await;
    let no_column = ["table `t` cannot be made anew: it has no column `c`"];
    check(T, batch!(b => b.drop_column("c")), &no_column).await;
    check(
        T,
        batch!(b => b.alter_column("c", |c| c.set_not_null())),
        &no_column,
    )
    .await;
    check(
        T,
        batch!(b => b.add_column(column("d", text())).insert_after("c")),
        &no_column,
    )
    .await;
    check(
        T,
        batch!(b => b.create_primary_key("pk", ["c"])),
        &no_column,
    )
    .await;
    let no_constraint = ["table `t` has no unique constraint `uq_t`"];
    check(
        T,
        batch!(b => b.drop_constraint("uq_t", ConstraintKind::Unique)),
        &no_constraint,
    )
    .await;
    check(
        T,
        batch!(b => b.recreate_always(); b.drop_index("ix_t")),
        &["no such index: ix_t"],
    )
    .await;
    let nothing = ["nothing is said to change in column `a`"];
    check(T, batch!(b => b.alter_column("a", |c| c)), &nothing).await;
    let only = ["table `t` cannot be made anew: `a` is its only column"];
    check("CREATE TABLE t (a)", batch!(b => b.drop_column("a")), &only).await;
}

async fn what_is_there_twice(_: Sqlite) {
    check(
        "CREATE TABLE t (a INT CONSTRAINT c CHECK (a > 0), CONSTRAINT c CHECK (a < 9))",
        batch!(b => b.drop_constraint("c", ConstraintKind::Check)),
        &["table `t` has more than one check constraint `c`"],
    )
    .await;
    let key = "CREATE TABLE t (a INT PRIMARY KEY, b INT)";
    let two = ["more than one primary key"];
    check(key, batch!(b => b.create_primary_key("pk", ["b"])), &two).await;
    check(
        T,
        batch!(b => b.add_column(column("B", text()).unique())),
        &["duplicate column name: B"],
    )
    .await;
}

async fn a_table_of_another_kind(_: Sqlite) {
    let says = "table `t` cannot be made anew: it is no ordinary table";
    check(
        "CREATE VIRTUAL TABLE t USING fts5 (a)",
        batch!(b => b.recreate_always()),
        &[says],
    )
    .await;
}

async fn a_table_that_an_interrupted_run_left_behind(_: Sqlite) {
    check(
        "CREATE TABLE t (a); CREATE TABLE _alembic_tmp_t (a); INSERT INTO _alembic_tmp_t VALUES (1)",
        batch!(b => b.recreate_always()),
        &["table _alembic_tmp_t already exists"],
    )
    .await;
}

async fn a_block_outside_of_a_transaction(_: Sqlite) {
    check(
        T,
        |op| op.autocommit_block(batch!(b => b.recreate_always())),
        &["take `batch_alter_table` out of `autocommit_block`"],
    )
    .await;
}

async fn what_the_database_has_not(_: Sqlite) {
    let list = ["SQLite cannot keep a list in a column"];
    check(
        T,
        batch!(b => b.alter_column("a", |c| c.set_type(array(integer())))),
        &list,
    )
    .await;
    let not_valid = ["leave `not_valid` out"];
    check(
        T,
        batch!(b => b.create_check_constraint("ck", "a > 0").not_valid()),
        &not_valid,
    )
    .await;
    let cascade = ["leave `cascade` out"];
    check(T, batch!(b => b.drop_column("a").cascade()), &cascade).await;
    let numbers = ["SQLite cannot number the rows in column `b`"];
    check(
        T,
        batch!(b => b.alter_column("b", |c| c.set_identity())),
        &numbers,
    )
    .await;
    let numbered = "CREATE TABLE t (id INTEGER PRIMARY KEY)";
    let no_more = ["SQLite cannot stop numbering the rows in column `id`"];
    check(
        numbered,
        batch!(b => b.alter_column("id", |c| c.drop_identity())),
        &no_more,
    )
    .await;
}

async fn a_block_that_may_not_make_the_table_anew(_: Sqlite) {
    check(
        T,
        batch!(b => b.recreate_never(); b.alter_column("b", |c| c.set_not_null())),
        &["SQLite cannot alter column `b` in place"],
    )
    .await;
}
