//! create products
//!
//! Revision ID: abc123def456
//! Revises: 9e1f00aa12bc
//! Create Date: 2025-01-02 09:00:00 UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "abc123def456";
pub const DOWN_REVISION: &[&str] = &["9e1f00aa12bc"];

pub fn upgrade(op: &mut Operations) {
    op.execute("SELECT 1");
}

pub fn downgrade(op: &mut Operations) {
    op.execute("SELECT 2");
}
