//! Sending statements, with the transactions that they need around them.

use super::message::{Message, Messages};
use super::{InDoubt, Journal, Origin, Piece, SendFailure, Session};
use crate::report::Notice;
use crate::schema::TableName;
use crate::sql::{self, Evidence};

/// What follows the operations of a delivery.
pub(super) enum Then {
    /// A transaction is open.
    Stay,
    /// The version table is changed, and the revision ends.
    End(Vec<Piece>),
}

impl Session {
    /// Sends statements of operations, and what follows them.
    pub(super) async fn deliver(
        &mut self,
        pieces: Vec<Piece>,
        then: Then,
    ) -> Result<(), SendFailure> {
        let mut messages = self.open_messages();
        let mut pieces = pieces.into_iter();
        while let Some(piece) = pieces.next() {
            if !piece.alone && !piece.is_doubtful {
                messages.push(piece);
                continue;
            }
            let mark = self.mark_before(&piece);
            if !piece.is_doubtful && self.builds(&piece).is_none() {
                messages.push_alone(mark, piece);
                continue;
            }
            messages.stand_apart(mark);
            let sent = match self.ship(messages).await {
                Ok(()) => self.send_with_care(piece).await,
                Err(failure) => {
                    self.progress.leave([piece]);
                    Err(failure)
                }
            };
            if let Err(failure) = sent {
                self.progress.leave(pieces);
                return Err(failure);
            }
            messages = self.open_messages();
        }
        match then {
            Then::Stay => messages.open(),
            Then::End(change) => {
                for piece in change {
                    messages.push(piece);
                }
                if let Some(journal) = &self.setting.journal {
                    journal
                        .finish()
                        .into_iter()
                        .for_each(|piece| messages.push(piece));
                }
                messages.end(self.has_ended());
            }
        }
        self.ship(messages).await
    }

    /// Messages that begin with what must go first, if that was not sent yet.
    fn open_messages(&mut self) -> Messages {
        let mut messages = Messages::new(
            self.connection.dialect(),
            self.in_transaction,
            &self.setting,
        );
        if std::mem::take(&mut self.is_untouched) {
            let creation = std::mem::take(&mut self.setting.creation);
            let purge = std::mem::take(&mut self.setting.purge);
            let start = self.setting.journal.as_ref().and_then(Journal::start);
            messages.open_with(creation, purge, start);
        } else if self.limits_set != self.setting.limits {
            messages.limit();
        }
        self.limits_set = self.setting.limits;
        messages
    }

    /// Writes down that a statement is about to be run which commits by itself.
    fn mark_before(&mut self, piece: &Piece) -> Vec<Piece> {
        self.has_stood_apart = true;
        let mark = self.mark_at(piece.place, true, self.has_lent);
        let journal = self.setting.journal.as_mut();
        journal
            .map(|journal| journal.mark(&mark))
            .unwrap_or_default()
    }

    /// The index that a statement builds while others write.
    fn builds(&self, piece: &Piece) -> Option<TableName> {
        let dialect = self.connection.dialect();
        let concurrently = piece.alone && dialect.indexes.concurrently;
        concurrently.then(|| sql::concurrent_index(&piece.sql, dialect.lexis))?
    }

    /// Sends a statement which may be done already, or of which an interrupted run may have left something.
    async fn send_with_care(&mut self, piece: Piece) -> Result<(), SendFailure> {
        let mut evidence = Evidence::None;
        if piece.is_doubtful {
            let lexis = self.connection.dialect().lexis;
            match (self.setting.in_doubt, sql::repeat(&piece.sql, lexis)) {
                (Some(InDoubt::Done), _) => {
                    self.is_settled = true;
                    self.progress.complete(piece, false);
                    return Ok(());
                }
                (Some(InDoubt::Again), _) => self.is_settled = true,
                (None, Some(found)) => evidence = found,
                (None, None) => {
                    self.progress.leave([piece.clone()]);
                    let piece = Box::new(piece);
                    return Err(SendFailure::InDoubt { piece });
                }
            }
        }
        if let Some(index) = self.builds(&piece) {
            let dropped = self.connection.drop_invalid_index(&index).await;
            match dropped {
                Ok(false) => {}
                Ok(true) => {
                    let index = index.name.clone();
                    self.notices.push(Notice::InvalidIndex { index });
                }
                Err(source) => {
                    self.progress.leave([piece.clone()]);
                    let piece = Box::new(piece);
                    return Err(SendFailure::Statement { piece, source });
                }
            }
        }
        let mut messages = Messages::new(self.connection.dialect(), false, &self.setting);
        messages.push_alone(Vec::new(), piece.clone());
        let sent = self.ship(messages).await;
        match sent {
            Ok(()) => {
                self.is_settled = true;
                Ok(())
            }
            Err(SendFailure::Statement { source, .. })
                if self.connection.says_done(&source, evidence) =>
            {
                self.is_settled = true;
                let what = piece.sql.clone();
                self.notices.push(Notice::WasDone { what });
                self.progress.unleave();
                self.progress.complete(piece, false);
                Ok(())
            }
            sent => sent,
        }
    }

    async fn ship(&mut self, messages: Messages) -> Result<(), SendFailure> {
        let mut messages = messages.into_vec().into_iter();
        while let Some(message) = messages.next() {
            if let Err((piece, source)) = self.ship_one(message).await {
                self.progress
                    .leave(messages.flat_map(|message| message.pieces));
                let piece = Box::new(piece);
                return Err(SendFailure::Statement { piece, source });
            }
        }
        Ok(())
    }

    async fn ship_one(&mut self, message: Message) -> Result<(), (Piece, sqlx::Error)> {
        let text = message.text();
        let statements = message.pieces.iter().map(|piece| piece.sql.as_str());
        let sent = self.connection.send(text, statements).await;
        let failed = sent.as_ref().err().map(|(completed, source)| {
            let position = self.connection.position(source);
            let failed = position.and_then(|position| message.piece_at(position));
            // A failure behind the last statement can only be the commit's.
            failed.unwrap_or(*completed).min(message.pieces.len() - 1)
        });
        let mut pieces = message.pieces.into_iter();
        for piece in pieces.by_ref().take(failed.unwrap_or(usize::MAX)) {
            match piece.origin {
                Origin::Begin => self.in_transaction = true,
                Origin::Commit => self.in_transaction = false,
                _ => {}
            }
            self.progress.complete(piece, self.in_transaction);
        }
        match (sent, pieces.next()) {
            (Err((_, source)), Some(piece)) => {
                self.progress.leave([piece.clone()]);
                self.progress.leave(pieces);
                Err((piece, source))
            }
            _ => Ok(()),
        }
    }
}
