//! What a run did, and who is told while it runs.

use std::fmt;
use std::time::Duration;

use migrate_script::graph::{Direction, Plan, Step};
use migrate_script::{Revision, RevisionId};

use crate::lock::Holder;

/// What a run did.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Report {
    /// The steps, in the order in which they ran; empty where there was nothing to do.
    pub steps: Vec<Done>,
    /// The rows of the version table afterwards.
    pub current: Vec<RevisionId>,
}

/// A step that was done.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Done {
    /// The revision.
    pub revision: RevisionId,
    /// Whether it was applied, undone or stamped.
    pub direction: Direction,
    /// How long it took.
    pub elapsed: Duration,
}

/// What the user should know, though nothing failed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// Applied revisions are not what they were when they were applied.
    Edited {
        /// The revisions, in load order.
        revisions: Vec<RevisionId>,
    },
    /// The database is at a revision that the program does not know, and is left as it is.
    NewerDatabase {
        /// The row of the version table.
        revision: RevisionId,
    },
    /// A revision waited too long for a lock, and is tried again.
    Retrying {
        /// The revision.
        revision: RevisionId,
        /// How many more attempts there will be behind this one.
        left: u32,
        /// How long the run waits before it.
        pause: Duration,
    },
    /// A revision goes on from where an earlier run stopped.
    Resuming {
        /// The revision.
        revision: RevisionId,
    },
    /// What an earlier run had begun turned out to be done.
    WasDone {
        /// The statement or the operation.
        what: String,
    },
    /// An index was not valid, because its build had been interrupted, and was dropped to be built anew.
    InvalidIndex {
        /// Its name.
        index: String,
    },
    /// The connection was lost, and another one is made, to see what came of the revision.
    Reconnecting {
        /// The revision.
        revision: RevisionId,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Edited { revisions } => {
                let ids: Vec<_> = revisions.iter().map(RevisionId::as_str).collect();
                let verb = if ids.len() == 1 { "was" } else { "were" };
                write!(f, "{} {verb} edited after being applied", ids.join(", "))
            }
            Self::NewerDatabase { revision } => write!(
                f,
                "the database is at {revision}, which this program does not know; it is left as it is"
            ),
            Self::Retrying {
                revision,
                left,
                pause,
            } => write!(
                f,
                "{revision} waited too long for a lock, and is tried again in {pause:.1?} \
                 ({left} more attempts behind that)"
            ),
            Self::Resuming { revision } => {
                write!(f, "{revision} goes on from where an earlier run stopped")
            }
            Self::WasDone { what } => {
                let first = what.lines().next().unwrap_or_default();
                write!(f, "done already by an earlier run: {first}")
            }
            Self::InvalidIndex { index } => write!(
                f,
                "index {index} was not valid, because its build had been interrupted; it is built anew"
            ),
            Self::Reconnecting { revision } => write!(
                f,
                "the connection was lost during {revision}; connecting again, to see what came of it"
            ),
        }
    }
}

/// Someone who is told what a run does. Every method does nothing unless overridden.
pub trait Reporter: Send {
    /// The plan is made; nothing has run yet. With no steps, the run is over.
    fn planned(&mut self, database: &str, current: &[RevisionId], plan: &Plan) {
        let _ = (database, current, plan);
    }

    /// Another process holds the lock, and the run waits for it.
    fn waiting(&mut self, holder: &Holder) {
        let _ = holder;
    }

    /// The user should know something, though nothing failed.
    fn noticed(&mut self, notice: &Notice) {
        let _ = notice;
    }

    /// A step begins.
    fn started(&mut self, step: &Step, revision: &Revision) {
        let _ = (step, revision);
    }

    /// A step is done.
    fn finished(&mut self, step: &Step, revision: &Revision, elapsed: Duration) {
        let _ = (step, revision, elapsed);
    }
}

/// Tells nobody.
impl Reporter for () {}
