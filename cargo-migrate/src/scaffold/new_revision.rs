//! A new revision in a project: where its file goes, and whether it fits.

use std::path::{Path, PathBuf};

use migrate_runtime::cli::Fault;
use migrate_script::diagnostic::forward_slashes;
use migrate_script::file_name::slug;
use migrate_script::graph::{NewRevisionParents, RevisionMap};
use migrate_script::{Revision, RevisionId};

use super::revision::{Bodies, create_date, new_id, now, render};
use super::{changes, changes::Change, hooks, lock, rustfmt, template, watch};
use crate::cli::Context;
use crate::error::{Error, Result};
use crate::project::Project;

/// What `revision` and `merge` say about the new file.
#[derive(Debug, clap::Args)]
pub(crate) struct FileArgs {
    /// A name for the branch that starts with the new revision
    #[arg(long, value_name = "LABEL")]
    branch_label: Option<String>,
    /// The version location to write to
    #[arg(long, value_name = "FOLDER")]
    version_path: Option<PathBuf>,
    /// The identifier, instead of a random one
    #[arg(long, value_name = "ID")]
    rev_id: Option<String>,
}

/// Writes the file of a revision with the given parents, says where, and returns its identifier.
pub(crate) fn write(
    project: &Project,
    context: &mut Context,
    parents: NewRevisionParents,
    message: String,
    bodies: Bodies,
    args: FileArgs,
) -> Result<RevisionId> {
    let FileArgs {
        branch_label,
        version_path,
        rev_id,
    } = args;
    let files = project.read_files()?;
    let revisions = files.files.iter().map(|file| file.revision.clone());
    let mut revisions: Vec<Revision> = revisions.collect();
    let location = location(project, &revisions, &parents.down_revisions, version_path)?;
    let created = now(&project.config.timezone)?;
    let id = match rev_id {
        Some(id) => fit_for_a_file_name(id)?,
        None => new_id(),
    };
    let slug = slug(&message, project.config.truncate_slug_length);
    let name = project
        .config
        .file_template
        .file_name(&id, &slug, create_date(&created));
    let path = location.join(name);
    let revision = Revision {
        id: id.into(),
        down_revisions: parents.down_revisions,
        branch_labels: branch_label.into_iter().collect(),
        depends_on: parents.depends_on,
        doc: message,
        path: Some(path.clone()),
    };
    // A file that would break the build is refused instead of written.
    revisions.push(revision.clone());
    let graph = refuse_faults(revisions)?;
    let text = match &project.config.revision_template {
        None => render(&revision, &created, &bodies),
        Some(template) => template::render(project, template, &revision, &created, &bodies)?,
    };
    let text = match bodies.is_empty() {
        true => text,
        false => rustfmt::format(project, text),
    };
    let file = project.directory.join(&path);
    let lock_file = lock::change(project, &graph, &files);
    let writes_lock_file = lock_file.is_some();
    let mut changes = vec![Change::Create { path: file, text }];
    changes.extend(lock_file);
    changes::make(&changes)?;
    announce(project, context, &revision, &path);
    if writes_lock_file {
        lock::announce(project, context);
    }
    watch::warn(project, context, &location);
    hooks::run(project, context, &path);
    Ok(revision.id)
}

fn announce(project: &Project, context: &mut Context, revision: &Revision, path: &Path) {
    let shown = forward_slashes(&project.shown().join(path));
    context.ui.status("Creating", shown);
    let follows = match revision.down_revisions.as_slice() {
        [] => "is a base".to_owned(),
        [only] => format!("follows {only}"),
        several => {
            let names = several.iter().map(RevisionId::as_str).collect::<Vec<_>>();
            format!("merges {}", names.join(", "))
        }
    };
    context
        .ui
        .status("Revision", format!("{} {follows}", revision.id));
}

/// An identifier becomes a part of a file's name, on every system.
fn fit_for_a_file_name(id: String) -> Result<String> {
    let is_unfit = |it: &char| it.is_control() || it.is_whitespace() || "/\\*?\"<>|".contains(*it);
    match id.chars().find(is_unfit) {
        None => Ok(id),
        Some(character) => Err(Error::new(
            format!("Character(s) {character:?} not allowed in revision identifier '{id}'"),
            "an identifier becomes a part of the file's name: use letters, digits and `_`",
        )),
    }
}

fn refuse_faults(revisions: Vec<Revision>) -> Result<RevisionMap> {
    RevisionMap::new(revisions).map_err(|faults| match faults.into_iter().next() {
        Some(first) => Error::from(first),
        None => Error::from(Fault::new("the new revision does not fit into the graph")),
    })
}

/// The folder of the new file: the one asked for, the parent's, or the only one.
fn location(
    project: &Project,
    revisions: &[Revision],
    parents: &[RevisionId],
    asked: Option<PathBuf>,
) -> Result<PathBuf> {
    let known = &project.config.version_locations;
    let names = || {
        known
            .iter()
            .map(|path| forward_slashes(path))
            .collect::<Vec<_>>()
            .join(", ")
    };
    if let Some(asked) = asked {
        let same = |location: &&PathBuf| {
            let location = project.directory.join(location);
            location == asked || std::path::absolute(&asked).is_ok_and(|asked| asked == location)
        };
        let found = known
            .iter()
            .find(|location| **location == asked || same(location));
        return found.cloned().ok_or_else(|| {
            let message = format!(
                "Path {} is not represented in current version locations",
                asked.display()
            );
            Error::new(message, format!("they are {}", names()))
        });
    }
    let parent = parents
        .first()
        .and_then(|id| revisions.iter().find(|revision| revision.id == *id));
    let of_parent = parent
        .and_then(|parent| parent.path.as_deref())
        .and_then(|path| known.iter().find(|location| path.starts_with(location)));
    match (of_parent, known.as_slice()) {
        (Some(location), _) => Ok(location.clone()),
        (None, [only]) => Ok(only.clone()),
        (None, _) => Err(Error::new(
            "Multiple version locations present, please specify --version-path",
            format!("they are {}", names()),
        )),
    }
}
