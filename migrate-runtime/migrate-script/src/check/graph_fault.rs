//! A fault of the graph as a diagnostic: at its literal, with what mends it.

use crate::diagnostic::{Diagnostic, Position};
use crate::directory::Directory;
use crate::graph::{Declaration, GraphError, Literal};
use crate::parse::{ListPositions, RevisionFile};
use crate::revision::RevisionId;

use super::named;

/// How many revisions of a circle are named and drawn; the whole of a long one helps nobody.
const MOST_OF_A_CIRCLE: usize = 4;

/// Draws an error of building the graph from the files of a directory.
pub(super) fn diagnostic(error: &GraphError, directory: &Directory) -> Diagnostic {
    let literals = error.literals();
    let mut fault = Diagnostic::new(message(error));
    if let Some((file, position)) = literals.first().and_then(|it| place(directory, *it)) {
        let path = file.revision.path.clone().unwrap_or_default();
        fault = fault.at(path, &file.text, position);
    }
    if let Some(help) = help(error, directory) {
        fault = fault.help(help);
    }
    let others = literals.iter().skip(1).take(MOST_OF_A_CIRCLE - 1);
    others.fold(fault, |fault, literal| match place(directory, *literal) {
        Some((file, position)) => fault.related(file.fault(position, here(error, file))),
        None => fault,
    })
}

fn message(error: &GraphError) -> String {
    match error {
        GraphError::EmptyId { .. } => "`REVISION` is empty".to_owned(),
        GraphError::IllegalId { characters, .. } => {
            let characters = characters
                .iter()
                .map(|it| format!("`{}`", it.escape_debug()));
            let characters = characters.collect::<Vec<_>>().join(", ");
            format!("a revision identifier cannot contain {characters}")
        }
        GraphError::LongId { id, length, .. } => {
            let most = RevisionId::MAX_LENGTH;
            format!("revision `{id}` has {length} characters, but the version table holds {most}")
        }
        GraphError::ReservedName { name, .. } => {
            format!("`{name}` has a meaning of its own, and cannot name a revision or a branch")
        }
        GraphError::IllegalLabel { label, .. } => {
            format!("`{label}` cannot be a branch label: no command could name it")
        }
        GraphError::DuplicateRevision { id, .. } => format!("revision `{id}` is declared twice"),
        GraphError::DuplicateLabel {
            label,
            revision,
            other,
            ..
        } => format!(
            "branch label `{label}` of revision `{revision}` is taken by revision `{other}`"
        ),
        GraphError::MissingDownRevision {
            revision, missing, ..
        } => format!("revision `{revision}` revises `{missing}`, which no file declares"),
        GraphError::MissingDependency {
            revision, missing, ..
        } => format!("revision `{revision}` depends on `{missing}`, which no file declares"),
        GraphError::SelfLoop { revision, .. } => format!("revision `{revision}` revises itself"),
        GraphError::DependencySelfLoop { revision, .. } => {
            format!("revision `{revision}` depends on itself")
        }
        GraphError::Cycle { revisions, .. } => {
            format!(
                "revisions revise one another in a circle: {}",
                circle(revisions)
            )
        }
        GraphError::DependencyCycle { revisions, .. } => {
            format!(
                "revisions depend on one another in a circle: {}",
                circle(revisions)
            )
        }
        // The other variants answer questions, which were not asked here.
        other => other.to_string(),
    }
}

fn circle(revisions: &[RevisionId]) -> String {
    let quoted = |id: &RevisionId| format!("`{id}`");
    let mut names: Vec<_> = revisions
        .iter()
        .take(MOST_OF_A_CIRCLE)
        .map(quoted)
        .collect();
    if revisions.len() > MOST_OF_A_CIRCLE {
        names.push(format!("{} more", revisions.len() - MOST_OF_A_CIRCLE));
    }
    names.extend(revisions.first().map(quoted));
    names.join(" → ")
}

/// What another place of the fault is.
fn here(error: &GraphError, file: &RevisionFile) -> String {
    match error {
        GraphError::DuplicateRevision { .. } | GraphError::DuplicateLabel { .. } => {
            "first declared here".to_owned()
        }
        _ => format!("`{}` goes on here", file.revision.id),
    }
}

fn help(error: &GraphError, directory: &Directory) -> Option<String> {
    let help = match error {
        GraphError::EmptyId { .. } | GraphError::LongId { .. } => {
            "`cargo migrate revision` chooses 12 random characters"
        }
        GraphError::IllegalId { .. } => {
            "`@`, `-`, `+` and `:` have a meaning in the targets of commands, such as `head-1`"
        }
        GraphError::ReservedName { .. } => "choose another name",
        GraphError::IllegalLabel { .. } => "use letters, digits and `_`",
        GraphError::DuplicateRevision { .. } => {
            "give one of the files an identifier of its own, and name it in those that revise it"
        }
        GraphError::DuplicateLabel { .. } => "choose another label, or take one of the two away",
        GraphError::MissingDownRevision {
            missing, nearest, ..
        } => {
            return Some(help_for_missing(
                directory,
                missing,
                nearest.as_deref(),
                "DOWN_REVISION",
            ));
        }
        GraphError::MissingDependency {
            missing, nearest, ..
        } => {
            return Some(help_for_missing(
                directory,
                missing,
                nearest.as_deref(),
                "DEPENDS_ON",
            ));
        }
        GraphError::SelfLoop { .. } | GraphError::Cycle { .. } => {
            "name the revision that it follows, or none (`&[]`) where it is the first"
        }
        GraphError::DependencySelfLoop { .. } | GraphError::DependencyCycle { .. } => {
            "a revision can only depend on one that can be applied before it"
        }
        other => return other.help(),
    };
    Some(help.to_owned())
}

/// What may be meant by a name that no file declares: most likely a part of an identifier, or a label
/// where only identifiers are allowed, as both are fine in commands.
fn help_for_missing(
    directory: &Directory,
    missing: &str,
    nearest: Option<&str>,
    constant: &str,
) -> String {
    let revisions = || directory.files.iter().map(|file| &file.revision);
    let labelled = revisions().find(|it| it.branch_labels.iter().any(|label| label == missing));
    if let Some(revision) = labelled {
        return format!(
            "`{missing}` is a branch label; `{constant}` takes identifiers: {}",
            named(revision)
        );
    }
    let started: Vec<_> = revisions()
        .filter(|it| !missing.is_empty() && it.id.starts_with(missing))
        .collect();
    if let [revision] = started[..] {
        return format!("`{constant}` takes whole identifiers: {}", named(revision));
    }
    let near = nearest.map(|nearest| {
        let revision = revisions().find(|it| it.id == nearest);
        revision.map_or_else(|| format!("`{nearest}`"), named)
    });
    match near {
        Some(near) => format!("{near} is the nearest; `cargo migrate history` lists all"),
        None => "`cargo migrate history` lists all revisions".to_owned(),
    }
}

/// The file of a literal and where it stands in it.
fn place(directory: &Directory, literal: Literal) -> Option<(&RevisionFile, Position)> {
    let file = directory.files.get(literal.revision)?;
    let positions = &file.positions;
    let entry = |list: &ListPositions| {
        let entry = list.entries.get(literal.index).copied();
        entry.unwrap_or(list.whole)
    };
    let position = match literal.declaration {
        Declaration::Revision => positions.revision,
        Declaration::DownRevision => entry(&positions.down_revisions),
        Declaration::BranchLabels => entry(positions.branch_labels.as_ref()?),
        Declaration::DependsOn => entry(positions.depends_on.as_ref()?),
    };
    Some((file, position))
}
