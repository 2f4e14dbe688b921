//! `downgrade`

use std::ffi::OsString;

use super::preview_args::PreviewArgs;
use crate::cli::arguments::RunArguments;
use crate::cli::progress::Progress;
use crate::cli::{Context, Fault};
use migrate_script::graph::Direction;

/// Undo the revisions on the way back to a target
#[derive(Debug, clap::Args)]
pub struct Args {
    /// `base`, `-N`, an identifier or a part of one; with `--sql` `from:to`
    #[arg(allow_negative_numbers = true)]
    revision: String,
    #[command(flatten)]
    preview: PreviewArgs,
    #[command(flatten)]
    pub(in crate::cli) arguments: RunArguments,
}

impl Args {
    /// The arguments that say the same to another program.
    pub fn into_arguments(self) -> Vec<OsString> {
        let Self {
            revision,
            preview,
            arguments,
        } = self;
        let command = ["downgrade".into(), revision.into()];
        command
            .into_iter()
            .chain(preview.into_arguments())
            .chain(arguments.into_arguments())
            .collect()
    }

    pub(crate) async fn run(self, context: Context<'_>) -> Result<(), Fault> {
        let (graph, target) = (context.environment.graph, self.revision.as_str());
        if self.preview.sql {
            return context
                .print_script(&graph.plan_offline_downgrade(target)?)
                .await;
        }
        let database = context.database_url.database()?;
        if self.preview.plan {
            let rows = context.environment.current(&database).await?;
            return context
                .print_plan(&graph.plan_downgrade(&rows, target)?, &database)
                .await;
        }
        let mut progress = Progress::new(context.ui, Direction::Downgrade);
        context
            .environment
            .downgrade(&database, target, &mut progress)
            .await?;
        Ok(())
    }
}
