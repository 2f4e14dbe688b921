//! `op.create_table`, `op.drop_table`, `op.rename_table`

use migrate_runtime::prelude::*;
use migrate_tests::backend::{Backend, Sqlite};
use migrate_tests::{on_database, on_every_database};

use super::{apply, check};

on_every_database!(
    every_generic_type_has_a_native_name,
    a_table_has_keys_uniques_and_checks,
    a_foreign_key_has_every_action,
    a_foreign_key_may_refer_to_its_own_table,
    a_default_is_any_expression,
    an_identity_numbers_the_rows,
    an_identity_may_be_named_as_key_of_the_table,
    a_table_that_exists_is_kept_on_demand,
    a_dropped_table_is_gone_with_its_indexes,
    a_renamed_table_keeps_its_rows,
);

on_database!(
    row_ids,
    migrate_tests::backend::Sqlite,
    an_identity_in_a_composite_key_is_refused
);

fn nothing(_: &mut Operations) {}

fn drop_t(op: &mut Operations) {
    op.drop_table("t");
}

async fn every_generic_type_has_a_native_name(db: impl Backend) {
    let create = |op: &mut Operations| {
        let has_any_numeric = op.dialect().types.numeric.is_some();
        op.create_table("t", |t| {
            t.column("smallint", smallint());
            t.column("integer", integer());
            t.column("bigint", bigint());
            t.column("real", real());
            t.column("double", double());
            if has_any_numeric {
                t.column("numeric", Type::Numeric(None));
            }
            t.column("numeric_10_2", numeric(10, 2));
            t.column("boolean", boolean());
            t.column("text", text());
            t.column("varchar_40", varchar(40));
            t.column("char_2", char(2));
            t.column("date", date());
            t.column("time", time());
            t.column("timestamp", timestamp());
            t.column("timestamptz", timestamptz());
            t.column("uuid", uuid());
            t.column("json", json());
            t.column("jsonb", jsonb());
            t.column("bytes", bytes());
            t.column("native", native("NUMERIC(7,3)"));
        });
    };
    check(&db, "create_table_types", nothing, (create, drop_t)).await;
}

async fn a_table_has_keys_uniques_and_checks(db: impl Backend) {
    let create = |op: &mut Operations| {
        op.create_table("t", |t| {
            t.column("shop", integer());
            t.column("number", integer());
            t.column("code", varchar(8)).not_null().unique();
            t.column("price", integer()).check("price > 0");
            t.column("reduced", integer());
            t.primary_key(["shop", "number"]).name("pk_t");
            t.unique(["code", "price"]).name("uq_t_code_price");
            t.unique(["price", "reduced"]);
            t.check("reduced < price").name("ck_t_reduced");
            t.check("reduced > 0");
        });
        op.create_table("marked", |t| {
            t.column("a", integer()).primary_key();
            t.column("b", integer()).primary_key();
        });
    };
    let drop = |op: &mut Operations| {
        op.drop_table("marked");
        op.drop_table("t");
    };
    check(&db, "create_table_constraints", nothing, (create, drop)).await;

    db.execute("INSERT INTO t VALUES (1, 1, 'a', 10, 5)").await;
    for broken in [
        "(1, 1, 'b', 11, 5)",
        "(1, 2, 'a', 12, 5)",
        "(1, 2, 'b', 0, NULL)",
        "(1, 2, 'b', 10, 11)",
        "(1, 2, NULL, 10, 1)",
        "(1, NULL, 'c', 13, 1)",
    ] {
        let insert = format!("INSERT INTO t VALUES {broken}");
        assert!(db.refuses(&insert).await, "{insert}");
    }
}

async fn a_foreign_key_has_every_action(db: impl Backend) {
    let before = |op: &mut Operations| {
        op.create_table("shops", |t| {
            t.column("id", integer()).primary_key();
            t.column("country", char(2)).not_null();
            t.unique(["id", "country"]);
        });
    };
    let create = |op: &mut Operations| {
        let has_set_default = op.dialect().constraints.set_default;
        op.create_table("t", |t| {
            let actions = [NoAction, Restrict, Cascade, SetNull, SetDefault];
            let known = actions
                .into_iter()
                .filter(|it| has_set_default || *it != SetDefault);
            for (number, action) in known.enumerate() {
                t.column(format!("deleted_{number}"), integer())
                    .references("shops", "id")
                    .on_delete(action);
                t.column(format!("updated_{number}"), integer())
                    .references("shops", "id")
                    .on_update(action);
            }
            t.column("plain", integer()).references("shops", "id");
            t.column("country", char(2));
            t.foreign_key(["plain", "country"], "shops", ["id", "country"])
                .name("fk_t_shops")
                .on_delete(Cascade)
                .on_update(SetNull);
        });
    };
    check(&db, "create_table_foreign_keys", before, (create, drop_t)).await;
}

