//! What can go wrong in a run.

use std::fmt;
use std::panic::Location;
use std::time::Duration;

use migrate_script::RevisionId;
use migrate_script::graph::{Direction, GraphError};

use crate::database::UrlError;
use crate::lock::Holder;
use crate::operations::RenderError;
use crate::session::Partial;

/// A failed run: what went wrong, and what had been applied before it.
///
/// Its text is that of the kind, and its source the kind's: what the server or the revision said.
#[derive(Debug)]
pub struct Error {
    /// What went wrong.
    pub kind: Box<ErrorKind>,
    /// The revisions that this run had done before, in order; they stay as they are.
    pub applied: Vec<RevisionId>,
    /// The rows of the version table after the failure, where the run came so far as to know them.
    pub current: Vec<RevisionId>,
    /// What was done of the failed revision and stays so, where it could not run in one transaction.
    pub partial: Option<Partial>,
}

/// What went wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The database URL cannot be used.
    #[error(transparent)]
    Url(#[from] UrlError),
    /// The server cannot be reached, or refuses the connection.
    #[error("cannot connect to {database}")]
    Connect {
        /// The database, without secrets.
        database: String,
        /// sqlx's error.
        source: sqlx::Error,
    },
    /// The identifier means nothing here, or there is no way to it from what is applied.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// The revisions of this program do not form a valid graph.
    #[error("the embedded revisions do not form a chain: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    BrokenChain(Vec<GraphError>),
    /// Another process holds the migration lock.
    #[error(
        "another process is migrating this database: {holder} held the lock for the {waited:?} that this one waited"
    )]
    Locked {
        /// Who holds it.
        holder: Holder,
        /// How long this run waited.
        waited: Duration,
    },
    /// An operation cannot be written for the dialect, or the rows do not allow it.
    #[error("revision {} cannot run, at {location}", step.revision)]
    Render {
        /// The revision.
        step: FailedStep,
        /// The place in the revision's file that recorded the operation.
        location: &'static Location<'static>,
        /// Why it cannot be written.
        source: RenderError,
    },
    /// A revision on the way down says that it cannot be undone; nothing was run.
    #[error("revision {} cannot be undone: {reason}", step.revision)]
    Irreversible {
        /// The revision.
        step: FailedStep,
        /// The place in the revision's file that says so.
        location: &'static Location<'static>,
        /// Why.
        reason: String,
    },
    /// A statement of an operation failed.
    #[error("revision {} failed{}: {statement}", step.revision, at(location))]
    Statement {
        /// The revision.
        step: FailedStep,
        /// The place in the revision's file that recorded the operation; `None` for the tool's own
        /// statements.
        location: Option<&'static Location<'static>>,
        /// The statement.
        statement: String,
        /// The server's answer.
        source: sqlx::Error,
    },
    /// The function of a revision returned an error.
    #[error("revision {} failed", step.revision)]
    Revision {
        /// The revision.
        step: FailedStep,
        /// What its function returned.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A script cannot hold a revision that reads the database.
    #[error("revision {} reads the database, which a script cannot do", step.revision)]
    Offline {
        /// The revision.
        step: FailedStep,
        /// Where the revision asks for the connection.
        location: &'static Location<'static>,
    },
    /// The version table is not what the plan was made from.
    #[error("the version table changed while revision {} ran; another process may have migrated this database", step.revision)]
    Conflict {
        /// The revision.
        step: FailedStep,
    },
    /// The connection broke while a revision ran.
    #[error("the connection was lost while revision {} ran, and {outcome}", step.revision)]
    Lost {
        /// The revision.
        step: FailedStep,
        /// The place in the revision's file that recorded the operation that ran then, or was to run next; `None` for
        /// the tool's own statements.
        location: Option<&'static Location<'static>>,
        /// The statement.
        statement: String,
        /// What came of the revision.
        outcome: LostOutcome,
        /// How it broke.
        source: sqlx::Error,
    },
    /// A revision was begun by an earlier run and not brought to its end, and this run would pass it over.
    #[error(
        "the {} of revision {revision} was begun by an earlier run and not brought to its end", .direction
    )]
    Unfinished {
        /// The revision.
        revision: RevisionId,
        /// What was begun.
        direction: Direction,
    },
    /// A revision was begun by an earlier run, and it cannot be told what is still to be done.
    #[error("revision {} was begun by an earlier run, and cannot be gone on with", step.revision)]
    NoWayOn {
        /// The revision.
        step: FailedStep,
    },
    /// A revision was begun by an earlier run, and what that has done is not what the revision says now.
    #[error(
        "revision {} was begun by an earlier run, and what was done of it has been edited since", step.revision
    )]
    Changed {
        /// The revision.
        step: FailedStep,
    },
    /// An earlier run has begun a statement that must not be done twice, and it is not known whether it is done.
    #[error(
        "revision {} was begun by an earlier run, and it is not known whether this is done: {statement}", step.revision
    )]
    InDoubt {
        /// The revision.
        step: FailedStep,
        /// The place in the revision's file that recorded the operation; `None` for the tool's own statements.
        location: Option<&'static Location<'static>>,
        /// The statement.
        statement: String,
    },
    /// The database is at a revision that this program does not know.
    #[error("{0}")]
    NewerDatabase(GraphError),
    /// Applied revisions are not what they were when they were applied.
    #[error("edited after being applied: {}", .revisions.iter().map(RevisionId::as_str).collect::<Vec<_>>().join(", "))]
    Edited {
        /// The revisions, in load order.
        revisions: Vec<RevisionId>,
    },
    /// This program has no code for a revision of its graph.
    #[error("revision {0} is known by its file only; its code is not part of this program")]
    NoCode(RevisionId),
    /// The version table could not be read or written.
    #[error("the version table could not be read or written")]
    Database(#[source] sqlx::Error),
}

