//! New names of columns, which are given in place, and what else a block does.

use migrate_runtime::dialect::SQLITE;
use migrate_runtime::prelude::*;
use migrate_tests::backend::{Backend, Sqlite};
use migrate_tests::on_database;

use super::run;

on_database!(
    sqlite,
    migrate_tests::backend::Sqlite,
    what_speaks_of_a_renamed_column_goes_on,
    a_change_behind_a_new_name_speaks_of_it
);

/// What a block is recorded as.
fn recorded(block: fn(&mut Operations)) -> Vec<&'static str> {
    let mut op = Operations::new(&SQLITE);
    block(&mut op);
    op.recorded().iter().map(|it| it.operation.name()).collect()
}

#[test]
fn the_table_is_made_anew_as_rarely_as_can_be() {
    assert_eq!(
        recorded(|op| op.batch_alter_table("t", |b| {
            b.alter_column("a", |c| c.set_not_null().rename("x"));
            b.alter_column("b", |c| c.set_not_null().rename("y"));
            b.create_index("ix", ["x", "y"]);
            b.drop_column("c");
            b.create_check_constraint("ck", "d > 0");
            b.create_index("ix_d", ["d"]);
        })),
        [
            "BatchAlterTable",
            "AlterColumn",
            "AlterColumn",
            "CreateIndex",
            "CreateIndex"
        ]
    );
    assert_eq!(
        recorded(|op| op.batch_alter_table("t", |b| {
            b.alter_column("a", |c| c.rename("x"));
            b.create_unique_constraint("uq", ["x"]);
        })),
        ["AlterColumn", "BatchAlterTable"]
    );
    assert_eq!(
        recorded(|op| op.batch_alter_table("t", |b| {
            b.drop_column("c");
            b.alter_column("a", |c| c.rename("x"));
            b.create_check_constraint("ck", "lower(X) <> ''");
        })),
        ["BatchAlterTable", "AlterColumn", "BatchAlterTable"]
    );
    assert_eq!(
        recorded(|op| op.batch_alter_table("t", |b| {
            b.recreate_always();
            b.alter_column("a", |c| c.rename("x"));
        })),
        ["BatchAlterTable", "AlterColumn"]
    );
    assert_eq!(
        recorded(|op| op.batch_alter_table("t", |b| {
            b.recreate_never();
            b.drop_column("a");
        })),
        ["DropColumn"]
    );
}

async fn what_speaks_of_a_renamed_column_goes_on(db: Sqlite) {
    run(
        &db,
        "CREATE TABLE t (a INT CHECK (a > 0), b TEXT, g AS (a + 1), UNIQUE (a));
         CREATE INDEX ix ON t (b) WHERE a > 5;
         CREATE VIEW v AS SELECT a, b FROM t;
         CREATE TABLE other (a INT, FOREIGN KEY (a) REFERENCES t (a));
         INSERT INTO t VALUES (1, 'x');
         CREATE TRIGGER tr AFTER INSERT ON t BEGIN UPDATE t SET b = 'new' WHERE a = new.a; END",
        |op| {
            op.batch_alter_table("t", |b| {
                b.alter_column("a", |c| c.rename("number").set_default("7"));
                b.alter_column("b", |c| c.set_not_null());
            });
        },
    )
    .await;
    db.execute("INSERT INTO t (b) VALUES ('y')").await;
    assert_eq!(
        db.rows("SELECT number, b, g FROM t").await,
        ["1|x|2", "7|new|8"]
    );
    assert_eq!(db.rows("SELECT number, b FROM v").await, ["1|x", "7|new"]);
    assert!(db.refuses("INSERT INTO t VALUES (0, 'z')").await);
    let schema = db.schema().await;
    assert!(schema.contains("REFERENCES t (number)"), "{schema}");
    assert!(schema.contains("WHERE number > 5"), "{schema}");
}

async fn a_change_behind_a_new_name_speaks_of_it(db: Sqlite) {
    run(
        &db,
        "CREATE TABLE t (a INT, b INT); INSERT INTO t VALUES (1, 2)",
        |op| {
            op.batch_alter_table("t", |it| {
                it.alter_column("a", |c| c.rename("c"));
                it.alter_column("b", |c| c.rename("a"));
                it.alter_column("c", |c| c.rename("b").set_type(text()));
                it.create_primary_key("pk_t", ["a"]);
                it.create_index("ix_t_b", ["b"]);
                it.add_column(column("c", integer()).computed("a + 1"))
                    .insert_before("b");
            });
        },
    )
    .await;
    assert_eq!(
        db.rows("SELECT a, b, c, typeof(b) FROM t").await,
        ["2|1|3|text"]
    );
    let columns = db.rows("SELECT name FROM pragma_table_xinfo('t')").await;
    assert_eq!(columns, ["c", "b", "a"]);
    assert!(db.schema().await.contains("CREATE INDEX ix_t_b ON t (b)"));
}
