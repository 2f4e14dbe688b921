//! Rows that refer to the table, and rows that it refers to.

use migrate_runtime::__private::{Settings, TransactionMode};
use migrate_runtime::prelude::*;
use migrate_tests::backend::{Backend, Sqlite, migrator, migrator_with, revision};
use migrate_tests::on_database;

use super::{assert_says, fail, help_of, run};
use crate::failed::told;

on_database!(
    sqlite,
    migrate_tests::backend::Sqlite,
    rows_that_refer_to_the_table_stay,
    a_reference_to_nothing_is_found,
    a_key_that_is_referred_to_cannot_go,
    foreign_keys_are_enforced_behind_it,
    foreign_keys_that_cannot_be_switched_off,
    a_table_that_refers_to_itself,
    a_run_of_one_transaction
);

const FAMILY: &str = "\
    CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT, boss INT REFERENCES parent ON DELETE CASCADE);
    CREATE TABLE child (id INTEGER PRIMARY KEY, parent INT REFERENCES parent (id) ON DELETE CASCADE);
    CREATE TABLE guest (parent INT REFERENCES parent (id) ON DELETE SET NULL);
    CREATE TABLE friend (parent INT NOT NULL REFERENCES parent (id));
    INSERT INTO parent VALUES (1, 'Ann', NULL), (2, 'Bo', 1);
    INSERT INTO child VALUES (10, 1), (11, 2);
    INSERT INTO guest VALUES (1);
    INSERT INTO friend VALUES (2)";

fn change_parent(op: &mut Operations) {
    op.batch_alter_table("parent", |b| {
        b.alter_column("name", |c| c.set_not_null());
    });
}

async fn assert_all_are_there(db: &Sqlite) {
    assert_eq!(
        db.rows("SELECT * FROM parent").await,
        ["1|Ann|NULL", "2|Bo|1"]
    );
    assert_eq!(db.rows("SELECT * FROM child").await, ["10|1", "11|2"]);
    assert_eq!(db.rows("SELECT * FROM guest").await, ["1"]);
    assert_eq!(db.rows("SELECT * FROM friend").await, ["2"]);
}

async fn rows_that_refer_to_the_table_stay(db: Sqlite) {
    run(&db, FAMILY, change_parent).await;
    assert_all_are_there(&db).await;
    assert!(
        db.refuses("INSERT INTO parent VALUES (3, NULL, NULL)")
            .await
    );
    // And they still do what they say.
    db.execute("DELETE FROM friend; DELETE FROM parent WHERE id = 1")
        .await;
    assert_eq!(db.rows("SELECT * FROM parent").await, [""; 0]);
    assert_eq!(db.rows("SELECT * FROM child").await, [""; 0]);
    assert_eq!(db.rows("SELECT * FROM guest").await, ["NULL"]);
}

async fn a_reference_to_nothing_is_found(db: Sqlite) {
    let error = fail(
        &db,
        "CREATE TABLE u (id INTEGER PRIMARY KEY); CREATE TABLE t (a INT); INSERT INTO t VALUES (NULL), (404)",
        |op| {
            op.batch_alter_table("t", |b| {
                b.create_foreign_key("fk_t_u", ["a"], "u", ["id"]);
            });
        },
    )
    .await;
    assert_says(
        &error,
        &["table `t` has rows that refer to rows which are not there"],
    );
}

async fn a_key_that_is_referred_to_cannot_go(db: Sqlite) {
    let error = fail(&db, FAMILY, |op| {
        op.batch_alter_table("parent", |b| {
            b.drop_constraint("pk_parent", ConstraintKind::PrimaryKey);
        });
    })
    .await;
    assert_says(&error, &["foreign key mismatch"]);
    assert_all_are_there(&db).await;
}

async fn foreign_keys_are_enforced_behind_it(db: Sqlite) {
    db.execute(FAMILY).await;
    let chain = migrator([
        revision("anew").upgrade(change_parent),
        revision("next").revises(&["anew"]).upgrade(|op| {
            op.execute("INSERT INTO friend VALUES (404)");
        }),
    ]);
    let error = chain.upgrade(db.url(), "head").await.unwrap_err();
    assert_says(&told(&error), &["FOREIGN KEY constraint failed"]);
    assert_eq!(db.versions().await, ["anew"]);
    let downgraded = migrator([revision("anew").downgrade(change_parent)]);
    downgraded.downgrade(db.url(), "base").await.unwrap();
    assert_all_are_there(&db).await;
}

async fn foreign_keys_that_cannot_be_switched_off(db: Sqlite) {
    db.execute(FAMILY).await;
    let chain = migrator([
        revision("friend").upgrade_async(|op| {
            Box::pin(async move {
                op.sqlite().await?;
                op.batch_alter_table("friend", |b| b.recreate_always());
                Ok(())
            })
        }),
        revision("parent").revises(&["friend"]).upgrade_async(|op| {
            Box::pin(async move {
                op.sqlite().await?;
                change_parent(op);
                Ok(())
            })
        }),
    ]);
    let error = chain.upgrade(db.url(), "head").await.unwrap_err();
    assert_eq!(error.applied, ["friend"], "{}", told(&error));
    assert_says(
        &told(&error),
        &[
            "make table `parent` anew while foreign keys are on",
            "the rows of `child`",
        ],
    );
    let help = "have `batch_alter_table` before the revision reads the database";
    assert_says(help_of(&error).unwrap(), &[help]);
    assert_all_are_there(&db).await;
}

async fn a_table_that_refers_to_itself(db: Sqlite) {
    db.execute(FAMILY).await;
    db.execute("DROP TABLE child; DROP TABLE guest; DROP TABLE friend")
        .await;
    let reads = revision("reads").upgrade_async(|op| {
        Box::pin(async move {
            op.sqlite().await?;
            change_parent(op);
            Ok(())
        })
    });
    let error = migrator([reads])
        .upgrade(db.url(), "head")
        .await
        .unwrap_err();
    assert_says(&told(&error), &["the rows of `parent` that refer to it"]);
    run(&db, "SELECT 1", change_parent).await;
    assert_eq!(
        db.rows("SELECT * FROM parent").await,
        ["1|Ann|NULL", "2|Bo|1"]
    );
    db.execute("DELETE FROM parent WHERE id = 1").await;
    assert_eq!(db.rows("SELECT * FROM parent").await, [""; 0]);
}

async fn a_run_of_one_transaction(db: Sqlite) {
    db.execute(FAMILY).await;
    let settings = Settings {
        transaction: TransactionMode::All,
        ..Settings::DEFAULT
    };
    let chain = migrator_with(
        settings,
        [
            revision("anew").upgrade(change_parent),
            revision("next").revises(&["anew"]),
        ],
    );
    let error = chain.upgrade(db.url(), "head").await.unwrap_err();
    assert_says(&told(&error), &["while foreign keys are on"]);
    assert_says(
        help_of(&error).unwrap(),
        &["`transaction = \"per-revision\"`"],
    );
    assert_all_are_there(&db).await;
    assert_eq!(db.versions().await, [""; 0]);
}
