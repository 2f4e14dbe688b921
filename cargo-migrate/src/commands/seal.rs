//! `cargo migrate seal`

use crate::cli::Context;
use crate::error::Result;
use crate::project::Project;
use crate::scaffold::{lock, seal};

/// Seal all revisions: from now on, the build fails where one was edited or deleted
///
/// For the workflow of a release. What is written into migrate.lock are hashes of the revisions' code: comments,
/// formatting and line endings do not count, nor does the name of a file. A revision that is written later can be
/// edited until it is sealed, too.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Write nothing, and fail where a revision is not sealed, or was edited since: for CI
    #[arg(long, conflicts_with = "allow")]
    check: bool,
    /// Seal only this revision, which was edited on purpose, anew; where it was deleted, take it out
    #[arg(long, value_name = "REVISION")]
    allow: Vec<String>,
}

impl Args {
    pub(crate) fn run(self, mut context: Context) -> Result<()> {
        let project = Project::find(&context.selection)?;
        lock::refuse_without(&project)?;
        if self.check {
            seal::check(&project)
        } else if self.allow.is_empty() {
            seal::all(&project, &mut context)
        } else {
            seal::anew(&project, &mut context, &self.allow)
        }
    }
}
