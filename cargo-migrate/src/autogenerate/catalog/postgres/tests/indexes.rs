use super::{server_version, table_of};
use crate::autogenerate::schema::{Index, IndexKey, IndexPart};

fn part(key: IndexKey) -> IndexPart {
    IndexPart {
        key,
        is_descending: false,
        nulls_first: None,
        collation: None,
        prefix: None,
        operator_class: None,
    }
}

fn column(name: &str) -> IndexPart {
    part(IndexKey::Column(name.to_owned()))
}

fn expression(text: &str) -> IndexPart {
    part(IndexKey::Expression(text.to_owned()))
}

#[track_caller]
fn index(create: &str) -> Index {
    let table = table_of(&[
        "CREATE TABLE \"t t\" (a integer, \"B\" text, c text COLLATE \"C\", d integer[])",
        create,
    ]);
    table.indexes.into_values().next().unwrap()
}

#[test]
fn parts_in_their_order() {
    let index = index("CREATE INDEX ix ON \"t t\" (\"B\", lower(c), (a + 1), a)");
    let expected = [
        column("B"),
        expression("lower(c)"),
        expression("a + 1"),
        column("a"),
    ];
    assert_eq!(
        index.parts,
        expected.map(|part| match &part.key {
            // The function's result has the collation of its argument.
            IndexKey::Expression(text) if text == "lower(c)" => IndexPart {
                collation: Some("C".to_owned()),
                ..part
            },
            _ => part,
        })
    );
    assert_eq!(
        index.definition,
        "USING btree (\"B\", lower(c), ((a + 1)), a)"
    );
    assert_eq!(index.method, "btree");
    assert!(!index.is_unique);
}

#[test]
fn orders() {
    let index =
        index("CREATE INDEX \"ix ix\" ON \"t t\" (a DESC, \"B\" DESC NULLS LAST, c NULLS FIRST)");
    let expected = [
        IndexPart {
            is_descending: true,
            ..column("a")
        },
        IndexPart {
            is_descending: true,
            nulls_first: Some(false),
            ..column("B")
        },
        IndexPart {
            nulls_first: Some(true),
            ..column("c")
        },
    ];
    assert_eq!(index.parts, expected);
    assert_eq!(
        index.definition,
        "USING btree (a DESC, \"B\" DESC NULLS LAST, c NULLS FIRST)"
    );
}

#[test]
fn collations_and_operator_classes() {
    let index = index(
        "CREATE INDEX ix ON \"t t\" (\"B\" COLLATE \"C\" text_pattern_ops, c COLLATE \"default\")",
    );
    let expected = [
        IndexPart {
            collation: Some("C".to_owned()),
            operator_class: Some("text_pattern_ops".to_owned()),
            ..column("B")
        },
        IndexPart {
            collation: Some("default".to_owned()),
            ..column("c")
        },
    ];
    assert_eq!(index.parts, expected);
}

#[test]
fn methods() {
    let index = index("CREATE INDEX ix ON \"t t\" USING gin (d)");
    assert_eq!(index.method, "gin");
    assert_eq!(index.parts, [column("d")]);
}

#[test]
fn everything_else() {
    let index = index(
        "CREATE UNIQUE INDEX ix ON \"t t\" (a) INCLUDE (\"B\", c) WITH (fillfactor = 70) WHERE \"B\" IS NOT NULL",
    );
    let expected = Index {
        is_unique: true,
        method: "btree".to_owned(),
        parts: vec![column("a")],
        include: vec!["B".to_owned(), "c".to_owned()],
        nulls_not_distinct: false,
        condition: Some("\"B\" IS NOT NULL".to_owned()),
        storage: vec!["fillfactor=70".to_owned()],
        definition:
            "USING btree (a) INCLUDE (\"B\", c) WITH (fillfactor='70') WHERE (\"B\" IS NOT NULL)"
                .to_owned(),
        comment: None,
    };
    assert_eq!(index, expected);
}

#[test]
fn a_comment() {
    let table = table_of(&[
        "CREATE TABLE t (a integer)",
        "CREATE INDEX ix ON t (a)",
        "COMMENT ON INDEX ix IS 'the index'",
    ]);
    assert_eq!(table.indexes["ix"].comment.as_deref(), Some("the index"));
}

#[test]
fn options_of_an_operator_class() {
    if server_version() < 13 {
        return;
    }
    let table = table_of(&[
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        "CREATE TABLE t (a text)",
        "CREATE INDEX ix ON t USING gist (a gist_trgm_ops (siglen = 32))",
    ]);
    let expected = IndexPart {
        operator_class: Some("gist_trgm_ops (siglen=32)".to_owned()),
        ..column("a")
    };
    assert_eq!(table.indexes["ix"].parts, [expected]);
}

#[test]
fn one_that_is_not_valid_is_none() {
    let table = table_of(&[
        "CREATE TABLE t (a integer)",
        "CREATE INDEX ix ON t (a)",
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix'::regclass",
    ]);
    assert!(table.indexes.is_empty());
}
