//! The rows of the version table: one for each head of what is applied, on lines, branches, merges and
//! dependencies.

use migrate_runtime::Migrator;
use migrate_tests::backend::Backend;
use migrate_tests::on_every_database;

use crate::shops::{branches, dependent_branches, joined_branches, shop};

on_every_database!(
    a_line_has_one_row,
    a_branch_adds_a_row_and_takes_it_away,
    a_merge_makes_one_row_of_two,
    a_dependency_gives_its_row_up_and_gets_it_back,
);

use Command::{Down, Up};

async fn a_line_has_one_row(db: impl Backend) {
    check(
        shop(),
        db,
        &[
            (Up("shops"), &["shops"]),
            (Up("carts"), &["carts"]),
            (Down("products"), &["products"]),
            (Down("base"), &[]),
        ],
    )
    .await;
}

async fn a_branch_adds_a_row_and_takes_it_away(db: impl Backend) {
    check(
        branches(),
        db,
        &[
            (Up("trunk"), &["trunk"]),
            (Up("accounts"), &["accounts"]),
            (Up("networks"), &["accounts", "networks"]),
            (Up("heads"), &["profiles", "routes"]),
            (Down("profiles@trunk"), &["routes"]),
            (Down("networks"), &["networks"]),
            (Down("trunk"), &["trunk"]),
        ],
    )
    .await;
}

async fn a_merge_makes_one_row_of_two(db: impl Backend) {
    check(
        joined_branches(),
        db,
        &[
            (Up("profiles"), &["profiles"]),
            (Up("head"), &["joined"]),
            (Down("routes"), &["profiles", "routes"]),
            (Up("joined"), &["joined"]),
            (Down("base"), &[]),
        ],
    )
    .await;
}

async fn a_dependency_gives_its_row_up_and_gets_it_back(db: impl Backend) {
    check(
        dependent_branches(),
        db,
        &[
            (Up("network@+1"), &["networks"]),
            (Up("accounts"), &["accounts", "networks"]),
            // `profiles` is applied first, and its row goes into that of `routes`.
            (Up("routes"), &["routes"]),
            (Down("routes-1"), &["networks", "profiles"]),
            (Up("heads"), &["routes"]),
            (Down("account@base"), &["networks"]),
        ],
    )
    .await;
}

/// A command and its target.
#[derive(Debug)]
enum Command {
    Up(&'static str),
    Down(&'static str),
}

/// Runs the commands one after the other; each leaves these rows, and says so.
async fn check(migrator: Migrator, db: impl Backend, story: &[(Command, &[&str])]) {
    for (command, expected) in story {
        let report = match command {
            Up(target) => migrator.upgrade(db.url(), target).await,
            Down(target) => migrator.downgrade(db.url(), target).await,
        };
        let report = report.unwrap_or_else(|error| panic!("{command:?}: {error}"));
        assert_eq!(report.current, **expected, "{command:?}");
        assert_eq!(db.versions().await, **expected, "{command:?}");
    }
}
