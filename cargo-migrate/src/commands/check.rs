//! `cargo migrate check`

use migrate_runtime::cli::block_on;
use migrate_script::diagnostic::Diagnostic;

use crate::autogenerate::difference::Difference;
use crate::autogenerate::up_to_date;
use crate::cli::Context;
use crate::error::Result;
use crate::project::Project;
use crate::runner::Build;

/// Fail if the database, at its head, is not what the models want, or the file that `target` names
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

impl Args {
    pub(crate) fn run(self, mut context: Context) -> Result<()> {
        let project = Project::find(&context.selection)?;
        let graph = project.read_graph()?;
        let option = context.global.database_url.clone();
        let database = project.database_url(option).database()?;
        up_to_date::require(&project, &graph, &database)?;
        let build = Build {
            quiet: context.global.quiet,
        };
        let found = block_on(async { Ok(Difference::find(&project, build, &database).await) })?;
        let (difference, _) = found?;
        for warning in difference.warnings() {
            context.ui.warning(warning);
        }
        let target = &difference.target;
        if difference.is_empty() {
            let text = format!("no new upgrade operations: {database} agrees with {target}");
            context.ui.status("Checked", text);
            return Ok(());
        }
        let changes = difference.upgrade();
        for change in &changes {
            context.ui.result(change.describe());
        }
        let count = match changes.len() {
            1 => "1 new upgrade operation".to_owned(),
            count => format!("{count} new upgrade operations"),
        };
        Err(
            Diagnostic::new(format!("{database} differs from {target}: {count}"))
                .help("`cargo migrate revision --autogenerate -m \"…\"` writes a revision")
                .into(),
        )
    }
}
