use super::{plain, schema_of};
use crate::autogenerate::schema::{Enum, Extension, Sequence};

fn sequence(data_type: &str, maximum: i64) -> Sequence {
    Sequence {
        data_type: data_type.to_owned(),
        start: 1,
        increment: 1,
        minimum: 1,
        maximum,
        cycle: false,
        owned_by: None,
        comment: None,
    }
}

#[test]
fn enumerations() {
    let schema = schema_of(&[
        "CREATE TYPE mood AS ENUM ('sad', 'happy')",
        "ALTER TYPE mood ADD VALUE 'so so' BEFORE 'happy'",
        "COMMENT ON TYPE mood IS 'the type'",
        "CREATE TABLE t (m mood NOT NULL DEFAULT 'sad', many mood[])",
        "CREATE TYPE none AS ENUM ()",
    ]);
    let values = ["sad", "so so", "happy"].map(str::to_owned).to_vec();
    let expected = Enum {
        values,
        comment: Some("the type".to_owned()),
    };
    assert_eq!(schema.enums[&plain("mood")], expected);
    assert!(schema.enums[&plain("none")].values.is_empty());
    let [m, many] = schema.tables[&plain("t")].columns.as_slice() else {
        panic!("two columns");
    };
    assert_eq!(m.data_type, "mood");
    assert_eq!(m.default.as_deref(), Some("'sad'::mood"));
    assert_eq!(many.data_type, "mood[]");
}

#[test]
fn sequences() {
    let schema = schema_of(&[
        "CREATE SEQUENCE plain",
        "CREATE SEQUENCE other AS integer START 20 INCREMENT -2 MINVALUE 10 MAXVALUE 30 CYCLE",
        "COMMENT ON SEQUENCE other IS 'the sequence'",
    ]);
    assert_eq!(
        schema.sequences[&plain("plain")],
        sequence("bigint", i64::MAX)
    );
    let expected = Sequence {
        start: 20,
        increment: -2,
        minimum: 10,
        cycle: true,
        comment: Some("the sequence".to_owned()),
        ..sequence("integer", 30)
    };
    assert_eq!(schema.sequences[&plain("other")], expected);
}

#[test]
fn the_sequence_of_a_serial_column_is_owned_by_it() {
    let schema =
        schema_of(&["CREATE TABLE t (id serial, other bigint GENERATED ALWAYS AS IDENTITY)"]);
    let expected = Sequence {
        owned_by: Some((plain("t"), "id".to_owned())),
        ..sequence("integer", i64::from(i32::MAX))
    };
    assert_eq!(schema.sequences, [(plain("t_id_seq"), expected)].into());
    let column = &schema.tables[&plain("t")].columns[0];
    assert_eq!(
        column.default.as_deref(),
        Some("nextval('t_id_seq'::regclass)")
    );
}

#[test]
fn extensions_without_their_members() {
    let schema = schema_of(&[
        "CREATE EXTENSION IF NOT EXISTS citext",
        "CREATE TABLE t (a citext DEFAULT 'x')",
    ]);
    assert_eq!(
        schema.extensions,
        [("citext".to_owned(), Extension { schema: None })].into()
    );
    assert!(schema.functions.is_empty());
    let column = &schema.tables[&plain("t")].columns[0];
    assert_eq!(column.data_type, "citext");
    assert_eq!(column.default.as_deref(), Some("'x'::citext"));
}
