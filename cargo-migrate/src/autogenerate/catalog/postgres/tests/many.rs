use std::fmt::Write as _;
use std::time::Instant;

use sqlx::Row;
use sqlx::postgres::PgConnection;

use super::read;
use crate::autogenerate::catalog::Options;
use crate::autogenerate::scratch::postgres::database::ScratchDatabase;
use crate::autogenerate::test_server::{self, block_on};

/// Tables of 8 columns with 2 indexes and a foreign key each, in one message.
fn tables(from: usize, to: usize) -> String {
    let mut script = String::new();
    for number in from..to {
        let before = number.saturating_sub(1);
        writeln!(
            script,
            "CREATE TABLE table_{number} (id bigint PRIMARY KEY, name varchar(50) NOT NULL, email text DEFAULT '', \
                 price numeric(10, 2) DEFAULT 0 CHECK (price >= 0), is_active boolean NOT NULL DEFAULT true, \
                 created timestamptz NOT NULL DEFAULT now(), note text, \
                 before_id bigint REFERENCES table_{before} ON DELETE CASCADE);\n\
             CREATE INDEX ix_{number}_name ON table_{number} (name);\n\
             CREATE UNIQUE INDEX ix_{number}_email ON table_{number} (lower(email)) WHERE is_active;"
        )
        .unwrap();
    }
    script
}

/// How many texts the connection has had prepared.
async fn queries(connection: &mut PgConnection) -> i64 {
    let count = sqlx::raw_sql("SELECT count(*) FROM pg_prepared_statements");
    count.fetch_one(connection).await.unwrap().get(0)
}

/// Prints the time; the number of queries is the same for ten tables and for a thousand.
#[test]
fn a_thousand_tables() {
    block_on(async {
        let database = ScratchDatabase::create(&test_server::postgres())
            .await
            .unwrap();
        let mut from = 0;
        for count in [10, 100, 1000] {
            // In parts: each table is locked until the message's end, and the server has room for so many locks.
            while from < count {
                let to = (from + 200).min(count);
                database.execute(&[tables(from, to)]).await.unwrap();
                from = to;
            }
            let mut reader = database.connect().await.unwrap();
            let before = queries(&mut reader).await;
            let start = Instant::now();
            let schema = read(&mut reader, &Options::default()).await.unwrap();
            let cold = start.elapsed();
            assert_eq!(queries(&mut reader).await - before, 7);
            let start = Instant::now();
            read(&mut reader, &Options::default()).await.unwrap();
            println!(
                "{count} tables: 7 queries, {cold:?}; once more: {:?}",
                start.elapsed()
            );
            assert_eq!(schema.tables.len(), count);
            assert!(schema.tables.values().all(|table| {
                table.columns.len() == 8
                    && table.indexes.len() == 2
                    && table.foreign_keys.len() == 1
            }));
        }
        database.close().await.unwrap();
    });
}
