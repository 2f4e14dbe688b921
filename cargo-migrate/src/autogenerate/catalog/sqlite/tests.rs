//! What is read is what was made.

mod many;

use std::collections::BTreeSet;

use crate::autogenerate::catalog::Options;
use crate::autogenerate::compare;
use crate::autogenerate::schema::{Action, Deferral, IndexKey, Name, Schema, Table};
use crate::autogenerate::scratch::sqlite::Scratch;
use crate::autogenerate::test_server::{block_on, texts};

fn schema_of(statements: &[&str]) -> Schema {
    block_on(async {
        let mut scratch = Scratch::open().await.unwrap();
        scratch.execute(&texts(statements)).await.unwrap();
        let options = Options {
            version_table: Some(Name::plain("alembic_version")),
            ..Options::default()
        };
        let schema = scratch.read(&options).await.unwrap();
        scratch.close().await.unwrap();
        schema
    })
}

#[track_caller]
fn table_of(statements: &[&str]) -> Table {
    let schema = schema_of(statements);
    schema.tables[&Name::plain("t")].clone()
}

#[test]
fn columns() {
    let table = table_of(&[
        "CREATE TABLE t (id integer PRIMARY KEY, name varchar (20) NOT NULL COLLATE nocase DEFAULT 'a', \
         price NUMERIC(10,2) DEFAULT -1, at DATETIME DEFAULT (strftime( '%s','now' )), half AS (price/2), \
         double INTEGER GENERATED ALWAYS AS ((price * 2)) STORED, bare)",
    ]);
    let told: Vec<_> = table
        .columns
        .iter()
        .map(|it| {
            let computed = it.computed.as_ref();
            let computed = computed.map(|it| (it.expression.as_str(), it.is_stored));
            (
                it.name.as_str(),
                it.data_type.as_str(),
                it.is_nullable,
                it.default.as_deref(),
                it.identity.is_some(),
                computed,
                it.collation.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("id", "INTEGER", false, None, true, None, None),
            (
                "name",
                "VARCHAR(20)",
                false,
                Some("'a'"),
                false,
                None,
                Some("NOCASE")
            ),
            (
                "price",
                "NUMERIC(10, 2)",
                true,
                Some("-1"),
                false,
                None,
                None
            ),
            (
                "at",
                "DATETIME",
                true,
                Some("strftime('%s', 'now')"),
                false,
                None,
                None
            ),
            (
                "half",
                "",
                true,
                None,
                false,
                Some(("price / 2", false)),
                None
            ),
            (
                "double",
                "INTEGER",
                true,
                None,
                false,
                Some(("price * 2", true)),
                None
            ),
            ("bare", "", true, None, false, None, None),
        ]
    );
    assert_eq!(table.statement, None);
}

#[test]
fn keys_and_checks_with_and_without_names() {
    let table = table_of(&[
        "CREATE TABLE t (a integer, b text UNIQUE, c text CHECK (c<>''), CONSTRAINT pk PRIMARY KEY (b, a), \
         CONSTRAINT uq UNIQUE (a, c), UNIQUE (C, b), CONSTRAINT ck CHECK (a>0 and b is not null))",
    ]);
    let key = table.primary_key.unwrap();
    assert_eq!((key.name.as_str(), key.columns), ("pk", texts(&["b", "a"])));
    let uniques: Vec<_> = table
        .uniques
        .iter()
        .map(|(name, it)| (name.as_str(), it.columns.join(" ")))
        .collect();
    let expected = [("t_C_b_key", "c b"), ("t_b_key", "b"), ("uq", "a c")];
    assert_eq!(
        uniques,
        expected.map(|(name, columns)| (name, columns.to_owned()))
    );
    let mut checks: Vec<_> = table
        .checks
        .values()
        .map(|it| it.condition.as_str())
        .collect();
    checks.sort_unstable();
    assert_eq!(checks, ["a > 0 AND b IS NOT NULL", "c <> ''"]);
    assert_eq!(table.checks["ck"].condition, "a > 0 AND b IS NOT NULL");
}

#[test]
fn how_a_check_is_written_makes_no_difference() {
    let first = table_of(&["CREATE TABLE t (a integer CHECK (a>0 AND lower(\"b\")<>'X'), b text)"]);
    let second = table_of(&[
        "create table t (A integer, b text, check ( /* why */ A  >  0 and LOWER( b ) <> 'X' ))",
    ]);
    assert_eq!(first.checks.keys().count(), 1);
    let conditions = |table: &Table| {
        table
            .checks
            .values()
            .map(|it| it.condition.to_lowercase())
            .collect::<Vec<_>>()
    };
    assert_eq!(conditions(&first), conditions(&second));
}

#[test]
fn foreign_keys() {
    let schema = schema_of(&[
        "CREATE TABLE Shops (id INTEGER PRIMARY KEY, code TEXT UNIQUE)",
        "CREATE TABLE t (a INTEGER REFERENCES shops, b TEXT CONSTRAINT fk_b REFERENCES SHOPS (Code) ON DELETE CASCADE \
         ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED, c INTEGER, d INTEGER, \
         CONSTRAINT fk_own FOREIGN KEY (c, d) REFERENCES t (d, c) ON DELETE SET DEFAULT DEFERRABLE)",
        "ALTER TABLE t ADD COLUMN e INTEGER CONSTRAINT fk_e REFERENCES nowhere (x)",
    ]);
    let keys = &schema.tables[&Name::plain("t")].foreign_keys;
    let names: Vec<_> = keys.keys().map(String::as_str).collect();
    assert_eq!(names, ["fk_b", "fk_e", "fk_own", "t_a_fkey"]);
    assert_eq!(keys["t_a_fkey"].referred, Name::plain("Shops"));
    assert_eq!(keys["t_a_fkey"].referred_columns, ["id"]);
    let b = &keys["fk_b"];
    assert_eq!(
        (&b.referred.name[..], &b.referred_columns[0][..]),
        ("Shops", "code")
    );
    assert_eq!(
        (b.on_delete, b.on_update),
        (Action::Cascade, Action::SetNull)
    );
    assert_eq!(b.deferral, Deferral::InitiallyDeferred);
    let own = &keys["fk_own"];
    assert_eq!(
        (&own.columns[..], &own.referred_columns[..]),
        (&texts(&["c", "d"])[..], &texts(&["d", "c"])[..])
    );
    assert_eq!(
        (own.on_delete, own.deferral),
        (Action::SetDefault, Deferral::NotDeferrable)
    );
    assert_eq!(keys["fk_e"].referred, Name::plain("nowhere"));
}

#[test]
fn indexes() {
    let table = table_of(&[
        "CREATE TABLE t (a text COLLATE NOCASE, b text, UNIQUE (a))",
        "CREATE INDEX ix_plain ON t (a, b)",
        "CREATE UNIQUE INDEX ix_more ON t (b DESC, Lower( a ) desc, a COLLATE BINARY) WHERE b is not null",
        "CREATE INDEX ix_collated ON t (b COLLATE nocase, a || b COLLATE NOCASE)",
    ]);
    let names: Vec<_> = table.indexes.keys().map(String::as_str).collect();
    assert_eq!(names, ["ix_collated", "ix_more", "ix_plain"]);
    let plain = &table.indexes["ix_plain"];
    assert!(!plain.is_unique && plain.parts.iter().all(|it| it.collation.is_none()));
    let more = &table.indexes["ix_more"];
    assert!(more.is_unique);
    assert_eq!(more.condition.as_deref(), Some("b IS NOT NULL"));
    assert!(more.parts[0].is_descending && more.parts[1].is_descending);
    assert_eq!(
        more.parts[1].key,
        IndexKey::Expression("lower(a)".to_owned())
    );
    assert_eq!(more.parts[2].collation.as_deref(), Some("BINARY"));
    let collated = &table.indexes["ix_collated"];
    assert_eq!(collated.parts[0].collation.as_deref(), Some("NOCASE"));
    assert_eq!(
        collated.parts[1].key,
        IndexKey::Expression("a || b COLLATE NOCASE".to_owned())
    );
}

#[test]
fn views_and_triggers() {
    let schema = schema_of(&[
        "CREATE TABLE t (a INTEGER)",
        "CREATE TABLE log (a INTEGER)",
        "CREATE VIEW v AS SELECT  a\nFROM t -- all",
        "CREATE VIEW w (x, y) AS SELECT a, a FROM v",
        "CREATE TRIGGER on_t AFTER INSERT ON T BEGIN INSERT INTO log VALUES (new.a); END",
        "CREATE TRIGGER on_v INSTEAD OF INSERT ON v BEGIN SELECT 1; END",
    ]);
    let v = &schema.views[&Name::plain("v")];
    assert_eq!(
        (&v.query[..], &v.reads[..]),
        ("SELECT a FROM t", &[Name::plain("t")][..])
    );
    let w = &schema.views[&Name::plain("w")];
    assert_eq!(
        w.query,
        "WITH w (x, y) AS (SELECT a, a FROM v) SELECT * FROM w"
    );
    assert_eq!(w.reads, [Name::plain("v")]);
    let again = schema_of(&[
        "CREATE TABLE t (a INTEGER)",
        "CREATE VIEW v AS SELECT a FROM t",
        &format!("CREATE VIEW w AS {}", w.query),
    ]);
    assert_eq!(again.views[&Name::plain("w")], *w);
    let triggers = &schema.tables[&Name::plain("t")].triggers;
    assert_eq!(
        triggers["on_t"],
        "CREATE TRIGGER on_t AFTER INSERT ON T BEGIN INSERT INTO log VALUES (new.a); END"
    );
}

#[test]
fn what_is_not_the_users_is_left_out() {
    let schema = schema_of(&[
        "CREATE TABLE alembic_version (version_num TEXT)",
        "CREATE TABLE alembic_version_history (version_num TEXT)",
        "CREATE INDEX ix_history ON alembic_version_history (version_num)",
        "CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT)",
        "CREATE VIRTUAL TABLE texts USING fts5(body)",
        "CREATE TEMPORARY TABLE passing (a)",
        "ANALYZE",
    ]);
    let names: Vec<_> = schema.tables.keys().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["counted"]);
}

