//! One revision's conversation with the server: messages of several statements, and what came of them.

mod deliver;
mod journal;
mod limits;
mod message;
mod prepare;
mod progress;

use std::panic::Location;

use crate::backend::Connection;
use crate::history::{Digest, Mark, Place};
use crate::operations::{Recorded, RenderError};
use crate::report::Notice;
use crate::settings::NamingConvention;

use deliver::Then;
pub(crate) use journal::Journal;
pub(crate) use limits::Limits;
use progress::Progress;
pub use progress::{Partial, Work};

/// A connection in the middle of a revision.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) connection: Connection,
    pub(crate) setting: Setting,
    /// Whether a transaction of ours is open.
    in_transaction: bool,
    /// Whether nothing was sent yet.
    is_untouched: bool,
    /// Whether foreign keys were switched off for this revision.
    foreign_keys_off: bool,
    /// Whether the connection was lent.
    has_lent: bool,
    /// Whether something was sent that commits by itself.
    has_stood_apart: bool,
    /// The limits that the open transaction, or the connection, has now.
    limits_set: Limits,
    /// Whether it is known what came of the statement that an earlier run has begun.
    is_settled: bool,
    /// For each operation that was prepared, what it and those before it were.
    digests: Vec<Digest>,
    progress: Progress,
    /// What the user should know, though nothing failed.
    pub(crate) notices: Vec<Notice>,
    /// What went wrong when operations were sent in the middle of a revision's function.
    pub(crate) failure: Option<SendFailure>,
}

/// What a session begins with.
#[derive(Debug, Default)]
pub(crate) struct Setting {
    /// Whether the transaction of the revision before goes on.
    pub(crate) continues: bool,
    /// Whether the transaction ends with this revision.
    pub(crate) ends: bool,
    /// The creation of the tool's own tables, where they are missing.
    pub(crate) creation: Vec<Piece>,
    /// The deletion of rows that shall be gone, whatever they say.
    pub(crate) purge: Vec<Piece>,
    /// What each transaction makes sure of first.
    pub(crate) check: Option<Piece>,
    /// How constraints and indexes without a name are named.
    pub(crate) naming: NamingConvention,
    /// Where the step is written down, if it is.
    pub(crate) journal: Option<Journal>,
    /// How far the step came the last time.
    pub(crate) resume: Option<Mark>,
    /// What to make of a statement that an earlier run has begun, where somebody knows.
    pub(crate) in_doubt: Option<InDoubt>,
    /// How long its statements may wait and run.
    pub(crate) limits: Limits,
    /// Whether the connection may share the server's with others, so that no setting may be left on it.
    pub(crate) is_pooled: bool,
}

/// What to make of a statement that an earlier run has begun, where it is not known whether it is done and it must
/// not be done twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InDoubt {
    /// It is done: the revision goes on behind it.
    Done,
    /// It is not: it is run.
    Again,
}

/// One statement of a message, and where it comes from.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) sql: String,
    pub(crate) origin: Origin,
    /// Whether it commits by itself.
    pub(crate) alone: bool,
    /// What a failure of it means, where it is a check.
    pub(crate) check: Option<String>,
    /// Where it stands among the statements of the revision's operations.
    place: Place,
    /// Whether an earlier run has begun it, and may have done it.
    is_doubtful: bool,
}

/// Where a statement comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The transaction's beginning.
    Begin,
    /// The transaction's end.
    Commit,
    /// The check that the version table still holds what the plan was made from.
    State,
    /// The creation of the tool's own tables or a change of their rows.
    Version,
    /// An operation of the revision.
    Operation(&'static Location<'static>),
}

impl Origin {
    /// The place in the revision's file that recorded the operation, if it is one.
    pub(crate) fn location(self) -> Option<&'static Location<'static>> {
        match self {
            Self::Operation(location) => Some(location),
            Self::Begin | Self::Commit | Self::State | Self::Version => None,
        }
    }
}

/// A message that failed, or that could not be written.
#[derive(Debug)]
pub(crate) enum SendFailure {
    /// The dialect cannot do what an operation asks for.
    Render {
        location: &'static Location<'static>,
        source: RenderError,
    },
    /// A statement failed.
    Statement {
        piece: Box<Piece>,
        source: sqlx::Error,
    },
    /// An earlier run came past operations that the revision has no longer.
    Changed,
    /// An earlier run has begun a statement, and it is not known whether it is done.
    InDoubt { piece: Box<Piece> },
}

impl Session {
    pub(crate) fn new(connection: Connection, setting: Setting) -> Self {
        let resumed = setting.resume.map(|mark| mark.place);
        let is_doubtful = setting.resume.is_some_and(|mark| mark.is_begun);
        Self {
            connection,
            in_transaction: setting.continues,
            is_untouched: true,
            setting,
            foreign_keys_off: false,
            has_lent: false,
            has_stood_apart: false,
            limits_set: Limits::default(),
            is_settled: !is_doubtful,
            digests: Vec::new(),
            progress: Progress::new(resumed.unwrap_or_default()),
            notices: Vec::new(),
            failure: None,
        }
    }

    /// Whether there is a transaction of ours to be rolled back.
    pub(crate) fn is_in_transaction(&self) -> bool {
        self.in_transaction
    }

