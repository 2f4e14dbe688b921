//! The lock file: bringing it to say what the revisions are.

use std::collections::BTreeMap;
use std::fs;

use migrate_script::RevisionId;
use migrate_script::diagnostic::forward_slashes;
use migrate_script::directory::Directory;
use migrate_script::graph::RevisionMap;
use migrate_script::lock_file::{self, LockFile};
use migrate_script::parse::Seal;

use super::changes::Change;
use crate::cli::Context;
use crate::error::{Error, Result};
use crate::project::Project;

/// The change that makes the lock file name the heads, whatever is in it now; what is sealed stays so. `None`
/// where nothing is wrong with it.
pub(crate) fn change(project: &Project, graph: &RevisionMap, files: &Directory) -> Option<Change> {
    lock_file::fault(&project.directory, &project.config, graph)?;
    let sealed = sealed(project, files);
    Some(rewrite(project, &LockFile::of(graph, sealed)))
}

/// The change that makes the lock file say this.
pub(crate) fn rewrite(project: &Project, lock_file: &LockFile) -> Change {
    let path = project.directory.join(LockFile::name(&project.config));
    let text = lock_file.to_string();
    match fs::read(&path) {
        Ok(before) => Change::Rewrite {
            path,
            before: String::from_utf8_lossy(&before).into_owned(),
            after: text,
        },
        Err(_) => Change::Create { path, text },
    }
}

/// The sealed revisions.
pub(crate) fn sealed(project: &Project, files: &Directory) -> BTreeMap<RevisionId, Seal> {
    lock_file::sealed(&project.directory, &project.config, files)
}

/// Refuses what needs a lock file where the project does without.
pub(crate) fn refuse_without(project: &Project) -> Result<()> {
    if project.config.lock {
        return Ok(());
    }
    Err(Error::new(
        "`lock = false` in [package.metadata.migrate]: the project does without a lock file",
        "take that line out to have one",
    ))
}

/// Says that the lock file was written.
pub(crate) fn announce(project: &Project, context: &mut Context) {
    context.ui.status("Updating", shown(project));
}

/// Says that nothing was to be written.
pub(crate) fn announce_fresh(project: &Project, context: &mut Context) {
    context.ui.status("Fresh", shown(project));
}

/// The lock file, as it is shown.
fn shown(project: &Project) -> String {
    forward_slashes(&project.shown().join(LockFile::name(&project.config)))
}
