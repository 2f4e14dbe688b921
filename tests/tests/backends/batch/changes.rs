//! What a table that is made anew has of a change, and what becomes of its rows.

use std::borrow::Cow;

use migrate_runtime::__private::{NamingConvention, Settings};
use migrate_runtime::prelude::*;
use migrate_tests::backend::{Backend, Sqlite, migrator_with, revision};
use migrate_tests::on_database;

use super::run;

on_database!(
    sqlite,
    migrate_tests::backend::Sqlite,
    a_column_is_altered_in_every_way,
    values_are_converted_without_a_loss,
    values_are_converted_by_an_expression,
    numbers_go_on_with_another_type,
    a_column_numbers_the_rows_or_does_not,
    the_values_of_an_enum_change,
    columns_are_added_where_they_are_wanted,
    a_dropped_column_takes_along_what_is_over_it,
    a_column_is_dropped_and_added_anew,
    a_key_without_a_column_keeps_all_rows,
    constraints_without_names_are_found_by_the_convention,
    constraints_without_names_are_found_by_those_of_postgresql,
    an_exotic_table_is_changed
);

async fn table(db: &Sqlite) -> String {
    db.rows("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 't'")
        .await
        .concat()
}

async fn a_column_is_altered_in_every_way(db: Sqlite) {
    run(
        &db,
        "CREATE TABLE t (a INT DEFAULT 1 NOT NULL, b TEXT COLLATE NOCASE, c TEXT, d INT AS (a + 1) STORED);
         INSERT INTO t VALUES (5, 'x', NULL)",
        |op| {
            op.batch_alter_table("t", |b| {
                b.alter_column("a", |c| c.drop_not_null().drop_default());
                b.alter_column("B", |c| c.set_type(varchar(9)).collate("RTRIM").set_default("lower('Y')"));
                b.alter_column("c", |c| c.set_default("'z'").set_comment("left out"));
                b.alter_column("d", |c| c.drop_expression());
            });
        },
    )
    .await;
    assert_eq!(
        table(&db).await,
        "CREATE TABLE \"t\" (a INT, b VARCHAR(9) COLLATE \"RTRIM\" DEFAULT (lower('Y')), c TEXT DEFAULT 'z', d INT)"
    );
    db.execute("INSERT INTO t DEFAULT VALUES").await;
    assert_eq!(
        db.rows("SELECT * FROM t").await,
        ["5|x|NULL|6", "NULL|y|z|NULL"]
    );
}

async fn values_are_converted_without_a_loss(db: Sqlite) {
    run(
        &db,
        "CREATE TABLE t (i TEXT, r TEXT, t INT, b TEXT, at TEXT, n TEXT, same INT);
         INSERT INTO t VALUES ('007', '1.50', 12, 'abc', '2026-02-28 10:00:00', '9.5', 'odd'), (NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
        |op| {
            op.batch_alter_table("t", |b| {
                b.alter_column("i", |c| c.set_type(bigint()));
                b.alter_column("r", |c| c.set_type(double()));
                b.alter_column("t", |c| c.set_type(text()));
                b.alter_column("b", |c| c.set_type(bytes()));
                b.alter_column("at", |c| c.set_type(timestamp()));
                b.alter_column("n", |c| c.set_type(numeric(5, 2)));
                b.alter_column("same", |c| c.set_type(smallint()));
            });
        },
    )
    .await;
    let values = "SELECT i, r, t, hex(b), at, n, same FROM t WHERE i NOT NULL";
    assert_eq!(
        db.rows(values).await,
        ["7|1.5|12|616263|2026-02-28 10:00:00|9.5|odd"]
    );
    let types = "SELECT typeof(i), typeof(r), typeof(t), typeof(b), typeof(at), typeof(n) FROM t WHERE i NOT NULL";
    assert_eq!(db.rows(types).await, ["integer|real|text|blob|text|real"]);
}

async fn values_are_converted_by_an_expression(db: Sqlite) {
    run(
        &db,
        "CREATE TABLE t (size TEXT, \"Unit\" TEXT); INSERT INTO t VALUES ('12 mm', 'a'), ('x', 'b')",
        |op| {
            op.batch_alter_table("t", |b| {
                b.alter_column("size", |c| c.set_type(integer()).using("CAST(size AS INTEGER)"));
                b.alter_column("Unit", |c| c.set_type(text()).using("\"Unit\" || size"));
            });
        },
    )
    .await;
    assert_eq!(db.rows("SELECT * FROM t").await, ["12|a12 mm", "0|bx"]);
}

async fn numbers_go_on_with_another_type(db: Sqlite) {
    run(
        &db,
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a INT); INSERT INTO t VALUES (7, 1)",
        |op| {
            op.batch_alter_table("t", |b| {
                b.alter_column("id", |c| c.set_type(bigint()));
            });
        },
    )
    .await;
    assert_eq!(
        table(&db).await,
        "CREATE TABLE \"t\" (id INTEGER PRIMARY KEY AUTOINCREMENT, a INT)"
    );
}

