//! index what the shop searches for
//!
//! Revision ID: 85c39e1ab607
//! Revises: 2ad5f70c9e84
//! Create Date: 2025-05-15 13:19:02 UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "85c39e1ab607";
pub const DOWN_REVISION: &[&str] = &["2ad5f70c9e84"];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {
    op.create_index("ix_books_title", "books", [expr("lower(title)")]);
    op.create_index("ix_book_authors_author", "book_authors", ["author_id"]);
    op.create_index("ix_order_lines_book", "order_lines", ["book_id"]);
    // Made by hand in production, on the Saturday when the list of open orders took a minute.
    op.create_index("ix_orders_open", "orders", ["customer_id", "placed_at"])
        .where_("status = 'open'")
        .if_not_exists();
}

pub fn downgrade(op: &mut Operations) {
    op.drop_index("ix_orders_open", "orders").if_exists();
    op.drop_index("ix_order_lines_book", "order_lines");
    op.drop_index("ix_book_authors_author", "book_authors");
    op.drop_index("ix_books_title", "books");
}
