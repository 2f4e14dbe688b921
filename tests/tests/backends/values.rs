//! Values of every generic type, written and read through sqlx with their natural Rust types.

use std::ops::RangeInclusive;

use ::time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};
use ::uuid::Uuid;
use migrate_runtime::prelude::*;
use migrate_tests::backend::{Backend, Postgres};
use migrate_tests::{on_database, on_every_database};
use serde_json::{Value as Document, json};
use sqlx::postgres::types::PgInterval;

use crate::operations::apply;

on_every_database!(
    exact_numbers_are_compared_as_numbers,
    an_enum_takes_its_values_only,
);

/// One of a list of texts.
#[derive(Debug, Clone, PartialEq, sqlx::Type)]
#[sqlx(type_name = "mood", rename_all = "lowercase")]
enum Mood {
    Sad,
    Happy,
}

/// A column for each generic type.
fn create(op: &mut Operations) {
    op.create_enum("mood", ["sad", "happy"]);
    op.create_table("t", |t| {
        t.column("mood", enumeration("mood", ["sad", "happy"]));
        t.column("smallint", smallint());
        t.column("integer", integer());
        t.column("bigint", bigint());
        t.column("real", real());
        t.column("double", double());
        t.column("boolean", boolean());
        t.column("text", text());
        t.column("varchar", varchar(40));
        t.column("char", char(2));
        t.column("date", date());
        t.column("time", time());
        t.column("timestamp", timestamp());
        t.column("timestamptz", timestamptz());
        t.column("uuid", uuid());
        t.column("json", json());
        t.column("jsonb", jsonb());
        t.column("bytes", bytes());
        t.column("exact", numeric(10, 2));
    });
}

fn day(year: i32, month: Month, day: u8) -> Date {
    Date::from_calendar_date(year, month, day).unwrap()
}

fn clock(hour: u8, minute: u8, second: u8, micro: u32) -> Time {
    Time::from_hms_micro(hour, minute, second, micro).unwrap()
}

fn moments() -> Vec<PrimitiveDateTime> {
    vec![
        PrimitiveDateTime::new(day(2026, Month::February, 28), clock(23, 59, 59, 123_456)),
        PrimitiveDateTime::new(day(1970, Month::January, 1), Time::MIDNIGHT),
        PrimitiveDateTime::new(day(1066, Month::October, 14), clock(9, 0, 0, 1)),
        PrimitiveDateTime::new(day(9999, Month::December, 30), clock(1, 2, 3, 0)),
    ]
}

/// In these years only can a point in time be sent through sqlx.
fn points_in_time(years: RangeInclusive<i32>) -> Vec<OffsetDateTime> {
    let offset = UtcOffset::from_hms(-3, -30, 0).unwrap();
    let moments = moments().into_iter();
    moments
        .filter(|moment| years.contains(&moment.year()))
        .flat_map(|moment| [moment.assume_utc(), moment.assume_offset(offset)])
        .collect()
}

fn documents() -> Vec<Document> {
    vec![
        json!({"name": "čaj", "tags": ["a", null, 1.5, true], "nested": {"": -1}}),
        json!([]),
        json!("text with \"quotes\" and 'quotes'"),
        json!(null),
    ]
}

fn texts() -> Vec<String> {
    let texts = [
        "",
        "it's \"quoted\"; -- not",
        "žluťoučký 🍵 𝄞",
        "two\nlines\t\\n",
    ];
    texts.map(str::to_owned).into()
}

