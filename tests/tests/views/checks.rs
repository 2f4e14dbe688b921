//! Exit codes for CI.

use snapbox::{assert_data_eq, str};

use super::project::{REVISIONS, RevisionFile, project, project_of, stamped, stamped_of};

#[test]
fn heads_can_be_checked() {
    assert_data_eq!(
        project().migrate(["heads", "--check"]),
        str![[r#"
2a95102259be (networking) (head)
d747a8a8879a (shoppingcart) (head)
------- stderr -------
error: Multiple head revisions are present: 2a95102259be, d747a8a8879a
 |
 = help: join them with `cargo migrate merge heads -m "…"`, or put yours on top with `cargo migrate rebase`
[exit status: 1]

"#]]
    );
    // Nothing revises either of them, but one depends on the other.
    let dependent = [REVISIONS[0], CART, DEPENDENT];
    let project = project_of(&dependent);
    assert_data_eq!(
        project.migrate(["heads", "--check"]),
        str![[r#"
27c6a30d7c24 (effective head)
2a95102259be (head)
------- stderr -------
error: Multiple head revisions are present: 27c6a30d7c24, 2a95102259be
 |
 = help: join them with `cargo migrate merge heads -m "…"`, or put yours on top with `cargo migrate rebase`
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["heads", "--check", "--resolve-dependencies"]),
        str![[r#"
2a95102259be (head)

"#]]
    );
    assert_data_eq!(
        project_of(&REVISIONS[..1]).migrate(["heads", "--check"]),
        str![[r#"
1975ea83b712 (head)

"#]]
    );
    assert_data_eq!(project_of(&[]).migrate(["heads", "--check"]), str![]);
}

#[test]
fn checked_heads_are_shown_as_json_too() {
    let output = project().migrate(["heads", "--check", "--format", "json"]);
    assert_eq!(output.status, Some(1), "{output}");
    let document: serde_json::Value = serde_json::from_str(&output.stdout).expect("JSON");
    assert_eq!(document["revisions"].as_array().map(Vec::len), Some(2));
}

#[test]
fn current_can_be_checked() {
    for (targets, status) in [
        (&[][..], 1),
        (&["d747"], 1),
        (&["2a95"], 1),
        (&["2a95", "ae10"], 1),
        (&["heads"], 0),
    ] {
        let project = stamped(targets);
        let output = project.migrate(["current", "--check-heads"]);
        assert_eq!(output.status, Some(status), "{targets:?}: {output}");
        let says = output
            .stderr
            .contains("Database is not on all head revisions");
        assert_eq!(says, status == 1, "{targets:?}: {output}");
    }
}

#[test]
fn a_head_that_is_only_depended_on_counts_as_applied() {
    let project = stamped_of(&[REVISIONS[0], CART, DEPENDENT], &["heads"]);
    assert_data_eq!(
        project.migrate(["current", "--check-heads"]),
        str![[r#"
27c6a30d7c24 (effective head)
2a95102259be (head)

"#]]
    );
}

#[test]
fn nothing_to_apply_is_all_applied() {
    let project = stamped_of(&[], &[]);
    assert_data_eq!(project.migrate(["current", "--check-heads"]), str![]);
}

#[test]
fn a_row_that_no_file_declares_fails_the_check() {
    let project = stamped(&["heads"]);
    let file = project.files();
    let removed = file.lines().find(|path| path.contains("d747a8a8879a"));
    std::fs::remove_file(project.root().join(removed.expect("a file"))).expect("removed");
    let output = project.migrate(["current", "--check-heads"]);
    assert_eq!(output.status, Some(1), "{output}");
    assert!(output.stderr.contains("Can't locate revision"), "{output}");
}

const CART: RevisionFile<'static> = RevisionFile::new("27c6a30d7c24", &["1975ea83b712"]);

const DEPENDENT: RevisionFile<'static> = RevisionFile {
    depends_on: &["27c6a30d7c24"],
    ..RevisionFile::new("2a95102259be", &["1975ea83b712"])
};