async fn a_column_numbers_the_rows_or_does_not(db: Sqlite) {
    run(
        &db,
        "CREATE TABLE t (id BIGINT NOT NULL, a INT, PRIMARY KEY (id)); INSERT INTO t VALUES (7, 1)",
        |op| {
            op.batch_alter_table("t", |b| {
                b.alter_column("id", |c| c.set_identity());
            });
            op.execute("INSERT INTO t (a) VALUES (2)");
        },
    )
    .await;
    assert_eq!(db.rows("SELECT id FROM t").await, ["7", "8"]);
    let off = |op: &mut Operations| {
        op.batch_alter_table("t", |b| {
            b.alter_column("id", |c| c.drop_identity().set_type(bigint()));
        });
    };
    db.execute("DROP TABLE alembic_version").await;
    run(&db, "SELECT 1", off).await;
    assert!(db.refuses("INSERT INTO t (a) VALUES (3)").await);
    assert_eq!(db.rows("SELECT id FROM t").await, ["7", "8"]);
}

async fn the_values_of_an_enum_change(db: Sqlite) {
    run(&db, "SELECT 1", |op| {
        op.create_table("t", |t| {
            t.column("mood", enumeration("mood", ["sad", "ok"]));
            t.column("other", enumeration("mood", ["sad", "ok"]));
        });
        op.execute("INSERT INTO t VALUES ('ok', 'sad')");
        op.batch_alter_table("t", |b| {
            b.alter_column("mood", |c| c.set_type(enumeration("mood", ["ok", "happy"])));
            let before = || column("other", enumeration("mood", ["sad", "ok"]));
            b.alter_column("other", |c| c.set_type(varchar(9)).existing(before()));
        });
        op.execute("INSERT INTO t VALUES ('happy', 'any')");
    })
    .await;
    assert!(db.refuses("INSERT INTO t VALUES ('sad', NULL)").await);
    assert_eq!(db.rows("SELECT * FROM t").await, ["ok|sad", "happy|any"]);
}

async fn columns_are_added_where_they_are_wanted(db: Sqlite) {
    run(
        &db,
        "CREATE TABLE t (a INT, \"B\" INT, UNIQUE (a)); INSERT INTO t (rowid, a, b) VALUES (1, 1, 2), (5, 3, 4)",
        |op| {
            op.batch_alter_table("t", |b| {
                b.add_column(column("id", bigint()).primary_key().identity())
                    .insert_before("a");
                b.add_column(column("x", text()).not_null().server_default("'x' || 'y'"))
                    .insert_after("b");
                b.add_column(column("u", integer()).unique())
                    .insert_after("x");
                b.add_column(column("s", integer()).computed("a + b"));
            });
        },
    )
    .await;
    assert_eq!(
        table(&db).await,
        "CREATE TABLE \"t\" (id INTEGER NOT NULL, a INT, \"B\" INT, x TEXT DEFAULT ('x' || 'y') NOT NULL, \
         u INTEGER, s INTEGER GENERATED ALWAYS AS (a + b) STORED, UNIQUE (a), PRIMARY KEY (id), UNIQUE (u))"
    );
    assert_eq!(
        db.rows("SELECT * FROM t").await,
        ["1|1|2|xy|NULL|3", "5|3|4|xy|NULL|7"]
    );
}

