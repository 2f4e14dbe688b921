//! `cargo migrate revision --autogenerate`

use migrate_runtime::Database;
use migrate_runtime::cli::block_on;
use migrate_script::RevisionId;
use migrate_script::graph::RevisionMap;

use crate::autogenerate::difference::Difference;
use crate::autogenerate::directives::Directives;
use crate::autogenerate::proof::prove;
use crate::autogenerate::server::Server;
use crate::autogenerate::{left_alone, renames, up_to_date};
use crate::cli::Context;
use crate::error::{Error, Result};
use crate::project::Project;
use crate::runner::Build;
use crate::scaffold::revision::Bodies;

/// What a generated revision is.
#[derive(Debug, clap::Args)]
pub(super) struct AutogenerateArgs {
    /// Write what differs between the database and the models, or the file that `target` names
    #[arg(long)]
    autogenerate: bool,
    /// Take a dropped and a created table or column for a rename: `old:new`, `table.old:table.new`
    #[arg(long, value_name = "OLD:NEW", requires = "autogenerate")]
    rename: Vec<String>,
    /// Write a revision although nothing differs
    #[arg(long, requires = "autogenerate")]
    allow_empty: bool,
    /// Write a revision that could not be proven on a scratch copy of the database
    #[arg(long, requires = "autogenerate")]
    unproven: bool,
    /// Write the database as it is as the first revision, and mark it as applied
    #[arg(long, requires = "autogenerate", conflicts_with = "rename")]
    baseline: bool,
}

impl AutogenerateArgs {
    /// Whether anything is to be generated.
    pub(super) fn is_wanted(&self) -> bool {
        self.autogenerate
    }

    /// What the revision does: nothing, unless it is to be generated. `None` where it is not to be written.
    pub(super) fn bodies(
        &self,
        project: &Project,
        context: &mut Context,
        graph: &RevisionMap,
    ) -> Result<Option<Bodies>> {
        if !self.autogenerate {
            return Ok(Some(Bodies::default()));
        }
        let database = database(project, context)?;
        if self.baseline {
            refuse_history(project, graph, &database)?;
        } else {
            up_to_date::require(project, graph, &database)?;
        }
        block_on(async { Ok(self.generate(project, context, &database).await) })?
    }

    async fn generate(
        &self,
        project: &Project,
        context: &mut Context,
        database: &Database,
    ) -> Result<Option<Bodies>> {
        let (mut difference, mut server) = if self.baseline {
            Difference::whole(project, database).await?
        } else {
            let build = Build {
                quiet: context.global.quiet,
            };
            Difference::find(project, build, database).await?
        };
        for warning in difference.warnings() {
            context.ui.warning(warning);
        }
        renames::settle(&mut difference, &self.rename, &mut context.ui)?;
        if difference.is_empty() && !self.allow_empty {
            let target = &difference.target;
            context.ui.status(
                "Unchanged",
                format!("{database} agrees with {target}; no revision is written"),
            );
            return Ok(None);
        }
        let directives = match difference.has_hook {
            true => Directives::processed(&difference, project)?,
            false => Directives::found(&difference),
        };
        for change in &directives.upgrade {
            context.ui.status("Detected", change.describe());
            if let Some(what) = change.destroys(difference.dialect.family) {
                context.ui.warning(format!("this destroys {what}"));
            }
            if let Some(why) = change.may_fail(difference.dialect.family, &directives.upgrade) {
                context.ui.warning(format!("this may fail: {why}"));
            }
        }
        for what in left_alone::broken(&difference, &directives.upgrade) {
            context.ui.warning(format!("this may break {what}"));
        }
        self.prove(context, &difference, &directives, &mut server)
            .await?;
        let (upgrade, downgrade) = difference.bodies(&directives)?;
        Ok(Some(Bodies { upgrade, downgrade }))
    }

    async fn prove(
        &self,
        context: &mut Context,
        difference: &Difference,
        directives: &Directives,
        server: &mut Server,
    ) -> Result<()> {
        match prove(difference, directives, server).await? {
            Ok(()) => context.ui.status(
                "Proven",
                "on a scratch copy of the database, there and back",
            ),
            Err(unproven) if self.unproven => {
                for diagnostic in unproven.diagnostics() {
                    context.ui.warning(diagnostic.render_untitled());
                }
            }
            Err(unproven) => return Err(unproven.diagnostics().into()),
        }
        Ok(())
    }

    /// Marks the revision of a baseline as applied: the database is what it was written from.
    pub(super) fn stamp(
        &self,
        project: &Project,
        context: &mut Context,
        id: &RevisionId,
    ) -> Result<()> {
        if !self.baseline {
            return Ok(());
        }
        let graph = project.read_graph()?;
        let database = database(project, context)?;
        let stamped = up_to_date::stamp(project, &graph, &database, id);
        stamped.map_err(|error| {
            error.with_help(format!(
                "the revision is written; `cargo migrate stamp {id}` marks it as applied"
            ))
        })?;
        context
            .ui
            .status("Stamped", format!("{database} with {id}"));
        Ok(())
    }
}

fn database(project: &Project, context: &Context) -> Result<Database> {
    let option = context.global.database_url.clone();
    Ok(project.database_url(option).database()?)
}

/// A baseline is the beginning of a history.
fn refuse_history(project: &Project, graph: &RevisionMap, database: &Database) -> Result<()> {
    if !graph.is_empty() {
        return Err(Error::new(
            "there are revisions already, so this is no baseline",
            "leave out `--baseline` to write what differs from them",
        ));
    }
    match up_to_date::rows(project, graph, database)?.as_slice() {
        [] => Ok(()),
        rows => {
            let rows: Vec<_> = rows.iter().map(ToString::to_string).collect();
            Err(Error::new(
                format!(
                    "{database} has a history already: it is at {}",
                    rows.join(", ")
                ),
                "take its revision files into this package; or, where they are Alembic's own, begin anew: \
                 `cargo migrate stamp --purge base` empties the version table",
            ))
        }
    }
}
