//! Putting revisions on top of another head: their files, rewritten in three places and renamed.

mod choice;
mod edit;
mod git;

use std::fs;
use std::path::Path;

use migrate_runtime::Environment;
use migrate_runtime::cli::block_on;
use migrate_script::diagnostic::{Diagnostic, forward_slashes};
use migrate_script::directory::Directory;
use migrate_script::graph::RevisionMap;
use migrate_script::parse::RevisionFile;
use migrate_script::{Revision, RevisionId};

use super::changes::{self, Change};
use super::{lock, revision::now};
use crate::cli::Context;
use crate::error::{Error, Result};
use crate::project::Project;

use choice::{Choice, choose, list, named, with_ancestors};
use edit::{Edited, edit};

/// Puts the branch that a revision is in on top of another revision; what is not said follows from the heads,
/// and from git.
///
/// # Errors
///
/// Nothing is written where it is not clear what moves, where something that moves is a merge, sealed or
/// applied, or where the result would be no chain.
pub(crate) fn rebase(
    project: &Project,
    context: &mut Context,
    revision: Option<&str>,
    onto: Option<&str>,
) -> Result<()> {
    let graph = project.read_graph()?;
    let files = project.read_files()?;
    let mine = |heads: [&Revision; 2]| {
        let [first, second] = heads.map(|head| file_of(&files, head).ok());
        git::mine(&project.directory, [path(first?), path(second?)])
    };
    let choice = choose(&graph, revision, onto, mine)?;
    let rebased = rebased(&graph, &choice)?;
    refuse_sealed(project, &files, &choice)?;
    refuse_applied(project, context, &graph, &choice)?;
    let edited = edited(project, &files, &choice)?;
    let mut changes = Vec::new();
    for edited in &edited {
        changes.extend(changes_of(project, edited)?);
    }
    let lock_file = lock::change(project, &rebased, &files);
    let writes_lock_file = lock_file.is_some();
    changes.extend(lock_file);
    changes::make(&changes)?;
    announce(project, context, &choice, &edited);
    if writes_lock_file {
        lock::announce(project, context);
    }
    Ok(())
}

/// The graph as it is to be.
fn rebased(graph: &RevisionMap, choice: &Choice<'_>) -> Result<RevisionMap> {
    let revisions = graph.iter().cloned().map(|mut revision| {
        if choice.moved.first().is_some_and(|it| it.id == revision.id) {
            revision.down_revisions = vec![choice.onto.id.clone()];
        }
        revision
    });
    RevisionMap::new(revisions.collect()).map_err(|faults| {
        let message = format!(
            "{} cannot be put on top of {}",
            list(&choice.moved),
            named(choice.onto)
        );
        let reasons = faults.iter().map(ToString::to_string);
        let fault = reasons.fold(Diagnostic::new(message), |fault, reason| {
            fault.note("note", reason)
        });
        fault
            .help("join the heads instead: `cargo migrate merge heads -m \"…\"`")
            .into()
    })
}

/// Refuses to move what is sealed: other databases have it, and have it where it is.
fn refuse_sealed(project: &Project, files: &Directory, choice: &Choice<'_>) -> Result<()> {
    let sealed = lock::sealed(project, files);
    let moved = choice.moved.iter().copied();
    let stay: Vec<&Revision> = moved.filter(|it| sealed.contains_key(&it.id)).collect();
    let (Some(head), false) = (choice.moved.last(), stay.is_empty()) else {
        return Ok(());
    };
    let message = format!("what is sealed stays where it is: {}", list(&stay));
    let mut fault = Diagnostic::new(message)
        .help("join the heads instead: `cargo migrate merge heads -m \"…\"`");
    if !sealed.contains_key(&choice.onto.id) {
        fault = fault.help(format!(
            "or put the other branch on top: `cargo migrate rebase {} --onto {}`",
            choice.onto.id, head.id
        ));
    }
    Err(fault.into())
}

