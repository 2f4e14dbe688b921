//! The database of the service: migrated first, opened then.

use anyhow::Context;
use sqlx::AnyPool;

use crate::migrations::MIGRATOR;

/// Where the books are unless `DATABASE_URL` says otherwise.
pub const DEFAULT_URL: &str = "sqlite:bookshop.db";

/// Applies the revisions that the database lacks, and opens a pool of connections to it.
///
/// Any number of replicas may start at the same moment: one of them migrates, the others wait for it.
///
/// # Errors
///
/// The database cannot be reached, or a revision fails.
pub async fn open(url: &str) -> anyhow::Result<AnyPool> {
    let report = MIGRATOR.upgrade(url, "head").await?;
    tracing::info!(applied = report.steps.len(), current = ?report.current, "the database is up to date");
    sqlx::any::install_default_drivers();
    AnyPool::connect(url)
        .await
        .context("cannot open the database")
}
