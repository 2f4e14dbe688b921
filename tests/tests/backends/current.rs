//! Looking at a database, which changes nothing in it.

use migrate_tests::backend::{Backend, Sqlite};
use migrate_tests::{on_database, on_every_database};

use crate::shops::{branches, shop};

on_every_database!(
    looking_creates_nothing,
    every_row_is_told_in_order,
    a_row_that_no_revision_knows_is_told_and_stops_a_run,
);

on_database!(file, migrate_tests::backend::Sqlite, looking_makes_no_file);

async fn looking_creates_nothing(db: impl Backend) {
    db.execute("CREATE TABLE other (a INT)").await;
    assert!(shop().current(db.url()).await.unwrap().is_empty());
    assert!(!db.has_version_table().await);
}

async fn looking_makes_no_file(db: Sqlite) {
    assert!(shop().current(db.url()).await.unwrap().is_empty());
    assert!(!db.file().exists());
}

async fn every_row_is_told_in_order(db: impl Backend) {
    let branches = branches();
    branches.upgrade(db.url(), "heads").await.unwrap();
    let rows = branches.current(db.url()).await.unwrap();
    assert_eq!(rows, ["profiles", "routes"]);
}

async fn a_row_that_no_revision_knows_is_told_and_stops_a_run(db: impl Backend) {
    let shop = shop();
    shop.upgrade(db.url(), "products").await.unwrap();
    let unknown = "UPDATE alembic_version SET version_num = 'from_elsewhere'";
    db.execute(unknown).await;

    let rows = shop.current(db.url()).await.unwrap();
    assert_eq!(rows, ["from_elsewhere"]);
    for error in [
        shop.upgrade(db.url(), "head").await.unwrap_err(),
        shop.downgrade(db.url(), "base").await.unwrap_err(),
    ] {
        let expected = "Can't locate revision identified by 'from_elsewhere'";
        assert!(error.to_string().starts_with(expected), "{error}");
    }
    assert_eq!(db.tables().await, ["products", "shops"]);
}
