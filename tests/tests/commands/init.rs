//! What `init` makes, chosen by name.

use snapbox::{assert_data_eq, str};

use super::package::empty;

#[test]
fn the_templates_are_listed_and_made() {
    let project = empty();
    assert_data_eq!(
        project.migrate(["list-templates"]),
        str![[r#"
crate - A crate of its own, added to the workspace: library, runner, build script, versions
in-package - The same pieces inside of the current package
------- stderr -------
        Next cargo migrate init --template <TEMPLATE>

"#]]
    );

    let repository = migrate_tests::project::repository().display().to_string();
    project.write(
        "Cargo.toml",
        "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
    );
    project.write("src/lib.rs", "");
    let crate_ = [
        "init",
        "db/migrations",
        "--template",
        "crate",
        "--path",
        &repository,
    ];
    assert_data_eq!(
        project.migrate(crate_),
        str![[r#"
------- stderr -------
    Creating db/migrations/Cargo.toml
    Creating db/migrations/build.rs
    Creating db/migrations/src/lib.rs
    Creating db/migrations/src/main.rs
    Creating db/migrations/versions/.gitkeep
      Adding `migrations` to the workspace
        Next cargo migrate revision -m "…", then cargo migrate upgrade

"#]]
    );
    let inside = [
        "init",
        "versions",
        "-t",
        "in-package",
        "--path",
        &repository,
    ];
    assert_data_eq!(
        project.migrate(inside),
        str![[r#"
------- stderr -------
    Creating src/migrations.rs
    Creating src/bin/migrate.rs
    Creating versions/.gitkeep
    Creating build.rs
      Adding `pub mod migrations` to src/lib.rs
      Adding [package.metadata.migrate] to Cargo.toml
        Next cargo migrate revision -m "…", then cargo migrate upgrade

"#]]
    );
    assert_data_eq!(
        project.files(),
        str![[r#"
Cargo.toml
build.rs
db/migrations/Cargo.toml
db/migrations/build.rs
db/migrations/src/lib.rs
db/migrations/src/main.rs
db/migrations/versions/.gitkeep
src/bin/migrate.rs
src/lib.rs
src/migrations.rs
versions/.gitkeep

"#]]
    );
}

#[test]
fn a_template_is_chosen_once() {
    let project = empty();
    let alembic = project.migrate(["list_templates"]);
    assert_eq!(alembic, project.migrate(["list-templates"]));
    let both = ["init", "--in-package", "--template", "crate"];
    assert_data_eq!(
        project.migrate(both),
        str![[r#"
------- stderr -------
error: the argument '--in-package' cannot be used with '--template <TEMPLATE>'

Usage: cargo migrate init --in-package [DIRECTORY]

For more information, try '--help'.
[exit status: 2]

"#]]
    );
    assert_data_eq!(
        project.migrate(["init", "--template", "generic"]),
        str![[r#"
------- stderr -------
error: invalid value 'generic' for '--template <TEMPLATE>'
  [possible values: crate, in-package]

For more information, try '--help'.
[exit status: 2]

"#]]
    );
    assert_data_eq!(
        project.migrate(["init", "--name", "analytics"]),
        str![[r#"
------- stderr -------
error: `init` makes a package, not the configuration `analytics`
 |
 = help: write [package.metadata.migrate.analytics] into its Cargo.toml
[exit status: 1]

"#]]
    );
}
