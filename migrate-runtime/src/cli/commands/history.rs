//! `history`

use super::Found;
use crate::cli::view::{self, Characters, HistoryFormat, Records};
use crate::cli::{Context, Fault};
use migrate_script::Revision;
use migrate_script::graph::{LineStyle, RevisionMap};

/// Show the revisions, the newest first
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only a range: `[start]:[end]`; both ends belong to it, `current` may be one
    #[arg(short, long, value_name = "RANGE", allow_hyphen_values = true)]
    rev_range: Option<String>,
    /// Show all that is known of each
    #[arg(short, long)]
    verbose: bool,
    /// Mark the revisions that the database is at
    #[arg(short, long)]
    indicate_current: bool,
    /// Show what was done to the database instead, the newest first
    #[arg(long, conflicts_with_all = ["rev_range", "verbose", "indicate_current", "graph", "format"])]
    log: bool,
    /// Draw how they follow one another; dashed lines lead to what a revision depends on
    #[arg(long, conflicts_with = "format")]
    graph: bool,
    /// How to show them; JSON says all that is known
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: HistoryFormat,
}

impl Args {
    /// Prints a line or a block a revision, or all of them in the form that was asked for.
    ///
    /// # Errors
    ///
    /// A range that means nothing; where it needs the database, one that cannot be reached.
    pub async fn run(self, context: Context<'_>) -> Result<(), Fault> {
        if self.log {
            let database = context.database_url.database()?;
            let history = context.environment.history(&database).await?;
            if !history.is_empty() {
                context.ui.result(view::log(&history));
            }
            return Ok(());
        }
        let of_current = |range: &String| range.split(':').any(|end| end.trim() == "current");
        let needed = self.indicate_current || self.rev_range.as_ref().is_some_and(of_current);
        let database = Found::read_if(needed, &context).await?;
        let live = database.as_ref().map(Found::live);
        let rows = live.map_or(&[][..], |live| live.rows);
        let records = Records::of(live.map_or(&[], |live| live.history));
        let Context {
            environment,
            database_url: _,
            ui,
        } = context;
        let graph = environment.graph;
        let revisions = graph.history(self.rev_range.as_deref(), rows)?;
        let is_current = |it: &Revision| self.indicate_current && rows.contains(&it.id);
        let text = match self.format {
            HistoryFormat::Text if self.graph => self.draw(graph, &revisions, is_current, &records),
            HistoryFormat::Text => self.lines(graph, &revisions, is_current, &records),
            HistoryFormat::Json => view::document(graph, &revisions, live),
            HistoryFormat::Mermaid => view::mermaid(graph, &revisions, is_current),
            HistoryFormat::Dot => view::dot(graph, &revisions, is_current),
        };
        if !text.is_empty() {
            ui.result(text);
        }
        Ok(())
    }

    fn lines(
        &self,
        graph: &RevisionMap,
        revisions: &[&Revision],
        is_current: impl Fn(&Revision) -> bool,
        records: &Records<'_>,
    ) -> String {
        let line = |revision: &&Revision| match self.verbose {
            true => records.add_to(&revision.id, graph.block(revision, is_current(revision))),
            false => graph.line(revision, LineStyle::HISTORY, is_current(revision)),
        };
        revisions.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    fn draw(
        &self,
        graph: &RevisionMap,
        revisions: &[&Revision],
        is_current: impl Fn(&Revision) -> bool,
        records: &Records<'_>,
    ) -> String {
        let characters = Characters::of_locale(|name| std::env::var(name).ok());
        let text = |revision: &Revision| match self.verbose {
            // One empty line below each.
            true => {
                records.add_to(&revision.id, graph.block(revision, is_current(revision))) + "\n"
            }
            false => view::node_line(graph, revision, is_current(revision)),
        };
        view::draw(graph, revisions, characters, &is_current, text)
    }
}
