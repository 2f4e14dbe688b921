//! `cargo migrate generate-models`

use std::path::PathBuf;

use migrate_runtime::cli::block_on;
use migrate_script::diagnostic::forward_slashes;

use crate::autogenerate::difference::Difference;
use crate::autogenerate::models::Models;
use crate::autogenerate::schema::Schema;
use crate::cli::Context;
use crate::error::Result;
use crate::project::Project;
use crate::scaffold::{rustfmt, write_new};

/// Write the tables of the database as models
///
/// Structs with `#[derive(Table)]`, and enums with `#[derive(SqlEnum)]`, that describe exactly what is there: a database agrees
/// with its own models.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A file that does not exist yet, instead of the standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Args {
    pub(crate) fn run(self, mut context: Context) -> Result<()> {
        let project = Project::find(&context.selection)?;
        let option = context.global.database_url.clone();
        let database = project.database_url(option).database()?;
        let found = block_on(async { Ok(Difference::whole(&project, &database).await) })?;
        let (difference, _) = found?;
        let schema = difference.options.filter(&difference.to);
        let models = Models::of(difference.dialect, &difference.naming, &schema)?;
        let text = rustfmt::format(&project, models.text.clone());
        match &self.output {
            Some(path) => {
                write_new(path, &text)?;
                context.ui.status("Creating", forward_slashes(path));
            }
            None => context.ui.result(text.trim_end()),
        }
        tell(&mut context, &models, &schema, &difference.beyond);
        Ok(())
    }
}

/// What the file needs, and what is not in it.
fn tell(context: &mut Context, models: &Models, schema: &Schema, beyond: &[String]) {
    for what in &models.left_out {
        context
            .ui
            .warning(format!("left out, since no model can say it: {what}"));
    }
    for data_type in &models.unknown {
        context.ui.warning(format!(
            "no Rust type is known for `{data_type}`: choose one in place of `String`"
        ));
    }
    for what in beyond {
        context
            .ui
            .warning(format!("not read, so in no model: {what}"));
    }
    let others = others(schema);
    if !others.is_empty() {
        let others = others.join(", ");
        context
            .ui
            .status("Left out", format!("{others}, of which models say nothing"));
    }
    let mut crates = vec!["migrate-runtime (feature models)".to_owned()];
    crates.extend(models.crates.iter().map(|it| it.name.to_owned()));
    context.ui.status("Needs", crates.join(", "));
    let features = models.crates.iter().filter_map(|it| it.feature);
    let features: Vec<_> = features.collect();
    if !features.is_empty() {
        let features = features.join(", ");
        context.ui.status(
            "Note",
            format!("sqlx reads these types with its features {features}"),
        );
    }
}

/// How many things there are that have no model.
fn others(schema: &Schema) -> Vec<String> {
    let triggers = schema.tables.values().map(|it| it.triggers.len()).sum();
    let others = [
        (schema.views.len(), "view"),
        (schema.functions.len(), "function"),
        (triggers, "trigger"),
        (schema.sequences.len(), "sequence"),
    ];
    let others = others.into_iter().filter(|(count, _)| *count > 0);
    others
        .map(|(count, what)| match count {
            1 => format!("1 {what}"),
            count => format!("{count} {what}s"),
        })
        .collect()
}
