//! A user's project, made for a test, and the subcommand run in it.

mod database;
mod invocation;
mod surroundings;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use snapbox::Redactions;
use tempfile::TempDir;

pub use database::TestDatabase;
pub use invocation::Invocation;

use crate::output::CommandOutput;
use crate::shell;

/// A folder outside of this repository, and an environment that names no database.
///
/// Clones share the folder.
#[derive(Debug, Clone)]
pub struct TestProject {
    program: PathBuf,
    root: PathBuf,
    environment: Vec<(String, String)>,
    redactions: Redactions,
    /// Dropped with the last clone.
    database: Option<Arc<TestDatabase>>,
    /// Removed with the last clone.
    _folder: Option<Arc<TempDir>>,
}

/// The folders that a listing leaves out.
const UNLISTED: [&str; 2] = [".cargo", ".git"];

impl TestProject {
    /// An empty folder; `program` is the subcommand's binary.
    ///
    /// # Panics
    ///
    /// The folder cannot be made.
    pub fn empty(program: &str) -> Self {
        let folder = TempDir::with_prefix("cargo-migrate-").expect("a temporary folder");
        let root = folder.path().join("project");
        Self::at(program, root, Some(Arc::new(folder)))
    }

    /// A folder that outlives the test: for a package that is compiled once for several tests.
    ///
    /// What was there is removed.
    ///
    /// # Panics
    ///
    /// The folder cannot be made.
    pub fn shared(program: &str, root: PathBuf) -> Self {
        if root.exists() {
            std::fs::remove_dir_all(&root).expect("the folder can be removed");
        }
        Self::at(program, root, None)
    }

    fn at(program: &str, root: PathBuf, folder: Option<Arc<TempDir>>) -> Self {
        std::fs::create_dir_all(&root).expect("the folder can be made");
        let root = root.canonicalize().expect("the folder is there");
        let program = PathBuf::from(program);
        surroundings::write_cargo_config(&root, &program);
        Self {
            redactions: surroundings::redactions(&root),
            program,
            root,
            environment: Vec::new(),
            database: None,
            _folder: folder,
        }
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The same project where `DATABASE_URL` names a database, whose name is not shown.
    #[must_use]
    pub fn on(&self, database: TestDatabase) -> Self {
        let mut changed = self
            .with_redaction("[DATABASE]", &database.shown())
            .with_environment("DATABASE_URL", &database.url());
        changed.database = Some(Arc::new(database));
        changed
    }

    /// The same project with a variable in the environment.
    #[must_use]
    pub fn with_environment(&self, name: &str, value: &str) -> Self {
        let mut changed = self.clone();
        changed
            .environment
            .push((name.to_owned(), value.to_owned()));
        changed
    }

    /// The same project where a placeholder such as `[REV]` stands for a text.
    ///
    /// # Panics
    ///
    /// The placeholder is not in square brackets.
    #[must_use]
    pub fn with_redaction(&self, placeholder: &'static str, text: &str) -> Self {
        let mut changed = self.clone();
        let inserted = changed.redactions.insert(placeholder, text.to_owned());
        inserted.expect("a placeholder is in square brackets");
        changed
    }

    /// Writes a file, with the folders above it.
    ///
    /// # Panics
    ///
    /// It cannot be written.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        let folder = path.parent().expect("a file is in a folder");
        std::fs::create_dir_all(folder).expect("the folder can be made");
        std::fs::write(path, text).expect("the file can be written");
    }

    /// The text of a file.
    ///
    /// # Panics
    ///
    /// There is no such text file.
    pub fn read(&self, path: &str) -> String {
        let text = std::fs::read_to_string(self.root.join(path));
        text.unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The text of a file, with placeholders for what differs from run to run.
    ///
    /// # Panics
    ///
    /// There is no such text file.
    pub fn show(&self, path: &str) -> String {
        self.redactions.redact(&self.read(path))
    }

    /// The paths of all files with forward slashes, sorted, a line each.
    pub fn files(&self) -> String {
        let mut files = BTreeSet::new();
        list(&self.root, "", &mut files);
        files.into_iter().map(|path| path + "\n").collect()
    }

    /// Puts the lock file of this repository into the folder, so that a build needs no other versions
    /// than those there are.
    ///
    /// # Panics
    ///
    /// It cannot be copied.
    pub fn add_lock_file(&self) {
        let copied = std::fs::copy(
            repository().join("Cargo.lock"),
            self.root.join("Cargo.lock"),
        );
        copied.expect("the lock file can be copied");
    }

    /// Runs `cargo migrate` with arguments.
    pub fn migrate<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> CommandOutput {
        self.migrate_command(arguments).run()
    }

    /// `cargo migrate` with arguments, not run yet.
    pub fn migrate_command<'a>(
        &self,
        arguments: impl IntoIterator<Item = &'a str>,
    ) -> Invocation<'_> {
        // As cargo calls a subcommand.
        let arguments = ["migrate"].into_iter().chain(arguments);
        self.program(&self.program, arguments)
    }

    /// Pipes a script through the shell of the project's database; `None` where there is no such program, which
    /// is said on stderr.
    ///
    /// # Panics
    ///
    /// The project is on no database, or the shell cannot be started.
    pub fn pipe(&self, script: &str) -> Option<CommandOutput> {
        let database = self.database.as_ref().expect("a database");
        let output = shell::pipe(database.shell(), script, "its scripts are not tested here")?;
        Some(CommandOutput::new(&output, &self.redactions))
    }

    /// Runs `cargo`.
    pub fn cargo<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> CommandOutput {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        self.program(Path::new(&cargo), arguments).run()
    }

    /// A program with arguments, not run yet.
    pub fn program<'a>(
        &self,
        program: &Path,
        arguments: impl IntoIterator<Item = &'a str>,
    ) -> Invocation<'_> {
        Invocation::new(self, self.command(program), arguments)
    }

    fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        let unwanted = std::env::vars_os().filter(|(name, _)| {
            let name = name.to_string_lossy();
            surroundings::is_unwanted(&name)
        });
        for (name, _) in unwanted {
            command.env_remove(name);
        }
        let environment = self.environment.iter();
        command
            .envs(environment.map(|(name, value)| (name, value)))
            .current_dir(&self.root)
            .stdin(Stdio::null());
        command
    }
}

fn list(folder: &Path, shown: &str, files: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("readable");
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_file() {
            files.insert(format!("{shown}{name}"));
        } else if !UNLISTED.contains(&name.as_str()) {
            list(&entry.path(), &format!("{shown}{name}/"), files);
        }
    }
}

/// The folder of this repository: the checkout that the projects use.
pub fn repository() -> &'static Path {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("the crate is in the repository")
}
