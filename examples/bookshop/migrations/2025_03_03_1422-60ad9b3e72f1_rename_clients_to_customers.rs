//! rename clients to customers
//!
//! Revision ID: 60ad9b3e72f1
//! Revises: c45e0838a19d
//! Create Date: 2025-03-03 14:22:36 UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "60ad9b3e72f1";
pub const DOWN_REVISION: &[&str] = &["c45e0838a19d"];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {
    op.drop_index("uq_clients_email", "clients");
    op.rename_table("clients", "customers");
    op.create_index("uq_customers_email", "customers", [expr("lower(email)")])
        .unique();
    op.alter_column("orders", "client_id", |c| c.rename("customer_id"));
}

pub fn downgrade(op: &mut Operations) {
    op.alter_column("orders", "customer_id", |c| c.rename("client_id"));
    op.drop_index("uq_customers_email", "customers");
    op.rename_table("customers", "clients");
    op.create_index("uq_clients_email", "clients", [expr("lower(email)")])
        .unique();
}
