//! Statements as SQLite keeps them, taken apart and changed.

mod laws;

use super::{DefinitionError, Kind, Place, TableDefinition, is_for_updates_of, names};
use crate::dialect::SQLITE;

fn parse(sql: &str) -> TableDefinition {
    let definition = TableDefinition::parse(sql, SQLITE.lexis);
    definition.unwrap_or_else(|error| panic!("{error}: {sql}"))
}

/// What a statement says, a line for each column and each constraint.
fn told(sql: &str) -> Vec<String> {
    let definition = parse(sql);
    let columns = definition.columns().map(|column| {
        let computed = if column.is_computed() {
            ", computed"
        } else {
            ""
        };
        format!("{}: {}{computed}", column.name(), column.data_type())
    });
    let constraints = definition.constraints().map(|constraint| {
        let name = constraint
            .name
            .map(|name| format!(" {name}"))
            .unwrap_or_default();
        let referred = constraint
            .referred
            .map(|(table, columns)| format!(" -> {table} {columns:?}"));
        format!(
            "{:?}{name} {:?}{}",
            constraint.kind,
            constraint.columns,
            referred.unwrap_or_default()
        )
    });
    columns.chain(constraints).collect()
}

#[track_caller]
fn check(sql: &str, expected: &[&str]) {
    assert_eq!(told(sql), expected, "{sql}");
}

/// What a statement is behind a change.
#[track_caller]
fn change(
    sql: &str,
    change: impl FnOnce(&mut TableDefinition) -> Result<(), DefinitionError>,
    expected: &str,
) {
    let mut definition = parse(sql);
    change(&mut definition).unwrap();
    assert_eq!(definition.sql(), expected);
}

#[test]
fn a_column_may_be_in_its_key_twice() {
    change(
        "CREATE TABLE t (a, b, PRIMARY KEY (a, b, a))",
        |it| it.drop_column("a"),
        "CREATE TABLE t (b, PRIMARY KEY (b))",
    );
    change(
        "CREATE TABLE t (a, b, PRIMARY KEY (a, a))",
        |it| it.drop_column("a"),
        "CREATE TABLE t (b)",
    );
}

#[test]
fn columns_have_names_and_types() {
    check(
        r#"CREATE TABLE t (id INTEGER PRIMARY KEY, "a, (b" VARCHAR(10), [c d] DECIMAL(10, 2), `e``f` , 'g' "my type", KEY unsigned big int, €ur🍵$1 INT)"#,
        &[
            "id: INTEGER",
            "a, (b: VARCHAR(10)",
            "c d: DECIMAL(10, 2)",
            "e`f: ",
            "g: \"my type\"",
            "KEY: unsigned big int",
            "€ur🍵$1: INT",
            "PrimaryKey [\"id\"]",
        ],
    );
}

#[test]
fn clauses_of_columns_are_told_apart() {
    check(
        "CREATE TABLE t (
            a TEXT CONSTRAINT nn NOT NULL ON CONFLICT IGNORE DEFAULT NULL COLLATE nocase
              CONSTRAINT uq UNIQUE ON CONFLICT REPLACE CHECK (a IN ('x', ')')) CONSTRAINT ck CHECK (a <> ','),
            b INT REFERENCES u ON DELETE SET NULL ON UPDATE SET DEFAULT MATCH FULL NOT DEFERRABLE INITIALLY DEFERRED NOT NULL,
            c REAL CONSTRAINT fk REFERENCES \"u v\" (x, [y]) DEFERRABLE DEFAULT -1.5e-3 NULL,
            d GENERATED ALWAYS AS (a || b) STORED,
            e INT AS (c + 1) UNIQUE,
            f DEFAULT (1 + (2)) CONSTRAINT nothing CONSTRAINT pk PRIMARY KEY DESC,
            g DEFAULT x'00' COLLATE unique
        )",
        &[
            "a: TEXT",
            "b: INT",
            "c: REAL",
            "d: , computed",
            "e: INT, computed",
            "f: ",
            "g: ",
            "Unique uq [\"a\"]",
            "Check [\"a\"]",
            "Check ck [\"a\"]",
            "ForeignKey [\"b\"] -> u []",
            "ForeignKey fk [\"c\"] -> u v [\"x\", \"y\"]",
            "Unique [\"e\"]",
            "PrimaryKey pk [\"f\"]",
        ],
    );
}

