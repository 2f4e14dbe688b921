//! Statements joined into messages, with the transactions that they need.

use super::{Origin, Piece};
use crate::dialect::Dialect;
use crate::sql;

/// Several statements that are sent together.
#[derive(Debug, Default)]
pub(super) struct Message {
    pub(super) pieces: Vec<Piece>,
    /// How long the statements are together, in bytes.
    length: usize,
}

/// Where another message begins, in bytes: far below what any server takes at once (MariaDB, 16 MiB), and far above what
/// would be worth a round trip.
const LONGEST: usize = 1 << 20;

/// The messages of a delivery, in order.
///
/// What may run in a transaction does, and stands between `BEGIN` and `COMMIT`; what commits by itself stands
/// between transactions, so that it is known at any failure which statements stay done.
#[derive(Debug)]
pub(super) struct Messages {
    dialect: &'static Dialect,
    in_transaction: bool,
    messages: Vec<Message>,
}

impl Messages {
    pub(super) fn new(dialect: &'static Dialect, in_transaction: bool) -> Self {
        Self {
            dialect,
            in_transaction,
            messages: Vec::new(),
        }
    }

    /// Begins with the tool's own statements; the version table must be there to be checked.
    pub(super) fn open_with(
        &mut self,
        creation: Option<Piece>,
        purge: Option<Piece>,
        check: Option<&Piece>,
    ) {
        if !self.dialect.transactional_ddl {
            for piece in creation.into_iter().chain(purge) {
                self.push(piece, check);
            }
        } else if creation.is_some() || purge.is_some() || check.is_some() {
            self.begin();
            let check = check.cloned();
            for piece in creation.into_iter().chain(check).chain(purge) {
                self.add(piece);
            }
        }
    }

    /// Adds a statement, inside or outside of a transaction.
    pub(super) fn push(&mut self, piece: Piece, check: Option<&Piece>) {
        if !piece.alone {
            self.open(check);
            self.add(piece);
            return;
        }
        self.close();
        if self.dialect.message_is_transaction {
            self.messages.push(Message::default());
            self.add(piece);
            self.messages.push(Message::default());
        } else {
            self.add(piece);
        }
    }

    /// Begins a transaction, unless one is open.
    pub(super) fn open(&mut self, check: Option<&Piece>) {
        if !self.in_transaction {
            self.begin();
            if let Some(check) = check {
                self.add(check.clone());
            }
        }
    }

    /// Ends the transaction, if one is open.
    pub(super) fn close(&mut self) {
        if std::mem::take(&mut self.in_transaction) {
            self.add(Piece::new("COMMIT", Origin::Commit));
        }
    }

    pub(super) fn into_vec(self) -> Vec<Message> {
        let messages = self.messages.into_iter();
        messages
            .filter(|message| !message.pieces.is_empty())
            .collect()
    }

    fn begin(&mut self) {
        if !self.in_transaction {
            self.in_transaction = true;
            self.add(Piece::new(self.dialect.begin, Origin::Begin));
        }
    }

    fn add(&mut self, piece: Piece) {
        let is_full = |message: &Message| {
            !message.pieces.is_empty() && message.length + piece.sql.len() > LONGEST
        };
        if self.messages.last().is_none_or(is_full) {
            self.messages.push(Message::default());
        }
        if let Some(message) = self.messages.last_mut() {
            message.length += piece.sql.len();
            message.pieces.push(piece);
        }
    }
}

impl Message {
    /// The statements as one text.
    pub(super) fn text(&self) -> String {
        let mut text = String::with_capacity(self.length + 3 * self.pieces.len());
        for piece in &self.pieces {
            piece.parts().for_each(|part| text.push_str(part));
        }
        text
    }

    /// The statement that a place in the message belongs to, the place being counted in characters.
    ///
    /// PostgreSQL parses a whole message before it runs any of it, so a syntax error comes before the first
    /// statement is completed, and only its place tells where it is.
    pub(super) fn piece_at(&self, position: usize) -> Option<usize> {
        let mut end = 0;
        self.pieces.iter().position(|piece| {
            end += piece
                .parts()
                .map(|part| part.chars().count())
                .sum::<usize>();
            position < end
        })
    }
}

impl Piece {
    /// What stands in the message: the statement, its end and a line break.
    fn parts(&self) -> impl Iterator<Item = &str> {
        [&self.sql, sql::terminator(&self.sql), "\n"].into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::{MYSQL, POSTGRES, SQLITE};

    fn piece(sql: &str, alone: bool) -> Piece {
        Piece {
            alone,
            ..Piece::new(sql, Origin::Version)
        }
    }

    /// The messages of some statements, of which those with an exclamation mark commit by themselves.
    #[track_caller]
    fn check(dialect: &'static Dialect, statements: &[&str], expected: &[&str]) {
        let mut messages = Messages::new(dialect, false);
        messages.open_with(None, None, None);
        for sql in statements {
            messages.push(piece(sql, sql.ends_with('!')), None);
        }
        messages.close();
        let messages = messages.into_vec();
        let texts: Vec<_> = messages
            .iter()
            .map(|it| it.text().replace(";\n", ";"))
            .collect();
        assert_eq!(texts, expected);
    }

    #[test]
    fn one_transaction_is_one_message() {
        check(&POSTGRES, &["a", "b"], &["BEGIN;a;b;COMMIT;"]);
        check(&SQLITE, &["a"], &["BEGIN IMMEDIATE;a;COMMIT;"]);
        check(&MYSQL, &[], &[]);
    }

    #[test]
    fn what_commits_by_itself_stands_between_transactions() {
        check(
            &POSTGRES,
            &["a", "b!", "c!", "d"],
            &["BEGIN;a;COMMIT;", "b!;", "c!;", "BEGIN;d;COMMIT;"],
        );
        check(
            &MYSQL,
            &["a!", "b", "c!", "d"],
            &["a!;START TRANSACTION;b;COMMIT;c!;START TRANSACTION;d;COMMIT;"],
        );
    }

    #[test]
    fn a_long_transaction_is_several_messages() {
        let long = "x".repeat(LONGEST / 2 + 1);
        let mut messages = Messages::new(&POSTGRES, false);
        for _ in 0..3 {
            messages.push(piece(&long, false), None);
        }
        messages.close();
        let messages = messages.into_vec();
        assert_eq!(
            messages
                .iter()
                .map(|it| it.pieces.len())
                .collect::<Vec<_>>(),
            [2, 1, 2]
        );
    }
}
