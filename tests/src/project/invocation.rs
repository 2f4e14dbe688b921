//! A command in a project, before it runs.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::TestProject;
use crate::output::CommandOutput;

/// A command that is about to run in a project.
#[derive(Debug)]
pub struct Invocation<'a> {
    project: &'a TestProject,
    command: Command,
    builds: bool,
}

/// The words that make a command build something, which is to be run then.
const BUILDING: [&str; 7] = [
    "build",
    "run",
    "upgrade",
    "downgrade",
    "check",
    "--autogenerate",
    "prepare",
];

impl<'a> Invocation<'a> {
    pub(super) fn new<'b>(
        project: &'a TestProject,
        mut command: Command,
        arguments: impl IntoIterator<Item = &'b str>,
    ) -> Self {
        let arguments: Vec<&str> = arguments.into_iter().collect();
        let builds = arguments.iter().any(|it| BUILDING.contains(it));
        command.args(arguments);
        Self {
            project,
            command,
            builds,
        }
    }

    /// Sets a variable of the environment.
    #[must_use]
    pub fn environment(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Removes a variable of the environment.
    #[must_use]
    pub fn without_environment(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Runs it in another folder, relative to the project's.
    #[must_use]
    pub fn in_folder(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(self.project.root.join(folder));
        self
    }

    /// Runs it, and waits for its end.
    ///
    /// # Panics
    ///
    /// It cannot be started.
    pub fn run(mut self) -> CommandOutput {
        // The projects share a target folder, where binaries of one name replace one another: nobody
        // builds between another's build and run.
        static TARGET_FOLDER: Mutex<()> = Mutex::new(());
        let _guard = self
            .builds
            .then(|| TARGET_FOLDER.lock().unwrap_or_else(PoisonError::into_inner));
        let output = output(&mut self.command).expect("the program can be started");
        CommandOutput::new(&output, &self.project.redactions)
    }

    /// The command itself, for what else is to be done with it.
    pub fn into_command(self) -> Command {
        self.command
    }
}

/// Runs a program that may have been copied a moment ago.
///
/// A process that another test started meanwhile has the copy open for writing until it becomes a program
/// of its own, and for so long the system refuses to run the copy.
fn output(command: &mut Command) -> std::io::Result<Output> {
    loop {
        match command.output() {
            Err(error) if error.kind() == ErrorKind::ExecutableFileBusy => {
                std::thread::sleep(Duration::from_millis(10));
            }
            result => return result,
        }
    }
}
