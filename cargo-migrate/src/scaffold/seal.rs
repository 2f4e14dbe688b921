//! Sealing revisions: their hashes, written into the lock file.

use std::collections::BTreeMap;

use migrate_script::RevisionId;
use migrate_script::graph::RevisionMap;
use migrate_script::lock_file::{self, LockFile};
use migrate_script::parse::Seal;

use super::{changes, lock};
use crate::cli::Context;
use crate::error::{Error, Result};
use crate::project::Project;

type Seals = BTreeMap<RevisionId, Seal>;

/// Seals all revisions.
///
/// # Errors
///
/// Nothing is written where the package would not build, because a sealed revision was edited say.
pub(crate) fn all(project: &Project, context: &mut Context) -> Result<()> {
    let files = project.check()?;
    let graph = project.read_graph()?;
    let before = lock::sealed(project, &files);
    let files = files.files.iter();
    let sealed: Seals = files.map(|it| (it.revision.id.clone(), it.seal)).collect();
    if sealed == before {
        lock::announce_fresh(project, context);
        return Ok(());
    }
    let new = sealed.keys().filter(|id| !before.contains_key(*id));
    let what = match new.count() {
        1 => "1 revision".to_owned(),
        count => format!("{count} revisions"),
    };
    let lock_file = LockFile::of(&graph, sealed);
    write(project, context, &lock_file, &[("Sealing", what)])
}

/// Seals some revisions as they are now; takes out those that are no more.
///
/// # Errors
///
/// Nothing is written where one is not sealed.
pub(crate) fn anew(project: &Project, context: &mut Context, targets: &[String]) -> Result<()> {
    let files = project.read_files()?;
    let graph = project.read_graph()?;
    let before = lock::sealed(project, &files);
    let mut lock_file = LockFile::of(&graph, before.clone());
    let mut done = Vec::new();
    for target in targets {
        let id = sealed_revision(&before, &graph, target)?;
        match files.file(&id) {
            Some(file) => {
                done.push(("Sealing", format!("{id} anew")));
                lock_file.sealed.insert(id, file.seal);
            }
            None => {
                done.push(("Unsealing", format!("{id}, which was deleted")));
                lock_file.sealed.remove(&id);
            }
        }
    }
    write(project, context, &lock_file, &done)
}

/// Fails where a revision is not sealed, or anything else is at fault that the build would fail for.
pub(crate) fn check(project: &Project) -> Result<()> {
    let files = project.check()?;
    let fault = lock_file::unsealed_fault(&project.directory, &project.config, &files);
    project.refuse(Vec::from_iter(fault))
}

/// The sealed revision that a target names; one that was deleted, by its whole identifier.
fn sealed_revision(sealed: &Seals, graph: &RevisionMap, target: &str) -> Result<RevisionId> {
    if let Some((id, _)) = sealed.get_key_value(target) {
        return Ok(id.clone());
    }
    match graph.resolve(target, &[])?[..] {
        [Some(revision)] if sealed.contains_key(&revision.id) => Ok(revision.id.clone()),
        [Some(revision)] => Err(Error::new(
            format!("{} is not sealed", revision.id),
            "it can be edited as it is; `cargo migrate seal` seals all revisions",
        )),
        _ => Err(Error::new(
            format!("`{target}` does not name one revision"),
            "`cargo migrate history` lists all",
        )),
    }
}

fn write(
    project: &Project,
    context: &mut Context,
    lock_file: &LockFile,
    done: &[(&str, String)],
) -> Result<()> {
    changes::make(&[lock::rewrite(project, lock_file)])?;
    for (verb, what) in done {
        context.ui.status(verb, what);
    }
    lock::announce(project, context);
    Ok(())
}
