//! `cargo migrate rebase`

use crate::cli::Context;
use crate::error::Result;
use crate::project::Project;
use crate::scaffold::rebase::rebase;

/// Put my revisions on top of the other head
///
/// Of two heads, git is asked which one is mine: the one that is not in what is being merged, or in the branch
/// that this one goes back to. The first of my revisions then revises the other head, and the dates of all are
/// today's; nothing else in their files changes.
///
/// Refused for merges, for what is sealed, and for what the database at hand has applied.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A revision of mine, where git does not tell: its whole branch moves
    revision: Option<String>,
    /// The revision to put them on, where it is not the other head
    #[arg(long, value_name = "REVISION")]
    onto: Option<String>,
}

impl Args {
    pub(crate) fn run(self, mut context: Context) -> Result<()> {
        let project = Project::find(&context.selection)?;
        let (revision, onto) = (self.revision.as_deref(), self.onto.as_deref());
        rebase(&project, &mut context, revision, onto)
    }
}
