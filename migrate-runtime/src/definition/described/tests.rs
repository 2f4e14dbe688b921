use super::*;

#[test]
fn all_that_a_definition_says_is_told() {
    let told = describe(
        "CREATE TABLE \"Orders\" (id integer primary key autoincrement, \
         code varchar (20) collate \"nocase\" default 'a'||'b' NOT NULL UNIQUE ON CONFLICT IGNORE, \
         total double  precision GENERATED ALWAYS AS ( id*2 ) STORED CHECK(total>0), \
         shop int CONSTRAINT fk_shop REFERENCES shops ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED, \
         CONSTRAINT uq UNIQUE (id, shop), CHECK (id <> shop)) STRICT, without rowid",
    )
    .unwrap();
    let types: Vec<_> = told
        .columns
        .iter()
        .map(|it| it.data_type.as_str())
        .collect();
    assert_eq!(types, ["INTEGER", "VARCHAR(20)", "DOUBLE PRECISION", "INT"]);
    assert_eq!(told.columns[1].collation.as_deref(), Some("nocase"));
    assert_eq!(told.columns[1].default.as_deref(), Some("'a' || 'b'"));
    assert_eq!(told.columns[2].computed.as_deref(), Some("id * 2"));
    assert!(told.is_autoincrement && told.has_conflict_clauses);
    assert_eq!(told.options, "STRICT, WITHOUT ROWID");
    let constraints = told.constraints.iter().map(|it| {
        let name = it.name.as_deref().unwrap_or("-");
        (it.kind, name, it.called.as_str(), it.text.as_str())
    });
    assert_eq!(
        constraints.collect::<Vec<_>>(),
        [
            (ConstraintKind::PrimaryKey, "-", "Orders_pkey", ""),
            (ConstraintKind::Unique, "-", "Orders_code_key", ""),
            (
                ConstraintKind::Check,
                "-",
                "Orders_33ab8983_check",
                "total > 0"
            ),
            (
                ConstraintKind::ForeignKey,
                "fk_shop",
                "Orders_shop_fkey",
                "ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED"
            ),
            (
                ConstraintKind::Unique,
                "uq",
                "Orders_id_shop_key",
                "id, shop"
            ),
            (
                ConstraintKind::Check,
                "-",
                "Orders_6cc761d6_check",
                "id <> shop"
            ),
        ]
    );
    assert_eq!(describe("CREATE VIRTUAL TABLE t USING fts5(a)"), None);
}

#[test]
fn an_index_is_told() {
    let (elements, condition) = index(
        "CREATE INDEX i ON t (lower( Name ) desc, b COLLATE nocase) WHERE deleted is null",
        &["name", "b", "deleted"],
    )
    .unwrap();
    assert_eq!(elements, ["lower(name) DESC", "b COLLATE nocase"]);
    assert_eq!(condition.as_deref(), Some("deleted IS NULL"));
}
