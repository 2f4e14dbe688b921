//! `upgrade`

use std::ffi::OsString;

use super::run_args::{RunArgs, Way};
use crate::cli::{Context, Fault};

/// Apply the revisions on the way to a target
#[derive(Debug, clap::Args)]
pub struct Args {
    /// `head`, `heads`, `+N`, an identifier or a part of one; with `--sql` also `from:to`
    #[arg(default_value = "head", allow_negative_numbers = true)]
    revision: String,
    #[command(flatten)]
    pub(in crate::cli) run: RunArgs,
}

impl Args {
    /// The arguments that say the same to another program.
    pub fn into_arguments(self) -> Vec<OsString> {
        self.run.into_arguments(Way::Up, self.revision)
    }

    pub(crate) async fn run(self, context: Context<'_>) -> Result<(), Fault> {
        self.run.run(Way::Up, &self.revision, context).await
    }
}
