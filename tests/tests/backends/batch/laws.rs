//! Laws that hold for any table, by SQLite's own account of it.

use migrate_tests::backend::{Backend, Sqlite};
use proptest::prelude::*;
use proptest::sample::select;

use super::one;
use crate::failed::told;

/// A table with the columns `c0`, `c1` and so on, which SQLite takes.
fn table() -> impl Strategy<Value = String> {
    let quotes = select(&["?", "\"?\"", "[?]", "`?`", "'?'"][..]);
    let types = select(
        &[
            "",
            " INTEGER",
            " varchar ( 3 )",
            " \"t, y\"",
            " /* , */ TEXT",
            " -- (\n INT",
        ][..],
    );
    let clauses = select(
        &[
            "",
            " CONSTRAINT \"n)\" NOT NULL ON CONFLICT ROLLBACK DEFAULT 'a, b'",
            " DEFAULT (')' || 1) /* CHECK (a) */ UNIQUE ON CONFLICT IGNORE",
            " -- it's\n DEFAULT -1.5e3 NULL COLLATE\nRTRIM",
            " CHECK (? IS NOT ')') REFERENCES u (a) ON DELETE SET DEFAULT NOT DEFERRABLE CONSTRAINT e",
            " GENERATED ALWAYS AS ('?,' || lower(')')) VIRTUAL",
            " AS (')') STORED",
        ][..],
    );
    let column = (quotes, types, clauses);
    let constraints = select(
        &[
            "",
            ", PRIMARY KEY (c1)",
            ", UNIQUE (c1, \"c0\") CHECK (c1 <> '('), CONSTRAINT f FOREIGN KEY(c0)REFERENCES u",
            ", CHECK ([c0] > 1), CONSTRAINT \"c k\" CHECK (c1)",
        ][..],
    );
    let gap = select(&[" ", "\n    ", " /* a, b */ ", " -- c)\n"][..]);
    (prop::collection::vec(column, 1..5), constraints, gap).prop_map(
        |(columns, constraints, gap)| {
            let columns =
                columns
                    .into_iter()
                    .enumerate()
                    .map(|(number, (quotes, types, clauses))| {
                        let column = format!("{}{types}{clauses}", quotes);
                        column.replace('?', &format!("c{}", number + 2))
                    });
            let columns = ["c0 INT".to_owned(), "c1".to_owned()]
                .into_iter()
                .chain(columns);
            let columns = columns.collect::<Vec<_>>().join(&format!("{gap},{gap}"));
            format!("CREATE TABLE \"t\" ({gap}{columns}{gap}{constraints})")
        },
    )
}

/// What SQLite makes of the table.
async fn told_by_sqlite(db: &Sqlite) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for query in [
        "SELECT sql FROM sqlite_master WHERE tbl_name = 't'",
        "SELECT * FROM pragma_table_xinfo('t')",
        "SELECT * FROM pragma_foreign_key_list('t')",
        "SELECT l.*, i.name FROM pragma_index_list('t') l, pragma_index_info(l.name) i",
        "SELECT c0, c1 FROM t",
    ] {
        all.push(db.rows(query).await);
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_table_made_anew_is_the_same_table(table in table()) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let db = Sqlite::create();
            db.execute(&format!("CREATE TABLE u (a PRIMARY KEY); INSERT INTO u VALUES (7); {table}")).await;
            db.execute("PRAGMA foreign_keys = OFF; INSERT OR IGNORE INTO t (c0, c1) VALUES (7, 'x')").await;
            let before = told_by_sqlite(&db).await;
            let anew = one(|op| op.batch_alter_table("t", |b| b.recreate_always()));
            if let Err(error) = anew.upgrade(db.url(), "head").await {
                panic!("{}", told(&error));
            }
            assert_eq!(told_by_sqlite(&db).await, before);
        });
    }
}
