//! Dialects as facts: what a database can do and how it writes it.
//!
//! Operations branch on these facts, never on a name, so that a new dialect is a constant.

mod facts;
mod family;
mod mysql;
mod options;
mod postgres;
mod sqlite;
mod words;

use std::borrow::Cow;

use crate::schema::TableName;

pub use facts::*;
pub use mysql::{MARIADB, MYSQL};
pub use postgres::POSTGRES;
pub use sqlite::SQLITE;

/// What a database can do, and how it writes it.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Dialect {
    /// The name of the database, as people write it.
    pub name: &'static str,
    /// Whose options of a table it takes.
    pub family: Family,
    /// The statement that opens a revision's transaction.
    pub begin: &'static str,
    /// Whether a table can be created or altered inside of a transaction; otherwise each such statement
    /// commits by itself.
    pub transactional_ddl: bool,
    /// Whether several statements in one message are one transaction, even without `BEGIN`.
    pub message_is_transaction: bool,
    /// What a script begins with, so that the database's own shell runs it as a connection of ours would, and
    /// stops at the first error.
    pub script_header: &'static str,
    /// What stands around an identifier that must be quoted.
    pub identifier_quote: char,
    /// The lists of words that must be quoted to be names.
    pub(crate) reserved: &'static [&'static [&'static str]],
    /// Whether a backslash in a string literal must be doubled.
    pub backslash_escapes: bool,
    /// How each generic type is written.
    pub types: TypeNames,
    /// How rows are numbered by the database.
    pub identity: Identity,
    /// What may stand behind `DEFAULT` without parentheses.
    pub defaults: Defaults,
    /// What columns can do.
    pub columns: ColumnFacts,
    /// What constraints can do.
    pub constraints: ConstraintFacts,
    /// What indexes can do.
    pub indexes: IndexFacts,
    /// What there is beside tables.
    pub objects: ObjectFacts,
    /// How values are written in a statement.
    pub values: ValueFacts,
    /// Where the comments of tables and columns are written.
    pub comments: Comments,
    /// How statements are told apart.
    pub lexis: Lexis,
    /// How it tells the time, and who is connected.
    pub clock: ClockFacts,
    /// How long statements may wait and run.
    pub limits: LimitFacts,
    /// How a statement makes sure of the rows that it changed.
    pub row_check: RowCheck,
    /// Whether the transaction itself is the lock, so that each one first makes sure of the state that
    /// it was planned from.
    pub transaction_is_lock: bool,
}

impl Dialect {
    /// Quotes an identifier where that is needed: not lower-case, not plain, or a reserved word.
    ///
    /// ```
    /// use migrate_runtime::dialect::POSTGRES;
    ///
    /// assert_eq!(POSTGRES.quote("price"), "price");
    /// assert_eq!(POSTGRES.quote("order"), r#""order""#);
    /// assert_eq!(POSTGRES.quote(r#"a "b""#), r#""a ""b""""#);
    /// ```
    pub fn quote<'a>(&self, name: &'a str) -> Cow<'a, str> {
        let plain = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
            && name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            && !words::is_reserved(self.reserved, name);
        if plain {
            return Cow::Borrowed(name);
        }
        let mark = self.identifier_quote;
        let doubled = name.replace(mark, &format!("{mark}{mark}"));
        Cow::Owned(format!("{mark}{doubled}{mark}"))
    }

    /// Quotes a list of identifiers and joins them with commas.
    pub fn quote_list(&self, names: &[String]) -> String {
        names
            .iter()
            .map(|name| self.quote(name))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// Quotes a table's name, with its schema if it has one.
    pub fn quote_table(&self, table: &TableName) -> String {
        match &table.schema {
            Some(schema) => format!("{}.{}", self.quote(schema), self.quote(&table.name)),
            None => self.quote(&table.name).into_owned(),
        }
    }

    /// Writes a text as a string literal.
    ///
    /// ```
    /// use migrate_runtime::dialect::{MYSQL, POSTGRES};
    ///
    /// assert_eq!(POSTGRES.literal(r"it's a \"), r"'it''s a \'");
    /// assert_eq!(MYSQL.literal(r"it's a \"), r"'it''s a \\'");
    /// ```
    pub fn literal(&self, text: &str) -> String {
        let text = text.replace('\'', "''");
        if self.backslash_escapes {
            format!("'{}'", text.replace('\\', r"\\"))
        } else {
            format!("'{text}'")
        }
    }
}
