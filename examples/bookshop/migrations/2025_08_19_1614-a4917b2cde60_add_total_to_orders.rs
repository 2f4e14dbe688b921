//! add total to orders
//!
//! Revision ID: a4917b2cde60
//! Revises: 07fd1c8be35a
//! Create Date: 2025-08-19 16:14:53 UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "a4917b2cde60";
pub const DOWN_REVISION: &[&str] = &["07fd1c8be35a"];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {
    op.add_column(
        "orders",
        column("total_cents", bigint())
            .not_null()
            .server_default("0"),
    );
    op.execute(
        "
        UPDATE orders SET total_cents = COALESCE((
            SELECT SUM(CAST(quantity AS BIGINT) * unit_price_cents) FROM order_lines
            WHERE order_lines.order_id = orders.id
        ), 0)
        ",
    );
}

pub fn downgrade(op: &mut Operations) {
    op.drop_column("orders", "total_cents");
}
