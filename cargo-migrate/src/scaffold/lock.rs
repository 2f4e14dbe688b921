//! The lock file: bringing it to say what the revisions are.

use std::fs;

use migrate_script::diagnostic::forward_slashes;
use migrate_script::graph::RevisionMap;
use migrate_script::lock_file::{self, LockFile};

use super::changes::Change;
use crate::cli::Context;
use crate::project::Project;

/// The change that makes the lock file name the heads, whatever is in it now; `None` where nothing is wrong
/// with it.
pub(crate) fn change(project: &Project, graph: &RevisionMap) -> Option<Change> {
    lock_file::fault(&project.directory, &project.config, graph)?;
    let path = project.directory.join(LockFile::name(&project.config));
    let text = LockFile::of(graph).to_string();
    Some(match fs::read(&path) {
        Ok(before) => Change::Rewrite {
            path,
            before: String::from_utf8_lossy(&before).into_owned(),
            after: text,
        },
        Err(_) => Change::Create { path, text },
    })
}

/// Says that the lock file was written.
pub(crate) fn announce(project: &Project, context: &mut Context) {
    context.ui.status("Updating", shown(project));
}

/// The lock file, as it is shown.
pub(crate) fn shown(project: &Project) -> String {
    forward_slashes(&project.shown().join(LockFile::name(&project.config)))
}
