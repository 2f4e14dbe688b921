//! Writing a step down while it runs.

use crate::history::{Claim, Entry, HistoryTable, Mark, RunId, Started};

use super::Piece;

/// Where a step is written down.
#[derive(Debug)]
pub(crate) struct Journal {
    table: HistoryTable,
    entry: Entry,
    /// When the step began, unless it does nothing but move the version table.
    started: Option<Started>,
    /// Which row is the step's, where it has one before it is done.
    claim: Claim,
    /// Whether it has one, because it does not run in one transaction.
    has_row: bool,
}

impl Journal {
    pub(crate) fn new(
        table: HistoryTable,
        entry: Entry,
        started: Option<Started>,
        claim: Claim,
    ) -> Self {
        Self {
            table,
            entry,
            started,
            claim,
            has_row: claim.found.is_some(),
        }
    }

    /// The run that writes.
    pub(super) fn run(&self) -> RunId {
        self.claim.run
    }

    /// What must be sent with the step's first message.
    pub(super) fn start(&self) -> Option<String> {
        self.table.start(self.started?)
    }

    /// Writes down how far the step has come.
    pub(super) fn mark(&mut self, mark: &Mark) -> Vec<Piece> {
        match std::mem::replace(&mut self.has_row, true) {
            false => self.table.begin(&self.entry, mark),
            true => self.table.advance(&self.claim, mark),
        }
    }

    /// Writes down that the step is done.
    pub(super) fn finish(&self) -> Vec<Piece> {
        match self.started {
            Some(started) if self.has_row => self.table.finish(&self.entry, &self.claim, started),
            started => vec![self.table.insert(&self.entry, started)],
        }
    }

    /// Writes down, after a failure, how far the step has come: `None` where nothing of it is done.
    pub(super) fn settle(&self, mark: Option<&Mark>) -> Vec<Piece> {
        match (self.has_row, mark) {
            (false, _) => Vec::new(),
            (true, Some(mark)) => self.table.advance(&self.claim, mark),
            (true, None) => self.table.withdraw(&self.claim),
        }
    }
}
