//! A revision in an editor of one's choice.
#![cfg(unix)]

use migrate_tests::project::{TestDatabase, TestProject};
use snapbox::{assert_data_eq, str};

use super::package::branches;

/// An editor that says what it was given.
fn edited(project: &TestProject, revision: &str) -> migrate_tests::output::CommandOutput {
    let project = project.with_environment("VISUAL", "echo 'my editor' --wait");
    project.migrate(["edit", revision])
}

#[test]
fn what_is_edited_is_named_as_everywhere() {
    let project = branches("");
    assert_data_eq!(
        edited(&project, "abc1"),
        str![[r#"
my editor --wait [ROOT]/versions/abc123def456.rs

"#]]
    );
    assert_data_eq!(
        edited(&project, "heads"),
        str![[r#"
my editor --wait [ROOT]/versions/27c6a30d7c24.rs [ROOT]/versions/abc123def456.rs

"#]]
    );
    assert_data_eq!(
        edited(&project, "base"),
        str![[r#"
------- stderr -------
error: No revision files indicated by symbol 'base'
 |
 = help: `cargo migrate history` lists the revisions
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        edited(&project, "head"),
        str![[r#"
------- stderr -------
error: Multiple head revisions are present for given argument 'head'; please specify a specific target revision, '<branchname>@head' to narrow to a specific head, or 'heads' for all heads (27c6a30d7c24, abc123def456)
 |
 = help: join them with `cargo migrate merge heads -m "…"`, or put yours on top with `cargo migrate rebase`
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        edited(&project, "abd"),
        str![[r#"
------- stderr -------
error: Can't locate revision identified by 'abd'
 |
 = help: `cargo migrate history` lists all revisions
[exit status: 1]

"#]]
    );
}

#[test]
fn what_the_database_is_at_is_edited() {
    let project = branches("").on(TestDatabase::sqlite());
    assert_data_eq!(
        edited(&project, "current"),
        str![[r#"
------- stderr -------
error: No current revisions
 |
 = help: the database has none yet; `cargo migrate upgrade` applies them
[exit status: 1]

"#]]
    );
    project.migrate(["stamp", "27c6"]);
    assert_data_eq!(
        edited(&project, "current"),
        str![[r#"
my editor --wait [ROOT]/versions/27c6a30d7c24.rs

"#]]
    );
}

#[test]
fn an_editor_that_cannot_be_used_is_named() {
    let project = branches("");
    let edit = |visual: &str, editor: &str| {
        let project = project.with_environment("VISUAL", visual);
        let project = project.with_environment("EDITOR", editor);
        project.migrate(["edit", "abc1"])
    };
    assert_data_eq!(
        edit("", "echo from EDITOR"),
        str![[r#"
from EDITOR [ROOT]/versions/abc123def456.rs

"#]]
    );
    assert_data_eq!(
        edit("no-such-editor --wait", "echo"),
        str![[r#"
------- stderr -------
error: Error executing editor (no-such-editor --wait: No such file or directory (os error 2))
 |
 = help: $VISUAL names it
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        edit("false", ""),
        str![[r#"
------- stderr -------
error: Error executing editor: `false` ended with exit status: 1
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        edit("'vim", ""),
        str![[r#"
------- stderr -------
error: Error executing editor ('vim)
 |
 = help: a quote in $VISUAL is not closed
[exit status: 1]

"#]]
    );
}

#[test]
fn without_a_choice_the_first_usual_editor_is_taken() {
    use std::os::unix::fs::PermissionsExt;

    let project = branches("");
    let cargo = which("cargo");
    project.write("bin/nano", "#!/bin/sh\necho nano \"$@\"\n");
    let nano = project.root().join("bin/nano");
    std::fs::set_permissions(&nano, std::fs::Permissions::from_mode(0o755)).unwrap();
    let edit = |path: String| {
        let invocation = project.migrate_command(["edit", "abc1"]);
        let invocation = invocation.environment("CARGO", &cargo);
        let invocation = invocation
            .environment("VISUAL", "")
            .environment("EDITOR", "");
        invocation.environment("PATH", path).run()
    };
    let bin = project.root().join("bin");
    assert_data_eq!(
        edit(bin.display().to_string()),
        str![[r#"
nano [ROOT]/versions/abc123def456.rs

"#]]
    );
    assert_data_eq!(
        edit(String::new()),
        str![[r#"
------- stderr -------
error: No suitable editor found: sensible-editor, editor, nano, vim, code
 |
 = help: set $VISUAL or $EDITOR, `code --wait` say
[exit status: 1]

"#]]
    );
}

/// Cargo by its path: there is nothing but one editor in the PATH of the test.
fn which(program: &str) -> std::path::PathBuf {
    let path = std::env::var_os("PATH").expect("there is a PATH");
    let mut candidates = std::env::split_paths(&path).map(|folder| folder.join(program));
    candidates
        .find(|candidate| candidate.is_file())
        .expect("the program is on the PATH")
}
