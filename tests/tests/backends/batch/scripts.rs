//! `--sql`: scripts that make a table anew, which they have to be told of.

use migrate_runtime::Migrator;
use migrate_runtime::prelude::*;
use migrate_tests::backend::{Backend, Sqlite};
use migrate_tests::{on_database, shell};

use super::{assert_says, help_of, one};
use crate::failed::told;

on_database!(
    sqlite,
    migrate_tests::backend::Sqlite,
    a_script_does_what_a_run_does,
    a_script_takes_no_other_table_than_the_one_described,
    a_script_has_to_be_told_of_the_table
);

const T: &str = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t VALUES (7, 'x')";

fn change(op: &mut Operations) {
    op.batch_alter_table("t", |b| {
        b.copy_from(|t| {
            t.column("id", bigint()).primary_key().identity();
            t.column("a", text());
        })
        .sqlite_options("STRICT");
        b.alter_column("a", |c| c.set_not_null().rename("b"));
        b.create_index("ix_t_b", ["b"]);
    });
}

async fn script(chain: &Migrator) -> Result<String, migrate_runtime::Error> {
    let environment = chain.environment().unwrap();
    let plan = environment.graph.plan_offline_upgrade("head").unwrap();
    environment.script(&plan, Sqlite::DIALECT).await
}

async fn a_script_does_what_a_run_does(db: Sqlite) {
    db.execute(T).await;
    let script = script(&one(change)).await.unwrap();
    shell::run_script(&db, &script).await.unwrap();
    assert_eq!(db.rows("SELECT * FROM t").await, ["7|x"]);
    assert_eq!(db.versions().await, ["change"]);
    let schema = db.schema().await;
    assert_says(
        &schema,
        &["b TEXT NOT NULL", "STRICT", "CREATE INDEX ix_t_b"],
    );
}

async fn a_script_takes_no_other_table_than_the_one_described(_: Sqlite) {
    let script = script(&one(change)).await.unwrap();
    // SQLite's own shell has them off.
    let on = script.replacen(".bail on\n", ".bail on\nPRAGMA foreign_keys = ON;\n", 1);
    for (others, script) in [
        ("ALTER TABLE t ADD COLUMN c", &script),
        ("ALTER TABLE t RENAME COLUMN a TO c", &script),
        ("CREATE INDEX ix ON t (a)", &script),
        (
            "CREATE TRIGGER tr AFTER DELETE ON t BEGIN SELECT 1; END",
            &script,
        ),
        ("CREATE TABLE u (t INT REFERENCES T)", &on),
    ] {
        let db = Sqlite::create();
        db.execute(&format!("{T}; {others}")).await;
        let schema = db.schema().await;
        let error = shell::run_script(&db, script).await.unwrap_err();
        assert!(
            error.contains("overflow") || error.contains("refuses"),
            "{error}"
        );
        assert_eq!(db.schema().await, schema, "{others}");
        assert_eq!(db.rows("SELECT count(*) FROM t").await, ["1"]);
    }
}

async fn a_script_has_to_be_told_of_the_table(_: Sqlite) {
    let error = script(&one(|op| {
        op.batch_alter_table("t", |b| b.recreate_always())
    }))
    .await;
    let error = error.unwrap_err();
    assert_says(
        &told(&error),
        &["`batch_alter_table` must see table `t` as it is"],
    );
    assert_says(help_of(&error).unwrap(), &["describe it with `copy_from`"]);

    let renamed = one(|op| {
        op.batch_alter_table("t", |b| {
            b.copy_from(|t| {
                t.column("a", text());
            });
            b.alter_column("a", |c| c.rename("b"));
            b.alter_column("b", |c| c.set_not_null());
        });
    });
    let error = script(&renamed).await.unwrap_err();
    assert_says(
        help_of(&error).unwrap(),
        &["rename columns behind all other changes"],
    );
}
