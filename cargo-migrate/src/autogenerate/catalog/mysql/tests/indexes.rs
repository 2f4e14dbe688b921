use super::*;
use crate::autogenerate::schema::{IndexKey, IndexPart};

fn part(name: &str) -> IndexPart {
    IndexPart {
        key: IndexKey::Column(name.to_owned()),
        prefix: None,
        is_descending: false,
        nulls_first: None,
        collation: None,
        operator_class: None,
    }
}

#[test]
fn keys_are_constraints() {
    let table = table_of(&[
        "CREATE TABLE t (a int, b int, c int, PRIMARY KEY (b, a), UNIQUE (c), CONSTRAINT u UNIQUE (c, a))",
    ]);
    let key = table.primary_key.unwrap();
    assert_eq!(
        (key.name.as_str(), key.columns),
        ("PRIMARY", texts(&["b", "a"]))
    );
    assert_eq!(table.uniques["c"].columns, ["c"]);
    assert_eq!(table.uniques["u"].columns, ["c", "a"]);
    assert_eq!(table.uniques["u"].definition, "UNIQUE (`c`, `a`)");
    assert!(table.indexes.is_empty());
}

#[test]
fn indexes_in_all_their_forms() {
    let table = table_of(&[
        "CREATE TABLE t (a varchar(50), b int, s point NOT NULL, KEY two (a(5), b DESC), FULLTEXT KEY words (a), \
             SPATIAL KEY places (s), UNIQUE KEY short (a(3)), KEY said (b) COMMENT 'it''s')",
    ]);
    let two = &table.indexes["two"];
    let first = IndexPart {
        prefix: Some(5),
        ..part("a")
    };
    let second = IndexPart {
        is_descending: true,
        ..part("b")
    };
    assert_eq!(two.parts, [first, second]);
    assert_eq!((two.method.as_str(), two.is_unique), ("btree", false));
    assert_eq!(two.definition, "(`a`(5), `b` DESC)");
    assert_eq!(table.indexes["words"].method, "fulltext");
    assert_eq!(table.indexes["places"].method, "spatial");
    assert_eq!(table.indexes["places"].parts, [part("s")]);
    assert!(table.indexes["short"].is_unique && table.uniques.is_empty());
    assert_eq!(table.indexes["said"].definition, "(`b`) COMMENT 'it''s'");
}

#[test]
fn what_queries_do_not_see_is_told() {
    let (word, expected) = match is_mariadb() {
        true => ("IGNORED", "(`a`) IGNORED"),
        false => ("INVISIBLE", "(`a`) INVISIBLE"),
    };
    let table = table_of(&[&format!("CREATE TABLE t (a int, KEY i (a) {word})")]);
    assert_eq!(table.indexes["i"].definition, expected);
}

#[test]
fn mysql_indexes_expressions() {
    if !is_mariadb() {
        let table = table_of(&["CREATE TABLE t (a int, KEY i ((a + 1)))"]);
        let expected = IndexKey::Expression("(`a` + 1)".to_owned());
        assert_eq!(table.indexes["i"].parts[0].key, expected);
    }
}
