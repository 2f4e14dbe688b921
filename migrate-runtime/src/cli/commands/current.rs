//! `current`

use super::Found;
use crate::cli::view::{self, CurrentState, Format, Records};
use crate::cli::{Context, Fault};
use migrate_script::diagnostic::Diagnostic;
use migrate_script::graph::LineStyle;

/// Show the revisions that the database is at
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Show all that is known of each
    #[arg(short, long)]
    verbose: bool,
    /// Fail unless the database is at every head
    #[arg(short, long)]
    check_heads: bool,
    /// How to show them; JSON says all that is known
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl Args {
    /// Prints a line or a block a revision; nothing where there is no version table.
    ///
    /// # Errors
    ///
    /// The database cannot be reached, names a revision that nobody knows, or is not at the heads.
    pub async fn run(self, context: Context<'_>) -> Result<(), Fault> {
        let database = context.database_url.database()?;
        let found = Found::read(&context, &database).await?;
        let live = found.live();
        let records = Records::of(live.history);
        let Context {
            environment,
            database_url: _,
            ui,
        } = context;
        let graph = environment.graph;
        if self.verbose && self.format == Format::Text {
            ui.result(format_args!("Current revision(s) for {database}:"));
        }
        let mut revisions = graph.effective_current(live.rows)?;
        revisions.sort_by(|a, b| a.id.cmp(&b.id));
        let state = CurrentState {
            live,
            is_up_to_date: graph.is_up_to_date(live.rows)?,
        };
        match self.format {
            Format::Json => ui.result(view::current_document(graph, &revisions, &state)),
            Format::Text => revisions.iter().for_each(|revision| match self.verbose {
                true => ui.result(records.add_to(&revision.id, graph.block(revision, false))),
                false => ui.result(graph.line(revision, LineStyle::CURRENT, false)),
            }),
        }
        if let Some(unfinished) = view::unfinished(live.history) {
            ui.warning(unfinished);
        }
        if self.check_heads && !state.is_up_to_date {
            return Err(Diagnostic::new("Database is not on all head revisions")
                .help("`upgrade heads` applies what is missing")
                .into());
        }
        Ok(())
    }
}
