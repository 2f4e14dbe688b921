//! The revisions of most tests: each makes the table of its own name, and drops it again.

use migrate_runtime::Migrator;
use migrate_runtime::prelude::*;
use migrate_tests::backend::{TestRevision, migrator, revision};

/// `shops`, `products` and `carts`, one after the other.
pub(crate) fn shop() -> Migrator {
    migrator(chain_of_shops())
}

/// The revisions of [`shop`].
pub(crate) fn chain_of_shops() -> Vec<TestRevision> {
    vec![
        table!("shops"),
        table!("products").revises(&["shops"]),
        table!("carts").revises(&["products"]),
    ]
}

/// Two branches on a trunk.
///
/// ```text
/// trunk ─┬─ accounts (label `account`) ── profiles
///        └─ networks (label `network`) ── routes
/// ```
pub(crate) fn branches() -> Migrator {
    migrator(revisions_of_branches())
}

/// [`branches`], joined again by `joined`.
pub(crate) fn joined_branches() -> Migrator {
    let mut revisions = revisions_of_branches();
    revisions.push(table!("joined").revises(&["profiles", "routes"]));
    migrator(revisions)
}

/// Two bases of their own, of which one needs the other.
///
/// ```text
/// accounts (label `account`) ── profiles
/// networks (label `network`) ── routes, which depends on `profiles`
/// ```
pub(crate) fn dependent_branches() -> Migrator {
    migrator([
        table!("accounts").label(&["account"]),
        table!("profiles").revises(&["accounts"]),
        table!("networks").label(&["network"]),
        table!("routes")
            .revises(&["networks"])
            .depends_on(&["profiles"]),
    ])
}

fn revisions_of_branches() -> Vec<TestRevision> {
    vec![
        table!("trunk"),
        table!("accounts").revises(&["trunk"]).label(&["account"]),
        table!("profiles").revises(&["accounts"]),
        table!("networks").revises(&["trunk"]).label(&["network"]),
        table!("routes").revises(&["networks"]),
    ]
}

/// A revision that makes the table of its own name.
macro_rules! table {
    ($name:literal) => {
        revision($name)
            .message(concat!("create ", $name))
            .upgrade(|op| {
                op.create_table($name, |t| {
                    t.column("id", bigint()).primary_key();
                });
            })
            .downgrade(|op| {
                op.drop_table($name);
            })
    };
}
use table;
