//! A failed command: what is shown of it, and how to mend it.

use std::panic::Location;
use std::path::{Component, Path, PathBuf};

use migrate_script::RevisionId;
use migrate_script::diagnostic::{Diagnostic, Position};
use migrate_script::graph::{Direction, GraphError};

use crate::error::{Error, ErrorKind, FailedStep, LostOutcome};
use crate::session::{Partial, Work};

/// The variable that names the directory which source paths are relative to.
///
/// The subcommand sets it for the runner, so that an error shows the line of the revision's file from
/// whatever directory the command was called.
pub const SOURCE_ROOT: &str = "CARGO_MIGRATE_SOURCE_ROOT";

/// A failed command: one fault or several, ready to be drawn.
#[derive(Debug)]
pub struct Fault(Vec<Diagnostic>);

impl Fault {
    /// A fault without a place.
    pub fn new(message: impl Into<String>) -> Self {
        Self(vec![Diagnostic::new(message)])
    }

    /// The same with other words for a command in the remarks.
    pub(super) fn rewording(mut self, from: &str, to: &str) -> Self {
        let notes = self.0.iter_mut().flat_map(|fault| &mut fault.notes);
        notes.for_each(|note| note.text = note.text.replace(from, to));
        self
    }

    /// The faults, at least one.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.0
    }
}

impl From<Diagnostic> for Fault {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl From<Vec<Diagnostic>> for Fault {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self(diagnostics)
    }
}

impl From<GraphError> for Fault {
    fn from(error: GraphError) -> Self {
        Error::from(error).into()
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        let partial = error.partial.as_ref();
        let diagnostic = diagnose(&error.kind, partial.is_some());
        let diagnostic = match partial {
            Some(partial) => half_done(diagnostic, &error.kind, partial),
            None => diagnostic,
        };
        let diagnostic = match error.applied.is_empty() {
            true => diagnostic,
            false => diagnostic.note("note", left_behind(&error)),
        };
        diagnostic.into()
    }
}

fn left_behind(error: &Error) -> String {
    format!(
        "done before it: {}; the database is at {}",
        list(&error.applied),
        list(&error.current)
    )
}

