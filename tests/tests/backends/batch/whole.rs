//! What a block does not speak of stays as it was, byte for byte.

use migrate_runtime::prelude::*;
use migrate_tests::backend::{Backend, Sqlite};
use migrate_tests::on_database;

use super::{one, run};

on_database!(
    sqlite,
    migrate_tests::backend::Sqlite,
    a_table_made_anew_is_what_it_was,
    numbers_of_rows_stay_and_are_not_given_again,
    triggers_indexes_and_views_work_as_before,
    what_can_be_done_in_place_is
);

fn anew(op: &mut Operations) {
    op.batch_alter_table("t", |b| b.recreate_always());
}

/// Tables as SQLite would keep them behind a new name, so that they can be compared.
const TABLES: &[&str] = &[
    r#"CREATE TABLE "t" (a)"#,
    r#"CREATE TABLE "t"(a,b,"c d"INT,[e]TEXT,`f``g`REAL)"#,
    r#"CREATE TABLE "t" (
        id INTEGER PRIMARY KEY AUTOINCREMENT, -- the number, of course
        "it's" TEXT COLLATE NOCASE NOT NULL ON CONFLICT IGNORE DEFAULT ('x' || ','),
        n DECIMAL(10, 2) CONSTRAINT positive CHECK (n > 0) CHECK (n <> 7) /* never 7 */,
        UNIQUE (n, "it's") ON CONFLICT REPLACE,
        CHECK (length("it's") < 100)
    )"#,
    r#"CREATE TABLE "t" (a INTEGER, b TEXT, x ANY, PRIMARY KEY (b, a DESC)) WITHOUT ROWID, STRICT"#,
    r#"CREATE TABLE "t" (a INT, g INT GENERATED ALWAYS AS (a * 2) STORED UNIQUE, v AS (a || ')') VIRTUAL, b)"#,
    r#"CREATE TABLE "t" (id INTEGER, parent INT REFERENCES "t" (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        CONSTRAINT pk PRIMARY KEY (id ASC), CONSTRAINT self FOREIGN KEY (parent) REFERENCES "t")"#,
    r#"CREATE TABLE "t" (rowid TEXT, _rowid_ TEXT, "größe €" REAL, "sel""ect" BLOB DEFAULT x'6162', 'q' INT, €uro)"#,
];

async fn a_table_made_anew_is_what_it_was(_: Sqlite) {
    for table in TABLES {
        let db = Sqlite::create();
        let before = format!(
            "{table};
             INSERT OR IGNORE INTO t DEFAULT VALUES;
             CREATE VIEW v AS SELECT * FROM t;
             CREATE TRIGGER tr AFTER INSERT ON t BEGIN DELETE FROM log; END;
             CREATE TABLE log (t INT);
             CREATE TRIGGER other AFTER DELETE ON log BEGIN DELETE FROM t; END"
        );
        let catalog = "SELECT type, name, tbl_name, sql FROM sqlite_master \
                       WHERE tbl_name NOT LIKE 'alembic_version%' ORDER BY name";
        let columns = "SELECT * FROM pragma_table_xinfo('t')";
        db.execute(&before).await;
        let queries = [catalog, columns, "SELECT * FROM t"];
        let mut was = Vec::new();
        for query in queries {
            was.push(db.rows(query).await);
        }
        run(&db, "SELECT 1", anew).await;
        for (query, was) in queries.into_iter().zip(was) {
            assert_eq!(db.rows(query).await, was, "{table}");
        }
    }
}

async fn numbers_of_rows_stay_and_are_not_given_again(db: Sqlite) {
    run(
        &db,
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);
         INSERT INTO t VALUES (3, 'c'), (9, 'i'), (40, 'z');
         DELETE FROM t WHERE id = 40;
         CREATE TABLE plain (a TEXT);
         INSERT INTO plain (rowid, a) VALUES (5, 'e'), (7, 'g');
         CREATE TABLE emptied (id INTEGER PRIMARY KEY AUTOINCREMENT);
         INSERT INTO emptied VALUES (12);
         DELETE FROM emptied;
         CREATE TABLE fresh (id INTEGER PRIMARY KEY AUTOINCREMENT);
         CREATE TABLE shown (id INTEGER PRIMARY KEY, a)",
        |op| {
            for table in ["t", "Plain", "emptied", "fresh", "shown"] {
                op.batch_alter_table(table, |b| b.recreate_always());
            }
        },
    )
    .await;
    assert_eq!(db.rows("SELECT * FROM t").await, ["3|c", "9|i"]);
    assert_eq!(db.rows("SELECT rowid, a FROM plain").await, ["5|e", "7|g"]);
    db.execute(
        "INSERT INTO t (a) VALUES ('n'); INSERT INTO emptied DEFAULT VALUES; INSERT INTO fresh DEFAULT VALUES",
    )
    .await;
    assert_eq!(db.rows("SELECT id FROM t WHERE a = 'n'").await, ["41"]);
    assert_eq!(db.rows("SELECT id FROM emptied").await, ["13"]);
    assert_eq!(db.rows("SELECT id FROM fresh").await, ["1"]);
    let sequences = "SELECT name, seq FROM sqlite_sequence ORDER BY name";
    assert_eq!(db.rows(sequences).await, ["emptied|13", "fresh|1", "t|41"]);
}

