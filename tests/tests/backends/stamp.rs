//! Stamping: the version table moves, and no revision runs.

use migrate_runtime::graph::Direction;
use migrate_runtime::{Error, Migrator, Report};
use migrate_tests::backend::Backend;
use migrate_tests::on_every_database;

use crate::shops::{branches, shop};

on_every_database!(
    a_stamp_moves_the_row_and_runs_nothing,
    several_branches_are_stamped_at_once,
    base_takes_the_rows_away,
    an_upgrade_goes_on_from_the_stamp,
    an_unknown_row_is_refused_and_purged,
    a_purge_alone_empties_the_table,
    an_unknown_target_is_refused_and_changes_nothing,
);

async fn a_stamp_moves_the_row_and_runs_nothing(db: impl Backend) {
    let shop = shop();
    for target in ["head", "shops", "prod"] {
        let report = shop.stamp(db.url(), &[target]).await.unwrap();
        assert!(
            report
                .steps
                .iter()
                .all(|step| step.direction == Direction::Stamp)
        );
        assert_eq!(report.current.join(","), db.versions().await.join(","));
    }
    assert_eq!(db.versions().await, ["products"]);
    assert_eq!(db.tables().await, [""; 0]);

    let again = shop.stamp(db.url(), &["products"]).await.unwrap();
    assert_eq!(again.current, ["products"]);
    assert_eq!(db.versions().await, ["products"]);
}

async fn several_branches_are_stamped_at_once(db: impl Backend) {
    let report = branches()
        .stamp(db.url(), &["accounts", "network@head"])
        .await
        .unwrap();
    assert_eq!(report.current, ["accounts", "routes"]);
    assert_eq!(db.versions().await, ["accounts", "routes"]);
}

async fn base_takes_the_rows_away(db: impl Backend) {
    let branches = branches();
    branches.stamp(db.url(), &["heads"]).await.unwrap();
    assert_eq!(db.versions().await, ["profiles", "routes"]);
    let report = branches.stamp(db.url(), &["base"]).await.unwrap();
    assert!(report.current.is_empty());
    assert_eq!(db.versions().await, [""; 0]);
}

async fn an_upgrade_goes_on_from_the_stamp(db: impl Backend) {
    let shop = shop();
    shop.stamp(db.url(), &["products"]).await.unwrap();
    let report = shop.upgrade(db.url(), "head").await.unwrap();
    assert_eq!(report.steps.len(), 1);
    assert_eq!(db.tables().await, ["carts"]);
    assert_eq!(db.versions().await, ["carts"]);
}

async fn an_unknown_row_is_refused_and_purged(db: impl Backend) {
    let shop = shop();
    shop.stamp(db.url(), &["head"]).await.unwrap();
    let unknown = "INSERT INTO alembic_version (version_num) VALUES ('from_elsewhere')";
    db.execute(unknown).await;

    let error = shop.stamp(db.url(), &["shops"]).await.unwrap_err();
    let expected = "Can't locate revision identified by 'from_elsewhere'";
    assert!(error.to_string().starts_with(expected), "{error}");
    assert_eq!(db.versions().await, ["carts", "from_elsewhere"]);

    let report = purge(&shop, &db, &["shops"]).await.unwrap();
    assert_eq!(report.current, ["shops"]);
    assert_eq!(db.versions().await, ["shops"]);
}

async fn a_purge_alone_empties_the_table(db: impl Backend) {
    let branches = branches();
    branches.stamp(db.url(), &["heads"]).await.unwrap();
    let report = purge(&branches, &db, &["base"]).await.unwrap();
    assert!(report.current.is_empty());
    assert_eq!(db.versions().await, [""; 0]);
}

async fn an_unknown_target_is_refused_and_changes_nothing(db: impl Backend) {
    let error = shop().stamp(db.url(), &["nowhere"]).await.unwrap_err();
    let expected = "Can't locate revision identified by 'nowhere'";
    assert!(error.to_string().starts_with(expected), "{error}");
    assert!(!db.has_version_table().await);
}

async fn purge(migrator: &Migrator, db: &impl Backend, targets: &[&str]) -> Result<Report, Error> {
    let environment = migrator.environment()?;
    environment.stamp(db.url(), targets, true, &mut ()).await
}
