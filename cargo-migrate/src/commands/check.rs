//! `cargo migrate check`

use crate::error::{Error, Result};

/// Compare the models with the database: comes with autogenerate, and is not there yet
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

impl Args {
    pub(crate) fn run(self) -> Result<()> {
        Err(Error::usage(
            "`cargo migrate check` comes with autogenerate, and is not there yet",
            "there is `cargo migrate heads --check` for the files, and `cargo migrate current --check-heads` \
             for the database",
        ))
    }
}
