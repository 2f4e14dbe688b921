//! create books
//!
//! Revision ID: 4b1d7a90c3e2
//! Revises:
//! Create Date: 2025-01-14 09:12:41 UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "4b1d7a90c3e2";
pub const DOWN_REVISION: &[&str] = &[];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {
    op.create_table("books", |t| {
        t.column("id", bigint()).primary_key().identity();
        t.column("title", text()).not_null();
        t.column("author", text());
        t.column("isbn", text()).unique();
        t.column("price_cents", integer())
            .not_null()
            .check("price_cents >= 0");
        t.column("created_at", timestamptz())
            .not_null()
            .server_default("CURRENT_TIMESTAMP");
    });
}

pub fn downgrade(op: &mut Operations) {
    op.drop_table("books");
}
