//! Folders and manifests in which no project is found, or one that cannot be read.

use snapbox::{assert_data_eq, str};

use super::packages::{CHAIN, empty, manifest, package};

#[test]
fn a_folder_without_a_project() {
    let project = empty();
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
    assert_data_eq!(
        project.migrate(["history", "--manifest-path", "no/Cargo.toml"]),
        str![[r#"
------- stderr -------
error: manifest path `no/Cargo.toml` does not exist
 |
 = help: run the command inside of a Cargo project, or name one with `--manifest-path`
[exit status: 1]

"#]]
    );
    project.write("Cargo.toml", "[package]\nname = \"plain\"\n");
    project.write("src/lib.rs", "");
    assert_data_eq!(
        project.migrate(["history"]),
        str![[r#"
------- stderr -------
error: no package in [ROOT] has [package.metadata.migrate]
 |
 = help: make one with `cargo migrate init`
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["history", "--package", "other"]),
        str![[r#"
------- stderr -------
error: there is no package `other` in this workspace
 |
 = help: the workspace's packages are plain
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["history", "--package", "plain"]),
        str![[r#"
------- stderr -------
error: the package `plain` has no [package.metadata.migrate]
 |
 = help: name the package that holds the revisions, or leave `--package` out
[exit status: 1]

"#]]
    );
    project.write("Cargo.toml", "[package\nname = \"plain\"\n");
    assert_data_eq!(
        project.migrate(["history"]),
        str![[r#"
------- stderr -------
error: cargo cannot read the workspace
 |
 = cargo: unclosed table, expected `]`
           --> Cargo.toml:1:9
            |
          1 | [package
            |         ^
[exit status: 1]

"#]]
    );
}

#[test]
fn settings_that_mean_nothing() {
    let settings = "time-zone = \"UTC\"\nlock-wait = \"long\"\nversion-table = 3\n";
    let project = package("settings", settings, &CHAIN);
    assert_data_eq!(
        project.migrate(["history"]),
        str![[r#"
------- stderr -------
error: unknown key `time-zone` in [package.metadata.migrate]
 --> Cargo.toml:7:1
  |
7 | time-zone = "UTC"
  | ^^^^^^^^^
  |
  = help: `timezone` is the nearest known key
error: `version-table` takes a string, not an integer
 --> Cargo.toml:9:17
  |
9 | version-table = 3
  |                 ^
error: `lock-wait` takes a number of seconds, not "long"
 --> Cargo.toml:8:13
  |
8 | lock-wait = "long"
  |             ^^^^^^
[exit status: 1]

"#]]
    );
}

#[test]
fn two_packages_with_revisions() {
    let project = empty();
    project.write(
        "Cargo.toml",
        "[workspace]\nmembers = [\"one\", \"two\"]\nresolver = \"3\"\n",
    );
    for name in ["one", "two"] {
        let manifest = manifest(name, "").replace("[workspace]\n", "");
        project.write(&format!("{name}/Cargo.toml"), &manifest);
        project.write(&format!("{name}/src/lib.rs"), "");
        project.write(&format!("{name}/versions/.gitkeep"), "");
    }
    assert_data_eq!(
        project.migrate(["history"]),
        str![[r#"
------- stderr -------
error: 2 packages hold revisions: one, two
 |
 = help: say which one is meant with `--package`
[exit status: 1]

"#]]
    );
    assert_data_eq!(project.migrate(["history", "-p", "one"]), str![]);
    let inside = project
        .migrate_command(["history"])
        .in_folder("two/src")
        .run();
    assert_data_eq!(inside, str![]);
}

#[test]
fn a_line_of_an_environment_file() {
    let project = package("broken-env", "", &CHAIN);
    project.write(
        ".env",
        "# ours\nLEVEL=1\nDATABASE_URL='postgres://ann:secret@localhost/shop\n",
    );
    assert_data_eq!(
        project.migrate(["current"]),
        str![[r#"
------- stderr -------
error: this line of an environment file is not `NAME=value`
--> [ROOT]/.env:3:1
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["history"]),
        str![[r#"
abc123def456 -> 27c6a30d7c24 (head), add cart
9e1f00aa12bc -> abc123def456, create products
<base> -> 9e1f00aa12bc, add shops

"#]]
    );
}