    /// Whether a transaction was committed before the revision's end.
    pub(crate) fn has_committed(&self) -> bool {
        self.progress.has_committed
    }

    /// What was done of the revision and what was not, where a part of it stays done.
    pub(crate) fn partial(&self) -> Option<Partial> {
        let can_go_on = self.mark().is_some_and(|mark| !mark.has_lent);
        self.progress
            .partial(self.setting.journal.is_some() && can_go_on)
    }

    /// How far the revision has come, where a part of it stays done.
    pub(crate) fn mark(&self) -> Option<Mark> {
        if !self.is_settled {
            return self.setting.resume;
        }
        let place = self.progress.committed_to();
        let has_lent = self.progress.has_committed_lent;
        (place > Place::default()).then(|| self.mark_at(place, false, has_lent))
    }

    /// Whether the transaction, or what there was of it, has ended with the revision: a part of it stood by itself, so
    /// that nothing can take all of it back.
    pub(crate) fn has_ended(&self) -> bool {
        self.setting.ends || self.has_stood_apart
    }

    /// The statements that write down, after a failure, how far the revision has come.
    pub(crate) fn settle(&self) -> Vec<String> {
        let journal = self.setting.journal.as_ref().filter(|_| self.is_settled);
        let settled = journal.map(|journal| journal.settle(self.mark().as_ref()));
        let settled = settled.unwrap_or_default().into_iter();
        settled.map(|piece| piece.sql).collect()
    }

    /// The statements that give the connection its own limits back, if a statement outside of a transaction had
    /// others when it failed.
    pub(crate) fn reset_limits(&self) -> Vec<String> {
        let Setting {
            limits, is_pooled, ..
        } = self.setting;
        match is_pooled {
            true => Vec::new(),
            false => limits.reset(self.connection.dialect()),
        }
    }

    /// Says that operations were not sent.
    pub(crate) fn leave(&mut self, recorded: &[Recorded]) {
        self.progress.leave_unsent(recorded);
    }

    /// Sends what must go first and the operations, so that the connection can be lent.
    pub(crate) async fn flush(
        &mut self,
        recorded: Vec<Recorded>,
        location: &'static Location<'static>,
    ) -> Result<(), SendFailure> {
        let pieces = self.prepare(recorded).await?;
        self.deliver(pieces, Then::Stay).await?;
        let entered = self.connection.enter_transaction().await;
        entered.map_err(|source| {
            let piece = Box::new(Piece::new(String::new(), Origin::Begin));
            SendFailure::Statement { piece, source }
        })?;
        self.has_lent = true;
        self.progress.lent(location);
        Ok(())
    }

    /// Sends what must go first, the operations and the change of the version table, and ends the transaction if it
    /// ends with this revision.
    pub(crate) async fn send(
        &mut self,
        recorded: Vec<Recorded>,
        change: Vec<Piece>,
    ) -> Result<(), SendFailure> {
        let pieces = self.prepare(recorded).await?;
        let fixed = self
            .setting
            .resume
            .map_or(0, |mark| mark.fixed_operations());
        if self.digests.len() < fixed {
            return Err(SendFailure::Changed);
        }
        self.deliver(pieces, Then::End(change)).await?;
        self.restore_foreign_keys().await
    }

    /// Only outside of a transaction can foreign keys be switched; and what was done with them off is
    /// checked where the revision's transaction ends.
    async fn switch_foreign_keys_off(&mut self) -> Result<(), SendFailure> {
        if self.is_untouched && !self.in_transaction && self.setting.ends {
            let switched = self.connection.switch_foreign_keys_off().await;
            self.foreign_keys_off = switched.map_err(foreign_keys_failure)?;
        }
        Ok(())
    }

    /// Switches foreign keys on again, if this revision has switched them off.
    pub(crate) async fn restore_foreign_keys(&mut self) -> Result<(), SendFailure> {
        if std::mem::take(&mut self.foreign_keys_off) {
            let switched = self.connection.switch_foreign_keys_on().await;
            switched.map_err(foreign_keys_failure)?;
        }
        Ok(())
    }

    /// How far the revision has come if it has come to a place.
    fn mark_at(&self, place: Place, is_begun: bool, has_lent: bool) -> Mark {
        let mut mark = Mark {
            place,
            is_begun,
            has_lent,
            digest: Digest::default(),
            run: self
                .setting
                .journal
                .as_ref()
                .map(Journal::run)
                .unwrap_or_default(),
        };
        if let Some(last) = mark.fixed_operations().checked_sub(1) {
            mark.digest = self.digests.get(last).copied().unwrap_or_default();
        }
        mark
    }
}

impl Piece {
    pub(crate) fn new(sql: impl Into<String>, origin: Origin) -> Self {
        Self {
            sql: sql.into(),
            origin,
            alone: false,
            check: None,
            place: Place::default(),
            is_doubtful: false,
        }
    }

    /// The same piece, which commits by itself or does not.
    pub(crate) fn alone(self, alone: bool) -> Self {
        Self { alone, ..self }
    }
}

fn foreign_keys_failure(source: sqlx::Error) -> SendFailure {
    let piece = Box::new(Piece::new("PRAGMA foreign_keys", Origin::Begin));
    SendFailure::Statement { piece, source }
}
