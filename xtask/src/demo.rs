//! `cargo xtask demo`: the example project, on SQLite, migrated and shown.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::Outcome;
use crate::cargo::{cargo, root};
use crate::environment;
use crate::interrupt;
use crate::status::status;

/// What a newcomer wants to see, in order.
const COMMANDS: [&[&str]; 4] = [
    &["upgrade", "head"],
    &["history", "--indicate-current"],
    &["downgrade", "-2"],
    &["current"],
];

/// Migrates the bookshop in a database of its own, from nothing, and shows it.
pub(crate) fn run() -> Result<Outcome> {
    let folder = root().join("target/demo");
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("cannot clear {}", folder.display()));
        }
        _ => fs::create_dir_all(&folder)?,
    }
    for arguments in COMMANDS {
        let shown = arguments.join(" ");
        status("Running", &format!("cargo migrate {shown}"));
        let mut command = cargo(&["run", "--quiet", "--package", "cargo-migrate", "--"]);
        environment::without_databases(&mut command);
        command.env("DATABASE_URL", "sqlite:target/demo/bookshop.db");
        let ended = interrupt::run(command.args(arguments))?;
        if !ended.success() {
            bail!("`cargo migrate {shown}` failed");
        }
    }
    Ok(Outcome::Passed)
}
