//! merge reviews and vouchers
//!
//! Revision ID: 07fd1c8be35a
//! Revises: b92e8d41f06c, 3e60c7a5194f
//! Create Date: 2025-07-11 11:27:09 UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "07fd1c8be35a";
pub const DOWN_REVISION: &[&str] = &["b92e8d41f06c", "3e60c7a5194f"];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {}

pub fn downgrade(op: &mut Operations) {}
