//! New revisions where there are several heads, or are to be.

use snapbox::{assert_data_eq, str};

use super::packages::{CHAIN, RevisionFile, package};
use super::revision::new_file;

/// Two revisions that follow one base.
const FORK: [RevisionFile<'static>; 3] = [
    CHAIN[0],
    CHAIN[1],
    RevisionFile {
        down: &["9e1f00aa12bc"],
        ..CHAIN[2]
    },
];

#[test]
fn two_heads_must_be_joined_or_chosen_from() {
    let project = package("revision", "", &FORK);
    assert_data_eq!(
        project.migrate(["revision", "-m", "more"]),
        str![[r#"
------- stderr -------
error: Multiple heads are present; please specify the head revision on which the new revision should be based, or perform a merge (abc123def456, 27c6a30d7c24)
 |
 = help: join them with `cargo migrate merge heads -m "…"`, or put yours on top with `cargo migrate rebase`
 = help: or follow one of them with `--head <REVISION>`
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["heads"]),
        str![[r#"
27c6a30d7c24 (head)
abc123def456 (head)

"#]]
    );
    let arguments = [
        "revision",
        "-m",
        "more",
        "--head",
        "abc1",
        "--rev-id",
        "aaaa00000001",
    ];
    assert_data_eq!(
        project.migrate(arguments),
        str![[r#"
------- stderr -------
    Creating versions/[DATE]-aaaa00000001_more.rs
    Revision aaaa00000001 follows abc123def456
    Updating migrate.lock

"#]]
    );
    let arguments = ["merge", "heads", "-m", "join", "--rev-id", "aaaa00000002"];
    assert_data_eq!(
        project.migrate(arguments),
        str![[r#"
------- stderr -------
    Creating versions/[DATE]-aaaa00000002_join.rs
    Revision aaaa00000002 merges 27c6a30d7c24, aaaa00000001
    Updating migrate.lock

"#]]
    );
    let path = new_file(&project, "aaaa00000002");
    assert_data_eq!(
        project.show(&path),
        str![[r#"
//! join
//!
//! Revision ID: aaaa00000002
//! Revises: 27c6a30d7c24, aaaa00000001
//! Create Date: [DATE] UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "aaaa00000002";
pub const DOWN_REVISION: &[&str] = &["27c6a30d7c24", "aaaa00000001"];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {}

pub fn downgrade(op: &mut Operations) {}

"#]]
    );
    assert_data_eq!(
        project.migrate(["merge", "heads"]),
        str![[r#"
------- stderr -------
error: there is nothing to merge: aaaa00000002 is the only revision named
 |
 = help: a revision that follows one other is written by `cargo migrate revision`
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["merge", "aaaa00000002", "aaaa00000002"]),
        str![[r#"
------- stderr -------
error: Duplicate head revisions specified (aaaa00000002)
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["merge", "abc1", "9e1f"]),
        str![[r#"
------- stderr -------
error: Revision abc123def456 is not a head revision; please specify --splice to create a new branch from this revision
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["merge", "base"]),
        str![[r#"
------- stderr -------
error: there is no revision to merge
 |
 = help: a revision that follows one other is written by `cargo migrate revision`
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["history"]),
        str![[r#"
27c6a30d7c24, aaaa00000001 -> aaaa00000002 (head) (mergepoint), join
9e1f00aa12bc -> 27c6a30d7c24, add cart
abc123def456 -> aaaa00000001, more
9e1f00aa12bc -> abc123def456, create products
<base> -> 9e1f00aa12bc (branchpoint), add shops

"#]]
    );
}

#[test]
fn branches_are_made_on_purpose() {
    let settings = "multiple-heads = \"allow\"\n";
    let project = package("revision", settings, &CHAIN);
    let run = |arguments: &[&str]| {
        let arguments = ["revision"].iter().chain(arguments);
        project.migrate(arguments.copied())
    };
    let branch = [
        "-m",
        "try",
        "--head",
        "abc1",
        "--splice",
        "--branch-label",
        "trial",
        "--rev-id",
        "aaaa00000001",
    ];
    assert_data_eq!(
        run(&branch),
        str![[r#"
------- stderr -------
    Creating versions/[DATE]-aaaa00000001_try.rs
    Revision aaaa00000001 follows abc123def456
    Updating migrate.lock

"#]]
    );
    let base = [
        "-m",
        "audit",
        "--head",
        "base",
        "--depends-on",
        "trial",
        "--depends-on",
        "9e1f",
        "--rev-id",
        "aaaa00000002",
    ];
    assert_data_eq!(
        run(&base),
        str![[r#"
------- stderr -------
    Creating versions/[DATE]-aaaa00000002_audit.rs
    Revision aaaa00000002 is a base
    Updating migrate.lock

"#]]
    );
    assert_data_eq!(
        run(&[
            "-m",
            "more",
            "--head",
            "trial@head",
            "--rev-id",
            "aaaa00000003"
        ]),
        str![[r#"
------- stderr -------
    Creating versions/[DATE]-aaaa00000003_more.rs
    Revision aaaa00000003 follows aaaa00000001
    Updating migrate.lock

"#]]
    );
    assert_data_eq!(
        run(&["-m", "all", "--head", "heads", "--rev-id", "aaaa00000004"]),
        str![[r#"
------- stderr -------
    Creating versions/[DATE]-aaaa00000004_all.rs
    Revision aaaa00000004 merges 27c6a30d7c24, aaaa00000002, aaaa00000003
    Updating migrate.lock

"#]]
    );
    assert_data_eq!(
        project.migrate(["history"]),
        str![[r#"
27c6a30d7c24, aaaa00000002, aaaa00000003 -> aaaa00000004 (trial) (head) (mergepoint), all
abc123def456 -> 27c6a30d7c24, add cart
<base> (trial, 9e1f00aa12bc) -> aaaa00000002, audit
aaaa00000001 -> aaaa00000003 (trial), more
abc123def456 -> aaaa00000001 (trial), try
9e1f00aa12bc -> abc123def456 (branchpoint), create products
<base> -> 9e1f00aa12bc, add shops

"#]]
    );
    assert_data_eq!(
        project.show(&new_file(&project, "aaaa00000002")),
        str![[r#"
//! audit
//!
//! Revision ID: aaaa00000002
//! Revises:
//! Create Date: [DATE] UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "aaaa00000002";
pub const DOWN_REVISION: &[&str] = &[];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &["trial", "9e1f00aa12bc"];

pub fn upgrade(op: &mut Operations) {}

pub fn downgrade(op: &mut Operations) {}

"#]]
    );
}

#[test]
fn several_version_locations() {
    let settings = "version-locations = [\"versions\", \"audit\"]\nmultiple-heads = \"allow\"\n";
    let project = package("revision", settings, &CHAIN);
    project.write("audit/.gitkeep", "");
    let watch = "fn main() {\n    println!(\"cargo::rerun-if-changed=versions\\ncargo::rerun-if-changed=audit\");\n}\n";
    project.write("build.rs", watch);
    assert_data_eq!(
        project.migrate(["revision", "-m", "audit", "--head", "base"]),
        str![[r#"
------- stderr -------
error: Multiple version locations present, please specify --version-path
 |
 = help: they are versions, audit
[exit status: 1]

"#]]
    );
    let arguments = [
        "revision",
        "-m",
        "audit",
        "--head",
        "base",
        "--version-path",
        "audit",
        "--rev-id",
        "aaaa00000001",
    ];
    assert_data_eq!(
        project.migrate(arguments),
        str![[r#"
------- stderr -------
    Creating audit/[DATE]-aaaa00000001_audit.rs
    Revision aaaa00000001 is a base
    Updating migrate.lock

"#]]
    );
    let arguments = [
        "revision",
        "-m",
        "more",
        "--head",
        "aaaa00000001",
        "--rev-id",
        "aaaa00000002",
    ];
    assert_data_eq!(
        project.migrate(arguments),
        str![[r#"
------- stderr -------
    Creating audit/[DATE]-aaaa00000002_more.rs
    Revision aaaa00000002 follows aaaa00000001
    Updating migrate.lock

"#]]
    );
}
