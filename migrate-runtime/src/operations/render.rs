//! Rendering: an operation in, statements out.

use crate::dialect::Dialect;
use crate::sql::SplitError;

/// The statements of an operation, as they are written for a dialect.
#[derive(Debug)]
pub struct Statements<'a> {
    /// The dialect to write for.
    pub dialect: &'a Dialect,
    statements: Vec<String>,
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
    /// The operation contradicts itself.
    #[error("{what}")]
    Invalid {
        /// What is wrong.
        what: String,
    },
}

impl RenderError {
    /// What to do instead, where something is known.
    pub fn help(&self) -> Option<&str> {
        match self {
            Self::Unsupported { help, .. } => Some(help),
            Self::Invalid { .. } => None,
        }
    }

    pub(crate) fn invalid(what: impl Into<String>) -> Self {
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
    pub fn new(dialect: &'a Dialect) -> Self {
        Self {
            dialect,
            statements: Vec::new(),
        }
    }

    /// Adds a statement, without a terminator.
    pub fn push(&mut self, statement: impl Into<String>) {
        self.statements.push(statement.into());
    }

    pub(super) fn len(&self) -> usize {
        self.statements.len()
    }

    /// Refuses a NUL character behind the first `start` statements: a server takes it for the end of the
    /// whole message.
    pub(super) fn check_from(&self, start: usize) -> Result<(), RenderError> {
        if self.statements[start..]
            .iter()
            .any(|sql| sql.contains('\0'))
        {
            return Err(RenderError::invalid("the SQL text has a NUL character"));
        }
        Ok(())
    }

    /// The statements written so far.
    pub fn into_vec(self) -> Vec<String> {
        self.statements
    }

    pub(crate) fn unsupported(&self, what: impl Into<String>, help: &'static str) -> RenderError {
        RenderError::Unsupported {
            dialect: self.dialect.name,
            what: what.into(),
            help,
        }
    }
}
