//! create products

use migrate_runtime::prelude::*;

pub const REVISION: &str = "abc123def456";
pub const DOWN_REVISION: &[&str] = &["9e1f00aa12bc"];
pub const BRANCH_LABELS: &[&str] = &[];

pub async fn upgrade(op: &mut Operations) -> Result {
    op.execute("SELECT 1");
    Ok(())
}

pub fn downgrade(op: &mut Operations) {
    op.execute("SELECT 2");
}
