//! add shops
//!
//! Revision ID: 9e1f00aa12bc
//! Revises:
//! Create Date: 2025-01-01 09:00:00 UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "9e1f00aa12bc";
pub const DOWN_REVISION: &[&str] = &[];
pub const BRANCH_LABELS: &[&str] = &["shop"];
pub const DEPENDS_ON: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {
    op.execute("SELECT 1");
}

pub fn downgrade(op: &mut Operations) {
    op.execute("SELECT 2");
}
