//! add shops, as it is known today
//!
//! Revision ID: 9e1f00aa12bc
//! Revises:
//! Create Date: 2025-01-01 09:00:00 UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "9e1f00aa12bc";
pub const DOWN_REVISION: &[&str] = &[];
pub const BRANCH_LABELS: &[&str] = &[ "shop" , ];
pub const DEPENDS_ON: &[&str] = &[];

/// Applies it.
pub fn upgrade(op: &mut Operations) {
    // The first one.
    op.execute(
        "SELECT 1", /* one */
    );
}

pub fn downgrade(op: &mut Operations) {
    op.execute("SELECT 2");
}
