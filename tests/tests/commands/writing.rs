//! New revisions from a template of the project's own, and what runs after they are written.

use migrate_tests::project::TestProject;
use snapbox::{assert_data_eq, str};

use super::package::package;

const TEMPLATE: &str = "\
//! ${message}
//!
//! Revision ID: ${up_revision}
//! Revises: ${down_revision}
//! Create Date: ${create_date}
//!
//! Reviewed by: nobody yet

use migrate_runtime::prelude::*;
${imports}

pub const REVISION: &str = ${up_revision:?};
pub const DOWN_REVISION: &[&str] = &${down_revision:?};
pub const BRANCH_LABELS: &[&str] = &${branch_labels:?};
pub const DEPENDS_ON: &[&str] = &${depends_on:?};

pub fn upgrade(op: &mut Operations) {
    op.execute(\"SET LOCAL lock_timeout = '2s'\");
    ${upgrades}
}

pub fn downgrade(op: &mut Operations) {
    ${downgrades}
}
";

fn with_template(template: &str) -> TestProject {
    let project = package("revision-template = \"revision.rs.template\"\n");
    project.write("revision.rs.template", template);
    project
}

fn revision<'a>(message: &'a str, id: &'a str) -> Vec<&'a str> {
    vec!["revision", "-m", message, "--rev-id", id]
}

/// The only file of a revision.
fn written(project: &TestProject, id: &str) -> String {
    let files = project.files();
    let path = files
        .lines()
        .find(|path| path.contains(id))
        .expect("the file of the revision exists");
    project.show(path)
}

#[test]
fn a_team_has_a_template_of_its_own() {
    let project = with_template(TEMPLATE);
    let message = "create \"shops\"\nand what belongs to them";
    let first = project.migrate(revision(message, "9e1f00aa12bc"));
    assert_data_eq!(
        first,
        str![[r#"
------- stderr -------
    Creating versions/[DATE]-9e1f00aa12bc_create_shops_and_what_belongs_to_them.rs
    Revision 9e1f00aa12bc is a base
    Updating migrate.lock

"#]]
    );
    let second = revision("add carts", "abc123def456");
    project.migrate(
        [
            second,
            vec!["--branch-label", "carts", "--depends-on", "9e1f"],
        ]
        .concat(),
    );
    assert_data_eq!(
        written(&project, "9e1f00aa12bc"),
        str![[r#"
//! create "shops"
//! and what belongs to them
//!
//! Revision ID: 9e1f00aa12bc
//! Revises:
//! Create Date: [DATE] UTC
//!
//! Reviewed by: nobody yet

use migrate_runtime::prelude::*;

pub const REVISION: &str = "9e1f00aa12bc";
pub const DOWN_REVISION: &[&str] = &[];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {
    op.execute("SET LOCAL lock_timeout = '2s'");
}

pub fn downgrade(op: &mut Operations) {
}

"#]]
    );
    assert_data_eq!(
        written(&project, "abc123def456"),
        str![[r#"
//! add carts
//!
//! Revision ID: abc123def456
//! Revises: 9e1f00aa12bc
//! Create Date: [DATE] UTC
//!
//! Reviewed by: nobody yet

use migrate_runtime::prelude::*;

pub const REVISION: &str = "abc123def456";
pub const DOWN_REVISION: &[&str] = &["9e1f00aa12bc"];
pub const BRANCH_LABELS: &[&str] = &["carts"];
pub const DEPENDS_ON: &[&str] = &["9e1f00aa12bc"];

pub fn upgrade(op: &mut Operations) {
    op.execute("SET LOCAL lock_timeout = '2s'");
}

pub fn downgrade(op: &mut Operations) {
}

"#]]
    );
    assert_data_eq!(
        project.migrate(["history"]),
        str![[r#"
9e1f00aa12bc (9e1f00aa12bc) -> abc123def456 (carts) (head), add carts
<base> -> 9e1f00aa12bc (carts), create "shops"

"#]]
    );
}

#[test]
fn a_template_that_makes_no_revision_writes_nothing() {
    for (right, wrong, expected) in [
        (
            "${up_revision:?}",
            "${repr(up_revision)}",
            str![[r#"
------- stderr -------
error: unknown placeholder `repr(up_revision)`
  --> revision.rs.template:12:28
   |
12 | pub const REVISION: &str = ${repr(up_revision)};
   |                            ^^^^^^^^^^^^^^^^^^^^
   |
   = help: the placeholders are message, up_revision, down_revision, branch_labels, depends_on, create_date, imports, upgrades, downgrades; `${up_revision:?}` is the value as Rust writes it, `$${` a plain `${`
[exit status: 1]

"#]],
        ),
        (
            "${up_revision:?}",
            "'${up_revision}'",
            str![[r#"
------- stderr -------
error: the file does not parse: a bracket is not closed, or there is no such token
  --> revision.rs.template:12:1
   |
12 | pub const REVISION: &str = '${up_revision}';
   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = note: it became `pub const REVISION: &str = '9e1f00aa12bc';`
[exit status: 1]

"#]],
        ),
        (
            "pub fn downgrade(op: &mut Operations)",
            "pub fn downgrade()",
            str![[r#"
------- stderr -------
error: `downgrade` has the wrong signature
  --> revision.rs.template:22:17
   |
22 | pub fn downgrade() {
   |                 ^^
   |
   = help: write `pub fn downgrade(op: &mut Operations)`, or, where it reads the database, `pub async fn downgrade(op: &mut Operations) -> Result`
[exit status: 1]

"#]],
        ),
        (
            "pub const DOWN_REVISION: &[&str] = &${down_revision:?};\n",
            "",
            str![[r#"
------- stderr -------
error: the constant `DOWN_REVISION` is missing
  --> revision.rs.template:23:2
   |
23 | }
   |  ^
   |
   = help: write `pub const DOWN_REVISION: &[&str] = &["9e1f00aa12bc"];`
[exit status: 1]

"#]],
        ),
        (
            "(op: &mut Operations) {\n    op",
            "(op: &mut Operations) {{\n    op",
            str![[r#"
------- stderr -------
error: the file does not parse: a bracket is not closed, or there is no such token
  --> revision.rs.template:17:37
   |
17 | pub fn upgrade(op: &mut Operations) {{
   |                                     ^
[exit status: 1]

"#]],
        ),
    ] {
        let project = with_template(&TEMPLATE.replacen(right, wrong, 1));
        assert_data_eq!(
            project.migrate(revision("add shops", "9e1f00aa12bc")),
            expected
        );
        assert_eq!(project.files().matches("9e1f").count(), 0);
    }
}

#[test]
fn a_label_that_the_template_forgets_is_no_label_lost() {
    let without = "pub const BRANCH_LABELS: &[&str] = &${branch_labels:?};\n";
    let project = with_template(&TEMPLATE.replace(without, ""));
    assert_data_eq!(
        project.migrate(revision("add shops", "9e1f00aa12bc")),
        str![[r#"
------- stderr -------
    Creating versions/[DATE]-9e1f00aa12bc_add_shops.rs
    Revision 9e1f00aa12bc is a base
    Updating migrate.lock

"#]]
    );
    let labeled = [
        revision("add carts", "abc123def456"),
        vec!["--branch-label", "carts"],
    ];
    assert_data_eq!(
        project.migrate(labeled.concat()),
        str![[r#"
------- stderr -------
error: the template does not give ["carts"] to `BRANCH_LABELS`
--> revision.rs.template
 = help: write `pub const BRANCH_LABELS: &[&str] = &${branch_labels:?};`
[exit status: 1]

"#]]
    );
}

#[test]
fn a_template_that_is_not_there_is_named() {
    let project = package("revision-template = \"template.rs\"\n");
    assert_data_eq!(
        project.migrate(revision("add shops", "9e1f00aa12bc")),
        str![[r#"
------- stderr -------
error: cannot read template.rs: No such file or directory (os error 2)
 |
 = help: `revision-template` in Cargo.toml names it
[exit status: 1]

"#]]
    );
}

#[test]
fn a_folder_that_the_build_script_forgets_is_told() {
    let project = package("version-locations = [\"reports\"]\n");
    project.write("reports/.gitkeep", "");
    let script = "fn main() {\n    println!(\"cargo::rerun-if-changed=versions\");\n}\n";
    project.write("build.rs", script);
    assert_data_eq!(
        project.migrate(revision("add shops", "9e1f00aa12bc")),
        str![[r#"
------- stderr -------
    Creating reports/[DATE]-9e1f00aa12bc_add_shops.rs
    Revision 9e1f00aa12bc is a base
    Updating migrate.lock
warning: build.rs does not watch reports, so cargo would not see the new revision; add
    println!("cargo::rerun-if-changed=reports");

"#]]
    );
    project.write("build.rs", &script.replace("versions", "reports"));
    assert_data_eq!(
        project.migrate(revision("add carts", "abc123def456")),
        str![[r#"
------- stderr -------
    Creating reports/[DATE]-abc123def456_add_carts.rs
    Revision abc123def456 follows 9e1f00aa12bc
    Updating migrate.lock

"#]]
    );
}

#[test]
fn hooks_run_after_the_file_is_written() {
    let project = package(
        "revision-template = \"revision.rs.template\"\n\
         post-write-hooks = [{ command = [\"rustfmt\", \"--edition\", \"2024\", \"{file}\"] }]\n",
    );
    project.write(
        "revision.rs.template",
        &TEMPLATE.replace("    op.", "op  ."),
    );
    assert_data_eq!(
        project.migrate(revision("add shops", "9e1f00aa12bc")),
        str![[r#"
------- stderr -------
    Creating versions/[DATE]-9e1f00aa12bc_add_shops.rs
    Revision 9e1f00aa12bc is a base
    Updating migrate.lock
     Running rustfmt --edition 2024 {file}

"#]]
    );
    let text = written(&project, "9e1f00aa12bc");
    assert!(text.contains("    op.execute("), "{text}");
    assert!(
        text.ends_with("pub fn downgrade(op: &mut Operations) {}\n"),
        "{text}"
    );
}

#[test]
fn a_hook_that_fails_is_told_and_the_revision_stays() {
    let project = package(
        "[[package.metadata.migrate.post-write-hooks]]\n\
         command = [\"rustfmt\", \"no-such-file.rs\"]\n\n\
         [[package.metadata.migrate.post-write-hooks]]\n\
         command = [\"no-such-program\", \"--path={file}\"]\n\
         cwd = \"versions\"\n\n\
         [[package.metadata.migrate.post-write-hooks]]\n\
         command = [\"rustfmt\", \"--check\"]\n",
    );
    assert_data_eq!(
        project.migrate(revision("add shops", "9e1f00aa12bc")),
        str![[r#"
------- stderr -------
    Creating versions/[DATE]-9e1f00aa12bc_add_shops.rs
    Revision 9e1f00aa12bc is a base
    Updating migrate.lock
     Running rustfmt no-such-file.rs
warning: the post-write hook `rustfmt no-such-file.rs` failed (exit status: 1)
    Error: file `no-such-file.rs` does not exist
the revision is written, and stays as it is
     Running no-such-program --path={file}
warning: the post-write hook `no-such-program --path={file}` cannot be run in [ROOT]/versions: No such file or directory (os error 2)
the revision is written, and stays as it is
     Running rustfmt --check

"#]]
    );
    assert_data_eq!(
        project.migrate(["heads"]),
        str![[r#"
9e1f00aa12bc (head)

"#]]
    );
}
