//! Names for the constraints and indexes that have none, as `naming-convention` configures them.

use std::borrow::Cow;

use migrate_runtime::__private::{NamingConvention, Settings};
use migrate_runtime::Migrator;
use migrate_runtime::prelude::*;
use migrate_tests::backend::{Backend, migrator_with, revision};
use migrate_tests::on_every_database;

on_every_database!(
    what_has_no_name_is_named_by_the_convention,
    the_names_of_the_convention_can_be_dropped,
    a_script_has_the_names_of_the_convention,
);

/// SQLAlchemy's own example, but for the checks.
const CONVENTION: NamingConvention = NamingConvention {
    index: Some(Cow::Borrowed("ix_%(column_0_label)s")),
    unique: Some(Cow::Borrowed("uq_%(table_name)s_%(column_0_N_name)s")),
    check: Some(Cow::Borrowed("ck_%(table_name)s")),
    foreign_key: Some(Cow::Borrowed(
        "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    )),
    primary_key: Some(Cow::Borrowed("pk_%(table_name)s")),
};

const NAMES: [&str; 5] = [
    "ix_orders_number",
    "uq_orders_shop_id_number",
    "ck_orders",
    "fk_orders_shop_id_shops",
    "pk_orders",
];

fn create(op: &mut Operations) {
    op.create_table("shops", |t| {
        t.column("id", integer()).primary_key();
    });
    op.create_table("orders", |t| {
        t.column("id", integer()).primary_key();
        t.column("shop_id", integer()).references("shops", "id");
        t.column("number", integer());
        t.unique(["shop_id", "number"]);
        t.check("number > 0");
        t.check("number < 1000").name("a_name_of_its_own");
    });
    op.create_index(None, "orders", ["number"]);
}

fn drop_constraints(op: &mut Operations) {
    op.drop_index("ix_orders_number", "orders");
    // SQLite drops no constraints of a table that is there.
    if !op.is_sqlite() {
        op.drop_constraint(
            "fk_orders_shop_id_shops",
            "orders",
            ConstraintKind::ForeignKey,
        );
        op.drop_constraint("uq_orders_shop_id_number", "orders", ConstraintKind::Unique);
        op.drop_constraint("ck_orders", "orders", ConstraintKind::Check);
        op.drop_constraint("pk_orders", "orders", ConstraintKind::PrimaryKey);
    }
}

fn chain() -> Migrator {
    let settings = Settings {
        naming_convention: CONVENTION,
        ..Settings::DEFAULT
    };
    let drop = revision("drop").revises(&["create"]);
    migrator_with(
        settings,
        [
            revision("create").upgrade(create),
            drop.upgrade(drop_constraints),
        ],
    )
}

/// MySQL and MariaDB call every primary key `PRIMARY`.
fn kept<B: Backend>() -> impl Iterator<Item = &'static str> {
    let all = B::DIALECT.constraints.named_primary_key;
    NAMES
        .into_iter()
        .filter(move |name| all || *name != "pk_orders")
}

async fn what_has_no_name_is_named_by_the_convention<B: Backend>(db: B) {
    chain().upgrade(db.url(), "create").await.unwrap();
    let schema = db.schema().await;
    for name in kept::<B>().chain(["a_name_of_its_own"]) {
        assert!(schema.contains(name), "{name}: {schema}");
    }
}

async fn the_names_of_the_convention_can_be_dropped<B: Backend>(db: B) {
    chain().upgrade(db.url(), "head").await.unwrap();
    let schema = db.schema().await;
    assert!(!schema.contains("ix_orders_number"), "{schema}");
    if B::DIALECT.constraints.alter {
        for name in NAMES {
            assert!(!schema.contains(name), "{name}: {schema}");
        }
    }
}

async fn a_script_has_the_names_of_the_convention<B: Backend>(_: B) {
    let chain = chain();
    let environment = chain.environment().unwrap();
    let plan = environment.graph.plan_offline_upgrade("create").unwrap();
    let script = environment.script(&plan, B::DIALECT).await.unwrap();
    for name in kept::<B>() {
        assert!(script.contains(name), "{name}: {script}");
    }
}
