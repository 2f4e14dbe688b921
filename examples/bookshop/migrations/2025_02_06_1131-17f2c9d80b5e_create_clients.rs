//! create clients
//!
//! Revision ID: 17f2c9d80b5e
//! Revises: e83a51b6f470
//! Create Date: 2025-02-06 11:31:22 UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "17f2c9d80b5e";
pub const DOWN_REVISION: &[&str] = &["e83a51b6f470"];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {
    op.create_table("clients", |t| {
        t.column("id", bigint()).primary_key().identity();
        t.column("email", text()).not_null();
        t.column("name", text()).not_null();
        t.column("created_at", timestamptz())
            .not_null()
            .server_default("CURRENT_TIMESTAMP");
    });
    op.create_index("uq_clients_email", "clients", [expr("lower(email)")])
        .unique();
}

pub fn downgrade(op: &mut Operations) {
    op.drop_table("clients");
}