impl ErrorKind {
    /// The revision that failed, if one did.
    pub fn step(&self) -> Option<&FailedStep> {
        match self {
            Self::Render { step, .. }
            | Self::Statement { step, .. }
            | Self::Revision { step, .. }
            | Self::Offline { step, .. }
            | Self::Irreversible { step, .. }
            | Self::Lost { step, .. }
            | Self::NoWayOn { step }
            | Self::Changed { step }
            | Self::InDoubt { step, .. }
            | Self::Conflict { step } => Some(step),
            _ => None,
        }
    }
}

/// What came of a revision during which the connection broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LostOutcome {
    /// The server says that it was not applied; [`Error::partial`] has what stays of it all the same.
    NotApplied,
    /// A part of it may be applied; the next run goes on from there.
    Begun,
    /// It is applied, and another process has gone on since.
    Overtaken,
    /// The server could not be asked.
    Unknown,
}

impl fmt::Display for LostOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotApplied => "nothing of it was applied",
            Self::Begun => "a part of it may be applied; the next run goes on from there",
            Self::Overtaken => "it was brought to its end, and another process has gone on since",
            Self::Unknown => {
                "it is not known whether it was brought to its end: `current` tells, once the server answers"
            }
        })
    }
}

fn at(location: &Option<&'static Location<'static>>) -> String {
    location.map_or_else(String::new, |location| format!(" at {location}"))
}

/// The revision that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedStep {
    /// The revision.
    pub revision: RevisionId,
    /// The first line of its doc comment.
    pub message: String,
    /// Whether it was being applied, undone or stamped.
    pub direction: Direction,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.kind.source()
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self {
            kind: Box::new(kind),
            applied: Vec::new(),
            current: Vec::new(),
            partial: None,
        }
    }
}

impl From<GraphError> for Error {
    fn from(error: GraphError) -> Self {
        ErrorKind::Graph(error).into()
    }
}

/// What the function of a revision may fail with: any error, by `?`.
pub struct Failure(pub(crate) Box<dyn std::error::Error + Send + Sync>);

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

// Like `anyhow::Error`, a failure is no error itself, so that every error can become one.
impl<E> From<E> for Failure
where
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

/// What the function of an `async` revision returns.
pub type Result<T = (), E = Failure> = std::result::Result<T, E>;

/// Why a revision could not have the connection that it asked for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectionError {
    /// There is no database in this run.
    #[error("{location}: this revision reads the database, and there is none in this run")]
    Offline {
        /// Where the revision asked.
        location: &'static Location<'static>,
    },
    /// The run is on another database.
    #[error("{location}: this revision asks for a {asked} connection, and this run is on {actual}")]
    OtherDatabase {
        /// Where the revision asked.
        location: &'static Location<'static>,
        /// What it asked for.
        asked: &'static str,
        /// What the run is on.
        actual: &'static str,
    },
    /// The operations recorded so far failed; the run reports their error itself.
    #[error("an operation recorded before {location} failed")]
    Operation {
        /// Where the revision asked.
        location: &'static Location<'static>,
    },
}
