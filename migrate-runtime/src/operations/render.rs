//! Rendering: an operation in, statements out.

use crate::dialect::Dialect;
use crate::existing_table::ExistingTable;
use crate::settings::NamingConvention;
use crate::sql::{self, SplitError};

/// The statements of an operation, as they are written for a dialect.
#[derive(Debug)]
pub struct Statements<'a> {
    /// The dialect to write for.
    pub dialect: &'static Dialect,
    pub(super) naming: &'a NamingConvention,
    pub(super) table: Option<&'a ExistingTable>,
    /// Whether the operation asked to run outside of a transaction.
    pub(super) outside_transaction: bool,
    statements: Vec<Statement>,
}

/// One statement, without a terminator.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statement {
    /// Its text.
    pub sql: String,
    /// Whether it commits by itself: it runs outside of a transaction.
    pub alone: bool,
    /// What a failure of this statement means, where it is a check that fails on purpose.
    pub check: Option<String>,
}

/// An operation that cannot be written for a dialect; nothing of its revision is sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// The database has nothing like it.
    #[error("{dialect} cannot {what}")]
    Unsupported {
        /// The dialect's name.
        dialect: &'static str,
        /// What it cannot do, as an infinitive.
        what: String,
        /// What to do instead.
        help: &'static str,
    },
    /// The operation must see the table, which a script cannot.
    #[error("{what} must see table `{table}` as it is")]
    Unseen {
        /// What is asked for.
        what: String,
        /// The table.
        table: String,
        /// What to do instead.
        help: &'static str,
    },
    /// The operation contradicts itself.
    #[error("{what}")]
    Invalid {
        /// What is wrong.
        what: String,
    },
    /// The revision says of itself that it cannot be undone.
    #[error("it cannot be undone: {why}")]
    Irreversible {
        /// Why.
        why: String,
    },
}

impl RenderError {
    /// What to do instead, where something is known.
    pub fn help(&self) -> Option<&str> {
        match self {
            Self::Unsupported { help, .. } | Self::Unseen { help, .. } => Some(help),
            Self::Invalid { .. } | Self::Irreversible { .. } => None,
        }
    }

    /// An operation that contradicts itself.
    pub fn invalid(what: impl Into<String>) -> Self {
        Self::Invalid { what: what.into() }
    }
}

impl From<SplitError> for RenderError {
    fn from(error: SplitError) -> Self {
        Self::invalid(error.to_string())
    }
}

impl<'a> Statements<'a> {
    /// An empty list for a dialect.
    pub fn new(dialect: &'static Dialect) -> Self {
        Self {
            dialect,
            naming: &NamingConvention::NONE,
            table: None,
            outside_transaction: false,
            statements: Vec::new(),
        }
    }

    /// The same list with names for the constraints and indexes that have none.
    #[must_use]
    pub fn with_naming(mut self, naming: &'a NamingConvention) -> Self {
        self.naming = naming;
        self
    }

    /// The same list with the table that the next operation wants to see.
    pub(crate) fn with_table(mut self, table: &'a ExistingTable) -> Self {
        self.table = Some(table);
        self
    }

    /// Adds a statement, without a terminator.
    ///
    /// It runs in the revision's transaction, unless the operation is in an
    /// [`autocommit_block`](super::Operations::autocommit_block), or the database commits such a statement by
    /// itself.
    pub fn push(&mut self, statement: impl Into<String>) {
        let sql = statement.into();
        let alone = self.outside_transaction
            || (!self.dialect.transactional_ddl && sql::commits_by_itself(&sql));
        self.statements.push(Statement {
            sql,
            alone,
            check: None,
        });
    }

    /// Adds a statement that cannot run in a transaction.
    pub fn push_alone(&mut self, statement: impl Into<String>) {
        self.statements.push(Statement {
            sql: statement.into(),
            alone: true,
            check: None,
        });
    }

    /// Adds a statement that fails where something is wrong, and what is wrong then.
    pub(super) fn push_check(&mut self, statement: String, meaning: String) {
        self.push(statement);
        if let Some(statement) = self.statements.last_mut() {
            statement.check = Some(meaning);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.statements.len()
    }

    /// Refuses a NUL character behind the first `start` statements: a server takes it for the end of the
    /// whole message.
    pub(super) fn check_from(&self, start: usize) -> Result<(), RenderError> {
        if self.statements[start..]
            .iter()
            .any(|statement| statement.sql.contains('\0'))
        {
            return Err(RenderError::invalid("the SQL text has a NUL character"));
        }
        Ok(())
    }

    /// The statements written so far.
    pub fn into_vec(self) -> Vec<Statement> {
        self.statements
    }

    /// An error that says what the dialect cannot do, as an infinitive, and what to do instead.
    pub fn unsupported(&self, what: impl Into<String>, help: &'static str) -> RenderError {
        RenderError::Unsupported {
            dialect: self.dialect.name,
            what: what.into(),
            help,
        }
    }
}
