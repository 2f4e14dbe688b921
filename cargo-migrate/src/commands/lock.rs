//! `cargo migrate lock`

use migrate_script::lock_file;

use crate::cli::Context;
use crate::error::Result;
use crate::project::Project;
use crate::scaffold::{changes, lock};

/// Write the heads into migrate.lock, after changes of the revision files by hand
///
/// The other commands that write revisions do this themselves. What is sealed stays so, after a conflict too.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Write nothing, and fail where the file does not name the heads, or a sealed revision was edited: for CI
    #[arg(long)]
    check: bool,
}

impl Args {
    pub(crate) fn run(self, mut context: Context) -> Result<()> {
        let project = Project::find(&context.selection)?;
        lock::refuse_without(&project)?;
        let graph = project.read_graph()?;
        let files = project.read_files()?;
        if self.check {
            let (directory, config) = (&project.directory, &project.config);
            let mut faults = Vec::from_iter(lock_file::fault(directory, config, &graph));
            faults.extend(lock_file::seal_faults(directory, config, &files));
            return project.refuse(faults);
        }
        match lock::change(&project, &graph, &files) {
            Some(change) => {
                changes::make(&[change])?;
                lock::announce(&project, &mut context);
            }
            None => lock::announce_fresh(&project, &mut context),
        }
        Ok(())
    }
}
