//! create vouchers
//!
//! Revision ID: 3e60c7a5194f
//! Revises: d7046fb2583a
//! Create Date: 2025-07-09 09:03:31 UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "3e60c7a5194f";
pub const DOWN_REVISION: &[&str] = &["d7046fb2583a"];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {
    op.create_table("vouchers", |t| {
        t.column("code", varchar(24)).primary_key();
        t.column("percent", smallint()).not_null();
        t.column("valid_until", date());
        t.check("percent BETWEEN 1 AND 100")
            .name("ck_vouchers_percent");
    });
    op.add_column(
        "orders",
        column("voucher", varchar(24))
            .references("vouchers", "code")
            .on_delete(Restrict),
    );
}

pub fn downgrade(op: &mut Operations) {
    op.drop_column("orders", "voucher");
    op.drop_table("vouchers");
}
