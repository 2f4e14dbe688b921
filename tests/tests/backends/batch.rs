//! `op.batch_alter_table`: in place where that is possible, and on SQLite with a table that is made anew.

mod changes;
mod failures;
mod foreign_keys;
mod laws;
mod renames;
mod scripts;
mod whole;

use migrate_runtime::prelude::*;
use migrate_runtime::{Error, ErrorKind, Migrator};
use migrate_tests::backend::{Backend, Sqlite, migrator, revision};
use migrate_tests::on_every_database;

use crate::failed::told;

on_every_database!(
    a_block_does_the_same_everywhere,
    a_block_without_changes_does_nothing
);

/// One revision that does this.
fn one(change: fn(&mut Operations)) -> Migrator {
    migrator([revision("change").upgrade(change)])
}

/// Makes tables, and runs a revision on them.
async fn run(db: &Sqlite, before: &str, change: fn(&mut Operations)) {
    db.execute(before).await;
    let done = one(change).upgrade(db.url(), "head").await;
    done.unwrap_or_else(|error| panic!("{}", told(&error)));
}

/// Makes tables, and runs a revision that fails and leaves all as it was; what the error says, and its help.
async fn fail(db: &Sqlite, before: &str, change: fn(&mut Operations)) -> String {
    db.execute(before).await;
    let schema = db.schema().await;
    let error = one(change).upgrade(db.url(), "head").await.unwrap_err();
    assert_eq!(db.schema().await, schema);
    assert_eq!(db.versions().await, [""; 0]);
    let help = help_of(&error).map(|help| format!("; {help}"));
    told(&error) + &help.unwrap_or_default()
}

fn help_of(error: &Error) -> Option<&str> {
    match &*error.kind {
        ErrorKind::Render { source, .. } => source.help(),
        _ => None,
    }
}

#[track_caller]
fn assert_says(error: &str, parts: &[&str]) {
    for part in parts {
        assert!(error.contains(part), "{part}: {error}");
    }
}

fn create(op: &mut Operations) {
    op.create_table("shops", |t| {
        t.column("id", integer()).primary_key();
    });
    op.create_table("Goods", |t| {
        t.column("id", bigint()).primary_key().identity();
        t.column("name", varchar(40)).not_null();
        t.column("Price", varchar(20)).server_default("'1'");
        t.column("shop", integer());
        t.column("old", integer());
        t.unique(["name", "shop"]).name("uq_goods_name");
        t.check("old > 0").name("ck_goods_old");
    });
    op.create_index("ix_goods_old", "Goods", ["old"]);
    op.bulk_insert("shops", ["id"], [row![1], row![2]]);
    op.bulk_insert(
        "Goods",
        ["name", "Price", "shop", "old"],
        [row!["pen", "12", 1, 7], row!["ink", "30", 2, None]],
    );
}

fn change(op: &mut Operations) {
    op.batch_alter_table("Goods", |b| {
        b.drop_constraint("uq_goods_name", ConstraintKind::Unique);
        b.drop_constraint("ck_goods_old", ConstraintKind::Check);
        b.alter_column("name", |c| {
            c.set_type(varchar(80))
                .drop_not_null()
                .set_comment("what it is")
        });
        b.alter_column("Price", |c| c.set_default("'2'").rename("price"));
        b.drop_index("ix_goods_old");
        b.drop_column("old");
        b.add_column(column("stock", integer()).not_null().server_default("3"))
            .insert_after("name");
        b.create_foreign_key("fk_goods_shop", ["shop"], "shops", ["id"])
            .on_delete(Cascade);
        b.create_unique_constraint("uq_goods_price", ["price", "shop"]);
        b.create_check_constraint("ck_goods_stock", "stock >= 3");
        b.create_index("ix_goods_stock", ["stock", "price"]);
    });
}

fn undo(op: &mut Operations) {
    let is_mysql = op.is_mysql();
    op.batch_alter_table("Goods", |b| {
        b.drop_index("ix_goods_stock");
        b.drop_constraint("ck_goods_stock", ConstraintKind::Check);
        b.drop_constraint("uq_goods_price", ConstraintKind::Unique);
        b.drop_constraint("fk_goods_shop", ConstraintKind::ForeignKey);
        if is_mysql {
            // Made for the foreign key, and left behind.
            b.drop_index("fk_goods_shop");
        }
        b.drop_column("stock");
        b.add_column(column("old", integer())).insert_after("shop");
        b.create_index("ix_goods_old", ["old"]);
        b.alter_column("price", |c| c.rename("Price").set_default("'1'"));
        b.alter_column("name", |c| {
            c.set_type(varchar(40)).set_not_null().drop_comment()
        });
        b.create_unique_constraint("uq_goods_name", ["name", "shop"]);
        b.create_check_constraint("ck_goods_old", "old > 0");
    });
}

async fn a_block_does_the_same_everywhere<B: Backend>(db: B) {
    let changed = revision("changed").revises(&["created"]);
    let chain = migrator([
        revision("created").upgrade(create),
        changed.upgrade(change).downgrade(undo),
    ]);
    chain.upgrade(db.url(), "created").await.unwrap();
    let (before, rows) = (
        db.schema().await,
        db.rows(&select::<B>("name, Price, shop")).await,
    );

    let changed = chain.upgrade(db.url(), "head").await;
    changed.unwrap_or_else(|error| panic!("{}", told(&error)));
    assert_eq!(
        db.rows(&select::<B>("name, price, shop, stock")).await,
        ["pen|12|1|3", "ink|30|2|3"]
    );
    db.execute(&insert::<B>("name, shop", "NULL, 1")).await;
    let last = db.rows(&select::<B>("id, name, price, stock")).await;
    assert_eq!(last.last().unwrap(), "3|NULL|2|3");
    for (columns, values, why) in [
        ("price, shop", "'12', 1", "unique"),
        ("stock", "2", "checked"),
        ("shop", "3", "a foreign key"),
    ] {
        assert!(db.refuses(&insert::<B>(columns, values)).await, "{why}");
    }
    db.execute("DELETE FROM shops WHERE id = 1").await;
    assert_eq!(db.rows(&select::<B>("name")).await, ["ink"]);

    let undone = chain.downgrade(db.url(), "created").await;
    undone.unwrap_or_else(|error| panic!("{}", told(&error)));
    // Elsewhere the order of the columns is another one now.
    if B::DIALECT.transactional_ddl {
        assert_eq!(db.schema().await, before);
    }
    assert_eq!(db.rows(&select::<B>("name, Price, shop")).await, rows[1..]);
}

fn select<B: Backend>(columns: &str) -> String {
    let [columns, table, id] = [columns, "Goods", "id"].map(quoted::<B>);
    format!("SELECT {columns} FROM {table} ORDER BY {id}")
}

fn insert<B: Backend>(columns: &str, values: &str) -> String {
    let [columns, table] = [columns, "Goods"].map(quoted::<B>);
    format!("INSERT INTO {table} ({columns}) VALUES ({values})")
}

fn quoted<B: Backend>(names: &str) -> String {
    let names: Vec<_> = names.split(", ").map(str::to_owned).collect();
    B::DIALECT.quote_list(&names)
}

async fn a_block_without_changes_does_nothing(db: impl Backend) {
    let chain = one(|op| op.batch_alter_table("nowhere", |_| {}));
    chain.upgrade(db.url(), "head").await.unwrap();
    assert_eq!(db.versions().await, ["change"]);
}