async fn a_dropped_column_takes_along_what_is_over_it(db: Sqlite) {
    run(
        &db,
        "CREATE TABLE u (x INT PRIMARY KEY);
         CREATE TABLE t (a INT CHECK (a > 0), \"Price\" INT UNIQUE REFERENCES u, b INT CHECK (b > \"price\"),
             UNIQUE (a, \"Price\"), FOREIGN KEY (price) REFERENCES u, CHECK (a < \"Price\"), CHECK (a <> 5));
         CREATE INDEX ix_price ON t (\"Price\");
         CREATE INDEX ix_where ON t (a) WHERE \"price\" > 0;
         CREATE INDEX ix_expression ON t (a + \"Price\");
         CREATE INDEX price ON t (a);
         INSERT INTO u VALUES (7);
         INSERT INTO t VALUES (1, 7, 8)",
        |op| {
            op.batch_alter_table("t", |b| {
                b.drop_column("nowhere").if_exists();
                b.drop_column("price");
            });
        },
    )
    .await;
    assert_eq!(
        table(&db).await,
        "CREATE TABLE \"t\" (a INT CHECK (a > 0), b INT, CHECK (a <> 5))"
    );
    let indexes = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 't'";
    assert_eq!(db.rows(indexes).await, ["price"]);
    assert_eq!(db.rows("SELECT * FROM t").await, ["1|8"]);
}

async fn a_column_is_dropped_and_added_anew(db: Sqlite) {
    run(
        &db,
        "CREATE TABLE t (a INT, b INT); INSERT INTO t VALUES (1, 2)",
        |op| {
            op.batch_alter_table("t", |b| {
                b.drop_column("a");
                b.add_column(column("a", integer()).server_default("9"));
            });
        },
    )
    .await;
    assert_eq!(db.rows("SELECT a, b FROM t").await, ["9|2"]);
}

async fn a_key_without_a_column_keeps_all_rows(db: Sqlite) {
    run(
        &db,
        "CREATE TABLE t (a INT, b INT, c TEXT, PRIMARY KEY (a, b) ON CONFLICT REPLACE) WITHOUT ROWID;
         INSERT INTO t VALUES (1, 1, 'x'), (2, 1, 'y')",
        |op| {
            op.batch_alter_table("t", |b| {
                b.drop_column("b");
            });
        },
    )
    .await;
    assert_eq!(db.rows("SELECT * FROM t").await, ["1|x", "2|y"]);
}

async fn constraints_without_names_are_found_by_the_convention(db: Sqlite) {
    db.execute(
        "CREATE TABLE u (id INTEGER PRIMARY KEY);
         CREATE TABLE t (a INT REFERENCES u, b INT UNIQUE, c INT, UNIQUE (b, c), CHECK (c > 0), PRIMARY KEY (a),
             FOREIGN KEY (c) REFERENCES u (id) ON DELETE CASCADE)",
    )
    .await;
    let settings = Settings {
        naming_convention: NamingConvention {
            index: None,
            unique: Some(Cow::Borrowed("uq_%(table_name)s_%(column_0_N_name)s")),
            check: Some(Cow::Borrowed("ck_%(table_name)s")),
            foreign_key: Some(Cow::Borrowed(
                "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            )),
            primary_key: Some(Cow::Borrowed("pk_%(table_name)s")),
        },
        ..Settings::DEFAULT
    };
    let chain = migrator_with(
        settings,
        [revision("drop").upgrade(|op| {
            op.batch_alter_table("t", |b| {
                b.drop_constraint("uq_t_b_c", ConstraintKind::Unique);
                b.drop_constraint("UQ_t_b", ConstraintKind::Unique);
                b.drop_constraint("fk_t_c_u", ConstraintKind::ForeignKey);
                b.drop_constraint("fk_t_a_u", ConstraintKind::ForeignKey);
                b.drop_constraint("ck_t", ConstraintKind::Check);
                b.drop_constraint("pk_t", ConstraintKind::PrimaryKey);
                b.drop_constraint("pk_t", ConstraintKind::PrimaryKey)
                    .if_exists();
                b.create_unique_constraint(None, ["a"]);
            });
        })],
    );
    chain.upgrade(db.url(), "head").await.unwrap();
    assert_eq!(
        table(&db).await,
        "CREATE TABLE \"t\" (a INT, b INT, c INT, CONSTRAINT uq_t_a UNIQUE (a))"
    );
}

async fn constraints_without_names_are_found_by_those_of_postgresql(db: Sqlite) {
    run(
        &db,
        "CREATE TABLE u (id INTEGER PRIMARY KEY);
         CREATE TABLE t (a INT REFERENCES u, b INT UNIQUE, c INT CHECK (c>0), UNIQUE (b, c), CHECK (c > 1))",
        |op| {
            op.batch_alter_table("t", |b| {
                b.drop_constraint("t_b_c_key", ConstraintKind::Unique);
                b.drop_constraint("t_b_key", ConstraintKind::Unique);
                b.drop_constraint("t_a_fkey", ConstraintKind::ForeignKey);
                // Of `c > 0`, however it is written.
                b.drop_constraint("t_ec31fe08_check", ConstraintKind::Check);
            });
        },
    )
    .await;
    assert_eq!(
        table(&db).await,
        "CREATE TABLE \"t\" (a INT, b INT, c INT, CHECK (c > 1))"
    );
}

async fn an_exotic_table_is_changed(db: Sqlite) {
    run(
        &db,
        "CREATE TABLE \"sel \"\"ect'\" ([from] INT, \"größe €\" REAL, 'q' TEXT) STRICT;
         INSERT INTO \"sel \"\"ect'\" VALUES (1, 2.5, 'x')",
        |op| {
            op.batch_alter_table(("main", "SEL \"ect'"), |b| {
                b.alter_column("FROM", |c| c.set_not_null());
                b.alter_column("größe €", |c| c.set_type(text()));
                b.create_unique_constraint("uq,'(", ["q", "from"]);
                b.create_index("ix 1", ["größe €"]);
            });
        },
    )
    .await;
    assert_eq!(
        db.schema().await,
        "CREATE TABLE \"sel \"\"ect'\" ([from] INT NOT NULL, \"größe €\" TEXT, 'q' TEXT, \
         CONSTRAINT \"uq,'(\" UNIQUE (q, \"from\")) STRICT\n\
         CREATE INDEX \"ix 1\" ON \"SEL \"\"ect'\" (\"größe €\")"
    );
    assert_eq!(db.rows("SELECT * FROM \"sel \"\"ect'\"").await, ["1|2.5|x"]);
}
