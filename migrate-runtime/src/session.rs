//! One revision's conversation with the server: messages of several statements, and what came of them.

mod message;
mod progress;

use std::panic::Location;

use crate::backend::Connection;
use crate::existing_table::ExistingTable;
use crate::operations::{Recorded, RenderError, Statements};
use crate::settings::NamingConvention;

use message::{Message, Messages};
use progress::Progress;
pub use progress::{Partial, Work};

/// A connection in the middle of a revision.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) connection: Connection,
    setting: Setting,
    /// Whether a transaction of ours is open.
    in_transaction: bool,
    /// Whether nothing was sent yet.
    is_untouched: bool,
    /// Whether foreign keys were switched off for this revision.
    foreign_keys_off: bool,
    progress: Progress,
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
    /// The version table's creation, where it is missing.
    pub(crate) creation: Option<Piece>,
    /// The deletion of all of its rows, where that is wanted.
    pub(crate) purge: Option<Piece>,
    /// What each transaction makes sure of first.
    pub(crate) check: Option<Piece>,
    /// How constraints and indexes without a name are named.
    pub(crate) naming: NamingConvention,
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
    /// The version table's creation or a change of its rows.
    Version,
    /// An operation of the revision.
    Operation(&'static Location<'static>),
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
    Statement { piece: Piece, source: sqlx::Error },
}

impl Session {
    pub(crate) fn new(connection: Connection, setting: Setting) -> Self {
        Self {
            connection,
            in_transaction: setting.continues,
            is_untouched: true,
            setting,
            foreign_keys_off: false,
            progress: Progress::default(),
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
        self.progress.partial()
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
            let piece = Piece::new(String::new(), Origin::Begin);
            SendFailure::Statement { piece, source }
        })?;
        self.progress.lent(location);
        Ok(())
    }

    /// Sends what must go first, the operations and `epilogue`, and ends the transaction if it ends with this
    /// revision.
    pub(crate) async fn send(
        &mut self,
        recorded: Vec<Recorded>,
        epilogue: Vec<Piece>,
    ) -> Result<(), SendFailure> {
        let mut pieces = self.prepare(recorded).await?;
        pieces.extend(epilogue);
        let then = if self.setting.ends {
            Then::Commit
        } else {
            Then::Stay
        };
        self.deliver(pieces, then).await?;
        self.restore_foreign_keys().await
    }

    /// Writes the operations for the dialect; where one must see its table, what stands before it is sent.
    async fn prepare(&mut self, recorded: Vec<Recorded>) -> Result<Vec<Piece>, SendFailure> {
        let dialect = self.connection.dialect();
        // All that can be written without a look is, before anything is sent.
        let mut written = Vec::with_capacity(recorded.len());
        for recorded in &recorded {
            written.push(match recorded.operation.table_to_read(dialect) {
                None => Some(self.write(recorded, None)?),
                Some(_) => None,
            });
        }
        if recorded
            .iter()
            .any(|recorded| recorded.operation.recreates(dialect))
        {
            self.switch_foreign_keys_off().await?;
        }
        let mut pieces = Vec::new();
        for (number, written) in written.into_iter().enumerate() {
            let rest = &recorded[number..];
            let Some(written) = written else {
                let before = std::mem::take(&mut pieces);
                let written = self.look_and_write(before, &rest[0]).await;
                pieces = written.inspect_err(|_| self.leave(rest))?;
                continue;
            };
            pieces.extend(written);
        }
        Ok(pieces)
    }

    /// Sends what stands before an operation, and writes it for its table as that has become.
    async fn look_and_write(
        &mut self,
        before: Vec<Piece>,
        recorded: &Recorded,
    ) -> Result<Vec<Piece>, SendFailure> {
        self.deliver(before, Then::Stay).await?;
        let table = self.read_table(recorded).await?;
        self.write(recorded, Some(&table))
    }

    /// Says that operations were not sent.
    pub(crate) fn leave(&mut self, recorded: &[Recorded]) {
        self.progress.leave_unsent(recorded);
    }

    fn write(
        &self,
        recorded: &Recorded,
        table: Option<&ExistingTable>,
    ) -> Result<Vec<Piece>, SendFailure> {
        let mut statements =
            Statements::new(self.connection.dialect()).with_naming(&self.setting.naming);
        if let Some(table) = table {
            statements = statements.with_table(table);
        }
        let rendered = recorded.render(&mut statements);
        rendered.map_err(|source| SendFailure::Render {
            location: recorded.location,
            source,
        })?;
        let statements = statements.into_vec().into_iter();
        Ok(statements
            .map(|statement| Piece {
                sql: statement.sql,
                origin: Origin::Operation(recorded.location),
                alone: statement.alone,
                check: statement.check,
            })
            .collect())
    }

    async fn read_table(&mut self, recorded: &Recorded) -> Result<ExistingTable, SendFailure> {
        let location = recorded.location;
        let name = recorded.operation.table_to_read(self.connection.dialect());
        let name = name
            .expect("only what must see a table asks for it")
            .clone();
        let table = self.connection.read_table(&name).await;
        let table = table.map_err(|source| SendFailure::Statement {
            piece: Piece::new(
                format!("(a look at table {})", name.name),
                Origin::Operation(location),
            ),
            source,
        })?;
        let mut table = table.ok_or_else(|| SendFailure::Render {
            location,
            source: RenderError::invalid(format!("there is no table `{}`", name.name)),
        })?;
        table.check_foreign_keys = self.foreign_keys_off;
        Ok(table)
    }

    /// Sends pieces, with the transactions that they need.
    async fn deliver(&mut self, pieces: Vec<Piece>, then: Then) -> Result<(), SendFailure> {
        let mut messages = Messages::new(self.connection.dialect(), self.in_transaction);
        if std::mem::take(&mut self.is_untouched) {
            let (creation, purge) = (self.setting.creation.take(), self.setting.purge.take());
            messages.open_with(creation, purge, self.setting.check.as_ref());
        }
        for piece in pieces {
            messages.push(piece, self.setting.check.as_ref());
        }
        match then {
            Then::Stay => messages.open(self.setting.check.as_ref()),
            Then::Commit => messages.close(),
        }
        let mut messages = messages.into_vec().into_iter();
        while let Some(message) = messages.next() {
            if let Err((piece, source)) = self.deliver_one(message).await {
                self.progress
                    .leave(messages.flat_map(|message| message.pieces));
                return Err(SendFailure::Statement { piece, source });
            }
        }
        Ok(())
    }

    async fn deliver_one(&mut self, message: Message) -> Result<(), (Piece, sqlx::Error)> {
        let text = message.text();
        tracing::trace!(target: "migrate_runtime::sql", statements = message.pieces.len(), text);
        let sent = self.connection.send(text).await;
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
}

/// What follows the pieces of a delivery.
enum Then {
    /// A transaction is open.
    Stay,
    /// It is committed.
    Commit,
}

impl Piece {
    pub(crate) fn new(sql: impl Into<String>, origin: Origin) -> Self {
        Self {
            sql: sql.into(),
            origin,
            alone: false,
            check: None,
        }
    }
}

fn foreign_keys_failure(source: sqlx::Error) -> SendFailure {
    let piece = Piece::new("PRAGMA foreign_keys", Origin::Begin);
    SendFailure::Statement { piece, source }
}
