//! Command lines that are understood, and refused before anything is looked at.

use migrate_tests::project::TestDatabase;
use snapbox::{assert_data_eq, str};

use super::package::branches;

#[test]
fn a_revision_is_no_script() {
    let project = branches("").on(TestDatabase::sqlite());
    let before = project.files();
    assert_data_eq!(
        project.migrate(["revision", "-m", "more", "--sql"]),
        str![[r#"
------- stderr -------
error: Using --sql with the revision command when revision_environment is not configured does not make any sense
 |
 = help: no revision runs when one is written; `cargo migrate upgrade <from>:<to> --sql` prints a script
[exit status: 2]

"#]]
    );
    assert_eq!(project.files(), before);
}

#[test]
fn a_stamp_takes_a_tag_that_nobody_reads() {
    let project = branches("").on(TestDatabase::sqlite());
    assert_data_eq!(
        project.migrate(["stamp", "9e1f", "--tag", "nightly"]),
        str![[r#"
------- stderr -------
    Stamping [DATABASE] from base to 9e1f00aa12bc, 1 revision
     Stamped base -> 9e1f00aa12bc ([ELAPSED])

"#]]
    );
    let script =
        |tag: &[&'static str]| project.migrate([&["stamp", "9e1f", "--sql"], tag].concat());
    assert_eq!(script(&["--tag", "nightly"]), script(&[]));
}
