//! `stamp`

use crate::cli::progress::Progress;
use crate::cli::{Context, Fault};
use migrate_script::graph::Direction;

/// Set the version table to revisions without running them
#[derive(Debug, clap::Args)]
pub struct Args {
    /// `head`, `heads`, `base`, identifiers or parts of them
    #[arg(required = true, allow_negative_numbers = true)]
    revisions: Vec<String>,
    /// Delete all rows first, also those of revisions that nobody knows
    #[arg(long)]
    purge: bool,
    /// Print a script for the database's own shell instead; `from:to` says where the database is
    #[arg(long)]
    sql: bool,
    /// Taken as Alembic takes it; no revision runs that could ask for it with `op.tag()`
    #[arg(long = "tag", value_name = "TAG")]
    _tag: Option<String>,
}

impl Args {
    /// Stamps.
    ///
    /// # Errors
    ///
    /// An identifier that means nothing, or a database that cannot be reached or written.
    pub async fn run(self, context: Context<'_>) -> Result<(), Fault> {
        let targets: Vec<&str> = self.revisions.iter().map(String::as_str).collect();
        if self.sql {
            let plan = context
                .environment
                .graph
                .plan_offline_stamp(&targets, self.purge)?;
            return context.print_script(&plan).await;
        }
        let database = context.database_url.database()?;
        let mut progress = Progress::new(context.ui, Direction::Stamp);
        progress.purges = self.purge;
        context
            .environment
            .stamp(&database, &targets, self.purge, &mut progress)
            .await?;
        Ok(())
    }
}
