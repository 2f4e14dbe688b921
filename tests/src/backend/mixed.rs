//! A long chain of mixed work, in which it shows what was done twice, or not at all.

use migrate_runtime::Operations;
use migrate_runtime::dialect::Dialect;
use migrate_runtime::prelude::*;

use super::TestRevision;
use super::revisions::chain_of;

/// The revisions of a shop, from nothing: `r001` and so on.
///
/// Each counts itself once, at its beginning, in its middle or at its end, and writes down which row of the version
/// table it found. Most rows are changed by statements that would change them once more.
pub fn mixed_chain() -> Vec<TestRevision> {
    chain_of(STEPS)
}

/// Whether a revision of [`mixed_chain`], by its number, is more than one transaction on a database: a part of it may be
/// there.
pub fn is_in_parts(dialect: &Dialect, number: usize) -> bool {
    const ON_POSTGRES: &[usize] = &[22, 23, 24, 38];
    !dialect.transactional_ddl || dialect.indexes.concurrently && ON_POSTGRES.contains(&number)
}

const STEPS: &[fn(&mut Operations)] = &[
    begin,
    |op| {
        op.create_table("shops", |t| {
            t.column("id", bigint()).primary_key();
            t.column("name", varchar(40)).not_null();
            t.column("city", varchar(40));
        });
        count(op);
    },
    |op| {
        let shops = [row![1, "pens", "Rome"], row![2, "inks", None]];
        op.bulk_insert("shops", ["id", "name", "city"], shops);
        count(op);
    },
    |op| {
        count(op);
        op.create_table("products", |t| {
            t.column("id", bigint()).primary_key();
            t.column("name", varchar(40)).not_null();
            t.column("shop", bigint());
            t.column("price", integer()).not_null().server_default("1");
            t.column("old", integer());
        });
    },
    |op| {
        let products = [
            row![1, "pen", 1, 7],
            row![2, "ink", 2, 8],
            row![3, "cap", 1, 9],
        ];
        op.bulk_insert("products", ["id", "name", "shop", "price"], products);
        op.execute("UPDATE products SET price = price + 1");
        count(op);
    },
    |op| {
        op.create_index("ix_products_name", "products", ["name"]);
        count(op);
        op.create_index("ix_products_price", "products", ["price"]);
    },
    |op| {
        let stock = column("stock", integer())
            .not_null()
            .server_default("3")
            .clone();
        op.add_column("products", stock);
        op.execute("UPDATE products SET stock = stock * 2");
        count(op);
    },
    |op| {
        count(op);
        op.batch_alter_table("products", |b| {
            b.alter_column("name", |c| c.set_type(varchar(80)));
        });
    },
    |op| {
        op.alter_column("products", "old", |c| c.rename("ancient"));
        count(op);
    },
    |op| {
        op.batch_alter_table("products", |b| {
            b.create_foreign_key("fk_products_shop", ["shop"], "shops", ["id"]);
        });
        count(op);
    },
    |op| {
        op.create_table("customers", |t| {
            t.column("id", bigint()).primary_key();
            t.column("email", varchar(60));
            t.column("balance", integer()).not_null();
        });
        count(op);
        let customers = [row![1, "a@example.com", 5], row![2, "b@example.com", 6]];
        op.bulk_insert("customers", ["id", "email", "balance"], customers);
    },
    |op| {
        op.batch_alter_table("customers", |b| {
            b.create_unique_constraint("uq_customers_email", ["email"]);
        });
        count(op);
    },
    |op| {
        count(op);
        op.batch_alter_table("customers", |b| {
            b.create_check_constraint("ck_customers_balance", "balance >= 0");
        });
    },
    |op| {
        op.execute("UPDATE customers SET balance = balance + 10");
        op.execute("UPDATE customers SET balance = balance * 2");
        count(op);
    },
    |op| {
        op.rename_table("customers", "clients");
        count(op);
    },
    |op| {
        op.add_column("clients", column("name", varchar(60)));
        op.execute("UPDATE clients SET name = email");
        count(op);
        op.add_column("clients", column("visits", integer()));
        op.execute("UPDATE clients SET visits = balance - 1");
    },
    |op| {
        op.batch_alter_table("clients", |b| {
            b.alter_column("name", |c| c.set_not_null());
        });
        count(op);
    },
    |op| {
        op.create_table("orders", |t| {
            t.column("id", bigint()).primary_key();
            t.column("client", bigint())
                .not_null()
                .references("clients", "id");
            t.column("amount", integer()).not_null();
            t.check("amount > 0").name("ck_orders_amount");
        });
        op.execute("INSERT INTO orders SELECT id, id, balance FROM clients");
        count(op);
    },
    |op| {
        count(op);
        op.create_index("uq_orders_client_amount", "orders", ["client", "amount"])
            .unique();
    },
    |op| {
        op.batch_alter_table("products", |b| {
            b.drop_column("ancient");
        });
        count(op);
    },
    |op| {
        op.drop_index("ix_products_price", "products");
        count(op);
    },
    in_transactions_of_their_own,
    indexes_of_a_busy_table,
    |op| {
        count(op);
        if op.is_postgres() {
            op.autocommit_block(|op| {
                op.execute("VACUUM products; ANALYZE products");
            });
        }
        op.execute("UPDATE products SET stock = stock + 100");
    },
    several_of_each_kind,
    |op| {
        op.create_table("payments", |t| {
            t.column("id", bigint()).primary_key();
            t.column("order_id", bigint()).not_null();
            t.column("amount", integer()).not_null();
        });
        count(op);
    },
    |op| {
        op.execute("INSERT INTO payments SELECT id, id, amount FROM orders");
        op.execute("UPDATE payments SET amount = amount - 3");
        count(op);
    },
    |op| {
        op.create_index("ix_payments_order", "payments", ["order_id"]);
        count(op);
    },
    |op| {
        op.batch_alter_table("clients", |b| {
            b.drop_constraint("ck_customers_balance", ConstraintKind::Check);
            b.create_check_constraint("ck_clients_balance", "balance > 0");
        });
        count(op);
    },
    |op| {
        op.batch_alter_table("clients", |b| {
            b.drop_constraint("uq_customers_email", ConstraintKind::Unique);
        });
        count(op);
        op.execute("UPDATE clients SET visits = visits * 3");
    },
    |op| {
        op.rename_table("payments", "receipts");
        count(op);
    },
    |op| {
        op.add_column("receipts", column("note", varchar(20)));
        op.add_column("receipts", column("tax", integer()));
        op.add_column("receipts", column("tip", integer()));
        op.execute("UPDATE receipts SET tax = amount * 2, tip = 1");
        count(op);
    },
    |op| {
        op.execute("UPDATE receipts SET tip = tip + tax + (SELECT n FROM counter)");
        count(op);
    },
    |op| {
        op.batch_alter_table("receipts", |b| {
            b.drop_column("note");
        });
        op.execute("UPDATE receipts SET amount = amount + tax");
        op.batch_alter_table("receipts", |b| {
            b.drop_column("tax");
        });
        count(op);
    },
    |op| {
        count(op);
        op.batch_alter_table("receipts", |b| {
            b.alter_column("tip", |c| c.set_default("4").set_not_null());
        });
    },
    |op| {
        op.execute("INSERT INTO receipts (id, order_id, amount) SELECT id + 10, 1, n FROM clients, counter");
        count(op);
    },
    |op| {
        op.batch_alter_table("receipts", |b| {
            b.create_foreign_key("fk_receipts_order", ["order_id"], "orders", ["id"]);
        });
        count(op);
    },
    |op| {
        op.drop_index("ix_products_stock", "products")
            .concurrently();
        count(op);
    },
    |op| {
        op.create_view(
            "large_orders",
            "SELECT id, amount FROM orders WHERE amount > 30",
        );
        count(op);
    },
    |op| {
        op.execute("UPDATE receipts SET amount = amount * 2");
        op.execute("DELETE FROM products WHERE id = 3");
        count(op);
    },
];

