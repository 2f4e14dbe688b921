//! `branches`

use crate::cli::view::{self, Format};
use crate::cli::{Context, Fault};

/// Show the revisions that several follow
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Show all that is known of each
    #[arg(short, long)]
    verbose: bool,
    /// How to show them; JSON says all that is known
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl Args {
    /// Prints each branch point and what follows it.
    ///
    /// # Errors
    ///
    /// None today; the signature is every command's.
    pub fn run(self, context: Context<'_>) -> Result<(), Fault> {
        let Context {
            environment,
            database_url: _,
            ui,
        } = context;
        let graph = environment.graph;
        let branch_points = graph.branch_points();
        match self.format {
            Format::Json => ui.result(view::document(graph, &branch_points, None)),
            Format::Text => branch_points
                .iter()
                .for_each(|revision| ui.result(graph.branch_lines(revision, self.verbose))),
        }
        Ok(())
    }
}
