//! `show`

use super::Found;
use crate::cli::view::{self, Format};
use crate::cli::{Context, Fault};
use migrate_script::Revision;

/// Show all that is known of a revision
#[derive(Debug, clap::Args)]
pub struct Args {
    /// An identifier or a part of one, `head`, `heads` or `current`
    #[arg(allow_negative_numbers = true)]
    revision: String,
    /// How to show it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl Args {
    /// Prints a block a revision.
    ///
    /// # Errors
    ///
    /// An identifier that means nothing; for `current`, a database that cannot be reached.
    pub async fn run(self, context: Context<'_>) -> Result<(), Fault> {
        let database = Found::read_if(self.revision == "current", &context).await?;
        let Context {
            environment,
            database_url: _,
            ui,
        } = context;
        let graph = environment.graph;
        let live = database.as_ref().map(Found::live);
        let found = graph.resolve(&self.revision, live.map_or(&[], |live| live.rows))?;
        let revisions: Vec<&Revision> = found.into_iter().flatten().collect();
        match self.format {
            Format::Json => ui.result(view::document(graph, &revisions, live)),
            Format::Text => revisions
                .iter()
                .for_each(|revision| ui.result(graph.block(revision, false))),
        }
        Ok(())
    }
}
