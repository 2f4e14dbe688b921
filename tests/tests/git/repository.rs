//! A repository of git with a package in it.

use std::path::Path;

use migrate_tests::output::CommandOutput;
use migrate_tests::project::{Invocation, TestDatabase, TestProject, repository};

/// The binary under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_cargo-migrate-dup");

pub(super) const SHOPS: &str = "9e1f00aa12bc";
pub(super) const CARTS: &str = "27c6a30d7c24";
pub(super) const PRODUCTS: &str = "abc123def456";

/// A package in a repository of git, of which no configuration of the machine's is known.
pub(super) struct Repository {
    pub(super) project: TestProject,
}

/// What git is told instead of what it would read from the machine's files.
const CONFIGURATION: [(&str, &str); 7] = [
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_CONFIG_GLOBAL", "/dev/null"),
    ("GIT_AUTHOR_NAME", "Ann"),
    ("GIT_AUTHOR_EMAIL", "ann@example.com"),
    ("GIT_COMMITTER_NAME", "Ann"),
    ("GIT_COMMITTER_EMAIL", "ann@example.com"),
    ("GIT_EDITOR", "true"),
];

impl Repository {
    /// A package with the revision `add shops`, committed to `main`.
    pub(super) fn new(name: &str, settings: &str) -> Self {
        let project = CONFIGURATION
            .iter()
            .fold(TestProject::empty(PROGRAM), |project, (name, value)| {
                project.with_environment(name, value)
            });
        let repository = Self { project };
        let project = &repository.project;
        project.add_lock_file();
        project.write(".gitignore", "Cargo.lock\n");
        project.write("Cargo.toml", &manifest(name, settings));
        project.write("build.rs", BUILD_SCRIPT);
        project.write("src/lib.rs", "migrate_runtime::embed!();\n");
        project.write("versions/.gitkeep", "");
        // The package is a folder of the repository.
        repository.git(&["-c", "init.defaultBranch=main", "init", "--quiet", ".."]);
        repository.add_revision(SHOPS, "add shops");
        repository
    }

    /// The same, with `add carts` on the branch `carts` and `add products` on `main`, which is checked out.
    pub(super) fn forked(name: &str, settings: &str) -> Self {
        let repository = Self::new(name, settings);
        repository.git(&["switch", "--quiet", "--create", "carts"]);
        repository.add_revision(CARTS, "add carts");
        repository.git(&["switch", "--quiet", "main"]);
        repository.add_revision(PRODUCTS, "add products");
        repository
    }

    /// The same, where a database has a revision applied.
    pub(super) fn stamped(self, target: &str) -> Self {
        let project = self.project.on(TestDatabase::sqlite());
        let repository = Self { project };
        repository.succeed(&["stamp", target]);
        repository
    }

    /// Writes a revision with the subcommand, and commits it.
    pub(super) fn add_revision(&self, id: &str, message: &str) {
        self.succeed(&["revision", "-m", message, "--rev-id", id]);
        self.commit(message);
    }

    /// Commits all that there is.
    pub(super) fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    /// Runs `cargo migrate`.
    pub(super) fn migrate(&self, arguments: &[&str]) -> CommandOutput {
        run(self.project.migrate_command(arguments.iter().copied()))
    }

    /// Runs `cargo migrate`, which must succeed.
    pub(super) fn succeed(&self, arguments: &[&str]) {
        let output = self.migrate(arguments);
        assert_eq!(output.status, Some(0), "{output}");
    }

    /// Runs git, which must succeed; what it prints.
    pub(super) fn git(&self, arguments: &[&str]) -> String {
        let output = self.try_git(arguments);
        assert_eq!(output.status, Some(0), "{output}");
        output.stdout
    }

    /// Runs git.
    pub(super) fn try_git(&self, arguments: &[&str]) -> CommandOutput {
        run(self
            .project
            .program(Path::new("git"), arguments.iter().copied()))
    }

    /// Builds the package.
    pub(super) fn build(&self) -> CommandOutput {
        self.project.cargo(["build", "--quiet"])
    }

    /// The line of the lock file that names the heads.
    pub(super) fn locked(&self) -> String {
        let text = self.project.read("migrate.lock");
        let mut lines = text.lines().filter(|line| line.starts_with("heads = "));
        let line = lines.next().expect("a line with the heads");
        assert_eq!(lines.next(), None, "{text}");
        line.to_owned()
    }

    /// The paths of the revision files, in order.
    pub(super) fn revision_files(&self) -> Vec<String> {
        let files = self.project.files();
        let files = files
            .lines()
            .filter(|path| path.starts_with("versions/") && path.ends_with(".rs"));
        files.map(str::to_owned).collect()
    }

    /// The path of the file of a revision.
    pub(super) fn file_of(&self, id: &str) -> String {
        let names = self.revision_files().into_iter();
        let mut names = names.filter(|name| name.contains(id));
        names.next().expect("a file of the revision")
    }
}

/// Runs a command that finds no other repository than the one that it runs in: a test may run in a hook of
/// git, whose environment names the repository that is being worked on.
fn run(invocation: Invocation<'_>) -> CommandOutput {
    const NAMES: [&str; 5] = [
        "GIT_DIR",
        "GIT_INDEX_FILE",
        "GIT_WORK_TREE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_COMMON_DIR",
    ];
    let invocation = NAMES.iter().fold(invocation, |invocation, name| {
        invocation.without_environment(name)
    });
    invocation.run()
}

fn manifest(name: &str, settings: &str) -> String {
    let runtime = repository().join("migrate-runtime");
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [package.metadata.migrate]\n{settings}\n\
         [dependencies]\nmigrate-runtime = {{ path = '{}', features = [\"postgres\", \"sqlite\"] }}\n\n\
         [workspace]\n",
        runtime.display()
    )
}

const BUILD_SCRIPT: &str = "fn main() {
    println!(\"cargo::rerun-if-changed=versions\\ncargo::rerun-if-changed=Cargo.toml\");
}
";
