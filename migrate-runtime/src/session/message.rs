//! Statements joined into messages, with the transactions that they need.

use super::{Limits, Origin, Piece, Setting};
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
    check: Option<Piece>,
    limits: Limits,
    /// Whether the connection's own settings may be changed for a statement outside of a transaction.
    sets_connection: bool,
    messages: Vec<Message>,
}

impl Messages {
    pub(super) fn new(dialect: &'static Dialect, in_transaction: bool, setting: &Setting) -> Self {
        Self {
            dialect,
            in_transaction,
            check: setting.check.clone(),
            limits: setting.limits,
            sets_connection: !setting.is_pooled,
            messages: Vec::new(),
        }
    }

    /// Begins with the tool's own statements; the version table must be there to be checked.
    pub(super) fn open_with(
        &mut self,
        creation: Vec<Piece>,
        purge: Vec<Piece>,
        start: Option<String>,
    ) {
        self.add_own(start);
        if self.in_transaction {
            self.add_own(self.limits.of_transaction(self.dialect));
        }
        if !self.dialect.limits.local {
            self.add_own(self.limits.of_connection(self.dialect));
        }
        if !self.dialect.transactional_ddl {
            for piece in creation {
                self.add(piece);
            }
            purge.into_iter().for_each(|piece| self.push(piece));
        } else if !creation.is_empty() || !purge.is_empty() || self.check.is_some() {
            let check = self.check.clone();
            self.begin();
            for piece in creation.into_iter().chain(check).chain(purge) {
                self.add(piece);
            }
        }
    }

    /// Sets the limits anew, which have changed.
    pub(super) fn limit(&mut self) {
        match self.dialect.limits.local {
            true if self.in_transaction => self.add_own(self.limits.of_transaction(self.dialect)),
            true => {}
            false => self.add_own(self.limits.of_connection(self.dialect)),
        }
    }

    /// Adds a statement that runs inside of a transaction.
    pub(super) fn push(&mut self, piece: Piece) {
        self.open();
        self.add(piece);
    }

    /// Adds a statement that commits by itself, behind the note of how far the revision has come then.
    pub(super) fn push_alone(&mut self, mark: Vec<Piece>, piece: Piece) {
        self.stand_apart(mark);
        if !self.dialect.message_is_transaction {
            return self.add(piece);
        }
        let (set, reset) = match self.sets_connection {
            true => (
                self.limits.of_connection(self.dialect),
                self.limits.reset(self.dialect),
            ),
            false => Default::default(),
        };
        self.add_own(set);
        self.separate();
        self.add(piece);
        self.separate();
        self.add_own(reset);
        self.separate();
    }

    /// Ends the transaction with the note of how far the revision has come, so that what commits by itself can
    /// follow.
    pub(super) fn stand_apart(&mut self, mark: Vec<Piece>) {
        // Where each transaction first makes sure of something, so does the note's.
        if !mark.is_empty() && self.check.is_some() {
            self.open();
        }
        for piece in mark {
            self.add(piece);
        }
        self.close();
        if self.dialect.message_is_transaction {
            self.separate();
        }
    }

    /// Begins a transaction, unless one is open.
    pub(super) fn open(&mut self) {
        if !self.in_transaction {
            self.begin();
            if let Some(check) = self.check.clone() {
                self.add(check);
            }
        }
    }

    /// Ends the revision, and with it the transaction, if that ends with it.
    pub(super) fn end(&mut self, ends: bool) {
        let facts = self.dialect.limits;
        if ends {
            self.close();
        } else if facts.local {
            self.add_own(self.limits.reset_local(self.dialect));
        }
        if !facts.local {
            self.add_own(self.limits.reset(self.dialect));
        }
    }

    /// Ends the transaction, if one is open.
    fn close(&mut self) {
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
            self.add_own(self.limits.of_transaction(self.dialect));
        }
    }

    /// Adds statements of the tool's own that change no table.
    fn add_own(&mut self, statements: impl IntoIterator<Item = String>) {
        for sql in statements {
            self.add(Piece::new(sql, Origin::Version));
        }
    }

    /// Begins another message.
    fn separate(&mut self) {
        self.messages.push(Message::default());
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
    use std::time::Duration;

    use super::*;
    use crate::dialect::{MYSQL, POSTGRES, SQLITE};

    fn piece(sql: &str) -> Piece {
        Piece::new(sql, Origin::Version)
    }

    fn messages(dialect: &'static Dialect) -> Messages {
        Messages::new(dialect, false, &Setting::default())
    }

    /// The messages of some statements, of which those with an exclamation mark commit by themselves.
    #[track_caller]
    fn check(dialect: &'static Dialect, statements: &[&str], expected: &[&str]) {
        let mut messages = messages(dialect);
        messages.open_with(Vec::new(), Vec::new(), None);
        for sql in statements {
            match sql.ends_with('!') {
                true => messages.push_alone(vec![piece("mark")], piece(sql)),
                false => messages.push(piece(sql)),
            }
        }
        messages.end(true);
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
            &[
                "BEGIN;a;mark;COMMIT;",
                "b!;",
                "mark;",
                "c!;",
                "BEGIN;d;COMMIT;",
            ],
        );
        check(
            &MYSQL,
            &["a!", "b", "c!", "d"],
            &["mark;a!;START TRANSACTION;b;mark;COMMIT;c!;START TRANSACTION;d;COMMIT;"],
        );
    }

    #[test]
    fn limits_are_set_where_they_hold_and_taken_back() {
        let setting = Setting {
            limits: Limits {
                lock: Some(Duration::from_secs(2)),
                statement: None,
            },
            ..Setting::default()
        };
        let mut messages = Messages::new(&POSTGRES, false, &setting);
        messages.push(piece("a"));
        messages.push_alone(Vec::new(), piece("b!"));
        messages.end(true);
        let texts = messages.into_vec();
        let texts: Vec<_> = texts
            .iter()
            .map(|it| it.text().replace(";\n", ";"))
            .collect();
        assert_eq!(
            texts,
            [
                "BEGIN;SET LOCAL lock_timeout = 2000;a;COMMIT;",
                "SET SESSION lock_timeout = 2000;",
                "b!;",
                "SET SESSION lock_timeout = DEFAULT;"
            ]
        );
    }

    #[test]
    fn a_long_transaction_is_several_messages() {
        let long = "x".repeat(LONGEST / 2 + 1);
        let mut messages = messages(&POSTGRES);
        for _ in 0..3 {
            messages.push(piece(&long));
        }
        messages.end(true);
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
