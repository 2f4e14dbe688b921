use super::*;
use crate::autogenerate::schema::{Action, ForeignKey};

fn key_of(clause: &str) -> ForeignKey {
    let mut schema = schema_of(&[
        "CREATE TABLE parents (id int PRIMARY KEY, a int, b int, UNIQUE (a, b))",
        &format!("CREATE TABLE t (x int, y int, CONSTRAINT k FOREIGN KEY {clause})"),
    ]);
    let mut table = schema.tables.remove(&plain("t")).unwrap();
    table.foreign_keys.remove("k").unwrap()
}

#[test]
fn foreign_keys_with_their_actions() {
    let key = key_of("(x) REFERENCES parents (id) ON DELETE CASCADE ON UPDATE SET NULL");
    assert_eq!(
        (key.columns, key.referred_columns),
        (texts(&["x"]), texts(&["id"]))
    );
    assert_eq!(
        (key.referred, key.on_delete, key.on_update),
        (plain("parents"), Action::Cascade, Action::SetNull)
    );
    let expected =
        "FOREIGN KEY (`x`) REFERENCES `parents` (`id`) ON DELETE CASCADE ON UPDATE SET NULL";
    assert_eq!(key.definition, expected);
    let key = key_of("(y, x) REFERENCES parents (a, b)");
    assert_eq!(
        (key.columns, key.referred_columns),
        (texts(&["y", "x"]), texts(&["a", "b"]))
    );
}

#[test]
fn to_restrict_is_no_action() {
    let plain = key_of("(x) REFERENCES parents (id)");
    assert_eq!(
        key_of("(x) REFERENCES parents (id) ON DELETE RESTRICT ON UPDATE NO ACTION"),
        plain
    );
    assert_eq!(
        (plain.on_delete, plain.on_update),
        (Action::NoAction, Action::NoAction)
    );
}

#[test]
fn checks_of_tables_and_columns() {
    let table = table_of(&[
        "CREATE TABLE t (a int CHECK (a > 0), b varchar(10), CONSTRAINT c CHECK (b <> 'it''s' AND a < 9), \
             CHECK (a <> 5))",
    ]);
    assert_eq!(table.checks.len(), 3);
    if is_mariadb() {
        let of_column = &table.checks["a"];
        assert_eq!(of_column.condition, "`a` > 0");
        assert_eq!(of_column.definition, "`a` CHECK (`a` > 0)");
        let of_table = &table.checks["c"];
        assert_eq!(
            of_table.definition,
            format!("CHECK ({})", of_table.condition)
        );
        assert_eq!(table.checks["CONSTRAINT_1"].condition, "`a` <> 5");
    }
}
