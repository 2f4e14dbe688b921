use super::{plain, schema_of, server_version, table_of};
use crate::autogenerate::schema::{
    Action, Check, Deferral, Exclude, ForeignKey, PrimaryKey, Unique,
};

fn names(names: &[&str]) -> Vec<String> {
    names.iter().copied().map(str::to_owned).collect()
}

#[test]
fn a_primary_key() {
    let table = table_of(&[
        "CREATE TABLE t (a integer, b integer, CONSTRAINT pk_t PRIMARY KEY (b, a) DEFERRABLE)",
    ]);
    let expected = PrimaryKey {
        name: "pk_t".to_owned(),
        columns: names(&["b", "a"]),
        deferral: Deferral::Deferrable,
    };
    assert_eq!(table.primary_key, Some(expected));
    assert!(table.indexes.is_empty());
}

#[test]
fn unique() {
    let table = table_of(&[
        "CREATE TABLE t (a integer, b integer, CONSTRAINT uq UNIQUE (b, a) DEFERRABLE INITIALLY DEFERRED)",
    ]);
    let expected = Unique {
        columns: names(&["b", "a"]),
        nulls_not_distinct: false,
        deferral: Deferral::InitiallyDeferred,
        definition: "UNIQUE (b, a) DEFERRABLE INITIALLY DEFERRED".to_owned(),
    };
    assert_eq!(table.uniques["uq"], expected);
    assert!(table.indexes.is_empty());
}

#[test]
fn nulls_that_are_equal() {
    if server_version() < 15 {
        return;
    }
    let table = table_of(&[
        "CREATE TABLE t (a integer, CONSTRAINT uq UNIQUE NULLS NOT DISTINCT (a))",
        "CREATE UNIQUE INDEX ix ON t (a) NULLS NOT DISTINCT",
        "CREATE UNIQUE INDEX other ON t (a)",
    ]);
    assert!(table.uniques["uq"].nulls_not_distinct);
    assert!(table.indexes["ix"].nulls_not_distinct);
    assert!(!table.indexes["other"].nulls_not_distinct);
}

#[test]
fn foreign_keys() {
    let schema = schema_of(&[
        "CREATE TABLE r (a integer, b integer, PRIMARY KEY (b, a))",
        "CREATE TABLE t (x integer, y integer)",
        "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (y, x) REFERENCES r MATCH FULL ON DELETE CASCADE \
         ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED",
        "ALTER TABLE t ADD CONSTRAINT later FOREIGN KEY (x, y) REFERENCES r NOT VALID",
    ]);
    let keys = &schema.tables[&plain("t")].foreign_keys;
    let expected = ForeignKey {
        columns: names(&["y", "x"]),
        referred: plain("r"),
        referred_columns: names(&["b", "a"]),
        on_delete: Action::Cascade,
        on_update: Action::SetNull,
        is_match_full: true,
        deferral: Deferral::InitiallyDeferred,
        is_valid: true,
        definition:
            "FOREIGN KEY (y, x) REFERENCES r(b, a) MATCH FULL ON UPDATE SET NULL ON DELETE CASCADE \
                     DEFERRABLE INITIALLY DEFERRED"
                .to_owned(),
    };
    assert_eq!(keys["fk"], expected);
    let expected = ForeignKey {
        columns: names(&["x", "y"]),
        on_delete: Action::NoAction,
        on_update: Action::NoAction,
        is_match_full: false,
        deferral: Deferral::NotDeferrable,
        is_valid: false,
        definition: "FOREIGN KEY (x, y) REFERENCES r(b, a) NOT VALID".to_owned(),
        ..expected
    };
    assert_eq!(keys["later"], expected);
}

#[test]
fn a_foreign_key_to_a_partitioned_table_is_one() {
    let schema = schema_of(&[
        "CREATE TABLE r (a integer PRIMARY KEY) PARTITION BY RANGE (a)",
        "CREATE TABLE r_1 PARTITION OF r FOR VALUES FROM (1) TO (2)",
        "CREATE TABLE t (a integer CONSTRAINT fk REFERENCES r)",
    ]);
    let keys: Vec<_> = schema.tables[&plain("t")].foreign_keys.keys().collect();
    assert_eq!(keys, ["fk"]);
}

#[test]
fn checks() {
    let table = table_of(&[
        "CREATE TABLE t (a integer, b integer, CONSTRAINT positive CHECK (a > 0 AND b > 0))",
        "ALTER TABLE t ADD CONSTRAINT later CHECK (a IN (1, 2)) NOT VALID",
    ]);
    let expected = Check {
        condition: "(a > 0) AND (b > 0)".to_owned(),
        is_valid: true,
        definition: "CHECK (((a > 0) AND (b > 0)))".to_owned(),
    };
    assert_eq!(table.checks["positive"], expected);
    let later = &table.checks["later"];
    assert!(!later.is_valid);
    assert_eq!(later.condition, "a = ANY (ARRAY[1, 2])");
}

#[test]
fn exclusion() {
    let table = table_of(&[
        "CREATE TABLE t (span tsrange, CONSTRAINT apart EXCLUDE USING gist (span WITH &&) WHERE (span IS NOT NULL))",
    ]);
    let expected = Exclude {
        definition: "EXCLUDE USING gist (span WITH &&) WHERE ((span IS NOT NULL))".to_owned(),
    };
    assert_eq!(table.excludes["apart"], expected);
    assert!(table.indexes.is_empty());
}
