//! `op.add_column`, `op.drop_column`, `op.alter_column`

use migrate_runtime::ErrorKind;
use migrate_runtime::prelude::*;
use migrate_tests::backend::{Backend, Mysql, Postgres, Sqlite, migrator, revision};
use migrate_tests::{on_database, on_every_database, on_transactional_databases};

use super::{apply, assert_schema, check, refused};

on_every_database!(
    an_added_column_has_a_default_a_check_and_a_reference,
    a_renamed_column_keeps_its_values,
);

on_transactional_databases!(
    a_column_is_dropped_with_its_check_and_its_reference,
    a_dropped_column_is_gone,
);

on_database!(
    in_place,
    migrate_tests::backend::Postgres,
    an_added_column_may_be_unique_or_a_key,
    a_column_is_altered_in_every_way,
    a_new_type_converts_the_values,
    using_without_a_type_is_refused
);

on_database!(
    redefined,
    migrate_tests::backend::Mysql,
    a_column_written_again_keeps_all_that_it_had,
    json_becomes_text_and_json_again,
    a_refusal_comes_before_anything_is_sent,
    a_column_that_is_missing_is_said_to_be,
    a_virtual_column_is_computed_when_it_is_read
);

on_database!(
    not_in_place,
    migrate_tests::backend::Sqlite,
    what_sqlite_cannot_alter_is_refused_with_a_way_out,
    a_virtual_column_is_computed_when_it_is_read
);

fn create_t(op: &mut Operations) {
    op.create_table("t", |t| {
        t.column("id", integer()).primary_key();
        t.column("a", varchar(20));
    });
}

async fn an_added_column_has_a_default_a_check_and_a_reference(db: impl Backend) {
    let add = |op: &mut Operations| {
        op.add_column("t", column("plain", text()));
        op.add_column(
            "t",
            column("stock", integer()).not_null().server_default("7"),
        );
        op.add_column("t", column("price", integer()).check("price > 0"));
        op.add_column(
            "t",
            column("parent", integer())
                .references("t", "id")
                .on_delete(SetNull)
                .on_update(Cascade),
        );
    };
    let drop = |op: &mut Operations| {
        if op.is_mysql() {
            // There a foreign key is the table's, and does not go with its column.
            op.drop_constraint("t_ibfk_1", "t", ConstraintKind::ForeignKey);
        }
        for name in ["parent", "price", "stock", "plain"] {
            op.drop_column("t", name);
        }
    };
    check(&db, "add_column", create_t, (add, drop)).await;
    db.execute("INSERT INTO t (id) VALUES (1)").await;
    assert_eq!(db.rows("SELECT stock, plain FROM t").await, ["7|NULL"]);
    assert!(db.refuses("INSERT INTO t (id, price) VALUES (2, 0)").await);
    assert!(db.refuses("INSERT INTO t (id, parent) VALUES (2, 9)").await);
}

async fn a_dropped_column_is_gone(db: impl Backend) {
    db.execute(
        "CREATE TABLE t (a INTEGER, \"Weird \"\"b\"\"\" INTEGER); INSERT INTO t VALUES (1, 2)",
    )
    .await;
    apply(&db, |op| {
        op.drop_column("t", "Weird \"b\"");
    })
    .await;
    assert_eq!(db.rows("SELECT * FROM t").await, ["1"]);
}

async fn a_column_is_dropped_with_its_check_and_its_reference(db: impl Backend) {
    apply(&db, |op| {
        create_t(op);
        op.create_table("u", |t| {
            t.column("id", integer()).primary_key();
            t.column("price", integer()).check("price > 0");
            t.column("t", integer()).references("t", "id");
        });
        op.drop_column("u", "price");
        op.drop_column("u", "t");
        op.drop_table("t");
    })
    .await;
    db.execute("INSERT INTO u VALUES (1)").await;
}

async fn a_renamed_column_keeps_its_values<B: Backend>(db: B) {
    db.execute("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1)")
        .await;
    apply(&db, |op| {
        op.alter_column("t", "a", |c| c.rename("select"));
    })
    .await;
    let query = format!("SELECT {} FROM t", B::DIALECT.quote("select"));
    assert_eq!(db.rows(&query).await, ["1"]);
}

async fn an_added_column_may_be_unique_or_a_key(db: Postgres) {
    db.execute("CREATE TABLE t (a INTEGER)").await;
    apply(&db, |op| {
        op.add_column("t", column("code", text()).unique());
        op.add_column("t", column("id", bigint()).primary_key().identity());
    })
    .await;
    assert_schema(&db, "add_column_key").await;
}

async fn a_column_is_altered_in_every_way(db: Postgres) {
    let alter = |op: &mut Operations| {
        op.alter_column("t", "a", |c| {
            c.set_type(text())
                .set_not_null()
                .set_default("lower('NEW')")
                .rename("b")
        });
    };
    let back = |op: &mut Operations| {
        op.alter_column("t", "b", |c| {
            c.set_type(varchar(20))
                .drop_not_null()
                .drop_default()
                .rename("a")
        });
    };
    check(&db, "alter_column", create_t, (alter, back)).await;
}

async fn a_new_type_converts_the_values(db: Postgres) {
    db.execute("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('4'), ('two')")
        .await;
    apply(&db, |op| {
        op.alter_column("t", "a", |c| {
            c.set_type(integer())
                .using("CASE WHEN a ~ '^[0-9]+$' THEN a::integer END")
        });
    })
    .await;
    assert_eq!(db.rows("SELECT a + 1 FROM t").await, ["5", "NULL"]);
}

