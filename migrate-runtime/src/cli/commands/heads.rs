//! `heads`

use crate::cli::view::{self, Format};
use crate::cli::{Context, Fault};
use migrate_script::Revision;
use migrate_script::diagnostic::Diagnostic;
use migrate_script::graph::LineStyle;

/// Show the revisions that nothing follows
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Show all that is known of each
    #[arg(short, long)]
    verbose: bool,
    /// Leave out a revision that another depends on
    #[arg(long)]
    resolve_dependencies: bool,
    /// Fail if there is more than one
    #[arg(long)]
    check: bool,
    /// How to show them; JSON says all that is known
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl Args {
    /// Prints a line or a block a head.
    ///
    /// # Errors
    ///
    /// With `--check`, more than one head.
    pub fn run(self, context: Context<'_>) -> Result<(), Fault> {
        let Context {
            environment,
            database_url: _,
            ui,
        } = context;
        let graph = environment.graph;
        let mut heads = if self.resolve_dependencies {
            graph.effective_heads()
        } else {
            graph.heads()
        };
        heads.sort_by(|a, b| a.id.cmp(&b.id));
        match self.format {
            Format::Json => ui.result(view::document(graph, &heads, None)),
            Format::Text => heads.iter().for_each(|head| match self.verbose {
                true => ui.result(graph.block(head, false)),
                false => ui.result(graph.line(head, LineStyle::HEADS, false)),
            }),
        }
        match self.check && heads.len() > 1 {
            true => Err(several(&heads).into()),
            false => Ok(()),
        }
    }
}

fn several(heads: &[&Revision]) -> Diagnostic {
    let ids: Vec<&str> = heads.iter().map(|head| head.id.as_str()).collect();
    let message = format!("Multiple head revisions are present: {}", ids.join(", "));
    Diagnostic::new(message).help(
        "join them with `cargo migrate merge heads -m \"…\"`, or put yours on top with `cargo migrate rebase`",
    )
}