#[test]
fn what_no_directive_says_is_kept_whole() {
    for statement in [
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)",
        "CREATE TABLE t (id TEXT PRIMARY KEY) WITHOUT ROWID",
        "CREATE TABLE t (id INTEGER) STRICT",
        "CREATE TABLE t (id INTEGER UNIQUE ON CONFLICT IGNORE)",
        "CREATE TABLE t (id TEXT, UNIQUE (id COLLATE NOCASE))",
    ] {
        assert_eq!(table_of(&[statement]).statement.as_deref(), Some(statement));
    }
}

#[test]
fn names_are_taken_as_they_are() {
    let odd = "CREATE TABLE \"a.b \"\"c\"\"\" (\"order\" TEXT, [select] TEXT, `x``y` TEXT CHECK (\"order\" > `x``y`))";
    let schema = schema_of(&[odd, "CREATE INDEX \"i 1\" ON \"a.b \"\"c\"\"\" (\"order\")"]);
    let table = &schema.tables[&Name::plain("a.b \"c\"")];
    let names: BTreeSet<_> = table.columns.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, BTreeSet::from(["order", "select", "x`y"]));
    assert_eq!(
        table.indexes["i 1"].parts[0].key,
        IndexKey::Column("order".to_owned())
    );
}

#[test]
fn what_is_left_out_is_named() {
    let beyond = block_on(async {
        let mut scratch = Scratch::open().await.unwrap();
        let statements = [
            "CREATE VIRTUAL TABLE texts USING fts5(body)",
            "CREATE TABLE t (a)",
            "CREATE VIEW v AS SELECT a FROM t",
            "CREATE TRIGGER g INSTEAD OF INSERT ON V BEGIN INSERT INTO t VALUES (1); END",
            "CREATE TRIGGER h AFTER INSERT ON t BEGIN SELECT 1; END",
        ];
        scratch.execute(&texts(&statements)).await.unwrap();
        scratch.beyond().await.unwrap()
    });
    assert_eq!(beyond, ["trigger g of the view v", "virtual table texts"]);
}

#[test]
fn what_no_operation_changes_is_named_where_it_differs() {
    let plain = schema_of(&["CREATE TABLE t (id INTEGER PRIMARY KEY, a INT UNIQUE)"]);
    for (statement, what) in [
        (
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT UNIQUE) STRICT",
            "STRICT",
        ),
        (
            "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a INT UNIQUE)",
            "AUTOINCREMENT",
        ),
        (
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT UNIQUE ON CONFLICT IGNORE)",
            "ON CONFLICT",
        ),
        (
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT UNIQUE) WITHOUT ROWID",
            "WITHOUT ROWID",
        ),
    ] {
        let other = schema_of(&[statement]);
        let options = compare::Options::default();
        let beyond = |from, to| compare::beyond(from, to, &options);
        assert_eq!(beyond(&plain, &other), [format!("table t with {what}")]);
        assert_eq!(beyond(&other, &plain), [format!("table t without {what}")]);
        assert!(beyond(&other, &other).is_empty());
    }
}
