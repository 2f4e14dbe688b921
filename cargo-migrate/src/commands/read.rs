//! The commands that read the revision files, and some the database: they work even when the package
//! does not compile.

use clap::Subcommand;
use migrate_runtime::Environment;
use migrate_runtime::cli::commands::{
    branches, current, ensure_version, heads, history, show, stamp,
};
use migrate_runtime::cli::{Context as Shared, block_on};

use crate::cli::Context;
use crate::error::Result;
use crate::project::Project;

/// The commands that need no more than the revision files and the database.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Current(current::Args),
    History(history::Args),
    Heads(heads::Args),
    Branches(branches::Args),
    Show(show::Args),
    Stamp(stamp::Args),
    #[command(alias = "ensure_version")]
    EnsureVersion(ensure_version::Args),
}

impl Command {
    /// Reads the files and does what the runner would do.
    pub(crate) fn run(self, mut context: Context) -> Result<()> {
        let project = Project::find(&context.selection)?;
        let graph = project.read_graph()?;
        let shared = Shared {
            environment: Environment::new(&graph, &project.config.settings),
            database_url: project.database_url(context.global.database_url),
            ui: &mut context.ui,
        };
        match self {
            Self::Current(args) => block_on(args.run(shared))?,
            Self::History(args) => block_on(args.run(shared))?,
            Self::Heads(args) => args.run(shared)?,
            Self::Branches(args) => args.run(shared)?,
            Self::Show(args) => block_on(args.run(shared))?,
            Self::Stamp(args) => {
                let files = project.read_files()?.files.into_iter();
                let hashes = files.map(|file| (file.revision.id, file.seal.to_string()));
                let hashes = hashes.collect();
                let environment = shared.environment.with_hashes(&hashes);
                block_on(args.run(Shared {
                    environment,
                    ..shared
                }))?;
            }
            Self::EnsureVersion(args) => block_on(args.run(shared))?,
        }
        Ok(())
    }
}