/// Refuses to move what the database at hand has applied: it would take for applied what is now below.
fn refuse_applied(
    project: &Project,
    context: &mut Context,
    graph: &RevisionMap,
    choice: &Choice<'_>,
) -> Result<()> {
    let url = project.database_url(context.global.database_url.clone());
    let environment = Environment::new(graph, &project.config.settings);
    let asked = url.database().and_then(|database| {
        let rows = block_on(async { Ok(environment.current(&database).await?) })?;
        Ok((database, rows))
    });
    let (database, rows) = match asked {
        Ok(asked) => asked,
        Err(fault) => {
            let reasons = fault.diagnostics().iter().map(|it| it.message.as_str());
            let reason = reasons.collect::<Vec<_>>().join(", ");
            let text = format!("the question whether a database has them applied: {reason}");
            context.ui.status("Skipping", text);
            return Ok(());
        }
    };
    let applied = applied(graph, &rows, choice)?;
    let Some(lowest) = applied.first() else {
        return Ok(());
    };
    let below = lowest
        .down_revisions
        .first()
        .map_or("base", RevisionId::as_str);
    let message = format!("{database} has applied {}", list(&applied));
    Err(Diagnostic::new(message)
        .help("join the heads instead: `cargo migrate merge heads -m \"…\"`")
        .help(format!(
            "or undo it first: `cargo migrate downgrade {below}`, for which `multiple-heads = \"allow\"` lets the package build"
        ))
        .into())
}

/// Those of the revisions that are applied where the version table has these rows.
fn applied<'g>(
    graph: &'g RevisionMap,
    rows: &[RevisionId],
    choice: &Choice<'g>,
) -> Result<Vec<&'g Revision>> {
    let heads = graph.effective_current(rows)?;
    let is_applied = |revision: &&Revision| {
        let mut heads = heads.iter();
        heads.any(|head| with_ancestors(graph, head).contains(revision.id.as_str()))
    };
    Ok(choice.moved.iter().copied().filter(is_applied).collect())
}

fn edited<'f>(
    project: &Project,
    files: &'f Directory,
    choice: &Choice<'_>,
) -> Result<Vec<Edited<'f>>> {
    let moved = choice.moved.iter().map(|it| file_of(files, it));
    let moved: Vec<&RevisionFile> = moved.collect::<Result<_>>()?;
    let onto = file_of(files, choice.onto)?;
    let now = now(&project.config.timezone)?;
    Ok(edit(&project.config, &moved, onto, now))
}

fn file_of<'f>(files: &'f Directory, revision: &Revision) -> Result<&'f RevisionFile> {
    let found = files.files.iter().find(|it| it.revision.id == revision.id);
    found.ok_or_else(|| changed_meanwhile(revision))
}

/// The changes that a file needs, which is checked to be as it was read.
fn changes_of(project: &Project, edited: &Edited<'_>) -> Result<Vec<Change>> {
    let from = project.directory.join(path(edited.file));
    let to = project.directory.join(&edited.path);
    let before = fs::read_to_string(&from)
        .map_err(|error| Error::system(format!("cannot read {}", from.display()), error))?;
    // What was read is without the byte order mark, which stays.
    let Some(mark) = before.strip_suffix(&edited.file.text) else {
        return Err(changed_meanwhile(&edited.file.revision));
    };
    let after = format!("{mark}{}", edited.text);
    let mut changes = Vec::new();
    if from != to && to.exists() {
        return Err(Error::new(
            format!("{} exists already", to.display()),
            "nothing was changed; move the file away",
        ));
    }
    if after != before {
        changes.push(Change::Rewrite {
            path: from.clone(),
            before,
            after,
        });
    }
    if from != to {
        changes.push(Change::Rename { from, to });
    }
    Ok(changes)
}

fn changed_meanwhile(revision: &Revision) -> Error {
    Error::new(
        format!(
            "the file of {} was changed at the same moment",
            named(revision)
        ),
        "nothing was changed; run the command again",
    )
}

fn announce(project: &Project, context: &mut Context, choice: &Choice<'_>, edited: &[Edited<'_>]) {
    let what = format!("{} onto {}", list(&choice.moved), named(choice.onto));
    context.ui.status("Rebasing", what);
    for edited in edited {
        let shown = project.shown().join(&edited.path);
        context.ui.status("Rewriting", forward_slashes(&shown));
    }
}

fn path(file: &RevisionFile) -> &Path {
    file.revision.path.as_deref().unwrap_or(Path::new(""))
}
