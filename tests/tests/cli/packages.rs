//! The projects of the stories.

use std::path::Path;
use std::sync::OnceLock;

use migrate_tests::project::{TestProject, repository};

/// The binary under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_cargo-migrate-dup");

/// A revision file to be written.
#[derive(Clone, Copy, Default)]
pub(super) struct RevisionFile<'a> {
    pub(super) id: &'a str,
    pub(super) message: &'a str,
    pub(super) down: &'a [&'a str],
    pub(super) labels: &'a [&'a str],
    pub(super) depends_on: &'a [&'a str],
    pub(super) upgrade: &'a str,
    pub(super) downgrade: &'a str,
}

/// A folder without a project.
pub(super) fn empty() -> TestProject {
    TestProject::empty(PROGRAM)
}

/// A package with revisions, a workspace by itself.
///
/// Those that are compiled have different names: to cargo, packages of one name at the root of a
/// workspace are one, and all share a target folder here.
pub(super) fn package(name: &str, settings: &str, revisions: &[RevisionFile<'_>]) -> TestProject {
    let project = empty();
    write_package(&project, name, settings, revisions);
    project
}

/// Three revisions in a row, compiled once.
pub(super) fn chain() -> &'static TestProject {
    static PROJECT: OnceLock<TestProject> = OnceLock::new();
    PROJECT.get_or_init(|| shared("chain", "", &CHAIN))
}

/// The graph of the chapter on branches in Alembic's documentation, compiled once.
pub(super) fn branches() -> &'static TestProject {
    static PROJECT: OnceLock<TestProject> = OnceLock::new();
    PROJECT.get_or_init(|| shared("branches", "multiple-heads = \"allow\"\n", &BRANCHES))
}

pub(super) const CHAIN: [RevisionFile<'static>; 3] = [
    RevisionFile {
        id: "9e1f00aa12bc",
        message: "add shops",
        upgrade: "op.create_table(\"shops\", |t| {
        t.column(\"id\", bigint()).primary_key();
        t.column(\"name\", text()).not_null();
    });",
        downgrade: "op.drop_table(\"shops\");",
        ..RevisionFile::EMPTY
    },
    RevisionFile {
        id: "abc123def456",
        message: "create products",
        down: &["9e1f00aa12bc"],
        upgrade: "op.create_table(\"products\", |t| {
        t.column(\"id\", bigint()).primary_key();
        t.column(\"shop_id\", bigint()).not_null().references(\"shops\", \"id\");
    });",
        downgrade: "op.drop_table(\"products\");",
        ..RevisionFile::EMPTY
    },
    RevisionFile {
        id: "27c6a30d7c24",
        message: "add cart",
        down: &["abc123def456"],
        upgrade: "op.create_table(\"cart\", |t| {
        t.column(\"product_id\", bigint()).not_null().references(\"products\", \"id\");
    });",
        downgrade: "op.drop_table(\"cart\");",
        ..RevisionFile::EMPTY
    },
];

pub(super) const BRANCHES: [RevisionFile<'static>; 8] = [
    RevisionFile {
        id: "1975ea83b712",
        message: "create account table",
        upgrade: "op.create_table(\"account\", |t| {
        t.column(\"id\", bigint()).primary_key();
    });",
        downgrade: "op.drop_table(\"account\");",
        ..RevisionFile::EMPTY
    },
    RevisionFile {
        id: "ae1027a6acf0",
        message: "add a column",
        down: &["1975ea83b712"],
        upgrade: "op.add_column(\"account\", column(\"last_transaction\", text()));",
        downgrade: "op.drop_column(\"account\", \"last_transaction\");",
        ..RevisionFile::EMPTY
    },
    RevisionFile {
        id: "55af2cb1c267",
        message: "add another account column",
        down: &["ae1027a6acf0"],
        upgrade: "op.add_column(\"account\", column(\"note\", text()));",
        downgrade: "op.drop_column(\"account\", \"note\");",
        ..RevisionFile::EMPTY
    },
    RevisionFile {
        id: "27c6a30d7c24",
        message: "add shopping cart table",
        down: &["1975ea83b712"],
        labels: &["shoppingcart"],
        upgrade: "op.create_table(\"shopping_cart\", |t| {
        t.column(\"id\", bigint()).primary_key();
    });",
        downgrade: "op.drop_table(\"shopping_cart\");",
        ..RevisionFile::EMPTY
    },
    RevisionFile {
        id: "d747a8a8879a",
        message: "add a shopping cart column",
        down: &["27c6a30d7c24"],
        upgrade: "op.add_column(\"shopping_cart\", column(\"owner\", text()));",
        downgrade: "op.drop_column(\"shopping_cart\", \"owner\");",
        ..RevisionFile::EMPTY
    },
    RevisionFile {
        id: "3cac04ae8714",
        message: "create networking branch",
        labels: &["networking"],
        ..RevisionFile::EMPTY
    },
    RevisionFile {
        id: "109ec7d132bf",
        message: "add ip number table",
        down: &["3cac04ae8714"],
        upgrade: "op.create_table(\"ip_number\", |t| {
        t.column(\"id\", bigint()).primary_key();
    });",
        downgrade: "op.drop_table(\"ip_number\");",
        ..RevisionFile::EMPTY
    },
    RevisionFile {
        id: "2a95102259be",
        message: "add ip account table",
        down: &["109ec7d132bf"],
        depends_on: &["55af2cb1c267"],
        upgrade: "op.create_table(\"ip_account\", |t| {
        t.column(\"account_id\", bigint()).references(\"account\", \"id\");
    });",
        downgrade: "op.drop_table(\"ip_account\");",
        ..RevisionFile::EMPTY
    },
];