async fn a_foreign_key_may_refer_to_its_own_table(db: impl Backend) {
    apply(&db, |op| {
        op.create_table("t", |t| {
            t.column("id", integer()).primary_key();
            t.column("parent", integer())
                .references("t", "id")
                .on_delete(Cascade);
        });
    })
    .await;
    db.execute("INSERT INTO t VALUES (1, NULL), (2, 1), (3, 2)")
        .await;
    db.execute("DELETE FROM t WHERE id = 1").await;
    assert_eq!(db.rows("SELECT id FROM t").await, [""; 0]);
}

async fn a_default_is_any_expression(db: impl Backend) {
    apply(&db, |op| {
        op.create_table("t", |t| {
            t.column("id", integer()).primary_key();
            t.column("number", integer()).server_default("0");
            t.column("negative", integer()).server_default("-1.5");
            t.column("text", text()).server_default("'it''s -- new'");
            t.column("truth", boolean()).server_default("true");
            t.column("empty", text()).server_default("NULL");
            t.column("moment", timestamp())
                .not_null()
                .server_default("CURRENT_TIMESTAMP");
            t.column("function", text())
                .not_null()
                .server_default("lower('ABC')");
            t.column("sum", integer()).server_default("1 + 2");
            t.column("wrapped", integer()).server_default("(3 + 4)");
        });
    })
    .await;
    db.execute("INSERT INTO t (id) VALUES (1)").await;
    let query = "SELECT number, text, empty, function, sum, wrapped FROM t \
                 WHERE truth AND moment IS NOT NULL";
    assert_eq!(db.rows(query).await, ["0|it's -- new|NULL|abc|3|7"]);
}

async fn an_identity_numbers_the_rows(db: impl Backend) {
    apply(&db, |op| {
        op.create_table("small", |t| {
            t.column("id", smallint()).primary_key().identity();
            t.column("name", text());
        });
        op.create_table("big", |t| {
            t.column("id", bigint()).identity().primary_key();
            t.column("name", text());
        });
    })
    .await;
    for table in ["small", "big"] {
        db.execute(&format!(
            "INSERT INTO {table} (name) VALUES ('a'), ('b'); INSERT INTO {table} (id, name) VALUES (40, 'c')"
        ))
        .await;
        let rows = db.rows(&format!("SELECT * FROM {table} ORDER BY id")).await;
        assert_eq!(rows, ["1|a", "2|b", "40|c"]);
    }
}

async fn an_identity_may_be_named_as_key_of_the_table(db: impl Backend) {
    apply(&db, |op| {
        op.create_table("t", |t| {
            t.column("id", bigint()).identity();
            t.column("name", text());
            t.primary_key(["id"]).name("pk_t");
        });
    })
    .await;
    db.execute("INSERT INTO t (name) VALUES ('a'), ('b')").await;
    let rows = db.rows("SELECT * FROM t ORDER BY id").await;
    assert_eq!(rows, ["1|a", "2|b"]);
}

async fn an_identity_in_a_composite_key_is_refused(db: Sqlite) {
    let marked = |op: &mut Operations| {
        op.create_table("t", |t| {
            t.column("shop", integer()).primary_key();
            t.column("number", integer()).primary_key().identity();
        });
    };
    let named = |op: &mut Operations| {
        op.create_table("t", |t| {
            t.column("shop", integer());
            t.column("number", integer()).identity();
            t.primary_key(["shop", "number"]);
        });
    };
    let bare = |op: &mut Operations| {
        op.create_table("t", |t| {
            t.column("number", integer()).identity();
        });
    };
    for body in [marked as fn(&mut Operations), named, bare] {
        let error = super::refused(&db, body).await;
        assert_eq!(
            error.to_string(),
            "SQLite cannot number the rows in column `number`, which is not the sole primary key"
        );
    }
}

async fn a_table_that_exists_is_kept_on_demand(db: impl Backend) {
    db.execute("CREATE TABLE t (kept INTEGER)").await;
    apply(&db, |op| {
        op.create_table("t", |t| {
            t.column("other", integer());
        })
        .if_not_exists();
    })
    .await;
    assert_eq!(db.rows("SELECT kept FROM t").await, [""; 0]);
}

async fn a_dropped_table_is_gone_with_its_indexes(db: impl Backend) {
    db.execute("CREATE TABLE t (a INTEGER); CREATE INDEX ix_t_a ON t (a)")
        .await;
    apply(&db, |op| {
        op.drop_table("t");
        op.drop_table("t").if_exists();
    })
    .await;
    assert_eq!(db.schema().await, "");
}

async fn a_renamed_table_keeps_its_rows<B: Backend>(db: B) {
    db.execute("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1)")
        .await;
    apply(&db, |op| {
        op.rename_table("t", "Order");
    })
    .await;
    let query = format!("SELECT a FROM {}", B::DIALECT.quote("Order"));
    assert_eq!(db.rows(&query).await, ["1"]);
    assert_eq!(db.tables().await, ["Order"]);
}