#[test]
fn constraints_of_tables_are_told_apart() {
    check(
        "CREATE TABLE main.t(a int,b int
            , CONSTRAINT pk PRIMARY KEY (a COLLATE nocase DESC, \"b\") ON CONFLICT FAIL
            , UNIQUE(b, [a]) CHECK (a > 0) CONSTRAINT nothing CONSTRAINT ck CHECK (b)
            , CONSTRAINT 'f k' FOREIGN KEY (a, b) REFERENCES u(x, y) ON DELETE CASCADE DEFERRABLE
        ) STRICT, WITHOUT ROWID",
        &[
            "a: int",
            "b: int",
            "PrimaryKey pk [\"a\", \"b\"]",
            "Unique [\"b\", \"a\"]",
            "Check []",
            "Check ck []",
            "ForeignKey f k [\"a\", \"b\"] -> u [\"x\", \"y\"]",
        ],
    );
}

#[test]
fn comments_are_no_part_of_anything() {
    check(
        "CREATE TABLE t -- (x int,
         (a /* , b int */ INT -- the a, CHECK (a)
         , -- the b
         b INT /* the end */)",
        &["a: INT", "b: INT"],
    );
}

#[test]
fn other_statements_are_refused() {
    for sql in [
        "CREATE VIRTUAL TABLE t USING fts5 (a)",
        "CREATE VIEW t (a) AS SELECT 1",
        "CREATE TABLE t",
        "CREATE TABLE (a INT)",
        "CREATE TABLE .t (a INT)",
        "CREATE TABLE \"a\"b (c INT)",
        "CREATE a TABLE (b INT)",
        "CREATE TABLE t (a INT",
        "CREATE TABLE t ()",
        "",
    ] {
        let refused = TableDefinition::parse(sql, SQLITE.lexis);
        assert_eq!(refused.unwrap_err(), DefinitionError::NoTable, "{sql}");
    }
    assert!(TableDefinition::parse("CREATE TABLE t (a 'b)", SQLITE.lexis).is_err());
}

#[test]
fn the_numbers_of_rows_are_known() {
    let row_id = |columns: &str| {
        let definition = parse(&format!("CREATE TABLE t ({columns}"));
        definition.row_id().map(str::to_owned)
    };
    for columns in [
        "id INTEGER PRIMARY KEY)",
        "id integer PRIMARY KEY AUTOINCREMENT)",
        "a, id INTEGER, PRIMARY KEY (id))",
        "a, id INTEGER, PRIMARY KEY (id AUTOINCREMENT))",
    ] {
        assert_eq!(row_id(columns).as_deref(), Some("id"), "{columns}");
    }
    for columns in [
        "id INTEGER)",
        "id INT PRIMARY KEY)",
        "id INTEGER, a, PRIMARY KEY (id, a))",
        "id INTEGER PRIMARY KEY) WITHOUT ROWID",
        "id INTEGER PRIMARY KEY) STRICT,\n without /* */ rowid",
    ] {
        assert_eq!(row_id(columns), None, "{columns}");
    }
    assert!(parse("CREATE TABLE t (a INTEGER, PRIMARY KEY (a autoincrement))").is_autoincrement());
    assert!(!parse("CREATE TABLE t (autoincrement INTEGER PRIMARY KEY)").is_autoincrement());
}

#[test]
fn a_table_has_a_name() {
    for (sql, name, renamed) in [
        ("CREATE TABLE t(a)", "t", "CREATE TABLE x(a)"),
        ("CREATE TABLE \"a (b\"\n(a)", "a (b", "CREATE TABLE x\n(a)"),
        (
            "CREATE TEMPORARY TABLE IF NOT EXISTS main . [T] (a)",
            "T",
            "CREATE TEMPORARY TABLE IF NOT EXISTS x (a)",
        ),
    ] {
        assert_eq!(parse(sql).table(), name);
        assert_eq!(parse(sql).for_table("x"), renamed);
    }
}

const SHOPS: &str = "CREATE TABLE shops (
    id INTEGER NOT NULL, -- the number
    name VARCHAR(40) COLLATE NOCASE DEFAULT 'x' NOT NULL ON CONFLICT FAIL CHECK (name <> ''), -- the name
    /* where it is */
    city TEXT,
    country CHAR(2) CONSTRAINT fk_country REFERENCES countries (code),
    CONSTRAINT pk PRIMARY KEY (id, country),
    UNIQUE (name, city),
    CHECK (length(name) > 2)
) STRICT";