/// Identifiers with commas between them, or `base` for none.
pub(crate) fn list(ids: &[RevisionId]) -> String {
    if ids.is_empty() {
        return "base".to_owned();
    }
    ids.iter()
        .map(RevisionId::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

/// Says which part of a revision stays done, which is not, and how to go on.
fn half_done(diagnostic: Diagnostic, kind: &ErrorKind, partial: &Partial) -> Diagnostic {
    let works = |works: &[Work]| {
        let lines = works.iter().map(|work| {
            let line = work.location.line();
            let text = work.to_string();
            let first = text.lines().next().unwrap_or_default();
            let more = if text.lines().nth(1).is_some() {
                " …"
            } else {
                ""
            };
            format!("line {line}: {first}{more}")
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    if matches!(
        kind,
        ErrorKind::NoWayOn { .. } | ErrorKind::Changed { .. } | ErrorKind::InDoubt { .. }
    ) {
        // They say themselves how to go on.
        return diagnostic.note("done by an earlier run", works(&partial.done));
    }
    let step = kind.step();
    let (done, left, stamp) = match step.map(|step| (step.direction, &step.revision)) {
        Some((Direction::Upgrade, revision)) => {
            ("applied", "not applied", format!("stamp {revision}"))
        }
        _ => ("undone", "not undone", "stamp".to_owned()),
    };
    let diagnostic = diagnostic.note(done, works(&partial.done));
    let diagnostic = match partial.left.is_empty() {
        true => diagnostic,
        false => diagnostic.note(left, works(&partial.left)),
    };
    let goes_on = "mend it and run the command again: it goes on from there";
    diagnostic.help(match partial.is_recorded {
        true => format!("{goes_on}; or do by hand what was {left}, and then `{stamp}`"),
        false => format!(
            "take back by hand what was {done}, and run the command again; or do by hand what was {left}, and \
             then `{stamp}`"
        ),
    })
}

fn diagnose(kind: &ErrorKind, is_partial: bool) -> Diagnostic {
    match kind {
        ErrorKind::Render {
            step,
            location,
            source,
        } => {
            let diagnostic = place(
                Diagnostic::new(failed(step, is_partial, &format!(": {source}"))),
                location,
            );
            match source.help() {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            }
        }
        ErrorKind::Statement {
            step,
            location,
            statement,
            source,
        } => {
            let diagnostic = Diagnostic::new(failed(step, is_partial, ""));
            let diagnostic = maybe_place(diagnostic, *location);
            server_says(diagnostic.note("statement", statement), source)
        }
        ErrorKind::Revision { step, source } => {
            let diagnostic = Diagnostic::new(failed(step, is_partial, ""));
            match source.downcast_ref::<sqlx::Error>() {
                Some(error) => server_says(diagnostic, error),
                None => diagnostic.note("error", source.to_string()),
            }
        }
        ErrorKind::Irreversible { location, .. } => {
            place(Diagnostic::new(kind.to_string()), location).note("note", "nothing was undone")
        }
        ErrorKind::Offline { location, .. } => place(Diagnostic::new(kind.to_string()), location)
            .help("run it online, or leave it out: `from:to` chooses the revisions of a script"),
        ErrorKind::Connect { database, source } => {
            let diagnostic = Diagnostic::new(format!("cannot connect to {database}"));
            match source {
                // Nobody answered: sqlx's own words would say "error" once more.
                sqlx::Error::Io(error) => diagnostic
                    .note("error", error.to_string())
                    .help("is the server running, and is this its host and port?"),
                answer => server_says(diagnostic, answer),
            }
        }
        ErrorKind::Database(source) => server_says(
            Diagnostic::new("the version table could not be read or written"),
            source,
        ),
        ErrorKind::Conflict { .. } => {
            Diagnostic::new(kind.to_string()).help("look at `current`, and run the command again")
        }
        ErrorKind::Lost {
            step,
            location,
            statement,
            outcome,
            source,
        } => {
            let (what, help) = match outcome {
                LostOutcome::NotApplied => (
                    failed(step, is_partial, ": the connection was lost"),
                    "run the command again",
                ),
                LostOutcome::Begun | LostOutcome::Overtaken => (kind.to_string(), "run the command again"),
                LostOutcome::Unknown => (kind.to_string(), "the command may simply be run again then"),
            };
            let diagnostic = maybe_place(Diagnostic::new(what), *location);
            server_says(diagnostic.note("statement", statement), source).help(help)
        }
        ErrorKind::Unfinished { revision, direction } => Diagnostic::new(kind.to_string()).help(format!(
            "`{direction}` to {revision} goes on with it; or set the database right by hand, and say where it is \
             with `stamp`"
        )),
        ErrorKind::NoWayOn { .. } => Diagnostic::new(kind.to_string())
            .note("note", "it did something on the connection that it was lent, or a later version of this tool ran it")
            .help("set the database right by hand, and say where it is with `stamp`"),
        ErrorKind::Changed { .. } => Diagnostic::new(kind.to_string())
            .note("note", "what comes behind the part that is done may be edited, that part may not")
            .help("put the revision's first operations back as they were; or set the database right by hand, and say \
                   where it is with `stamp`"),
        ErrorKind::InDoubt {
            step,
            location,
            statement,
        } => {
            let what = format!(
                "revision {} was begun by an earlier run, and it is not known whether one statement is done",
                step.revision
            );
            maybe_place(Diagnostic::new(what), *location)
                .note("statement", statement)
                .help(
                    "look at the database, and run the command again with `--in-doubt done` if it is, and with \
                     `--in-doubt again` if it is not",
                )
        }
        ErrorKind::NewerDatabase(error) => {
            let diagnostic = match error.help() {
                Some(help) => Diagnostic::new(error.to_string()).help(help),
                None => Diagnostic::new(error.to_string()),
            };
            diagnostic.note(
                "note",
                "a newer version of the program has migrated the database, perhaps; `newer-database = \"allow\"` in \
                 [package.metadata.migrate] lets an older one start all the same",
            )
        }
        ErrorKind::Edited { revisions } => {
            let what = if revisions.len() == 1 { "a revision was" } else { "revisions were" };
            Diagnostic::new(format!("{what} edited after being applied: {}", list(revisions)))
                .help("put the files back as they were, and write a new revision with the change; or set \
                       `edited-revisions` to \"warn\" or \"allow\" in [package.metadata.migrate]")
        }
        ErrorKind::Locked { .. } => Diagnostic::new(kind.to_string())
            .help("wait for it, or set `lock-wait` (seconds) in [package.metadata.migrate]"),
        ErrorKind::Graph(error) => match error.help() {
            Some(help) => Diagnostic::new(error.to_string()).help(help),
            None => Diagnostic::new(error.to_string()),
        },
        _ => Diagnostic::new(kind.to_string()),
    }
}

fn failed(step: &FailedStep, is_partial: bool, reason: &str) -> String {
    let FailedStep {
        revision,
        message,
        direction,
    } = step;
    let (what, kept) = match direction {
        Direction::Upgrade if is_partial => ("", "a part of it stays applied"),
        Direction::Downgrade if is_partial => ("the downgrade of ", "a part of it stays undone"),
        Direction::Upgrade => ("", "nothing of it was applied"),
        Direction::Downgrade => ("the downgrade of ", "nothing of it was undone"),
        Direction::Stamp => ("the stamp of ", "the version table is as before"),
    };
    let message = if message.is_empty() {
        String::new()
    } else {
        format!(" ({message})")
    };
    format!("{what}revision {revision}{message} failed, and {kept}{reason}")
}

/// Adds the server's own words.
fn server_says(diagnostic: Diagnostic, error: &sqlx::Error) -> Diagnostic {
    let sqlx::Error::Database(error) = error else {
        return diagnostic.note("cause", error.to_string());
    };
    let code = error
        .code()
        .map(|code| format!(" ({code})"))
        .unwrap_or_default();
    let diagnostic = diagnostic.note(server_name(&**error), format!("{}{code}", error.message()));
    #[cfg(feature = "postgres")]
    if let Some(error) = error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
        let remarks = [("detail", error.detail()), ("hint", error.hint())];
        return remarks
            .into_iter()
            .fold(diagnostic, |diagnostic, (title, remark)| match remark {
                Some(remark) => diagnostic.note(title, remark),
                None => diagnostic,
            });
    }
    diagnostic
}

fn server_name(error: &dyn sqlx::error::DatabaseError) -> &'static str {
    #[cfg(feature = "postgres")]
    if error
        .try_downcast_ref::<sqlx::postgres::PgDatabaseError>()
        .is_some()
    {
        return crate::dialect::POSTGRES.name;
    }
    #[cfg(feature = "mysql")]
    if error
        .try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>()
        .is_some()
    {
        return "server";
    }
    let _ = error;
    crate::dialect::SQLITE.name
}

/// As [`place`], where there is one.
fn maybe_place(diagnostic: Diagnostic, location: Option<&Location<'_>>) -> Diagnostic {
    match location {
        Some(location) => place(diagnostic, location),
        None => diagnostic,
    }
}

/// Shows the call that recorded an operation, with its line where the file is at hand.
pub(super) fn place(diagnostic: Diagnostic, location: &Location<'_>) -> Diagnostic {
    let path = clean(Path::new(location.file()));
    let root = std::env::var_os(SOURCE_ROOT)
        .map(PathBuf::from)
        .unwrap_or_default();
    let (line, column) = (location.line() as usize, location.column() as usize);
    let text = std::fs::read_to_string(root.join(&path)).unwrap_or_default();
    let called = text
        .lines()
        .nth(line - 1)
        .unwrap_or_default()
        .chars()
        .skip(column - 1);
    let length = called
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .count();
    diagnostic.at(
        path,
        &text,
        Position {
            line,
            column,
            length,
        },
    )
}

/// Takes `a/../` out of a path: the compiler knows a revision's file as `src/../versions/….rs`.
pub(super) fn clean(path: &Path) -> PathBuf {
    path.components()
        .fold(PathBuf::new(), |mut cleaned, component| {
            match component {
                Component::ParentDir if cleaned.file_name().is_some() => {
                    cleaned.pop();
                }
                component => cleaned.push(component),
            }
            cleaned
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_as_people_write_them() {
        assert_eq!(
            clean(Path::new("migrations/src/../versions/x.rs")),
            Path::new("migrations/versions/x.rs")
        );
        assert_eq!(clean(Path::new("../a/x.rs")), Path::new("../a/x.rs"));
        assert_eq!(clean(Path::new("/a/src/../x.rs")), Path::new("/a/x.rs"));
    }
}
