//! The examples on a real PostgreSQL.

use migrate_runtime::dialect::POSTGRES;
use migrate_runtime::operations::Statements;
use migrate_runtime::schema::Type;
use migrate_runtime::settings::NamingConvention;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _};

use super::examples::all;
use super::parts::with_enum;
use crate::autogenerate::render::Renderer;
use crate::autogenerate::test_server::{block_on, postgres};

/// Each in a transaction of its own, which is rolled back.
#[test]
fn postgresql_takes_every_example() {
    block_on(async {
        let mut connection = postgres().connect().await.unwrap();
        for (name, example) in all() {
            let sql = example.sql();
            let mut transaction = connection.begin().await.unwrap();
            let before = transaction.execute(sqlx::raw_sql(example.before)).await;
            before.unwrap_or_else(|error| panic!("{name}: {error}"));
            for statement in sql {
                let sent = sqlx::raw_sql(AssertSqlSafe(statement.as_str()));
                let sent = transaction.execute(sent).await;
                sent.unwrap_or_else(|error| panic!("{name}: {error}\n{statement}"));
            }
            transaction.rollback().await.unwrap();
        }
    });
}

/// What a type is written as is what it was found by.
#[test]
fn postgresql_calls_each_type_as_it_was_called() {
    let schema = with_enum("mood", &["sad"]);
    let renderer = Renderer::new(&POSTGRES, &NamingConvention::NONE, &schema, &schema);
    block_on(async {
        let mut connection = postgres().connect().await.unwrap();
        let mut transaction = connection.begin().await.unwrap();
        let sql = "CREATE TYPE pg_temp.mood AS ENUM ('sad'); SET LOCAL search_path = pg_temp";
        transaction.execute(sqlx::raw_sql(sql)).await.unwrap();
        for (text, is_native) in types() {
            let data_type = renderer.data_type(text).value;
            assert_eq!(matches!(data_type, Type::Native(_)), is_native, "{text}");
            let statements = Statements::new(&POSTGRES);
            let written = statements.type_name(&data_type).unwrap();
            let sql = format!("CREATE TABLE t (it {written})");
            let sql = sqlx::raw_sql(AssertSqlSafe(sql.as_str()));
            transaction.execute(sql).await.unwrap();
            let called = sqlx::query_scalar(CALLED);
            let called: String = called.fetch_one(&mut *transaction).await.unwrap();
            assert_eq!(called, text);
            transaction
                .execute(sqlx::raw_sql("DROP TABLE t"))
                .await
                .unwrap();
        }
    });
}

const CALLED: &str = "SELECT format_type(atttypid, atttypmod) FROM pg_attribute \
                      WHERE attrelid = 't'::regclass AND attname = 'it'";

/// Types, and whether they have no function of their own.
fn types() -> impl Iterator<Item = (&'static str, bool)> {
    let types = TYPES.iter().map(|text| (*text, false));
    types.chain(NATIVE.iter().map(|text| (*text, true)))
}

const TYPES: &[&str] = &[
    "smallint",
    "integer",
    "bigint",
    "real",
    "double precision",
    "numeric(10,2)",
    "boolean",
    "text",
    "character varying(255)",
    "character(3)",
    "date",
    "time without time zone",
    "timestamp without time zone",
    "timestamp with time zone",
    "uuid",
    "json",
    "jsonb",
    "bytea",
    "interval",
    "integer[]",
    "character varying(20)[]",
    "mood",
    "mood[]",
];

const NATIVE: &[&str] = &[
    "numeric",
    "character varying",
    "timestamp(3) with time zone",
    "interval day to second(3)",
    "bit(4)",
    "inet",
    "tsvector",
    "\"char\"",
];
