//! add cart
//!
//! Revision ID: 27c6a30d7c24
//! Revises: abc123def456
//! Create Date: 2025-01-03 09:00:00 UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "27c6a30d7c24";
pub const DOWN_REVISION: &[&str] = &["abc123def456"];

pub fn upgrade(op: &mut Operations) {
    op.execute("SELECT 1");
}

pub fn downgrade(op: &mut Operations) {
    op.execute("SELECT 2");
}
