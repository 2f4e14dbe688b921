use std::time::Instant;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use crate::autogenerate::catalog::Options;
use crate::autogenerate::catalog::sqlite::read;
use crate::autogenerate::test_server::block_on;

/// Tables of 8 columns with 2 indexes and a foreign key each.
async fn add_tables(connection: &mut SqliteConnection, from: usize, to: usize) {
    let mut script = String::from("BEGIN;");
    for number in from..to {
        let before = number.saturating_sub(1);
        script.push_str(&format!(
            "CREATE TABLE table_{number} (id INTEGER PRIMARY KEY NOT NULL, name VARCHAR(50) NOT NULL, email TEXT DEFAULT '', \
             price NUMERIC(10, 2) DEFAULT 0 CHECK (price >= 0), is_active BOOLEAN NOT NULL DEFAULT true, \
             created DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, note TEXT, \
             before_id INTEGER REFERENCES table_{before} (id) ON DELETE CASCADE); \
             CREATE INDEX ix_{number}_name ON table_{number} (name); \
             CREATE UNIQUE INDEX ix_{number}_email ON table_{number} (lower(email)) WHERE is_active;"
        ));
    }
    script.push_str("COMMIT");
    let done = sqlx::raw_sql(AssertSqlSafe(script)).execute(connection);
    done.await.unwrap();
}

/// Prints the time; the number of queries is the same for ten tables and for a thousand.
#[test]
fn a_thousand_tables() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let options = SqliteConnectOptions::new()
            .filename(folder.path().join("many.db"))
            .create_if_missing(true);
        let mut writer = options.connect().await.unwrap();
        let mut from = 0;
        for count in [10, 100, 1000] {
            add_tables(&mut writer, from, count).await;
            from = count;
            let mut reader = options.connect().await.unwrap();
            let start = Instant::now();
            let schema = read(&mut reader, &Options::default()).await.unwrap();
            let cold = start.elapsed();
            // Each text is prepared once, and kept.
            assert_eq!(reader.cached_statements_size(), 4);
            let start = Instant::now();
            read(&mut reader, &Options::default()).await.unwrap();
            println!(
                "{count} tables: 4 queries, {cold:?}; once more: {:?}",
                start.elapsed()
            );
            assert_eq!(reader.cached_statements_size(), 4);
            assert_eq!(schema.tables.len(), count);
            assert!(schema.tables.values().all(|table| {
                table.columns.len() == 8
                    && table.indexes.len() == 2
                    && table.foreign_keys.len() == 1
                    && table.checks.len() == 1
            }));
        }
    });
}
