//! `cargo migrate merge`

use migrate_script::RevisionId;

use crate::cli::Context;
use crate::error::{Error, Result};
use crate::project::Project;
use crate::scaffold::new_revision::{FileArgs, write};
use crate::scaffold::revision::Bodies;

/// Write a revision that joins several: `merge heads`
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The revisions to join, or `heads`
    #[arg(required = true)]
    revisions: Vec<String>,
    /// What is joined; the first line of the file, and part of its name
    #[arg(short, long, default_value = "merge")]
    message: String,
    /// Allow to join revisions that are no heads
    #[arg(long)]
    splice: bool,
    #[command(flatten)]
    file: FileArgs,
}

impl Args {
    pub(crate) fn run(self, mut context: Context) -> Result<()> {
        let project = Project::find(&context.selection)?;
        let graph = project.read_graph()?;
        let targets: Vec<&str> = self.revisions.iter().map(String::as_str).collect();
        let parents = graph.parents_for_merge(&targets, self.splice)?;
        if parents.down_revisions.len() < 2 {
            return Err(nothing_to_merge(&parents.down_revisions));
        }
        let bodies = Bodies::default();
        write(
            &project,
            &mut context,
            parents,
            self.message,
            bodies,
            self.file,
        )?;
        Ok(())
    }
}

fn nothing_to_merge(named: &[RevisionId]) -> Error {
    let message = match named {
        [] => "there is no revision to merge".to_owned(),
        [only, ..] => format!("there is nothing to merge: {only} is the only revision named"),
    };
    Error::new(
        message,
        "a revision that follows one other is written by `cargo migrate revision`",
    )
}
