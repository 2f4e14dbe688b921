//! create reviews
//!
//! Revision ID: b92e8d41f06c
//! Revises: d7046fb2583a
//! Create Date: 2025-07-08 15:50:44 UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "b92e8d41f06c";
pub const DOWN_REVISION: &[&str] = &["d7046fb2583a"];
pub const BRANCH_LABELS: &[&str] = &["reviews"];
pub const DEPENDS_ON: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {
    op.create_table("reviews", |t| {
        t.column("id", bigint()).primary_key().identity();
        t.column("book_id", bigint())
            .not_null()
            .references("books", "id")
            .on_delete(Cascade);
        t.column("customer_id", bigint())
            .references("customers", "id")
            .on_delete(SetNull);
        t.column("stars", smallint())
            .not_null()
            .check("stars BETWEEN 1 AND 5");
        t.column("body", text()).not_null().server_default("''");
        t.column("published", boolean())
            .not_null()
            .server_default("false");
        t.unique(["book_id", "customer_id"])
            .name("uq_reviews_customer");
    });
}

pub fn downgrade(op: &mut Operations) {
    op.drop_table("reviews");
}
