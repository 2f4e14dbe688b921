//! Where a downgrade leads, and what it leaves behind.

use migrate_runtime::ErrorKind;
use migrate_runtime::graph::Direction;
use migrate_tests::backend::{Backend, migrator, revision};
use migrate_tests::on_every_database;

use crate::shops::{branches, joined_branches, shop};

on_every_database!(
    what_cannot_be_undone_is_known_before_anything_is,
    base_undoes_every_revision_in_reverse,
    a_target_says_where_to_stop,
    each_step_restores_the_schema_from_before_it,
    a_branch_is_undone_alone,
    the_branch_point_undoes_both_branches,
    a_merge_is_undone_to_its_branches,
    a_target_that_is_not_below_is_refused_and_changes_nothing,
);

async fn base_undoes_every_revision_in_reverse(db: impl Backend) {
    shop().upgrade(db.url(), "head").await.unwrap();
    let report = shop().downgrade(db.url(), "base").await.unwrap();

    let steps: Vec<_> = report
        .steps
        .iter()
        .map(|step| (step.revision.as_str(), step.direction))
        .collect();
    let expected = ["carts", "products", "shops"].map(|id| (id, Direction::Downgrade));
    assert_eq!(steps, expected);
    assert!(report.current.is_empty());
    assert_eq!(db.tables().await, [""; 0]);
    // As Alembic's, the version table stays.
    assert!(db.has_version_table().await);
    assert_eq!(db.versions().await, [""; 0]);
}

async fn a_target_says_where_to_stop(db: impl Backend) {
    let shop = shop();
    for (target, expected) in [
        ("-1", "products"),
        ("-2", "shops"),
        ("shops", "shops"),
        ("sho", "shops"),
        ("head-1", "products"),
        ("carts-2", "shops"),
        ("carts", "carts"),
    ] {
        shop.upgrade(db.url(), "head").await.unwrap();
        let report = shop.downgrade(db.url(), target).await.unwrap();
        assert_eq!(report.current, [expected], "{target}");
        assert_eq!(db.versions().await, [expected], "{target}");
    }
}

async fn each_step_restores_the_schema_from_before_it(db: impl Backend) {
    let shop = shop();
    let mut schemas = Vec::new();
    for _ in 0..3 {
        schemas.push(db.schema().await);
        shop.upgrade(db.url(), "+1").await.unwrap();
    }
    for before in schemas.iter().rev() {
        shop.downgrade(db.url(), "-1").await.unwrap();
        assert_eq!(db.schema().await, *before);
    }
}

async fn a_branch_is_undone_alone(db: impl Backend) {
    let branches = branches();
    branches.upgrade(db.url(), "heads").await.unwrap();
    let report = branches.downgrade(db.url(), "network@-2").await.unwrap();
    assert_eq!(report.current, ["profiles"]);
    assert_eq!(db.versions().await, ["profiles"]);
    assert_eq!(db.tables().await, ["accounts", "profiles", "trunk"]);
}

async fn the_branch_point_undoes_both_branches(db: impl Backend) {
    let branches = branches();
    branches.upgrade(db.url(), "heads").await.unwrap();
    let report = branches.downgrade(db.url(), "trunk").await.unwrap();
    assert_eq!(report.current, ["trunk"]);
    assert_eq!(db.versions().await, ["trunk"]);
    assert_eq!(db.tables().await, ["trunk"]);
}

async fn a_merge_is_undone_to_its_branches(db: impl Backend) {
    let joined = joined_branches();
    joined.upgrade(db.url(), "head").await.unwrap();
    let report = joined.downgrade(db.url(), "profiles").await.unwrap();
    assert_eq!(report.current, ["profiles", "routes"]);
    assert_eq!(db.versions().await, ["profiles", "routes"]);
}

async fn a_target_that_is_not_below_is_refused_and_changes_nothing(db: impl Backend) {
    let shop = shop();
    shop.upgrade(db.url(), "products").await.unwrap();
    let before = db.schema().await;
    for (target, expected) in [
        ("nowhere", "Can't locate revision identified by 'nowhere'"),
        (
            "carts",
            "Destination carts is not a valid downgrade target from current head(s)",
        ),
        ("-9", "Relative revision -9 didn't produce 9 migrations"),
    ] {
        let error = shop.downgrade(db.url(), target).await.unwrap_err();
        assert!(error.to_string().starts_with(expected), "{target}: {error}");
    }
    assert_eq!(db.versions().await, ["products"]);
    assert_eq!(db.schema().await, before);
}

async fn what_cannot_be_undone_is_known_before_anything_is(db: impl Backend) {
    let chain = migrator([
        revision("first").downgrade(|op| {
            op.irreversible("the old prices are gone");
        }),
        revision("second").revises(&["first"]),
        revision("third").revises(&["second"]),
    ]);
    chain.upgrade(db.url(), "head").await.unwrap();

    let error = chain.downgrade(db.url(), "base").await.unwrap_err();
    let ErrorKind::Irreversible {
        step,
        location,
        reason,
    } = &*error.kind
    else {
        panic!("{error}");
    };
    assert_eq!(
        (step.revision.as_str(), reason.as_str()),
        ("first", "the old prices are gone")
    );
    assert_eq!(location.file(), file!());
    assert!(error.applied.is_empty(), "{:?}", error.applied);
    assert_eq!(db.versions().await, ["third"]);

    chain.downgrade(db.url(), "first").await.unwrap();
    assert_eq!(db.versions().await, ["first"]);
}
