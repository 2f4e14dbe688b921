//! Tables that hold rows already: what a sequence gives next is none of their numbers.

use migrate_runtime::dialect::POSTGRES;
use migrate_runtime::operations::Statements;
use sqlx::ConnectOptions as _;

use super::{block_on, describe, made, postgres};
use crate::autogenerate::change::Change;
use crate::autogenerate::compare::rename::Rename;
use crate::autogenerate::difference::Difference;
use crate::autogenerate::directives::Directives;
use crate::autogenerate::schema::{Name, Schema};
use crate::autogenerate::scratch::postgres::schema::ScratchSchema;
use crate::autogenerate::test_server::texts;

/// Goes to what is wanted where `rows` are, and back; there and behind it, a row is inserted. What the changes are called.
#[track_caller]
fn with_rows(
    from: &[&str],
    to: &[&str],
    rename: Option<Rename>,
    (rows, inserts): (&str, [&str; 2]),
) -> Vec<String> {
    let (first, second) = (texts(from), texts(to));
    let walked = block_on(async {
        let mut connection = postgres().connect().await.unwrap();
        let from = made(&mut connection, &first).await?;
        let to = made(&mut connection, &second).await?;
        let mut difference = Difference::between(from, to);
        if let Some(rename) = rename {
            difference.rename(rename);
        }
        let directives = Directives::found(&difference);
        let Difference { from, to, .. } = &difference;
        let mut scratch = ScratchSchema::open(&mut connection).await.unwrap();
        let mut statements = first.clone();
        statements.push(rows.to_owned());
        statements.extend(sql(&difference, &directives.upgrade, (from, to)));
        statements.push(inserts[0].to_owned());
        statements.extend(sql(&difference, &directives.downgrade, (to, from)));
        statements.push(inserts[1].to_owned());
        let done = scratch.execute(&statements).await;
        scratch.close().await.unwrap();
        done.map_err(|failure| format!("{failure:?}\n{}", statements.join(";\n")))?;
        Ok::<_, String>(describe(&directives.upgrade))
    });
    walked.unwrap_or_else(|fault| panic!("{fault}"))
}

fn sql(difference: &Difference, changes: &[Change], schemas: (&Schema, &Schema)) -> Vec<String> {
    let mut statements = Statements::new(&POSTGRES);
    for recorded in difference.record(changes, schemas).recorded() {
        recorded.render(&mut statements).unwrap();
    }
    statements.into_vec().into_iter().map(|it| it.sql).collect()
}

#[test]
fn a_sequence_stays_with_a_column_that_is_renamed_or_whose_table_is() {
    let rename = Rename::Table {
        from: Name::plain("customers"),
        to: Name::plain("clients"),
    };
    let changes = with_rows(
        &["CREATE TABLE customers (id serial PRIMARY KEY, a int)"],
        &["CREATE TABLE clients (id serial PRIMARY KEY, a int)"],
        Some(rename),
        (
            "INSERT INTO customers (a) VALUES (1), (2)",
            [
                "INSERT INTO clients (a) VALUES (3)",
                "INSERT INTO customers (a) VALUES (4)",
            ],
        ),
    );
    assert_eq!(changes, ["rename table customers to clients"]);
    let rename = Rename::Column {
        table: Name::plain("t"),
        from: "Id".to_owned(),
        to: "number".to_owned(),
    };
    let changes = with_rows(
        &["CREATE TABLE t (\"Id\" serial PRIMARY KEY, a int)"],
        &["CREATE TABLE t (number serial PRIMARY KEY, a int)"],
        Some(rename),
        (
            "INSERT INTO t (a) VALUES (1), (2)",
            [
                "INSERT INTO t (a) VALUES (3)",
                "INSERT INTO t (a) VALUES (4)",
            ],
        ),
    );
    assert_eq!(changes, ["rename column t.Id to number"]);
}

#[test]
fn a_new_sequence_begins_behind_the_rows() {
    let table = |column: &str| format!("CREATE TABLE t (id {column} PRIMARY KEY, a int)");
    let identity = "int GENERATED ALWAYS AS IDENTITY";
    let insert = "INSERT INTO t (a) VALUES (3)";
    for (from, to, rows) in [
        ("int", "serial", "INSERT INTO t VALUES (1), (2)"),
        ("int", identity, "INSERT INTO t VALUES (1), (2)"),
        ("int", identity, "INSERT INTO t VALUES (-5), (0)"),
        ("int", "serial", "INSERT INTO t VALUES (-5), (0)"),
        ("int", "serial", "SELECT 1"),
        ("int", identity, "SELECT 1"),
        (identity, "serial", "INSERT INTO t (a) VALUES (1), (2)"),
        ("serial", identity, "INSERT INTO t (a) VALUES (1), (2)"),
    ] {
        // A plain number takes none by itself.
        let back = match from {
            "int" => "INSERT INTO t (id) VALUES (100)",
            _ => insert,
        };
        let (from, to) = (table(from), table(to));
        let changes = with_rows(&[&from], &[&to], None, (rows, [insert, back]));
        assert!(!changes.is_empty(), "{from} to {to}");
    }
}
