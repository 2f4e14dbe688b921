//! `cargo xtask release`: what a release fixes in the tree, to be committed with it.

use anyhow::{Result, bail};

use crate::Outcome;
use crate::cargo::cargo;
use crate::environment;
use crate::interrupt;
use crate::status::status;

/// Seals the revisions of the example: what has been released is not to be edited.
pub(crate) fn run() -> Result<Outcome> {
    status("Sealing", "the revisions of the example");
    let mut command = cargo(&["run", "--quiet", "--package", "cargo-migrate", "--", "seal"]);
    environment::without_databases(&mut command);
    if !interrupt::run(&mut command)?.success() {
        bail!("`cargo migrate seal` failed");
    }
    Ok(Outcome::Passed)
}
