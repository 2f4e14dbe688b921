//! What of a revision is done, and what of it would stay done after a failure.

use std::fmt;
use std::panic::Location;

use super::{Origin, Piece};
use crate::operations::Recorded;

/// A revision of which a part stays done, because it could not run in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Partial {
    /// What was done and stays, in order.
    pub done: Vec<Work>,
    /// What was not done, or rolled back: the failed statement and all that the revision had recorded behind
    /// it.
    pub left: Vec<Work>,
}

/// A statement of a revision, and the operation that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Work {
    /// The place in the revision's file that recorded the operation.
    pub location: &'static Location<'static>,
    /// The statement; or, in parentheses, what there is of which no statement is known.
    pub what: String,
}

/// How far a revision has come.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Whether something was committed before the revision's end.
    pub(crate) has_committed: bool,
    committed: Vec<Work>,
    /// Done in a transaction that is still open.
    open: Vec<Work>,
    left: Vec<Work>,
}

impl Progress {
    /// A statement was completed.
    pub(super) fn complete(&mut self, piece: Piece, in_transaction: bool) {
        match piece.origin {
            Origin::Commit => {
                self.has_committed = true;
                self.committed.append(&mut self.open);
            }
            Origin::Operation(location) => {
                let work = Work::new(location, piece.sql);
                if in_transaction {
                    self.open.push(work);
                } else {
                    self.has_committed = true;
                    self.committed.push(work);
                }
            }
            Origin::Begin | Origin::State | Origin::Version => {}
        }
    }

    /// The connection was lent.
    pub(super) fn lent(&mut self, location: &'static Location<'static>) {
        let what = "(what the revision did on the connection that it was lent)";
        self.open.push(Work::new(location, what.to_owned()));
    }

    /// Statements were not completed.
    pub(super) fn leave(&mut self, pieces: impl IntoIterator<Item = Piece>) {
        for piece in pieces {
            if let Origin::Operation(location) = piece.origin {
                self.left.push(Work::new(location, piece.sql));
            }
        }
    }

    /// Operations were not sent, or not even written.
    pub(super) fn leave_unsent(&mut self, recorded: &[Recorded]) {
        for recorded in recorded {
            let what = format!("({}, which was not sent)", recorded.operation.name());
            self.left.push(Work::new(recorded.location, what));
        }
    }

    /// What stays done after a failure, and what does not.
    pub(super) fn partial(&self) -> Option<Partial> {
        let left = self.open.iter().chain(&self.left);
        (!self.committed.is_empty()).then(|| Partial {
            done: self.committed.clone(),
            left: left.cloned().collect(),
        })
    }
}

impl Work {
    fn new(location: &'static Location<'static>, what: String) -> Self {
        Self { location, what }
    }
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}
