//! The runner: the program that holds the revisions, and the models that they are compared with.

use std::process::ExitCode;

use super::Directive;
use crate::Migrator;
use crate::models::Metadata;

/// The command line of a migrations package.
///
/// ```ignore
/// fn main() -> std::process::ExitCode {
///     let metadata = Metadata::new().table::<Shop>().table::<Product>();
///     migrate_runtime::cli::Runner::new(&migrations::MIGRATOR)
///         .target_metadata(metadata)
///         .run()
/// }
/// ```
///
/// [`main`](super::main) is the same for a package that takes every table that is registered.
#[derive(Debug)]
pub struct Runner {
    pub(super) migrator: &'static Migrator,
    pub(super) metadata: Metadata,
    pub(super) hook: Option<fn(&mut Vec<Directive>)>,
}

impl Runner {
    /// A runner of some revisions, whose models are those that are registered.
    pub fn new(migrator: &'static Migrator) -> Self {
        Self {
            migrator,
            metadata: Metadata::registered(),
            hook: None,
        }
    }

    /// The same with these models, and no others.
    #[must_use]
    pub fn target_metadata(mut self, metadata: Metadata) -> Self {
        self.metadata = metadata;
        self
    }

    /// The same with a hook, which is handed the changes that `revision --autogenerate` has found, and may take some out, put them
    /// into another order and add statements of its own.
    ///
    /// The downgrade is that of the changes that are left. `check` asks no hook.
    ///
    /// ```ignore
    /// migrate_runtime::cli::Runner::new(&migrations::MIGRATOR)
    ///     .process_revision_directives(|directives| {
    ///         directives.retain(|it| !(it.kind() == "drop_table" && it.object().starts_with("tmp_")));
    ///         directives.push(Directive::execute("ANALYZE", ""));
    ///     })
    ///     .run()
    /// ```
    #[must_use]
    pub fn process_revision_directives(mut self, hook: fn(&mut Vec<Directive>)) -> Self {
        self.hook = Some(hook);
        self
    }

    /// Runs the command line and returns its exit code.
    pub fn run(self) -> ExitCode {
        super::run_command_line(&self)
    }
}
