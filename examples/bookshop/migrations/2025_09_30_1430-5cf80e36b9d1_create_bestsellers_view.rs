//! create bestsellers view
//!
//! Revision ID: 5cf80e36b9d1
//! Revises: a4917b2cde60
//! Create Date: 2025-09-30 14:30:12 UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "5cf80e36b9d1";
pub const DOWN_REVISION: &[&str] = &["a4917b2cde60"];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {
    op.execute(
        "
        CREATE VIEW bestsellers AS
        SELECT books.id AS book_id, books.title, SUM(order_lines.quantity) AS copies
        FROM books
        JOIN order_lines ON order_lines.book_id = books.id
        JOIN orders ON orders.id = order_lines.order_id
        WHERE orders.status <> 'cancelled'
        GROUP BY books.id, books.title
        ",
    );
}

pub fn downgrade(op: &mut Operations) {
    op.execute("DROP VIEW bestsellers");
}
