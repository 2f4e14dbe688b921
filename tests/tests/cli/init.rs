//! From nothing to a first revision.

use migrate_tests::output::CommandOutput;
use migrate_tests::project::{TestProject, repository};
use snapbox::{assert_data_eq, str};

use super::packages::empty;

/// A package that is somebody's.
pub(super) const PACKAGE: &str =
    "[package]\nname = \"bakery\" # ours\nversion = \"0.3.0\"\nedition = \"2024\"\n";

/// `init`, with the runtime of this repository instead of the published one.
pub(super) fn init<'a>(
    project: &TestProject,
    arguments: impl IntoIterator<Item = &'a str>,
) -> CommandOutput {
    let checkout = repository().to_str().expect("UTF-8");
    let arguments = arguments.into_iter().chain(["--path", checkout]);
    project.migrate(["init"].into_iter().chain(arguments))
}

/// The build script of a package whose revisions are in a folder.
fn build_script(folder: &str) -> String {
    format!(
        r#"//! Rebuilds the crate when a revision is added, renamed or removed.
fn main() {{
    println!("cargo::rerun-if-changed={folder}\ncargo::rerun-if-changed=Cargo.toml");
}}
"#
    )
}

#[test]
fn the_first_minutes() {
    let project = empty();
    project.add_lock_file();
    project.write("Cargo.toml", PACKAGE);
    project.write("src/main.rs", "fn main() {}\n");
    assert_data_eq!(
        init(&project, []),
        str![[r#"
------- stderr -------
    Creating migrations/Cargo.toml
    Creating migrations/build.rs
    Creating migrations/src/lib.rs
    Creating migrations/src/main.rs
    Creating migrations/versions/.gitkeep
      Adding `migrations` to the workspace
        Next cargo migrate revision -m "…", then cargo migrate upgrade

"#]]
    );
    assert_data_eq!(
        project.files(),
        str![[r#"
Cargo.lock
Cargo.toml
migrations/Cargo.toml
migrations/build.rs
migrations/src/lib.rs
migrations/src/main.rs
migrations/versions/.gitkeep
src/main.rs

"#]]
    );
    assert_data_eq!(
        project.show("Cargo.toml"),
        str![[r#"
[package]
name = "bakery" # ours
version = "0.3.0"
edition = "2024"

[workspace]
members = ["migrations"]

"#]]
    );
    assert_data_eq!(
        project.show("migrations/Cargo.toml"),
        str![[r#"
[package]
name = "migrations"
version = "0.1.0"
edition = "2024"
publish = false

[package.metadata.migrate]
# The last place where the URL is looked for; DATABASE_URL and .env come first.
database-url = "sqlite:app.db"

[dependencies]
migrate-runtime = { path = "[REPOSITORY]/migrate-runtime", features = ["cli", "sqlite"] }

"#]]
    );
    assert_eq!(
        project.read("migrations/build.rs"),
        build_script("versions")
    );
    assert_data_eq!(
        project.show("migrations/src/lib.rs"),
        str![[r#"
//! The database revisions of this project, checked when this crate is built.

migrate_runtime::embed!();

"#]]
    );
    assert_data_eq!(
        project.show("migrations/src/main.rs"),
        str![[r#"
//! The runner: applies and shows the revisions, with nothing but this binary.

fn main() -> std::process::ExitCode {
    migrate_runtime::cli::main(&migrations::MIGRATOR)
}

"#]]
    );
    assert_data_eq!(project.migrate(["history"]), str![]);
    assert_data_eq!(project.migrate(["current"]), str![]);
    assert_data_eq!(
        project.migrate(["upgrade"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
   Unchanged app.db is at base, nothing to upgrade

"#]]
    );
    let first = ["revision", "-m", "create cakes", "--rev-id", "1f3a9c0b7d42"];
    assert_data_eq!(
        project.migrate(first),
        str![[r#"
------- stderr -------
    Creating migrations/versions/[DATE]-1f3a9c0b7d42_create_cakes.rs
    Revision 1f3a9c0b7d42 is a base
    Updating migrations/migrate.lock

"#]]
    );
    assert_data_eq!(
        project.migrate(["upgrade"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
   Upgrading app.db from base to 1f3a9c0b7d42, 1 revision
     Applied 1f3a9c0b7d42 create cakes ([ELAPSED])

"#]]
    );
    assert_data_eq!(
        project.migrate(["current"]),
        str![[r#"
1f3a9c0b7d42 (head)

"#]]
    );
    assert_data_eq!(
        project.migrate(["downgrade", "base"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
 Downgrading app.db from 1f3a9c0b7d42 to base, 1 revision
      Undone 1f3a9c0b7d42 create cakes ([ELAPSED])

"#]]
    );
    let other = [
        "upgrade",
        "--database-url",
        "postgres://ann:secret@localhost/bakery",
    ];
    assert_data_eq!(
        project.migrate(other),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
error: this program was built without the `postgres` driver; add the feature `postgres` of `migrate-runtime`
[exit status: 1]

"#]]
    );
}

#[test]
fn a_workspace_keeps_its_manifest() {
    let project = empty();
    let before = "\
# The bakery's crates.
[workspace.package]
edition   =   \"2024\"   # everywhere

[workspace]
resolver = \"3\"
members = [
    # the oven
    'oven',
    \"counter\", # sells
    # last one
]
exclude = [ \"old\" ]

[profile.release]
lto=true
# the end, without a line break";
    project.write("Cargo.toml", before);
    for member in ["oven", "counter"] {
        let manifest = format!(
            "[package]\nname = \"{member}\"\nversion = \"0.1.0\"\nedition.workspace = true\n"
        );
        project.write(&format!("{member}/Cargo.toml"), &manifest);
        project.write(&format!("{member}/src/lib.rs"), "");
    }
    assert_data_eq!(
        init(&project, ["--database", "postgres"]),
        str![[r#"
------- stderr -------
    Creating migrations/Cargo.toml
    Creating migrations/build.rs
    Creating migrations/src/lib.rs
    Creating migrations/src/main.rs
    Creating migrations/versions/.gitkeep
      Adding `migrations` to the workspace
        Next set DATABASE_URL, in the environment or in .env
        Next cargo migrate revision -m "…", then cargo migrate upgrade

"#]]
    );
    assert_data_eq!(
        project.show("Cargo.toml"),
        str![[r##"
# The bakery's crates.
[workspace.package]
edition   =   "2024"   # everywhere

[workspace]
resolver = "3"
members = [
    # the oven
    'oven',
    "counter", # sells
    # last one
    "migrations",
]
exclude = [ "old" ]

[profile.release]
lto=true
# the end, without a line break
"##]]
    );
    assert_data_eq!(
        project.show("migrations/Cargo.toml"),
        str![[r#"
[package]
name = "migrations"
version = "0.1.0"
edition = "2024"
publish = false

[package.metadata.migrate]
# The last place where the URL is looked for; DATABASE_URL, .env and POSTGRES_* come first.
# database-url = "postgres://postgres@localhost/app"

[dependencies]
migrate-runtime = { path = "[REPOSITORY]/migrate-runtime", features = ["cli", "postgres"] }

"#]]
    );
    assert_data_eq!(project.migrate(["heads"]), str![]);
}

#[test]
fn a_member_list_with_a_pattern_stays_as_it_is() {
    let project = empty();
    let before = "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"3\"\n";
    project.write("Cargo.toml", before);
    project.write("crates/oven/Cargo.toml", PACKAGE);
    project.write("crates/oven/src/lib.rs", "");
    assert_data_eq!(
        init(&project, ["crates/revisions"]),
        str![[r#"
------- stderr -------
    Creating crates/revisions/Cargo.toml
    Creating crates/revisions/build.rs
    Creating crates/revisions/src/lib.rs
    Creating crates/revisions/src/main.rs
    Creating crates/revisions/versions/.gitkeep
        Next cargo migrate revision -m "…", then cargo migrate upgrade

"#]]
    );
    assert_eq!(project.read("Cargo.toml"), before);
    assert_data_eq!(project.migrate(["heads"]), str![]);
}

#[test]
fn a_folder_without_a_manifest() {
    let project = empty();
    assert_data_eq!(
        init(&project, []),
        str![[r#"
------- stderr -------
    Creating migrations/Cargo.toml
    Creating migrations/build.rs
    Creating migrations/src/lib.rs
    Creating migrations/src/main.rs
    Creating migrations/versions/.gitkeep
        Next cd migrations
        Next cargo migrate revision -m "…", then cargo migrate upgrade

"#]]
    );
    assert_data_eq!(
        project.files(),
        str![[r#"
migrations/Cargo.toml
migrations/build.rs
migrations/src/lib.rs
migrations/src/main.rs
migrations/versions/.gitkeep

"#]]
    );
    assert_data_eq!(
        project.migrate(["history"]),
        str![[r#"
------- stderr -------
error: could not find `Cargo.toml` in `[ROOT]` or any parent directory
 |
 = help: run the command inside of a Cargo project, or name one with `--manifest-path`
[exit status: 1]

"#]]
    );
    let inside = project
        .migrate_command(["history"])
        .in_folder("migrations")
        .run();
    assert_data_eq!(inside, str![]);
}

#[test]
fn the_published_runtime_in_a_package_with_a_library() {
    let project = empty();
    project.add_lock_file();
    let patch = format!(
        "\n[dependencies]\n\n[patch.crates-io]\nmigrate-runtime = {{ path = '{}' }}\n",
        repository().join("migrate-runtime").display()
    );
    project.write("Cargo.toml", &(PACKAGE.to_owned() + &patch));
    project.write(
        "src/main.rs",
        "fn main() {\n    println!(\"{}\", bakery::open());\n}\n",
    );
    let library =
        "//! A bakery.\n\n/// Whether it is open.\npub fn open() -> bool {\n    true\n}\n";
    project.write("src/lib.rs", library);
    assert_data_eq!(
        project.migrate(["init", "--in-package"]),
        str![[r#"
------- stderr -------
    Creating src/migrations.rs
    Creating src/bin/migrate.rs
    Creating migrations/.gitkeep
    Creating build.rs
      Adding `pub mod migrations` to src/lib.rs
      Adding [package.metadata.migrate] to Cargo.toml
        Next cargo migrate revision -m "…", then cargo migrate upgrade

"#]]
    );
    assert_data_eq!(
        project.files(),
        str![[r#"
Cargo.lock
Cargo.toml
build.rs
migrations/.gitkeep
src/bin/migrate.rs
src/lib.rs
src/main.rs
src/migrations.rs

"#]]
    );
    assert_data_eq!(
        project.show("Cargo.toml"),
        str![[r#"
[package]
name = "bakery" # ours
version = "0.3.0"
edition = "2024"
default-run = "bakery"

[package.metadata.migrate]
version-locations = ["migrations"]
# The last place where the URL is looked for; DATABASE_URL and .env come first.
database-url = "sqlite:app.db"

[dependencies]
migrate-runtime = { version = "0.1.0", features = ["cli", "sqlite"] }

[patch.crates-io]
migrate-runtime = { path = '[REPOSITORY]/migrate-runtime' }

"#]]
    );
    assert_data_eq!(
        project.show("src/lib.rs"),
        str![[r#"
//! A bakery.

/// Whether it is open.
pub fn open() -> bool {
    true
}

/// The database revisions of this package.
pub mod migrations;

"#]]
    );
    assert_data_eq!(
        project.show("src/migrations.rs"),
        str![[r#"
//! The database revisions of this project, checked when this package is built.

migrate_runtime::embed!();

"#]]
    );
    assert_data_eq!(
        project.show("src/bin/migrate.rs"),
        str![[r#"
//! The runner: applies and shows the revisions, with nothing but this binary.

fn main() -> std::process::ExitCode {
    migrate_runtime::cli::main(&bakery::migrations::MIGRATOR)
}

"#]]
    );
    assert_eq!(project.read("build.rs"), build_script("migrations"));
    assert_data_eq!(project.migrate(["history"]), str![]);
    assert_data_eq!(
        project.migrate(["upgrade"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
   Unchanged app.db is at base, nothing to upgrade

"#]]
    );
    assert_data_eq!(
        project.cargo(["run", "--quiet"]),
        str![[r#"
true

"#]]
    );
    assert_data_eq!(
        project.migrate(["init", "--in-package"]),
        str![[r#"
------- stderr -------
error: `bakery` has [package.metadata.migrate] already
 |
 = help: write revisions with `cargo migrate revision`
[exit status: 1]

"#]]
    );
}

#[test]
fn a_package_without_a_library_and_with_a_build_script() {
    let project = empty();
    project.add_lock_file();
    project.write("Cargo.toml", &PACKAGE.replace("bakery", "pastry"));
    project.write("src/main.rs", "fn main() {}\n");
    project.write("build.rs", "fn main() {}\n");
    assert_data_eq!(
        init(&project, ["db/revisions", "--in-package"]),
        str![[r#"
------- stderr -------
    Creating src/migrations.rs
    Creating src/bin/migrate.rs
    Creating db/revisions/.gitkeep
warning: build.rs exists and stays as it is; where it names what it watches, add
    println!("cargo::rerun-if-changed=db/revisions/ncargo::rerun-if-changed=Cargo.toml");
    Creating src/lib.rs
      Adding [package.metadata.migrate] to Cargo.toml
        Next cargo migrate revision -m "…", then cargo migrate upgrade

"#]]
    );
    assert_data_eq!(
        project.files(),
        str![[r#"
Cargo.lock
Cargo.toml
build.rs
db/revisions/.gitkeep
src/bin/migrate.rs
src/lib.rs
src/main.rs
src/migrations.rs

"#]]
    );
    assert_data_eq!(
        project.show("Cargo.toml"),
        str![[r#"
[package]
name = "pastry" # ours
version = "0.3.0"
edition = "2024"
default-run = "pastry"

[package.metadata.migrate]
version-locations = ["db/revisions"]
# The last place where the URL is looked for; DATABASE_URL and .env come first.
database-url = "sqlite:app.db"

[dependencies]
migrate-runtime = { path = "[REPOSITORY]/migrate-runtime", features = ["cli", "sqlite"] }

"#]]
    );
    assert_data_eq!(
        project.show("src/lib.rs"),
        str![[r#"
/// The database revisions of this package.
pub mod migrations;

"#]]
    );
    assert_data_eq!(
        project.show("src/bin/migrate.rs"),
        str![[r#"
//! The runner: applies and shows the revisions, with nothing but this binary.

fn main() -> std::process::ExitCode {
    migrate_runtime::cli::main(&pastry::migrations::MIGRATOR)
}

"#]]
    );
    assert_eq!(project.read("build.rs"), "fn main() {}\n");
    assert_data_eq!(project.cargo(["build", "--quiet"]), str![]);
}

#[test]
fn the_folder_itself() {
    let project = empty();
    std::fs::create_dir(project.root().join("revisions")).expect("made");
    let checkout = repository().to_str().expect("UTF-8");
    let made = project.migrate_command(["init", ".", "--path", checkout]);
    assert_data_eq!(
        made.in_folder("revisions").run(),
        str![[r#"
------- stderr -------
    Creating Cargo.toml
    Creating build.rs
    Creating src/lib.rs
    Creating src/main.rs
    Creating versions/.gitkeep
        Next cargo migrate revision -m "…", then cargo migrate upgrade

"#]]
    );
    assert_data_eq!(
        project.files(),
        str![[r#"
revisions/Cargo.toml
revisions/build.rs
revisions/src/lib.rs
revisions/src/main.rs
revisions/versions/.gitkeep

"#]]
    );
}
