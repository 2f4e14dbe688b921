//! `cargo migrate upgrade`, `cargo migrate downgrade`: what the runner does.

use std::ffi::OsString;

use clap::Subcommand;
use migrate_runtime::Database;
use migrate_runtime::cli::commands::{downgrade, upgrade};
use migrate_runtime::cli::ui::Color;
use migrate_runtime::cli::{Fault, Global};

use crate::cli::Context;
use crate::error::Result;
use crate::project::Project;
use crate::runner::{self, Build};

/// The commands that need the code of the revisions.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Upgrade(upgrade::Args),
    Downgrade(downgrade::Args),
}

impl Command {
    /// Builds the runner and hands the command over to it; its exit code is the command's.
    pub(crate) fn run(self, context: Context) -> Result<u8> {
        let Context {
            global,
            selection,
            ui: _,
        } = context;
        let project = Project::find(&selection)?;
        // Before the build: whoever forgot to name the database should not wait to be told.
        let url = project.database_url(global.database_url.clone()).find()?;
        Database::parse(&url).map_err(|error| Fault::new(error.to_string()))?;
        let build = Build {
            quiet: global.quiet,
        };
        let mut arguments = global_arguments(global);
        arguments.extend(match self {
            Self::Upgrade(args) => args.into_arguments(),
            Self::Downgrade(args) => args.into_arguments(),
        });
        runner::run(&project, build, &url, arguments)
    }
}

/// The options of every command, as the runner takes them; the URL is not among them.
fn global_arguments(global: Global) -> Vec<OsString> {
    let Global {
        database_url: _,
        quiet,
        color,
        arguments: given,
    } = global;
    let color = match color {
        Color::Auto => "auto",
        Color::Always => "always",
        Color::Never => "never",
    };
    let mut arguments = vec!["--color".into(), color.into()];
    arguments.extend(given.into_arguments());
    if quiet {
        arguments.push("--quiet".into());
    }
    arguments
}
