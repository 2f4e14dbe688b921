//! A failed statement, as its error tells it.

use std::path::Path;

use migrate_runtime::{Error, ErrorKind};

/// What an error says of a failed statement.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FailedStatement {
    /// The revision.
    pub(crate) revision: String,
    /// The source text from the place that the error points to: the call that recorded the operation.
    pub(crate) call: Option<String>,
    /// The statement.
    pub(crate) statement: String,
    /// The server's own words.
    pub(crate) server: String,
}

impl FailedStatement {
    /// Reads an error.
    #[track_caller]
    pub(crate) fn of(error: &Error) -> Self {
        let ErrorKind::Statement {
            step,
            location,
            statement,
            source,
        } = &*error.kind
        else {
            panic!("no statement failed: {error}")
        };
        let server = source.as_database_error();
        Self {
            revision: step.revision.to_string(),
            call: location.map(source_at),
            statement: statement.clone(),
            server: server.expect("a server's error").message().to_owned(),
        }
    }

    /// Whether the error points to this call.
    pub(crate) fn is_at(&self, call: &str) -> bool {
        self.call
            .as_ref()
            .is_some_and(|source| source.starts_with(call))
    }
}

/// An error and its causes, with colons between them, as a service logs it.
pub(crate) fn told(error: &Error) -> String {
    let error: &dyn std::error::Error = error;
    let chain = std::iter::successors(Some(error), |error| error.source());
    chain
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}

/// The rest of the line from a place in a file of this workspace.
pub(crate) fn source_at(location: &std::panic::Location<'_>) -> String {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let file = workspace.expect("a package").join(location.file());
    let text = std::fs::read_to_string(file).expect("the source of this test");
    let line = text.lines().nth(location.line() as usize - 1);
    let line = line.expect("the file has this line");
    line.chars().skip(location.column() as usize - 1).collect()
}