fn begin(op: &mut Operations) {
    op.create_table("counter", |t| {
        t.column("n", integer()).not_null();
    });
    op.create_table("log", |t| {
        t.column("number", integer()).not_null();
        t.column("found", varchar(32)).not_null();
    });
    op.bulk_insert("counter", ["n"], [row![0]]);
    count(op);
}

/// Counts a revision.
fn count(op: &mut Operations) {
    op.execute("UPDATE counter SET n = n + 1");
    op.execute(
        "INSERT INTO log SELECT n, (SELECT coalesce(max(version_num), 'base') FROM alembic_version) \
         FROM counter",
    );
}

/// Work before, between and behind what PostgreSQL does outside of a transaction.
fn in_transactions_of_their_own(op: &mut Operations) {
    op.execute("UPDATE products SET stock = stock + 1");
    op.create_index("ix_products_stock", "products", ["stock"])
        .concurrently();
    count(op);
    op.create_index("ix_products_shop_stock", "products", ["shop", "stock"])
        .concurrently();
    op.execute("UPDATE products SET stock = stock * 2");
}

/// Begins and ends outside of a transaction, on PostgreSQL.
fn indexes_of_a_busy_table(op: &mut Operations) {
    op.create_index("ix_orders_amount", "orders", ["amount"])
        .concurrently();
    count(op);
    op.create_index("ix_orders_client", "orders", ["client"])
        .concurrently();
}

fn several_of_each_kind(op: &mut Operations) {
    for table in ["left_side", "right_side"] {
        op.create_table(table, |t| {
            t.column("id", bigint()).primary_key();
            t.column("a", integer()).not_null();
            t.column("b", varchar(10));
        });
        op.bulk_insert(table, ["id", "a", "b"], [row![1, 5, "x"], row![2, 6, "y"]]);
    }
    for table in ["left_side", "right_side"] {
        op.add_column(table, column("c", integer()));
        op.execute(format!("UPDATE {table} SET c = a, a = a + 1"));
        op.create_index(None, table, ["c"]);
        op.create_index(None, table, ["b"]);
    }
    count(op);
    for table in ["left_side", "right_side"] {
        op.execute(format!("UPDATE {table} SET c = c * 2"));
        op.batch_alter_table(table, |b| {
            b.alter_column("b", |c| c.set_type(varchar(30)));
            b.alter_column("a", |c| c.set_default("8"));
            b.create_check_constraint(format!("ck_{table}_c"), "c > 0");
            b.create_unique_constraint(format!("uq_{table}_a"), ["a"]);
        });
        op.alter_column(table, "a", |c| c.rename("first"));
        op.alter_column(table, "b", |c| c.rename("second"));
        op.execute(format!("INSERT INTO {table} (id, c) VALUES (3, 9)"));
    }
    op.batch_alter_table("right_side", |b| {
        b.create_foreign_key("fk_right_side_id", ["id"], "left_side", ["id"]);
    });
    op.drop_index("ix_left_side_b", "left_side");
    op.drop_index("ix_right_side_b", "right_side");
    op.execute("UPDATE left_side SET c = c + 1");
    op.rename_table("left_side", "port");
    op.rename_table("right_side", "starboard");
    op.batch_alter_table("port", |b| {
        b.drop_column("second");
        b.drop_column("c");
    });
    op.execute("UPDATE starboard SET c = c + 1");
}
