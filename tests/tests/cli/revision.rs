//! New revision files.

use std::path::Path;

use migrate_tests::project::TestProject;
use snapbox::{assert_data_eq, str};

use super::packages::{CHAIN, manifest, package};

#[test]
fn a_revision_follows_the_head() {
    let project = package("revision", "", &CHAIN);
    let arguments = [
        "revision",
        "-m",
        "Create Users table!",
        "--rev-id",
        "1f3a9c0b7d42",
    ];
    assert_data_eq!(
        project.migrate(arguments),
        str![[r#"
------- stderr -------
    Creating versions/[DATE]-1f3a9c0b7d42_create_users_table.rs
    Revision 1f3a9c0b7d42 follows 27c6a30d7c24
    Updating migrate.lock

"#]]
    );
    let path = new_file(&project, "1f3a9c0b7d42");
    assert_data_eq!(
        project.show(&path),
        str![[r#"
//! Create Users table!
//!
//! Revision ID: 1f3a9c0b7d42
//! Revises: 27c6a30d7c24
//! Create Date: [DATE] UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "1f3a9c0b7d42";
pub const DOWN_REVISION: &[&str] = &["27c6a30d7c24"];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {}

pub fn downgrade(op: &mut Operations) {}

"#]]
    );
    let formatted = project.program(
        Path::new("rustfmt"),
        ["--check", "--edition", "2024", &path],
    );
    assert_data_eq!(formatted.run(), str![]);
    let arguments = ["revision", "-m", "add email", "--rev-id", "2b7d421f3a9c"];
    assert_data_eq!(
        project.migrate(arguments),
        str![[r#"
------- stderr -------
    Creating versions/[DATE]-2b7d421f3a9c_add_email.rs
    Revision 2b7d421f3a9c follows 1f3a9c0b7d42
    Updating migrate.lock

"#]]
    );
    assert_data_eq!(
        project.migrate(["history"]),
        str![[r#"
1f3a9c0b7d42 -> 2b7d421f3a9c (head), add email
27c6a30d7c24 -> 1f3a9c0b7d42, Create Users table!
abc123def456 -> 27c6a30d7c24, add cart
9e1f00aa12bc -> abc123def456, create products
<base> -> 9e1f00aa12bc, add shops

"#]]
    );
}

#[test]
fn a_revision_of_a_name_of_its_own() {
    let project = package("revision", "", &[]);
    let made = project.migrate(["revision"]);
    let id = made
        .stderr
        .split("Revision ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next());
    let id = id.expect("the identifier is shown").to_owned();
    assert_eq!(id.len(), 12, "{id}");
    assert!(id.chars().all(|it| it.is_ascii_hexdigit()), "{id}");
    let project = project.with_redaction("[REV]", &id);
    assert_data_eq!(
        project.migrate(["heads", "-v"]),
        str![[r#"
Rev: [REV] (head)
Parent: <base>
Path: versions/[DATE]-[REV]_.rs

    empty message
    
    Revision ID: [REV]
    Revises:
    Create Date: [DATE] UTC


"#]]
    );
    assert_data_eq!(
        project.migrate(["history"]),
        str![[r#"
<base> -> [REV] (head), empty message

"#]]
    );
    assert_data_eq!(
        project.show(&new_file(&project, &id)),
        str![[r#"
//! empty message
//!
//! Revision ID: [REV]
//! Revises:
//! Create Date: [DATE] UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "[REV]";
pub const DOWN_REVISION: &[&str] = &[];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {}

pub fn downgrade(op: &mut Operations) {}

"#]]
    );
}

#[test]
fn file_names_are_short_and_plain() {
    let project = package("revision", "truncate-slug-length = 12\n", &[]);
    let messages = [
        ("a001", "Größe & Maß: äöü — 20 % mehr"),
        ("a002", "../../etc/passwd"),
        ("a003", "twelve chars"),
        ("a004", "two\nlines"),
        ("a005", "!!!"),
    ];
    for (id, message) in messages {
        let made = project.migrate(["revision", "-m", message, "--rev-id", id]);
        assert_eq!(made.status, Some(0), "{made}");
    }
    assert_data_eq!(
        project.migrate(["history"]),
        str![[r#"
a004 -> a005 (head), !!!
a003 -> a004, two
a002 -> a003, twelve chars
a001 -> a002, ../../etc/passwd
<base> -> a001, Größe & Maß: äöü — 20 % mehr

"#]]
    );
    let files = project.files();
    let versions: String = files
        .split_inclusive('\n')
        .filter(|it| it.ends_with(".rs\n") && it.starts_with("versions"))
        .collect();
    assert_data_eq!(
        dateless(&versions),
        str![[r#"
versions/[DATE]-a001_größe_maß_.rs
versions/[DATE]-a002_etc_passwd.rs
versions/[DATE]-a003_twelve_chars.rs
versions/[DATE]-a004_two_lines.rs
versions/[DATE]-a005_.rs

"#]]
    );
}

#[test]
fn names_that_could_not_be_used_are_refused() {
    let project = package("revision", "", &CHAIN);
    let before = project.files();
    let refuse = |arguments: &[&str], expected: snapbox::data::Inline| {
        let arguments = ["revision", "-m", "x"].iter().chain(arguments);
        assert_data_eq!(project.migrate(arguments.copied()), expected);
    };
    refuse(
        &["--rev-id", "a-b"],
        str![[r#"
------- stderr -------
error: Character(s) '-' not allowed in revision identifier 'a-b'
[exit status: 1]

"#]],
    );
    refuse(
        &["--rev-id", "shop@head"],
        str![[r#"
------- stderr -------
error: Character(s) '@' not allowed in revision identifier 'shop@head'
[exit status: 1]

"#]],
    );
    refuse(
        &["--rev-id", ""],
        str![[r#"
------- stderr -------
error: the revision identifier is empty
[exit status: 1]

"#]],
    );
    refuse(
        &["--rev-id", "head"],
        str![[r#"
------- stderr -------
error: 'head' has a meaning of its own as a target, and cannot name a revision or a branch
[exit status: 1]

"#]],
    );
    refuse(
        &["--rev-id", "a b"],
        str![[r#"
------- stderr -------
error: Character(s) ' ' not allowed in revision identifier 'a b'
 |
 = help: an identifier becomes a part of the file's name: use letters, digits and `_`
[exit status: 1]

"#]],
    );
    refuse(
        &["--rev-id", "a/b"],
        str![[r#"
------- stderr -------
error: Character(s) '/' not allowed in revision identifier 'a/b'
 |
 = help: an identifier becomes a part of the file's name: use letters, digits and `_`
[exit status: 1]

"#]],
    );
    refuse(
        &["--rev-id", "9e1f00aa12bc"],
        str![[r#"
------- stderr -------
error: Revision 9e1f00aa12bc is present more than once
[exit status: 1]

"#]],
    );
    refuse(
        &["--rev-id", "0123456789012345678901234567890123"],
        str![[r#"
------- stderr -------
error: revision identifier '0123456789012345678901234567890123' has 34 characters; the version table holds 32
[exit status: 1]

"#]],
    );
    refuse(
        &["--branch-label", "a@b"],
        str![[r#"
------- stderr -------
error: 'a@b' is no branch label: a target could not name it
[exit status: 1]

"#]],
    );
    refuse(
        &["--branch-label", "27c6a30d7c24", "--rev-id", "a001"],
        str![[r#"
------- stderr -------
error: Branch name '27c6a30d7c24' in revision a001 already used by revision 27c6a30d7c24
[exit status: 1]

"#]],
    );
    refuse(
        &["--head", "nothing"],
        str![[r#"
------- stderr -------
error: Can't locate revision identified by 'nothing'
 |
 = help: `cargo migrate history` lists all revisions
[exit status: 1]

"#]],
    );
    refuse(
        &["--head", "abc1"],
        str![[r#"
------- stderr -------
error: Revision abc123def456 is not a head revision; please specify --splice to create a new branch from this revision
[exit status: 1]

"#]],
    );
    refuse(
        &["--depends-on", "27c6a30d7c25"],
        str![[r#"
------- stderr -------
error: Can't locate revision identified by '27c6a30d7c25'; the nearest is '27c6a30d7c24'
 |
 = help: `cargo migrate history` lists all revisions
[exit status: 1]

"#]],
    );
    refuse(
        &["--version-path", "elsewhere"],
        str![[r#"
------- stderr -------
error: Path elsewhere is not represented in current version locations
 |
 = help: they are versions
[exit status: 1]

"#]],
    );
    assert_eq!(project.files(), before);
}

#[test]
fn dates_are_in_the_configured_zone() {
    let project = package("revision", "timezone = \"Asia/Tokyo\"\n", &[]);
    assert_data_eq!(
        project.migrate(["revision", "-m", "x", "--rev-id", "a001"]),
        str![[r#"
------- stderr -------
    Creating versions/[DATE]-a001_x.rs
    Revision a001 is a base
    Updating migrate.lock

"#]]
    );
    let text = project.read(&new_file(&project, "a001"));
    assert!(text.contains(" JST\n"), "{text}");
    project.write(
        "Cargo.toml",
        &manifest("revision", "timezone = \"Berlin\"\n"),
    );
    assert_data_eq!(
        project.migrate(["revision", "-m", "y"]),
        str![[r#"
------- stderr -------
error: Can't locate timezone: Berlin
 |
 = help: `timezone` in [package.metadata.migrate] takes a name such as `Europe/Berlin`, `UTC` or `local`
[exit status: 1]

"#]]
    );
}

#[test]
fn code_that_does_not_compile_is_no_obstacle() {
    let project = package("revision", "", &CHAIN);
    project.write(
        "src/lib.rs",
        "migrate_runtime::embed!();\nthis is no Rust\n",
    );
    assert_data_eq!(
        project.migrate(["history"]),
        str![[r#"
abc123def456 -> 27c6a30d7c24 (head), add cart
9e1f00aa12bc -> abc123def456, create products
<base> -> 9e1f00aa12bc, add shops

"#]]
    );
    let made = project.migrate(["revision", "-m", "next", "--rev-id", "aaaa00000001"]);
    assert_data_eq!(
        made,
        str![[r#"
------- stderr -------
    Creating versions/[DATE]-aaaa00000001_next.rs
    Revision aaaa00000001 follows 27c6a30d7c24
    Updating migrate.lock

"#]]
    );
    assert_data_eq!(
        project.migrate(["heads"]),
        str![[r#"
aaaa00000001 (head)

"#]]
    );
}

/// The path of the only file of a revision.
pub(super) fn new_file(project: &TestProject, id: &str) -> String {
    let files = project.files();
    let mut named = files.lines().filter(|path| path.contains(id));
    let path = named.next().expect("the file is there");
    assert_eq!(named.next(), None);
    path.to_owned()
}

/// File names without the minute of their creation.
fn dateless(files: &str) -> String {
    let lines = files.lines().map(|line| match line.split_once('-') {
        Some((_, name)) => format!("versions/[DATE]-{name}\n"),
        None => format!("{line}\n"),
    });
    lines.collect()
}
