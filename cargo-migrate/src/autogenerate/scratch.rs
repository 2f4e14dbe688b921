//! Scratch places: what is wanted is made there, read, and gone again.

mod databases;
pub(crate) mod file;
pub(crate) mod mysql;
pub(crate) mod postgres;
pub(crate) mod sqlite;

use migrate_runtime::operations::RenderError;
use migrate_runtime::rehearsal::Fault;
use migrate_script::diagnostic::Diagnostic;
use uuid::Uuid;

use crate::error::Error;

/// How the name of each scratch place starts.
const PREFIX: &str = "cargo_migrate_scratch_";

/// What is told first of a statement that fails where what is wanted is made.
pub(crate) const WANTED: &str = "the wanted schema cannot be made";
/// The same where a revision is proven.
pub(crate) const PROOF: &str = "a statement fails on a scratch copy";

/// A text that nothing else holds.
fn random() -> String {
    let mut text = Uuid::new_v4().simple().to_string();
    text.truncate(16);
    text
}

/// Statements that a scratch place does not take.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What went wrong.
    pub(crate) fault: Diagnostic,
    /// The statement that failed, counted from 0, where it was one.
    pub(crate) statement: Option<usize>,
    /// Where in the statement, in characters counted from 0, if the server says so.
    pub(crate) position: Option<usize>,
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        failure.fault.into()
    }
}

/// Operations that a scratch place does not take; `failed` tells of a statement.
fn unfit(fault: Fault, failed: fn(&str, &sqlx::Error) -> Diagnostic) -> Diagnostic {
    match fault {
        Fault::Render { source, .. } => unwritten(&source),
        Fault::Statement {
            statement, source, ..
        } => failed(&statement, &source),
    }
}

/// An operation that cannot be written for the database.
pub(crate) fn unwritten(error: &RenderError) -> Diagnostic {
    let fault = Diagnostic::new(error.to_string());
    match error.help() {
        Some(help) => fault.help(help),
        None => fault,
    }
}
