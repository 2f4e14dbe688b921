//! create orders
//!
//! Revision ID: c45e0838a19d
//! Revises: 17f2c9d80b5e
//! Create Date: 2025-02-18 08:54:10 UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "c45e0838a19d";
pub const DOWN_REVISION: &[&str] = &["17f2c9d80b5e"];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {
    op.create_table("orders", |t| {
        t.column("id", bigint()).primary_key().identity();
        t.column("client_id", bigint())
            .not_null()
            .references("clients", "id")
            .on_delete(Restrict);
        t.column("status", varchar(16))
            .not_null()
            .server_default("'open'");
        t.column("placed_at", timestamptz())
            .not_null()
            .server_default("CURRENT_TIMESTAMP");
        t.check("status IN ('open', 'paid', 'shipped', 'cancelled')")
            .name("ck_orders_status");
    });
    op.create_table("order_lines", |t| {
        t.column("order_id", bigint())
            .not_null()
            .references("orders", "id")
            .on_delete(Cascade);
        t.column("line_number", integer()).not_null();
        t.column("book_id", bigint())
            .not_null()
            .references("books", "id")
            .on_delete(Restrict);
        t.column("quantity", integer())
            .not_null()
            .check("quantity > 0");
        t.column("unit_price_cents", integer())
            .not_null()
            .check("unit_price_cents >= 0");
        t.primary_key(["order_id", "line_number"]);
        t.unique(["order_id", "book_id"])
            .name("uq_order_lines_book");
    });
}

pub fn downgrade(op: &mut Operations) {
    op.drop_table("order_lines");
    op.drop_table("orders");
}
