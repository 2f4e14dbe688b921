//! create authors
//!
//! Revision ID: 9c07e25fd1a8
//! Revises: 4b1d7a90c3e2
//! Create Date: 2025-01-20 16:40:03 UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "9c07e25fd1a8";
pub const DOWN_REVISION: &[&str] = &["4b1d7a90c3e2"];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {
    op.create_table("authors", |t| {
        t.column("id", bigint()).primary_key().identity();
        t.column("name", text()).not_null().unique();
    });
    op.create_table("book_authors", |t| {
        t.column("book_id", bigint())
            .primary_key()
            .references("books", "id")
            .on_delete(Cascade);
        t.column("author_id", bigint())
            .primary_key()
            .references("authors", "id")
            .on_delete(Restrict);
        t.column("place", integer()).not_null().check("place > 0");
        t.unique(["book_id", "place"]).name("uq_book_authors_place");
    });
}

pub fn downgrade(op: &mut Operations) {
    op.drop_table("book_authors");
    op.drop_table("authors");
}
