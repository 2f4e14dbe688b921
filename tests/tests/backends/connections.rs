//! What can name a database, and that a run never takes a connection of the application's.

use std::str::FromStr;
use std::time::Duration;

use migrate_runtime::Database;
use migrate_tests::backend::{Backend, Postgres, Sqlite, migrator, revision};
use migrate_tests::{on_database, on_every_database};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};

use crate::shops::shop;

on_every_database!(
    a_url_and_a_database_name_it,
    a_run_is_a_future_that_may_move_between_threads,
);

on_database!(
    postgres_only,
    migrate_tests::backend::Postgres,
    connect_options_and_a_pool_name_it_on_postgres,
    a_pool_whose_connections_are_all_taken_does_not_block_a_run,
    the_application_name_of_the_options_is_kept,
    an_unreachable_server_is_a_clear_error
);

on_database!(
    sqlite_only,
    migrate_tests::backend::Sqlite,
    connect_options_and_a_pool_name_it_on_sqlite,
    the_tables_are_visible_in_a_pool_in_memory,
    a_file_in_a_missing_directory_is_a_clear_error
);

async fn a_url_and_a_database_name_it(db: impl Backend) {
    let (shop, url) = (shop(), db.url().to_owned());
    let database = Database::parse(&url).unwrap();
    shop.upgrade(url.as_str(), "+1").await.unwrap();
    shop.upgrade(&url, "+1").await.unwrap();
    shop.upgrade(url, "+1").await.unwrap();
    shop.downgrade(&database, "-1").await.unwrap();
    assert_eq!(shop.current(&database).await.unwrap(), ["products"]);
    assert_eq!(shop.current(database).await.unwrap(), ["products"]);
}

async fn a_run_is_a_future_that_may_move_between_threads(db: impl Backend) {
    let url = db.url().to_owned();
    let run = tokio::spawn(async move {
        let shop = shop();
        shop.upgrade(&url, "head").await?;
        shop.stamp(&url, &["products"]).await?;
        shop.stamp(&url, &["carts"]).await?;
        shop.downgrade(&url, "base").await?;
        shop.current(&url).await
    });
    assert!(run.await.unwrap().unwrap().is_empty());
}

async fn connect_options_and_a_pool_name_it_on_postgres(db: Postgres) {
    let options = PgConnectOptions::from_str(db.url()).unwrap();
    shop().upgrade(options, "products").await.unwrap();
    let pool = PgPool::connect(db.url()).await.unwrap();
    let report = shop().upgrade(&pool, "head").await.unwrap();
    assert_eq!(report.steps.len(), 1);
    let count = sqlx::query_scalar("SELECT count(*) FROM carts");
    let count: i64 = count.fetch_one(&pool).await.unwrap();
    assert_eq!(count, 0);
    pool.close().await;
}

async fn a_pool_whose_connections_are_all_taken_does_not_block_a_run(db: Postgres) {
    let one = PgPoolOptions::new().max_connections(1);
    let pool = one.connect(db.url()).await.unwrap();
    let taken = pool.acquire().await.unwrap();
    let run = shop();
    let run = run.upgrade(&pool, "head");
    let run = tokio::time::timeout(Duration::from_secs(20), run);
    run.await.expect("it does not wait").unwrap();
    drop(taken);
    pool.close().await;
}

async fn the_application_name_of_the_options_is_kept(db: Postgres) {
    let named = migrator([revision("named")
        .upgrade(|op| {
            op.execute("CREATE TABLE seen AS SELECT current_setting('application_name') AS name");
        })
        .downgrade(|op| {
            op.drop_table("seen");
        })]);
    let options = PgConnectOptions::from_str(db.url()).unwrap();
    let options = options.application_name("bookshop");
    named.upgrade(options, "head").await.unwrap();
    assert_eq!(db.rows("SELECT name FROM seen").await, ["bookshop"]);
    named.downgrade(db.url(), "base").await.unwrap();
    named.upgrade(db.url(), "head").await.unwrap();
    assert_eq!(db.rows("SELECT name FROM seen").await, ["cargo-migrate"]);
}

async fn an_unreachable_server_is_a_clear_error(_db: Postgres) {
    let error = shop()
        .upgrade("postgres://ann@127.0.0.1:1/books", "head")
        .await
        .unwrap_err();
    let text = crate::failed::told(&error);
    assert!(
        text.starts_with("cannot connect to books on 127.0.0.1:1: "),
        "{text}"
    );
    assert!(text.contains("refused"), "{text}");
}

async fn connect_options_and_a_pool_name_it_on_sqlite(db: Sqlite) {
    let options = SqliteConnectOptions::from_str(db.url()).unwrap();
    shop().upgrade(options, "products").await.unwrap();
    let pool = SqlitePool::connect(db.url()).await.unwrap();
    let report = shop().upgrade(&pool, "head").await.unwrap();
    assert_eq!(report.steps.len(), 1);
    let count = sqlx::query_scalar("SELECT count(*) FROM carts");
    let count: i64 = count.fetch_one(&pool).await.unwrap();
    assert_eq!(count, 0);
    pool.close().await;
}

/// How an application tests itself: a database in memory lives for as long as a connection does.
async fn the_tables_are_visible_in_a_pool_in_memory(_db: Sqlite) {
    let one = SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None);
    let pool = one.connect("sqlite::memory:").await.unwrap();
    let shop = shop();
    let report = shop.upgrade(&pool, "head").await.unwrap();
    assert_eq!(report.steps.len(), 3);
    let insert = sqlx::query("INSERT INTO carts VALUES (1)");
    insert.execute(&pool).await.unwrap();
    assert_eq!(shop.current(&pool).await.unwrap(), ["carts"]);

    let other = SqlitePoolOptions::new().connect("sqlite::memory:").await;
    assert!(shop.current(&other.unwrap()).await.unwrap().is_empty());

    shop.downgrade(&pool, "base").await.unwrap();
    let tables = sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'table'");
    let tables: Vec<String> = tables.fetch_all(&pool).await.unwrap();
    assert_eq!(tables, ["alembic_version", "alembic_version_history"]);
}

async fn a_file_in_a_missing_directory_is_a_clear_error(db: Sqlite) {
    let url = format!("sqlite:{}/nowhere/test.db", db.file().display());
    let error = shop().upgrade(&url, "head").await.unwrap_err();
    let text = crate::failed::told(&error);
    assert!(text.starts_with("cannot connect to "), "{text}");
    assert!(text.contains("unable to open database file"), "{text}");
    assert!(shop().current(&url).await.unwrap().is_empty());
}
