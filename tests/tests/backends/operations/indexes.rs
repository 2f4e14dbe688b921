//! `op.create_index`, `op.drop_index`

use migrate_runtime::prelude::*;
use migrate_tests::backend::Backend;
use migrate_tests::{on_every_database, on_transactional_databases};

use super::{apply, check};

on_every_database!(an_index_that_exists_is_kept_on_demand,);

on_transactional_databases!(
    an_index_is_over_columns_and_expressions,
    a_unique_index_refuses_what_its_condition_covers,
    an_index_that_is_missing_is_no_matter_on_demand,
);

fn create_users(op: &mut Operations) {
    op.create_table("users", |t| {
        t.column("id", integer()).primary_key();
        t.column("email", text());
        t.column("Last Name", text());
        t.column("deleted", boolean());
    });
}

async fn an_index_is_over_columns_and_expressions(db: impl Backend) {
    let create = |op: &mut Operations| {
        op.create_index("ix_users_email", "users", ["email"]);
        op.create_index("ix users Both", "users", ["email", "Last Name"])
            .unique();
        op.create_index("ix_users_lower", "users", [expr("lower(email)")]);
        op.create_index(
            "ix_users_mixed",
            "users",
            ["Last Name".into(), expr("lower(email) || 'x'")],
        );
        op.create_index("ix_users_partial", "users", ["email"])
            .unique()
            .where_("deleted IS NULL OR email <> 'a;b'");
    };
    let drop = |op: &mut Operations| {
        for name in [
            "ix_users_email",
            "ix users Both",
            "ix_users_lower",
            "ix_users_mixed",
            "ix_users_partial",
        ] {
            op.drop_index(name, "users");
        }
    };
    check(&db, "create_index", create_users, (create, drop)).await;
}

async fn a_unique_index_refuses_what_its_condition_covers(db: impl Backend) {
    apply(&db, |op| {
        create_users(op);
        op.create_index("uq", "users", [expr("lower(email)")])
            .unique()
            .where_("deleted IS NULL");
    })
    .await;
    db.execute("INSERT INTO users (id, email, deleted) VALUES (1, 'a', NULL), (2, 'A', true)")
        .await;
    assert!(
        db.refuses("INSERT INTO users (id, email) VALUES (3, 'A')")
            .await
    );
}

async fn an_index_that_exists_is_kept_on_demand(db: impl Backend) {
    db.execute("CREATE TABLE t (a INTEGER, b INTEGER); CREATE INDEX ix ON t (a)")
        .await;
    let before = db.schema().await;
    apply(&db, |op| {
        op.create_index("ix", "t", ["b"]).if_not_exists();
    })
    .await;
    assert_eq!(db.schema().await, before);
}

async fn an_index_that_is_missing_is_no_matter_on_demand(db: impl Backend) {
    db.execute("CREATE TABLE t (a INTEGER); CREATE INDEX ix ON t (a)")
        .await;
    apply(&db, |op| {
        op.drop_index("ix", "t");
        op.drop_index("ix", "t").if_exists();
    })
    .await;
    assert!(!db.schema().await.contains("INDEX"));
}
