//! `cargo migrate lock`

use migrate_script::lock_file;

use crate::cli::Context;
use crate::error::{Error, Result};
use crate::project::Project;
use crate::scaffold::{changes, lock};

/// Write the heads into migrate.lock, after changes of the revision files by hand
///
/// The other commands that write revisions do this themselves.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Write nothing, and fail where the file does not name the heads: for CI
    #[arg(long)]
    check: bool,
}

impl Args {
    pub(crate) fn run(self, mut context: Context) -> Result<()> {
        let project = Project::find(&context.selection)?;
        if !project.config.lock {
            return Err(Error::new(
                "`lock = false` in [package.metadata.migrate]: the project does without a lock file",
                "take that line out to have one",
            ));
        }
        let graph = project.read_graph()?;
        if self.check {
            let fault = lock_file::fault(&project.directory, &project.config, &graph);
            return match fault {
                Some(fault) => Err(fault.under(&project.shown()).into()),
                None => Ok(()),
            };
        }
        match lock::change(&project, &graph) {
            Some(change) => {
                changes::make(&[change])?;
                lock::announce(&project, &mut context);
            }
            None => context.ui.status("Fresh", lock::shown(&project)),
        }
        Ok(())
    }
}
