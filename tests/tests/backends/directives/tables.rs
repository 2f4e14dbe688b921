//! Examples of tables.

use migrate_runtime::prelude::*;

use super::{Example, nothing};

pub(super) const EXAMPLES: &[Example] = &[
    Example {
        name: "create_table",
        before: |op| {
            op.create_table("shops", |t| {
                t.column("id", bigint()).primary_key().identity();
                t.column("country", char(2)).not_null();
                t.unique(["id", "country"]);
            });
        },
        change: |op| {
            op.create_table("products", |t| {
                t.column("id", bigint()).primary_key().identity();
                t.column("Name", varchar(40)).not_null().unique();
                t.column("price", numeric(10, 2))
                    .not_null()
                    .server_default("0")
                    .check("price >= 0");
                t.column("added", timestamptz())
                    .server_default("CURRENT_TIMESTAMP");
                t.column("shop", bigint())
                    .references("shops", "id")
                    .on_delete(Cascade);
                t.column("country", char(2));
                t.check("added > '2000-01-01'").name("ck_products_added");
                t.unique(["shop", "price"]).name("uq_products_shop_price");
                t.foreign_key(["shop", "country"], "shops", ["id", "country"])
                    .name("fk_products_shops")
                    .on_delete(Restrict)
                    .on_update(NoAction);
            });
        },
        undo: |op| {
            op.drop_table("products");
        },
    },
    Example {
        name: "create_table_composite_key",
        before: nothing,
        change: |op| {
            op.create_table("stock", |t| {
                t.column("shop", integer());
                t.column("product", integer());
                t.primary_key(["product", "shop"]).name("pk_stock");
            });
        },
        undo: |op| {
            op.drop_table("stock");
        },
    },
    Example {
        name: "create_table_types",
        before: nothing,
        change: |op| {
            op.create_table("t", |t| {
                t.column("smallint", smallint());
                t.column("integer", integer());
                t.column("bigint", bigint());
                t.column("real", real());
                t.column("double", double());
                t.column("numeric", numeric(10, 2));
                t.column("boolean", boolean());
                t.column("text", text());
                t.column("varchar", varchar(40));
                t.column("char", char(2));
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
        },
        undo: drop_t,
    },
    Example {
        name: "create_table_numbers_of_any_precision",
        before: nothing,
        change: |op| {
            op.create_table("t", |t| {
                t.column("a", Type::Numeric(None));
            });
        },
        undo: drop_t,
    },
    Example {
        name: "create_table_interval",
        before: nothing,
        change: |op| {
            op.create_table("t", |t| {
                t.column("a", interval());
            });
        },
        undo: drop_t,
    },
    Example {
        name: "create_table_array",
        before: nothing,
        change: |op| {
            op.create_table("t", |t| {
                t.column("a", array(varchar(8)));
            });
        },
        undo: drop_t,
    },
    Example {
        name: "create_table_defaults",
        before: nothing,
        change: |op| {
            op.create_table("t", |t| {
                t.column("number", integer()).server_default("-1");
                t.column("word", boolean()).server_default("true");
                t.column("short", varchar(8)).server_default("'it''s'");
                t.column("long", text()).server_default("'it''s'");
                t.column("nothing", text()).server_default("NULL");
                t.column("expression", varchar(8))
                    .server_default("lower('A')");
            });
        },
        undo: drop_t,
    },
    Example {
        name: "create_table_comment_clauses",
        before: nothing,
        change: |op| {
            op.create_table("t", |t| {
                t.column("a", integer()).not_null().comment("it's a \\");
                t.column("b", integer()).check("b > 0").comment("");
                t.comment("all of\nit");
            });
        },
        undo: drop_t,
    },
    Example {
        name: "create_table_collation",
        before: nothing,
        change: |op| {
            let collation = binary_collation(op);
            op.create_table("t", |t| {
                t.column("a", varchar(8))
                    .not_null()
                    .collate(collation)
                    .server_default("'a'");
            });
        },
        undo: drop_t,
    },
    Example {
        name: "create_table_computed",
        before: nothing,
        change: |op| {
            op.create_table("t", |t| {
                t.column("a", integer());
                t.column("b", integer())
                    .computed("a + 1")
                    .comment("one more");
            });
        },
        undo: drop_t,
    },
    Example {
        name: "create_table_identity_always",
        before: nothing,
        change: |op| {
            op.create_table("t", |t| {
                t.column("a", integer()).primary_key().identity_always();
            });
        },
        undo: drop_t,
    },
    Example {
        name: "create_table_match_full",
        before: create_pairs,
        change: |op| {
            op.create_table("t", |t| {
                t.column("a", integer());
                t.column("b", integer());
                t.foreign_key(["a", "b"], "pairs", ["a", "b"])
                    .name("fk")
                    .match_full();
            });
        },
        undo: drop_t,
    },
    Example {
        name: "create_table_deferrable",
        before: create_pairs,
        change: |op| {
            op.create_table("t", |t| {
                t.column("a", integer());
                t.column("b", integer());
                t.foreign_key(["a", "b"], "pairs", ["a", "b"])
                    .name("fk")
                    .deferrable();
                t.foreign_key(["b", "a"], "pairs", ["a", "b"])
                    .name("kf")
                    .initially_deferred();
            });
        },
        undo: drop_t,
    },
    Example {
        name: "create_table_deferrable_unique",
        before: nothing,
        change: |op| {
            op.create_table("t", |t| {
                t.column("a", integer());
                t.column("b", integer());
                t.primary_key(["a"]).name("pk").deferrable();
                t.unique(["b"]).name("uq").initially_deferred();
            });
        },
        undo: drop_t,
    },
    Example {
        name: "create_table_nulls_not_distinct",
        before: nothing,
        change: |op| {
            op.create_table("t", |t| {
                t.column("a", integer());
                t.unique(["a"]).nulls_not_distinct();
            });
        },
        undo: drop_t,
    },
    Example {
        name: "create_table_exclude",
        before: nothing,
        change: |op| {
            op.create_table("t", |t| {
                t.column("a", native("int4range"));
                t.exclude([("a", "&&")])
                    .name("ex")
                    .where_("lower(a) > 0")
                    .deferrable();
                t.exclude([("lower(a)", "=")]).using("btree");
            });
        },
        undo: drop_t,
    },
    Example {
        name: "create_table_options",
        before: nothing,
        change: |op| {
            op.create_table("t", |t| {
                t.column("a", integer());
            })
            .postgres_options("WITH (fillfactor = 70)")
            .sqlite_options("STRICT")
            .mysql_options("ROW_FORMAT = DYNAMIC");
        },
        undo: drop_t,
    },
    Example {
        name: "create_table_temporary",
        before: nothing,
        change: |op| {
            op.create_table("t", |t| {
                t.column("a", integer());
            })
            .prefix("TEMPORARY");
        },
        undo: |op| {
            op.drop_table("t").if_exists();
        },
    },
    Example {
        name: "create_table_if_not_exists",
        before: nothing,
        change: |op| {
            for name in ["a", "b"] {
                op.create_table("t", |t| {
                    t.column(name, integer());
                })
                .if_not_exists();
            }
        },
        undo: drop_t,
    },
    Example {
        name: "drop_table",
        before: create_t,
        change: drop_t,
        undo: create_t,
    },
    Example {
        name: "drop_table_if_exists",
        before: create_t,
        change: |op| {
            op.drop_table("t").if_exists();
            op.drop_table("t").if_exists();
        },
        undo: create_t,
    },
    Example {
        name: "drop_table_cascade",
        before: create_t_and_view,
        change: |op| {
            op.drop_table("t").cascade();
        },
        undo: create_t_and_view,
    },
    Example {
        name: "rename_table",
        before: |op| {
            create_t(op);
            op.rename_table("t", "before");
        },
        change: |op| {
            op.rename_table("before", "Order");
        },
        undo: |op| {
            op.rename_table("Order", "before");
        },
    },
    Example {
        name: "create_table_comment",
        before: create_t,
        change: |op| {
            op.create_table_comment("t", "first");
            op.create_table_comment("t", "it's \\ all");
        },
        undo: |op| {
            op.drop_table_comment("t");
        },
    },
    Example {
        name: "drop_table_comment",
        before: create_commented,
        change: |op| {
            op.drop_table_comment("t");
        },
        undo: |op| {
            op.create_table_comment("t", "all of it");
        },
    },
];

/// The collation by which texts are the same only where their bytes are.
pub(super) fn binary_collation(op: &Operations) -> &'static str {
    match (op.is_sqlite(), op.is_mysql()) {
        (true, _) => "BINARY",
        (_, true) => "utf8mb4_bin",
        _ => "C",
    }
}

/// Another one, where a column can change its collation.
pub(super) fn other_collation(op: &Operations) -> &'static str {
    if op.is_mysql() { "latin1_bin" } else { "POSIX" }
}

fn create_t(op: &mut Operations) {
    op.create_table("t", |t| {
        t.column("a", integer());
    });
}

fn drop_t(op: &mut Operations) {
    op.drop_table("t");
}

fn create_t_and_view(op: &mut Operations) {
    create_t(op);
    op.execute("CREATE VIEW v AS SELECT a FROM t");
}

fn create_commented(op: &mut Operations) {
    op.create_table("t", |t| {
        t.column("a", integer());
        t.comment("all of it");
    });
}

fn create_pairs(op: &mut Operations) {
    op.create_table("pairs", |t| {
        t.column("a", integer()).primary_key();
        t.column("b", integer()).primary_key();
    });
}
