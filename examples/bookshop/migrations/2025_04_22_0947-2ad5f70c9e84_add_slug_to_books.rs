//! add slug to books
//!
//! Revision ID: 2ad5f70c9e84
//! Revises: f18b64e0d25c
//! Create Date: 2025-04-22 09:47:15 UTC

use std::collections::HashSet;

use migrate_runtime::prelude::*;

pub const REVISION: &str = "2ad5f70c9e84";
pub const DOWN_REVISION: &[&str] = &["f18b64e0d25c"];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

const TITLES: &str = "SELECT id, title FROM books ORDER BY id";
const SET_SLUG: &str = "UPDATE books SET slug = $1 WHERE id = $2";

pub async fn upgrade(op: &mut Operations) -> Result {
    op.add_column(
        "books",
        column("slug", text()).not_null().server_default("''"),
    );
    let titles: Vec<(i64, String)> = if op.is_sqlite() {
        sqlx::query_as(TITLES).fetch_all(op.sqlite().await?).await?
    } else {
        let db = op.postgres().await?;
        sqlx::query_as(TITLES).fetch_all(db).await?
    };
    let mut taken = HashSet::new();
    for (id, title) in titles {
        set_slug(op, id, free_slug(&title, &mut taken)).await?;
    }
    op.create_index("uq_books_slug", "books", ["slug"]).unique();
    Ok(())
}

pub fn downgrade(op: &mut Operations) {
    op.drop_index("uq_books_slug", "books");
    op.drop_column("books", "slug");
}

async fn set_slug(op: &mut Operations, id: i64, slug: String) -> Result {
    if op.is_sqlite() {
        let update = sqlx::query(SET_SLUG).bind(slug).bind(id);
        update.execute(op.sqlite().await?).await?;
    } else {
        let update = sqlx::query(SET_SLUG).bind(slug).bind(id);
        update.execute(op.postgres().await?).await?;
    }
    Ok(())
}

/// The slug of a title, with a number behind it where another book has it.
///
/// The rule is written out here, although the service has one: that one may change, and this revision
/// must do tomorrow what it did in production.
fn free_slug(title: &str, taken: &mut HashSet<String>) -> String {
    let lower = title.to_lowercase();
    let words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let mut slug = words.collect::<Vec<_>>().join("-");
    if slug.is_empty() {
        slug = "book".to_owned();
    }
    let numbered = (2..).map(|number| format!("{slug}-{number}"));
    let mut candidates = std::iter::once(slug.clone()).chain(numbered);
    candidates
        .find(|candidate| taken.insert(candidate.clone()))
        .unwrap_or(slug)
}