async fn using_without_a_type_is_refused(db: Postgres) {
    let error = refused(&db, |op| {
        op.alter_column("t", "a", |c| c.using("a::integer"));
    });
    assert_eq!(error.await.to_string(), "`using` needs `set_type`");
}

async fn what_sqlite_cannot_alter_is_refused_with_a_way_out(db: Sqlite) {
    let alterations: [fn(&mut Operations); 6] = [
        |op| {
            op.alter_column("t", "a", |c| c.set_not_null());
        },
        |op| {
            op.alter_column("t", "a", |c| c.drop_not_null());
        },
        |op| {
            op.alter_column("t", "a", |c| c.set_type(integer()));
        },
        |op| {
            op.alter_column("t", "a", |c| c.set_default("1"));
        },
        |op| {
            op.alter_column("t", "a", |c| c.drop_default());
        },
        |op| {
            op.alter_column("t", "a", |c| c.rename("b").set_not_null());
        },
    ];
    for alteration in alterations {
        let error = refused(&db, alteration).await;
        assert_eq!(error.to_string(), "SQLite cannot alter column `a` in place");
        assert!(error.help().is_some());
    }
    for (addition, what) in [
        (
            (|op: &mut Operations| {
                op.add_column("t", column("b", integer()).primary_key());
            }) as fn(&mut Operations),
            "SQLite cannot add a primary key column to a table",
        ),
        (
            |op| {
                op.add_column("t", column("b", integer()).unique());
            },
            "SQLite cannot add a unique column to a table",
        ),
    ] {
        let error = refused(&db, addition).await;
        assert_eq!(error.to_string(), what);
        assert!(error.help().is_some());
    }
}

async fn a_column_written_again_keeps_all_that_it_had(db: Mysql) {
    db.execute(
        "CREATE TABLE t (id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, \
         `odd ``name` VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL DEFAULT 'it''s \\\\ (' UNIQUE, \
         checked INT CHECK (checked > 0 AND checked IS NOT NULL), written JSON, \
         at TIMESTAMP NOT NULL DEFAULT current_timestamp ON UPDATE current_timestamp, at2 TIMESTAMP NULL, \
         stored INT GENERATED ALWAYS AS (checked + 1) STORED, shown INT AS (checked + 2) VIRTUAL, \
         kind ENUM('a', 'b,(c') DEFAULT 'a', price DECIMAL(10, 2) UNSIGNED ZEROFILL NOT NULL DEFAULT 1.5, \
         hidden INT INVISIBLE DEFAULT (1 + 2), packed TEXT COMPRESSED, bits BIT(3) DEFAULT b'101', \
         key_of UUID DEFAULT uuid(), place POINT NOT NULL, twice INT DEFAULT (checked * 2))",
    )
    .await;
    let before = db.schema().await;
    apply(&db, |op| {
        for name in [
            "id",
            "odd `name",
            "checked",
            "written",
            "at",
            "at2",
            "stored",
            "shown",
            "kind",
            "price",
            "hidden",
            "packed",
            "bits",
            "key_of",
            "place",
            "twice",
        ] {
            op.alter_column("t", name, |c| c.set_comment("it's; new"));
            op.alter_column("t", name, |c| c.drop_comment());
        }
        op.alter_column("t", "checked", |c| c.set_not_null().rename("proved"));
        op.alter_column("t", "proved", |c| c.drop_not_null().rename("checked"));
    })
    .await;
    assert_eq!(db.schema().await, before);
}

async fn json_becomes_text_and_json_again(db: Mysql) {
    db.execute("CREATE TABLE t (a JSON)").await;
    let before = db.schema().await;
    apply(&db, |op| {
        op.alter_column("t", "a", |c| c.set_type(text()));
        op.execute("INSERT INTO t VALUES ('no json')");
        op.execute("DELETE FROM t");
        op.alter_column("t", "a", |c| c.set_type(json()));
    })
    .await;
    assert_eq!(db.schema().await, before);
    assert!(db.refuses("INSERT INTO t VALUES ('no json')").await);
}

async fn a_refusal_comes_before_anything_is_sent(db: Mysql) {
    for body in [
        (|op: &mut Operations| {
            create_t(op);
            op.alter_column("t", "a", |c| c.set_type(integer()).using("length(a)"));
        }) as fn(&mut Operations),
        |op| {
            create_t(op);
            op.alter_column("t", "a", |c| c.set_type(array(text())));
        },
        |op| {
            create_t(op);
            op.alter_column("t", "a", |c| c);
        },
    ] {
        refused(&db, body).await;
    }
}

async fn a_column_that_is_missing_is_said_to_be(db: Mysql) {
    let migrator = migrator([revision("only").upgrade(|op| {
        create_t(op);
        op.alter_column("t", "b", |c| c.set_not_null());
    })]);
    let error = migrator.upgrade(db.url(), "head").await.unwrap_err();
    let ErrorKind::Render { source, .. } = *error.kind else {
        panic!("{error}");
    };
    assert_eq!(source.to_string(), "table `t` has no column `b`");
}

async fn a_virtual_column_is_computed_when_it_is_read(db: impl Backend) {
    apply(&db, |op| {
        op.create_table("t", |t| {
            t.column("a", integer());
        });
        op.add_column("t", column("b", integer()).computed_virtual("a + 1"));
    })
    .await;
    db.execute("INSERT INTO t (a) VALUES (1)").await;
    assert_eq!(db.rows("SELECT b FROM t").await, ["2"]);
}
