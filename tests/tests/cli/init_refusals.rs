//! What `init` refuses, with nothing written.

use snapbox::{assert_data_eq, str};

use super::init::{PACKAGE, init};
use super::packages::empty;

#[test]
fn nothing_is_overwritten_and_nothing_half_done() {
    let project = empty();
    project.write("Cargo.toml", PACKAGE);
    project.write("src/main.rs", "fn main() {}\n");
    project.write("src/bin/migrate.rs", "fn main() {}\n");
    project.write("migrations/notes.txt", "mine\n");
    let before = project.files();
    assert_data_eq!(
        init(&project, []),
        str![[r#"
------- stderr -------
error: Directory migrations already exists and is not empty
 |
 = help: name another one: `cargo migrate init <DIRECTORY>`
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        init(&project, ["--in-package"]),
        str![[r#"
------- stderr -------
error: src/bin/migrate.rs exists already
 |
 = help: nothing was written; move it away, or make a crate of its own without `--in-package`
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        init(&project, ["Cargo.toml"]),
        str![[r#"
------- stderr -------
error: Directory Cargo.toml already exists and is not empty
 |
 = help: name another one: `cargo migrate init <DIRECTORY>`
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        init(&project, ["1st"]),
        str![[r#"
------- stderr -------
error: `1st` cannot be the name of a package
 |
 = help: choose a folder whose name is of letters, digits, `-` and `_`
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        init(&project, ["../elsewhere"]),
        str![[r#"
------- stderr -------
error: ../elsewhere is outside of the workspace
 |
 = help: choose a folder below [ROOT]
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        init(&project, ["parts/bakery"]),
        str![[r#"
------- stderr -------
error: a package of this workspace is called `bakery` already
 |
 = help: choose a folder of another name
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["init", "revisions", "--path", "src"]),
        str![[r#"
------- stderr -------
error: src is no checkout of cargo-migrate
 |
 = help: name the folder that holds `migrate-runtime`
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["init", "--database", "mongo"]),
        str![[r#"
------- stderr -------
error: invalid value 'mongo' for '--database <DATABASE>'
  [possible values: postgres, sqlite, mysql]

For more information, try '--help'.
[exit status: 2]

"#]]
    );
    assert_eq!(project.files(), before);
    assert_eq!(project.read("Cargo.toml"), PACKAGE);
}

#[test]
fn a_manifest_that_cannot_be_read_is_not_passed_over() {
    let project = empty();
    project.write("Cargo.toml", "[package]\nname = \"bakery\n");
    project.write("src/main.rs", "fn main() {}\n");
    let before = project.files();
    assert_data_eq!(
        init(&project, []),
        str![[r#"
------- stderr -------
error: cargo cannot read the workspace
 |
 = cargo: invalid basic string, expected `"`
           --> Cargo.toml:2:15
            |
          2 | name = "bakery
            |               ^
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        init(&project, ["--in-package"]),
        str![[r#"
------- stderr -------
error: cargo cannot read the workspace
 |
 = cargo: invalid basic string, expected `"`
           --> Cargo.toml:2:15
            |
          2 | name = "bakery
            |               ^
[exit status: 1]

"#]]
    );
    project.write("Cargo.toml", "workspace = 1\n");
    assert_data_eq!(
        init(&project, []),
        str![[r#"
------- stderr -------
error: cargo cannot read the workspace
 |
 = cargo: invalid type: integer `1`, expected struct TomlWorkspace
           --> Cargo.toml:1:13
            |
          1 | workspace = 1
            |             ^
[exit status: 1]

"#]]
    );
    project.write("Cargo.toml", "[workspace]\n");
    assert_data_eq!(
        init(&project, ["--in-package"]),
        str![[r#"
------- stderr -------
error: there is no package here
 |
 = help: go to a package's folder, or make a crate of its own without `--in-package`
[exit status: 1]

"#]]
    );
    assert_eq!(project.files(), before);
}
