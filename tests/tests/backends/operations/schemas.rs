//! Tables in schemas: PostgreSQL's, and the attached databases of SQLite.

use migrate_runtime::prelude::*;
use migrate_tests::backend::{Backend, Postgres, Sqlite};
use migrate_tests::on_database;

use super::{apply, check, refused};

on_database!(
    postgres,
    migrate_tests::backend::Postgres,
    every_operation_reaches_a_table_in_a_schema,
    a_pair_names_schema_and_table_exactly
);

on_database!(
    sqlite,
    migrate_tests::backend::Sqlite,
    every_operation_reaches_a_table_in_a_database,
    an_attached_database_is_a_schema,
    a_reference_to_another_database_is_refused
);

async fn every_operation_reaches_a_table_in_a_schema(db: Postgres) {
    let before = |op: &mut Operations| {
        op.execute("CREATE SCHEMA billing");
    };
    let create = |op: &mut Operations| {
        op.create_table("billing.invoices", |t| {
            t.column("id", integer()).primary_key();
            t.column("parent", integer())
                .references("billing.invoices", "id");
        });
        op.create_index("ix_invoices", "billing.invoices", ["parent"]);
        op.add_column("billing.invoices", column("text", text()));
        op.alter_column("billing.invoices", "text", |c| c.rename("remark"));
        op.add_column("billing.invoices", column("extra", text()));
        op.drop_column("billing.invoices", "extra");
        op.rename_table("billing.invoices", "bills");
        op.create_table("lines", |t| {
            t.column("bill", integer())
                .references("billing.bills", "id");
        });
    };
    let drop = |op: &mut Operations| {
        op.drop_table("lines");
        op.drop_index("ix_invoices", "billing.bills");
        op.drop_table("billing.bills");
    };
    check(&db, "schemas", before, (create, drop)).await;
}

async fn a_pair_names_schema_and_table_exactly(db: Postgres) {
    db.execute("CREATE SCHEMA \"Bill.ing\"").await;
    apply(&db, |op| {
        op.create_table(("Bill.ing", "invoices.2026"), |t| {
            t.column("id", integer()).primary_key();
        });
    })
    .await;
    let rows = "SELECT id FROM \"Bill.ing\".\"invoices.2026\"";
    assert_eq!(db.rows(rows).await, [""; 0]);
}

async fn every_operation_reaches_a_table_in_a_database(db: Sqlite) {
    let create = |op: &mut Operations| {
        op.create_table("main.invoices", |t| {
            t.column("id", integer()).primary_key();
            t.column("parent", integer())
                .references("main.invoices", "id");
        });
        op.create_index("ix_invoices", "main.invoices", ["parent"]);
        op.add_column("main.invoices", column("text", text()));
        op.alter_column("main.invoices", "text", |c| c.rename("remark"));
        op.add_column(
            "main.invoices",
            column("other", integer()).references("main.invoices", "id"),
        );
        op.add_column("main.invoices", column("extra", text()));
        op.drop_column("main.invoices", "extra");
        op.rename_table("main.invoices", "bills");
    };
    let drop = |op: &mut Operations| {
        op.drop_index("ix_invoices", "main.bills");
        op.drop_table("main.bills");
    };
    check(&db, "schemas", |_| {}, (create, drop)).await;
}

async fn an_attached_database_is_a_schema(db: Sqlite) {
    apply(&db, |op| {
        op.execute("ATTACH ':memory:' AS other");
        op.create_table("other.shops", |t| {
            t.column("id", integer()).primary_key();
            t.column("parent", integer())
                .references("other.shops", "id");
        });
        op.create_index("ix_shops", "other.shops", ["parent"]);
        op.execute("CREATE TABLE kept AS SELECT name FROM other.sqlite_master");
        op.drop_index("ix_shops", "other.shops");
        op.drop_table("other.shops");
    })
    .await;
    let kept = db.rows("SELECT name FROM kept ORDER BY name").await;
    assert_eq!(kept, ["ix_shops", "shops"]);
}

async fn a_reference_to_another_database_is_refused(db: Sqlite) {
    let error = refused(&db, |op| {
        op.create_table("invoices", |t| {
            t.column("shop", integer()).references("shops.shops", "id");
        });
    });
    assert_eq!(
        error.await.to_string(),
        "SQLite cannot reference table `shops` in another schema"
    );
}
