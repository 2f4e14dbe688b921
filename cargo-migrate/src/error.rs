//! Errors of the subcommand: what kind, what is shown, how to mend it.

use migrate_runtime::cli::ui::Ui;
use migrate_runtime::cli::{Fault, exit_code};
use migrate_script::diagnostic::Diagnostic;
use migrate_script::graph::GraphError;

/// A failed command.
#[derive(Debug)]
pub(crate) enum Error {
    /// Something to show.
    Fault(Fault),
    /// A command line that makes no sense in this version.
    Usage(Fault),
    /// Cargo has already shown why it could not build the package.
    Build {
        /// The package.
        package: String,
    },
}

pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A fault without a place, and how to mend it.
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Fault(Diagnostic::new(message).help(help).into())
    }

    /// A command line that makes no sense in this version, and what to type instead.
    pub(crate) fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Usage(Diagnostic::new(message).help(help).into())
    }

    /// A fault of the system: a file that cannot be read or written, a program that cannot be run.
    pub(crate) fn system(what: impl std::fmt::Display, error: impl std::fmt::Display) -> Self {
        Self::Fault(Fault::new(format!("{what}: {error}")))
    }

    /// The same with one more way to mend it.
    pub(crate) fn with_help(self, help: impl Into<String>) -> Self {
        let Self::Fault(fault) = self else {
            return self;
        };
        let mut diagnostics = fault.diagnostics().to_vec();
        if let Some(last) = diagnostics.pop() {
            diagnostics.push(last.help(help));
        }
        diagnostics.into()
    }

    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Fault(_) => exit_code::FAILURE,
            Self::Usage(_) => exit_code::USAGE,
            Self::Build { .. } => exit_code::BUILD,
        }
    }
}

/// Shows an error on stderr.
pub(crate) fn show(ui: &mut Ui, error: &Error) {
    match error {
        Error::Fault(fault) | Error::Usage(fault) => ui.error(fault),
        Error::Build { package } => {
            let message = format!("could not build the package `{package}`; nothing was run");
            ui.error(&Fault::new(message));
        }
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Diagnostic> for Error {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Fault(diagnostic.into())
    }
}

impl From<Vec<Diagnostic>> for Error {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self::Fault(diagnostics.into())
    }
}

impl From<GraphError> for Error {
    fn from(error: GraphError) -> Self {
        Self::Fault(error.into())
    }
}
