//! `cargo migrate revision`

mod autogenerate;

use migrate_script::diagnostic::Diagnostic;
use migrate_script::graph::GraphError;

use autogenerate::AutogenerateArgs;

use crate::cli::Context;
use crate::error::{Error, Result};
use crate::project::Project;
use crate::scaffold::new_revision::{FileArgs, write};

/// Write the file of a new revision
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What the revision does; the first line of its file, and part of its name
    #[arg(short, long, default_value = "", hide_default_value = true)]
    message: String,
    /// The revision to follow: an identifier, `label@head`, `base` for a new root, or `heads`
    #[arg(long, value_name = "REVISION", default_value = "head")]
    head: String,
    /// Allow to follow a revision that is no head, which makes a branch
    #[arg(long)]
    splice: bool,
    /// A revision or label that must be applied first without being a parent
    #[arg(long, value_name = "REVISION")]
    depends_on: Vec<String>,
    /// Refused, as by Alembic: no revision runs that could print a script
    #[arg(long, hide = true)]
    sql: bool,
    #[command(flatten)]
    autogenerate: AutogenerateArgs,
    #[command(flatten)]
    file: FileArgs,
}

impl Args {
    pub(crate) fn run(self, mut context: Context) -> Result<()> {
        if self.sql && self.autogenerate.is_wanted() {
            return Err(Error::usage(
                "Using --sql with --autogenerate does not make any sense",
                "`cargo migrate check` shows what differs; `cargo migrate upgrade <from>:<to> --sql` prints a script",
            ));
        }
        if self.sql {
            return Err(Error::usage(
                "Using --sql with the revision command when revision_environment is not configured does not \
                 make any sense",
                "no revision runs when one is written; `cargo migrate upgrade <from>:<to> --sql` prints a script",
            ));
        }
        let project = Project::find(&context.selection)?;
        let graph = project.read_graph()?;
        let depends_on: Vec<&str> = self.depends_on.iter().map(String::as_str).collect();
        let parents = graph.parents_for_revision(&self.head, self.splice, &depends_on);
        let parents = parents.map_err(refused)?;
        let Some(bodies) = self.autogenerate.bodies(&project, &mut context, &graph)? else {
            return Ok(());
        };
        let id = write(
            &project,
            &mut context,
            parents,
            self.message,
            bodies,
            self.file,
        )?;
        self.autogenerate.stamp(&project, &mut context, &id)
    }
}

/// Of several heads, a new revision needs one more hint than other commands do.
fn refused(error: GraphError) -> Error {
    let GraphError::MultipleHeads { heads, .. } = &error else {
        return error.into();
    };
    let names: Vec<String> = heads.iter().map(ToString::to_string).collect();
    let message = format!(
        "Multiple heads are present; please specify the head revision on which the new revision should be based, or perform a merge ({})",
        names.join(", ")
    );
    let fault = Diagnostic::new(message).help(error.help().unwrap_or_default());
    fault
        .help("or follow one of them with `--head <REVISION>`")
        .into()
}