async fn triggers_indexes_and_views_work_as_before(db: Sqlite) {
    run(
        &db,
        "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, price INT);
         CREATE TABLE log (said TEXT);
         CREATE UNIQUE INDEX ix_name ON t (lower(name)) WHERE price > 0;
         CREATE INDEX ix_price ON t (price DESC, name COLLATE NOCASE);
         CREATE VIEW cheap AS SELECT name FROM t WHERE price < 10;
         CREATE TRIGGER changed AFTER UPDATE OF price ON t WHEN new.price <> old.price BEGIN
             INSERT INTO log VALUES (old.name || ';' || new.price);
         END;
         CREATE TRIGGER gone INSTEAD OF DELETE ON cheap BEGIN DELETE FROM t WHERE name = old.name; END;
         CREATE TRIGGER counted AFTER INSERT ON log BEGIN UPDATE t SET id = id; END;
         INSERT INTO t VALUES (1, 'pen', 3), (2, 'ink', 30)",
        |op| {
            op.batch_alter_table("t", |b| {
                b.alter_column("price", |c| c.set_not_null());
                b.add_column(column("stock", integer())).insert_before("price");
            });
        },
    )
    .await;
    db.execute("UPDATE t SET price = 4 WHERE id = 1; DELETE FROM cheap")
        .await;
    assert_eq!(db.rows("SELECT said FROM log").await, ["pen;4"]);
    assert_eq!(db.rows("SELECT * FROM t").await, ["2|ink|NULL|30"]);
    assert!(db.refuses("INSERT INTO t VALUES (3, 'INK', 0, 1)").await);
    db.execute("INSERT INTO t VALUES (3, 'INK', 0, 0)").await;
    let plan = "EXPLAIN QUERY PLAN SELECT name FROM t ORDER BY price DESC, name COLLATE NOCASE";
    assert!(db.rows(plan).await[0].contains("ix_price"));
}

async fn what_can_be_done_in_place_is(db: Sqlite) {
    let chain = one(|op| {
        op.batch_alter_table("t", |b| {
            b.add_column(column("b", integer()).not_null().server_default("1"));
            b.add_column(column("c", text()).references("t", "a"));
            b.add_column(column("d", text()).computed_virtual("c || b"));
            b.create_index("ix_t_b", ["b"]);
            b.alter_column("b", |c| c.rename("e"));
            b.create_index("ix_t_e", ["e"]);
            b.drop_index("ix_t_b");
            b.alter_column("c", |c| c.set_comment("there are none"));
        });
    });
    let environment = chain.environment().unwrap();
    let plan = environment.graph.plan_offline_upgrade("head").unwrap();
    let preview = environment.preview(&plan, Sqlite::DIALECT).await.unwrap();
    let statements: Vec<_> = preview[0].statements.iter().map(|it| &*it.sql).collect();
    assert_eq!(
        statements,
        [
            "ALTER TABLE t ADD COLUMN b INTEGER DEFAULT 1 NOT NULL",
            "ALTER TABLE t ADD COLUMN c TEXT REFERENCES t (a)",
            "ALTER TABLE t ADD COLUMN d TEXT GENERATED ALWAYS AS (c || b) VIRTUAL",
            "CREATE INDEX ix_t_b ON t (b)",
            "DROP INDEX ix_t_b",
            "ALTER TABLE t RENAME COLUMN b TO e",
            "CREATE INDEX ix_t_e ON t (e)",
        ]
    );
    db.execute("CREATE TABLE t (a TEXT PRIMARY KEY); INSERT INTO t VALUES ('x')")
        .await;
    chain.upgrade(db.url(), "head").await.unwrap();
    assert_eq!(db.rows("SELECT * FROM t").await, ["x|1|NULL|NULL"]);
}
