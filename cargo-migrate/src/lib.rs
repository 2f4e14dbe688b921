//! `cargo migrate`: scaffolds revisions, shows them, and builds and runs the runner that applies them.
//!
//! The program is a library, so that tests reach it; the binary calls [`main_impl`].
//!
//! A command compiles the user's code only when it must: `revision`, `merge`, `history` and their like
//! read the revision files, `current` and `stamp` the files and the database; only `upgrade` and
//! `downgrade` need the runner.
#![deny(missing_docs)]

mod autogenerate;
mod cli;
mod commands;
mod error;
mod project;
mod runner;
mod scaffold;

use std::ffi::OsString;
use std::process::ExitCode;

use migrate_runtime::cli::ui::{Color, Ui};

/// Runs a command line, the program's name first, and returns the exit code.
///
/// As cargo's subcommand the program is called `cargo-migrate migrate …`: a first argument `migrate` is
/// cargo's.
pub fn main_impl(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.get(1).is_some_and(|first| first == "migrate") {
        arguments.remove(1);
    }
    match cli::run(arguments) {
        Ok(code) => ExitCode::from(code),
        Err((error, global)) => {
            let color = global.as_ref().map_or(Color::Auto, |global| global.color);
            error::show(&mut Ui::new(color, false), &error);
            ExitCode::from(error.exit_code())
        }
    }
}
