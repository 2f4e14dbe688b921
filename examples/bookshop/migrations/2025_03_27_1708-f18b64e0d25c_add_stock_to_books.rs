//! add stock to books
//!
//! Revision ID: f18b64e0d25c
//! Revises: 60ad9b3e72f1
//! Create Date: 2025-03-27 17:08:49 UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "f18b64e0d25c";
pub const DOWN_REVISION: &[&str] = &["60ad9b3e72f1"];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {
    op.add_column(
        "books",
        column("stock", integer())
            .not_null()
            .server_default("0")
            .check("stock >= 0"),
    );
}

pub fn downgrade(op: &mut Operations) {
    op.drop_column("books", "stock");
}
