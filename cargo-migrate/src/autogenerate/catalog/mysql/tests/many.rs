use std::fmt::Write as _;
use std::time::Instant;

use sqlx::Row as _;

use super::*;

/// A table of 8 columns with 2 indexes and a foreign key.
fn table(number: usize) -> String {
    let before = number.saturating_sub(1);
    let mut statement = String::new();
    write!(
        statement,
        "CREATE TABLE table_{number} (id bigint PRIMARY KEY, name varchar(50) NOT NULL, email varchar(50) DEFAULT '', \
             price decimal(10, 2) DEFAULT 0 CHECK (price >= 0), is_active boolean NOT NULL DEFAULT true, \
             created datetime NOT NULL DEFAULT now(), note text, before_id bigint, KEY (name), UNIQUE (email, name), \
             CONSTRAINT fk_{number} FOREIGN KEY (before_id) REFERENCES table_{before} (id) ON DELETE CASCADE)"
    )
    .unwrap();
    statement
}

/// How many statements the connection has sent.
async fn queries(connection: &mut MySqlConnection) -> u64 {
    let count = sqlx::raw_sql("SHOW SESSION STATUS LIKE 'Com_stmt_execute'");
    let count: String = count.fetch_one(connection).await.unwrap().get(1);
    count.parse().unwrap()
}

async fn read_so_many(counts: &[usize]) {
    let scratch = Scratch::create(&test_server::mysql()).await.unwrap();
    let mut from = 0;
    for &count in counts {
        let tables: Vec<_> = (from..count).map(table).collect();
        scratch.execute(&tables).await.unwrap();
        from = count;
        let mut connection = scratch.connect().await.unwrap();
        let before = queries(&mut connection).await;
        let start = Instant::now();
        let schema = read(&mut connection, &Options::default()).await.unwrap();
        let cold = start.elapsed();
        let after = queries(&mut connection).await;
        let start = Instant::now();
        read(&mut connection, &Options::default()).await.unwrap();
        println!(
            "{count} tables: {} queries, {cold:?}; once more: {:?}",
            after - before,
            start.elapsed()
        );
        assert_eq!(after - before, 12);
        assert_eq!(schema.tables.len(), count);
        assert!(schema.tables.values().all(|table| {
            (
                table.columns.len(),
                table.uniques.len(),
                table.foreign_keys.len(),
            ) == (8, 1, 1)
        }));
    }
    scratch.close().await.unwrap();
}

#[test]
fn the_number_of_queries_does_not_depend_on_the_number_of_tables() {
    block_on(read_so_many(&[1, 20]));
}

/// Prints the time: `cargo test -p cargo-migrate --lib mysql::tests::many -- --ignored --nocapture`.
#[test]
#[ignore = "makes a thousand tables"]
fn a_thousand_tables() {
    block_on(read_so_many(&[10, 100, 1000]));
}
