//! `cargo migrate man`

use std::path::PathBuf;

use crate::cli::{self, Context};
use crate::error::{Error, Result};

/// Write the manual pages of all commands
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder to write them to, such as ~/.local/share/man/man1
    directory: PathBuf,
}

impl Args {
    pub(crate) fn run(self, mut context: Context) -> Result<()> {
        let shown = self.directory.display();
        let failed = |error| Error::system(format_args!("cannot write to {shown}"), error);
        std::fs::create_dir_all(&self.directory).map_err(failed)?;
        clap_mangen::generate_to(cli::command(), &self.directory).map_err(failed)?;
        let what = format_args!("the manual pages to {shown}; read them with `man cargo-migrate`");
        context.ui.status("Wrote", what);
        Ok(())
    }
}
