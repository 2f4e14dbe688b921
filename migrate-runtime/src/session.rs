//! One revision's conversation with the server: messages of several statements, and what came of them.

use std::panic::Location;

use crate::backend::Connection;
use crate::operations::{Recorded, RenderError, Statements};
use crate::sql;

/// A connection in the middle of a revision.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) connection: Connection,
    /// What must go before the first operation: the transaction's beginning and its checks.
    prologue: Vec<Piece>,
    /// What went wrong when operations were sent in the middle of a revision's function.
    pub(crate) failure: Option<SendFailure>,
}

/// One statement of a message, and where it comes from.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) sql: String,
    pub(crate) origin: Origin,
}

/// Where a statement comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The transaction's beginning or end.
    Transaction,
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
    /// The dialect cannot do what an operation asks for; nothing was sent.
    Render {
        location: &'static Location<'static>,
        source: RenderError,
    },
    /// A statement failed.
    Statement { piece: Piece, source: sqlx::Error },
}

impl Session {
    pub(crate) fn new(connection: Connection, prologue: Vec<Piece>) -> Self {
        Self {
            connection,
            prologue,
            failure: None,
        }
    }

    /// Whether nothing of the revision was sent, its transaction's beginning neither.
    pub(crate) fn is_untouched(&self) -> bool {
        !self.prologue.is_empty()
    }

    /// Sends what must go first and the operations, so that the connection can be lent.
    pub(crate) async fn flush(&mut self, recorded: Vec<Recorded>) -> Result<(), SendFailure> {
        self.send(recorded, Vec::new()).await?;
        let entered = self.connection.enter_transaction().await;
        entered.map_err(|source| {
            let (sql, origin) = (String::new(), Origin::Transaction);
            let piece = Piece { sql, origin };
            SendFailure::Statement { piece, source }
        })
    }

    /// Sends what must go first, the operations and `epilogue` in one message.
    pub(crate) async fn send(
        &mut self,
        recorded: Vec<Recorded>,
        epilogue: Vec<Piece>,
    ) -> Result<(), SendFailure> {
        let operations = render(&recorded, self.connection.dialect())?;
        let mut pieces = std::mem::take(&mut self.prologue);
        pieces.extend(operations);
        pieces.extend(epilogue);
        if pieces.is_empty() {
            return Ok(());
        }
        let message = message(&pieces);
        tracing::trace!(target: "migrate_runtime::sql", statements = pieces.len(), message);
        let sent = self.connection.send(message).await;
        sent.map_err(|(completed, source)| {
            let position = self.connection.position(&source);
            let failed = position.and_then(|position| piece_at(&pieces, position));
            // A failure behind the last statement can only be the commit's.
            let failed = failed.unwrap_or(completed).min(pieces.len() - 1);
            SendFailure::Statement {
                piece: pieces.swap_remove(failed),
                source,
            }
        })
    }
}

/// Writes every operation for the dialect, or says which one it cannot do.
fn render(
    recorded: &[Recorded],
    dialect: &'static crate::dialect::Dialect,
) -> Result<Vec<Piece>, SendFailure> {
    let mut pieces = Vec::new();
    for Recorded {
        operation,
        location,
    } in recorded
    {
        let mut statements = Statements::new(dialect);
        let rendered = operation.render(&mut statements);
        rendered.map_err(|source| SendFailure::Render { location, source })?;
        let origin = Origin::Operation(location);
        pieces.extend(
            statements
                .into_vec()
                .into_iter()
                .map(|sql| Piece { sql, origin }),
        );
    }
    Ok(pieces)
}

/// Joins statements into one message.
fn message(pieces: &[Piece]) -> String {
    let mut text = String::with_capacity(pieces.iter().map(|piece| piece.sql.len() + 3).sum());
    for piece in pieces {
        piece.parts().for_each(|part| text.push_str(part));
    }
    text
}

/// The statement that a place in the message belongs to, the place being counted in characters.
///
/// PostgreSQL parses a whole message before it runs any of it, so a syntax error comes before the first
/// statement is completed, and only its place tells where it is.
fn piece_at(pieces: &[Piece], position: usize) -> Option<usize> {
    let mut end = 0;
    pieces.iter().position(|piece| {
        end += piece
            .parts()
            .map(|part| part.chars().count())
            .sum::<usize>();
        position < end
    })
}

impl Piece {
    /// What stands in the message: the statement, its end and a line break.
    fn parts(&self) -> impl Iterator<Item = &str> {
        [&self.sql, sql::terminator(&self.sql), "\n"].into_iter()
    }
}