fn shared(name: &str, settings: &str, revisions: &[RevisionFile<'_>]) -> TestProject {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("cli")
        .join(name);
    let project = TestProject::shared(PROGRAM, folder);
    write_package(&project, name, settings, revisions);
    let built = project.cargo(["build"]);
    assert_eq!(built.status, Some(0), "{built}");
    project
}

fn write_package(
    project: &TestProject,
    name: &str,
    settings: &str,
    revisions: &[RevisionFile<'_>],
) {
    project.add_lock_file();
    project.write("Cargo.toml", &manifest(name, settings));
    project.write("build.rs", BUILD_SCRIPT);
    project.write("src/lib.rs", "migrate_runtime::embed!();\n");
    let crate_name = name.replace('-', "_");
    let main = format!(
        "fn main() -> std::process::ExitCode {{\n    migrate_runtime::cli::main(&{crate_name}::MIGRATOR)\n}}\n"
    );
    project.write("src/main.rs", &main);
    project.write("versions/.gitkeep", "");
    for (index, revision) in revisions.iter().enumerate() {
        project.write(&revision.path(index + 1), &revision.text(index + 1));
    }
    if !revisions.is_empty() {
        // Fails where the story is about a broken chain, which has no heads.
        let _ = project.migrate(["lock"]);
    }
}

/// A manifest with all drivers and the derives.
pub(super) fn manifest(name: &str, settings: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [package.metadata.migrate]\n{settings}\n\
         [dependencies]\n{}\n[workspace]\n",
        runtime_dependency()
    )
}

/// The dependency on the runtime, with all drivers and the derives.
pub(super) fn runtime_dependency() -> String {
    let path = repository().join("migrate-runtime");
    let path = path.to_str().expect("UTF-8");
    format!(
        "migrate-runtime = {{ path = '{path}', features = [\"cli\", \"models\", \"mysql\", \"postgres\", \"sqlite\"] }}\n"
    )
}

const BUILD_SCRIPT: &str = "fn main() {
    println!(\"cargo::rerun-if-changed=versions\\ncargo::rerun-if-changed=Cargo.toml\");
}
";

impl RevisionFile<'_> {
    pub(super) const EMPTY: Self = Self {
        id: "",
        message: "",
        down: &[],
        labels: &[],
        depends_on: &[],
        upgrade: "",
        downgrade: "",
    };

    /// The path of the file that was made on a day of January 2025.
    pub(super) fn path(&self, day: usize) -> String {
        let slug = self.message.replace(' ', "_");
        format!("versions/2025_01_{day:02}_0900-{}_{slug}.rs", self.id)
    }

    fn text(&self, day: usize) -> String {
        let Self {
            id,
            message,
            down,
            labels,
            depends_on,
            upgrade,
            downgrade,
        } = self;
        let revises = format!("Revises: {}", down.join(", "));
        let revises = revises.trim_end();
        let upgrade = function("upgrade", upgrade);
        let downgrade = function("downgrade", downgrade);
        format!(
            "//! {message}\n//!\n//! Revision ID: {id}\n//! {revises}\n//! Create Date: 2025-01-{day:02} 09:00:00 UTC\n\n\
             use migrate_runtime::prelude::*;\n\n\
             pub const REVISION: &str = \"{id}\";\n\
             pub const DOWN_REVISION: &[&str] = &{down:?};\n\
             pub const BRANCH_LABELS: &[&str] = &{labels:?};\n\
             pub const DEPENDS_ON: &[&str] = &{depends_on:?};\n\n\
             {upgrade}\n{downgrade}"
        )
    }
}

fn function(name: &str, body: &str) -> String {
    match body {
        "" => format!("pub fn {name}(_op: &mut Operations) {{}}\n"),
        body => format!("pub fn {name}(op: &mut Operations) {{\n    {body}\n}}\n"),
    }
}
