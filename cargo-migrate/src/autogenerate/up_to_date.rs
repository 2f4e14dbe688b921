//! Whether a database is where the revisions lead: only then a difference is one to the models.

use migrate_runtime::cli::block_on;
use migrate_runtime::{Database, Environment, RevisionId};
use migrate_script::diagnostic::Diagnostic;
use migrate_script::graph::RevisionMap;

use crate::error::Result;
use crate::project::Project;

/// The rows of the version table.
///
/// # Errors
///
/// The database cannot be reached.
pub(crate) fn rows(
    project: &Project,
    graph: &RevisionMap,
    database: &Database,
) -> Result<Vec<RevisionId>> {
    let environment = Environment::new(graph, &project.config.settings);
    let rows = block_on(async { Ok(environment.current(database).await?) });
    Ok(rows?)
}

/// Refuses a database that not all revisions are applied to.
///
/// # Errors
///
/// It is behind, or cannot be reached, or at a revision that no file declares.
pub(crate) fn require(project: &Project, graph: &RevisionMap, database: &Database) -> Result<()> {
    let rows = rows(project, graph, database)?;
    if graph.is_up_to_date(&rows)? {
        return Ok(());
    }
    let list = |ids: &mut dyn Iterator<Item = String>| match ids.collect::<Vec<_>>() {
        ids if ids.is_empty() => "base".to_owned(),
        ids => ids.join(", "),
    };
    let at = list(&mut rows.iter().map(ToString::to_string));
    let heads = list(&mut graph.heads().iter().map(|head| head.id.to_string()));
    Err(Diagnostic::new("Target database is not up to date")
        .note(
            "note",
            format!("{database} is at {at}, the revisions lead to {heads}"),
        )
        .help("`cargo migrate upgrade heads` applies what is missing")
        .into())
}

/// Writes into the version table that the database is at a revision.
///
/// # Errors
///
/// The database cannot be reached or written.
pub(crate) fn stamp(
    project: &Project,
    graph: &RevisionMap,
    database: &Database,
    id: &RevisionId,
) -> Result<()> {
    let files = project.read_files()?.files.into_iter();
    let hashes = files.map(|file| (file.revision.id, file.seal.to_string()));
    let hashes = hashes.collect();
    let environment = Environment::new(graph, &project.config.settings).with_hashes(&hashes);
    let targets = [id.as_str()];
    let stamped = block_on(async {
        let stamped = environment.stamp(database, &targets, false, &mut ()).await;
        Ok(stamped?)
    });
    stamped?;
    Ok(())
}
