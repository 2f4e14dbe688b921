//! What of a revision is done, and what of it would stay done after a failure.

use std::fmt;
use std::panic::Location;

use super::{Origin, Piece};
use crate::history::Place;
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
    /// Whether the history says how far the revision has come, so that the next run goes on from there.
    pub is_recorded: bool,
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
    /// The place behind the last statement that is committed.
    committed_to: Place,
    /// Whether something was committed that was done on the connection that was lent.
    pub(crate) has_committed_lent: bool,
    /// Whether the connection is lent in the open transaction.
    is_lent: bool,
    /// The place behind the last statement that is done.
    done_to: Place,
    committed: Vec<Work>,
    /// Done in a transaction that is still open.
    open: Vec<Work>,
    left: Vec<Work>,
}

impl Progress {
    /// A revision of which an earlier run has done what is before a place.
    pub(super) fn new(place: Place) -> Self {
        Self {
            committed_to: place,
            done_to: place,
            ..Self::default()
        }
    }

    /// The place behind the last statement that stays done after a failure.
    pub(super) fn committed_to(&self) -> Place {
        self.committed_to
    }

    /// A statement was completed.
    pub(super) fn complete(&mut self, piece: Piece, in_transaction: bool) {
        match piece.origin {
            Origin::Commit => {
                self.has_committed = true;
                self.committed_to = self.done_to;
                self.has_committed_lent |= std::mem::take(&mut self.is_lent);
                self.committed.append(&mut self.open);
            }
            Origin::Operation(location) => {
                self.done_to = piece.place.next();
                if !in_transaction {
                    self.committed_to = self.done_to;
                }
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

    /// An operation was begun by an earlier run, and some of its statements are done.
    pub(super) fn done_in_part(&mut self, recorded: &Recorded) {
        let what = format!(
            "({}, in part, by an earlier run)",
            recorded.operation.name()
        );
        self.committed.push(Work::new(recorded.location, what));
    }

    /// An operation was done by an earlier run.
    pub(super) fn done_before(&mut self, number: usize, recorded: &Recorded) {
        let behind = Place {
            operation: number + 1,
            statement: 0,
        };
        self.committed_to = self.committed_to.max(behind);
        self.done_to = self.done_to.max(behind);
        let what = format!("({}, by an earlier run)", recorded.operation.name());
        self.committed.push(Work::new(recorded.location, what));
    }

    /// The connection was lent.
    pub(super) fn lent(&mut self, location: &'static Location<'static>) {
        self.is_lent = true;
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

    /// The statement that was left last is done after all.
    pub(super) fn unleave(&mut self) {
        self.left.pop();
    }

    /// Operations were not sent, or not even written.
    pub(super) fn leave_unsent(&mut self, recorded: &[Recorded]) {
        for recorded in recorded {
            let what = format!("({}, which was not sent)", recorded.operation.name());
            self.left.push(Work::new(recorded.location, what));
        }
    }

    /// What stays done after a failure, and what does not.
    pub(super) fn partial(&self, is_recorded: bool) -> Option<Partial> {
        let left = self.open.iter().chain(&self.left);
        (!self.committed.is_empty()).then(|| Partial {
            done: self.committed.clone(),
            left: left.cloned().collect(),
            is_recorded,
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