#[test]
fn clauses_are_set_and_taken_out() {
    let set = |column: &'static str, kind, text: Option<&'static str>| {
        move |it: &mut TableDefinition| it.set_clause(column, kind, text)
    };
    change(
        SHOPS,
        set("NAME", Kind::Type, Some("TEXT")),
        &SHOPS.replace("VARCHAR(40)", "TEXT"),
    );
    change(
        SHOPS,
        set("name", Kind::Default, Some("DEFAULT 7")),
        &SHOPS.replace("'x'", "7"),
    );
    change(
        SHOPS,
        set("name", Kind::Default, None),
        &SHOPS.replace(" DEFAULT 'x'", ""),
    );
    change(
        SHOPS,
        set("name", Kind::Collate, None),
        &SHOPS.replace(" COLLATE NOCASE", ""),
    );
    change(
        SHOPS,
        set("id", Kind::Default, Some("DEFAULT 1")),
        &SHOPS.replace("INTEGER", "INTEGER DEFAULT 1"),
    );
    change(SHOPS, set("city", Kind::Default, None), SHOPS);
    change(
        SHOPS,
        set("country", Kind::Collate, Some("COLLATE BINARY")),
        &SHOPS.replace("CHAR(2)", "CHAR(2) COLLATE BINARY"),
    );
    change(
        "CREATE TABLE t (a)",
        set("a", Kind::Type, Some("TEXT")),
        "CREATE TABLE t (a TEXT)",
    );
    change(
        "CREATE TABLE t (a DEFAULT 1 /* one */ DEFAULT 2)",
        set("a", Kind::Default, Some("DEFAULT 3")),
        "CREATE TABLE t (a DEFAULT 3 /* one */ )",
    );
    let missing = parse(SHOPS).set_clause("nmae", Kind::Default, None);
    assert_eq!(
        missing.unwrap_err(),
        DefinitionError::NoColumn("nmae".to_owned())
    );
}

#[test]
fn null_is_refused_and_allowed() {
    change(SHOPS, |it| it.set_nullable("name", false), SHOPS);
    change(
        SHOPS,
        |it| it.set_nullable("name", true),
        &SHOPS.replace(" NOT NULL ON CONFLICT FAIL", ""),
    );
    change(
        SHOPS,
        |it| it.set_nullable("city", false),
        &SHOPS.replace("TEXT", "TEXT NOT NULL"),
    );
    change(
        SHOPS,
        |it| it.set_nullable("country", false),
        &SHOPS.replace("CHAR(2)", "CHAR(2) NOT NULL"),
    );
    change(
        "CREATE TABLE t (a NULL UNIQUE)",
        |it| it.set_nullable("a", false),
        "CREATE TABLE t (a NOT NULL UNIQUE)",
    );
}

#[test]
fn columns_are_inserted() {
    let insert = |place: Option<Place>| {
        move |it: &mut TableDefinition| it.insert_column("x INT", place.as_ref())
    };
    let before = |name: &str| Some(Place::Before(name.to_owned()));
    let after = |name: &str| Some(Place::After(name.to_owned()));
    change(
        SHOPS,
        insert(None),
        &SHOPS.replace("(code),", "(code),\n    x INT,"),
    );
    change(
        SHOPS,
        insert(before("id")),
        &SHOPS.replace("id INTEGER", "x INT,\n    id INTEGER"),
    );
    change(
        SHOPS,
        insert(after("city")),
        &SHOPS.replace("city TEXT,", "city TEXT,\n    x INT,"),
    );
    change(
        "CREATE TABLE t (a, b)",
        insert(after("A")),
        "CREATE TABLE t (a, x INT, b)",
    );
    change(
        "CREATE TABLE t (a -- b\n)",
        insert(None),
        "CREATE TABLE t (a, x INT -- b\n)",
    );
    assert!(
        parse(SHOPS)
            .insert_column("x INT", before("y").as_ref())
            .is_err()
    );
}

#[test]
fn a_dropped_column_takes_along_what_cannot_be_without_it() {
    change(
        SHOPS,
        |it| it.drop_column("city"),
        &SHOPS
            .replace("    city TEXT,\n", "")
            .replace("    UNIQUE (name, city),\n", ""),
    );
    change(
        SHOPS,
        |it| it.drop_column("COUNTRY"),
        &SHOPS
            .replace(
                "    country CHAR(2) CONSTRAINT fk_country REFERENCES countries (code),\n",
                "",
            )
            .replace("(id, country)", "(id)"),
    );
    change(
        SHOPS,
        |it| it.drop_column("id"),
        &SHOPS
            .replace("id INTEGER NOT NULL, ", " ")
            .replace("(id, ", "("),
    );
    change(
        "CREATE TABLE t (a, b PRIMARY KEY, c CHECK (c > \"b\") CHECK (c > 'b'), FOREIGN KEY (c) REFERENCES u (b), CHECK(b))",
        |it| it.drop_column("b"),
        "CREATE TABLE t (a, c CHECK (c > 'b'), FOREIGN KEY (c) REFERENCES u (b))",
    );
    change(
        "CREATE TABLE t (a, -- a\n b -- b\n)",
        |it| it.drop_column("b"),
        "CREATE TABLE t (a -- a\n  -- b\n)",
    );
    change(
        "CREATE TABLE t (a, b, PRIMARY KEY (b))",
        |it| it.drop_column("b"),
        "CREATE TABLE t (a)",
    );
    let only = parse("CREATE TABLE t (a, UNIQUE (a))").drop_column("A");
    assert_eq!(
        only.unwrap_err(),
        DefinitionError::OnlyColumn("A".to_owned())
    );
    let computed = parse("CREATE TABLE t (a, b AS (a + 1))").drop_column("a");
    assert_eq!(
        computed.unwrap_err().to_string(),
        "its column `b` is computed from `a`"
    );
}