/// The same test on every database: only the type of the connection differs, and sqlx's bounds on it are
/// longer than the test.
macro_rules! round_trips {
    ($module:ident, $backend:ty, $placeholder:literal, $years:expr) => {
        mod $module {
            use super::*;

            type Connection = <$backend as Backend>::Connection;
            type Driver = <Connection as sqlx::Connection>::Database;

            #[tokio::test]
            async fn every_value_comes_back() {
                let db = <$backend>::create();
                apply(&db, create).await;
                let connection = &mut db.connect().await;
                check(connection, "smallint", vec![0, i16::MIN, i16::MAX]).await;
                check(connection, "integer", vec![0, i32::MIN, i32::MAX]).await;
                check(connection, "bigint", vec![0, i64::MIN, i64::MAX]).await;
                check(connection, "real", vec![0.0, 1.5, -0.1, f32::MIN, f32::MAX]).await;
                let doubles = vec![0.0, 0.1 + 0.2, f64::MIN, f64::MAX, f64::EPSILON];
                check(connection, "double", doubles).await;
                check(connection, "boolean", vec![true, false]).await;
                check(connection, "text", texts()).await;
                check(connection, "varchar", texts()).await;
                check(connection, "char", vec!["ab".to_owned(), "čř".to_owned()]).await;
                let days = moments().into_iter().map(PrimitiveDateTime::date);
                check(connection, "date", days.collect()).await;
                let clocks = moments().into_iter().map(PrimitiveDateTime::time);
                check(connection, "time", clocks.collect()).await;
                check(connection, "timestamp", moments()).await;
                check(connection, "timestamptz", points_in_time($years)).await;
                check(
                    connection,
                    "uuid",
                    vec![Uuid::nil(), Uuid::new_v4(), Uuid::max()],
                )
                .await;
                check(connection, "json", documents()).await;
                check(connection, "jsonb", documents()).await;
                check(connection, "mood", vec![Mood::Sad, Mood::Happy]).await;
                check(connection, "bytes", vec![vec![], vec![0, 1, 255, b'\'']]).await;
            }

            /// Writes each value and reads it again; as an option, and as no value too.
            async fn check<T>(connection: &mut Connection, column: &str, values: Vec<T>)
            where
                T: PartialEq + std::fmt::Debug + Clone + Send + Sync + Unpin + 'static,
                T: sqlx::Type<Driver>,
                for<'v> T: sqlx::Encode<'v, Driver> + sqlx::Decode<'v, Driver>,
                for<'v> Option<T>: sqlx::Encode<'v, Driver>,
            {
                let column = <$backend>::DIALECT.quote(column);
                let insert = format!("INSERT INTO t ({column}) VALUES ({})", $placeholder);
                let select = format!("SELECT {column} FROM t");
                for value in values.into_iter().map(Some).chain([None]) {
                    sqlx::query("DELETE FROM t")
                        .execute(&mut *connection)
                        .await
                        .unwrap();
                    let insert = sqlx::query(sqlx::AssertSqlSafe(insert.clone()));
                    insert
                        .bind(value.clone())
                        .execute(&mut *connection)
                        .await
                        .unwrap();
                    let select = sqlx::query_scalar(sqlx::AssertSqlSafe(select.clone()));
                    let read: Option<T> = select.fetch_one(&mut *connection).await.unwrap();
                    assert_eq!(read, value, "{column}");
                }
            }
        }
    };
}

round_trips!(
    read_from_postgres,
    migrate_tests::backend::Postgres,
    "$1",
    0..=9999
);
round_trips!(
    read_from_sqlite,
    migrate_tests::backend::Sqlite,
    "$1",
    0..=9999
);
// sqlx sends a point in time as a `TIMESTAMP`, and the server takes one out of its range for NULL.
round_trips!(
    read_from_mariadb,
    migrate_tests::backend::Mysql,
    "?",
    1971..=2037
);

on_database!(
    only_there,
    migrate_tests::backend::Postgres,
    lists_and_spans_of_time_come_back
);

async fn lists_and_spans_of_time_come_back(db: Postgres) {
    apply(&db, |op| {
        op.create_table("t", |t| {
            t.column("numbers", array(integer()));
            t.column("names", array(text()));
            t.column("span", interval());
        });
    })
    .await;
    let connection = &mut db.connect().await;
    let span = PgInterval {
        months: -14,
        days: 3,
        microseconds: 86_400_000_001,
    };
    let row = (vec![1, i32::MIN], texts(), span);
    let insert = sqlx::query("INSERT INTO t VALUES ($1, $2, $3)");
    let insert = insert.bind(&row.0).bind(&row.1).bind(row.2);
    insert.execute(&mut *connection).await.unwrap();
    let read: (Vec<i32>, Vec<String>, PgInterval) = sqlx::query_as("SELECT * FROM t")
        .fetch_one(connection)
        .await
        .unwrap();
    assert_eq!(read, row);
}

async fn an_enum_takes_its_values_only(db: impl Backend) {
    apply(&db, create).await;
    db.execute("INSERT INTO t (mood) VALUES ('sad')").await;
    assert!(db.refuses("INSERT INTO t (mood) VALUES ('angry')").await);
}

async fn exact_numbers_are_compared_as_numbers(db: impl Backend) {
    apply(&db, create).await;
    db.execute("INSERT INTO t (exact) VALUES (9.5), (10.25), ('100')")
        .await;
    let query = "SELECT count(*) FROM t WHERE exact > 9.75";
    assert_eq!(db.rows(query).await, ["2"]);
    let query = "SELECT count(*) FROM t WHERE exact * 4 = 41";
    assert_eq!(db.rows(query).await, ["1"]);
}
