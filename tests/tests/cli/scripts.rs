//! Scripts as their users run them: printed, and piped through the database's own shell.

use migrate_tests::project::{TestDatabase, TestProject};
use snapbox::{assert_data_eq, str};

use super::packages::{CHAIN, RevisionFile, chain, package};

#[test]
fn there_and_back_on_sqlite() {
    there_and_back(&chain().on(TestDatabase::sqlite()));
}

#[test]
fn there_and_back_on_postgresql() {
    there_and_back(&chain().on(TestDatabase::postgres()));
}

#[test]
fn there_and_back_on_mariadb() {
    there_and_back(&chain().on(TestDatabase::mariadb()));
}

fn there_and_back(project: &TestProject) {
    let Some(()) = run(project, &["upgrade", "--sql", "abc123def456"]) else {
        return;
    };
    assert_data_eq!(
        project.migrate(["current"]),
        str![[r#"
abc123def456

"#]]
    );
    run(project, &["upgrade", "--sql", "abc123def456:head"]);
    assert_data_eq!(project.migrate(["upgrade", "--quiet"]), str![]);
    run(project, &["downgrade", "--sql", "head:abc123def456"]);
    run(project, &["stamp", "--sql", "abc123def456:head"]);
    assert_data_eq!(
        project.migrate(["current"]),
        str![[r#"
27c6a30d7c24 (head)

"#]]
    );
    // The table of this revision is gone already.
    let script = project.migrate(["downgrade", "--sql", "head:base"]).stdout;
    let ran = project.pipe(&script).expect("it was there just now");
    assert_ne!(ran.status, Some(0), "{ran}");
    assert!(ran.stderr.contains("cart"), "{ran}");
    assert_data_eq!(
        project.migrate(["current"]),
        str![[r#"
27c6a30d7c24 (head)

"#]]
    );
}

#[test]
fn no_byte_of_a_script_is_lost() {
    let colored = RevisionFile {
        upgrade: "op.execute(\"INSERT INTO shops VALUES (1, '\\u{1b}[31mred\\u{1b}[0m')\");",
        ..CHAIN[1]
    };
    let project = package("colored", "", &[CHAIN[0], colored]).on(TestDatabase::sqlite());
    let script = project.migrate(["upgrade", "--sql"]);
    let expected = "INSERT INTO shops VALUES (1, '\u{1b}[31mred\u{1b}[0m');";
    assert!(script.stdout.contains(expected), "{script}");
}

/// Prints a script and pipes it through the shell; `None` where there is none.
fn run(project: &TestProject, command: &[&str]) -> Option<()> {
    let script = project.migrate(command.iter().copied());
    assert_eq!(script.status, Some(0), "{script}");
    let ran = project.pipe(&script.stdout)?;
    assert_eq!(ran.status, Some(0), "{ran}");
    Some(())
}