#[test]
fn constraints_are_added_and_removed() {
    let remove = |kind| {
        move |it: &mut TableDefinition| {
            let place = it
                .constraints()
                .find(|it| it.kind == kind)
                .map(|it| it.place);
            it.remove_constraint(place.unwrap())
        }
    };
    change(
        SHOPS,
        |it| it.push_constraint("UNIQUE (id)"),
        &SHOPS.replace("> 2)", "> 2),\n    UNIQUE (id)"),
    );
    change(
        SHOPS,
        remove(Kind::Check),
        &SHOPS.replace(" CHECK (name <> '')", ""),
    );
    change(
        SHOPS,
        remove(Kind::ForeignKey),
        &SHOPS.replace(" CONSTRAINT fk_country REFERENCES countries (code)", ""),
    );
    change(
        SHOPS,
        remove(Kind::PrimaryKey),
        &SHOPS.replace("    CONSTRAINT pk PRIMARY KEY (id, country),\n", ""),
    );
    change(
        "CREATE TABLE t (a, UNIQUE (a) CHECK (a))",
        remove(Kind::Unique),
        "CREATE TABLE t (a,  CHECK (a))",
    );
    change(
        "CREATE TABLE t (a, UNIQUE (a) CHECK (a))",
        remove(Kind::Check),
        "CREATE TABLE t (a, UNIQUE (a))",
    );
    change(
        "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT)",
        TableDefinition::drop_autoincrement,
        "CREATE TABLE t (a INTEGER PRIMARY KEY)",
    );
}

#[test]
fn the_values_of_an_enum_are_found_behind_their_column() {
    change(
        "CREATE TABLE t (a TEXT CHECK (a IN ('x', 'y''z')) CHECK (a IN (SELECT 1)) CONSTRAINT c CHECK (a IN ('x')))",
        |it| it.drop_lists_of_values("a"),
        "CREATE TABLE t (a TEXT CHECK (a IN (SELECT 1)) CONSTRAINT c CHECK (a IN ('x')))",
    );
}

#[test]
fn a_change_that_makes_no_sense_changes_nothing() {
    let mut definition = parse(SHOPS);
    assert!(definition.push_constraint("CHECK (").is_err());
    assert!(definition.push_constraint("CHECK ('").is_err());
    assert_eq!(definition, parse(SHOPS));
}

#[test]
fn triggers_are_for_updates_of_columns() {
    let is_for = |trigger, column| is_for_updates_of(trigger, SQLITE.lexis, column).unwrap();
    let trigger =
        "CREATE TRIGGER \"a of\" AFTER UPDATE OF \"B\", c ON t BEGIN UPDATE u SET d = 1; END";
    assert!(is_for(trigger, "b") && is_for(trigger, "C"));
    assert!(!is_for(trigger, "d") && !is_for(trigger, "t") && !is_for(trigger, "a of"));
    assert!(!is_for(
        "CREATE TRIGGER b AFTER UPDATE ON t BEGIN UPDATE t SET b = 1; END",
        "b"
    ));
}

#[test]
fn an_expression_names_columns() {
    let names = |sql| names(sql, SQLITE.lexis, "Text").unwrap();
    for sql in [
        "(text > 1)",
        "(t.\"TEXT\")",
        "(lower([text]))",
        "CHECK (a AND text)",
        "ON t (a) WHERE `text` IS NULL",
    ] {
        assert!(names(sql), "{sql}");
    }
    for sql in [
        "('text')",
        "(text.a)",
        "(text(a))",
        "(CAST(a AS text))",
        "(a COLLATE text)",
        "text (a)",
        "(texts)",
    ] {
        assert!(!names(sql), "{sql}");
    }
}
