//! `cargo migrate lock`, and what the other commands make of the lock file.

use snapbox::{assert_data_eq, str};

use super::repository::{CARTS, Repository, SHOPS};

#[test]
fn the_lock_file_is_written_with_every_revision() {
    let repository = Repository::new("lock-written", "");
    assert_data_eq!(
        repository.project.read("migrate.lock"),
        str![[r##"
# The heads of the revisions, written by `cargo migrate` with every revision; commit it.
# A conflict here means that two branches of git have each added a revision. To mend it, join them
# with `cargo migrate merge heads -m "…"`, or put yours on top with `cargo migrate rebase`: either
# writes this file anew. After changes by hand, `cargo migrate lock` does.
version = 1
heads = ["9e1f00aa12bc"]

"##]]
    );
    repository.succeed(&["revision", "-m", "add carts", "--rev-id", CARTS]);
    assert_eq!(repository.locked(), format!("heads = [\"{CARTS}\"]"));
    repository.succeed(&["lock", "--check"]);
}

#[test]
fn changes_by_hand_are_noticed_and_taken_over() {
    let repository = Repository::new("lock-by-hand", "");
    let file = repository.file_of(SHOPS);
    let text = repository.project.read(&file);
    repository.project.write(
        "versions/carts.rs",
        &text
            .replace(SHOPS, CARTS)
            .replacen("&[]", "&[\"9e1f00aa12bc\"]", 1),
    );
    assert_data_eq!(
        repository.migrate(&["lock", "--check"]),
        str![[r#"
------- stderr -------
error: `migrate.lock` names `9e1f00aa12bc` (add shops), but the revision files have `27c6a30d7c24` (add shops)
 --> migrate.lock:6:9
  |
6 | heads = ["9e1f00aa12bc"]
  |         ^^^^^^^^^^^^^^^^
  |
  = help: if the files are right, `cargo migrate lock` writes it anew
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        repository.migrate(&["lock"]),
        str![[r#"
------- stderr -------
    Updating migrate.lock

"#]]
    );
    assert_eq!(repository.locked(), format!("heads = [\"{CARTS}\"]"));
    assert_data_eq!(
        repository.migrate(&["lock"]),
        str![[r#"
------- stderr -------
       Fresh migrate.lock

"#]]
    );
    assert_data_eq!(repository.migrate(&["lock", "--check"]), str![]);
}

#[test]
fn commands_that_read_do_not_mind_the_lock_file() {
    let repository = Repository::new("lock-read", "");
    for text in ["<<<<<<< HEAD\n", "version = 2\n", "heads = [\"x\"]"] {
        repository.project.write("migrate.lock", text);
        repository.succeed(&["heads"]);
        repository.succeed(&["history"]);
        repository.succeed(&["show", SHOPS]);
        assert_eq!(repository.project.read("migrate.lock"), text);
    }
    repository.succeed(&["lock"]);
    assert_eq!(repository.locked(), format!("heads = [\"{SHOPS}\"]"));
}

#[test]
fn a_project_may_do_without() {
    let repository = Repository::new("lock-without", "lock = false");
    assert!(!repository.project.root().join("migrate.lock").exists());
    assert_data_eq!(
        repository.migrate(&["lock"]),
        str![[r#"
------- stderr -------
error: `lock = false` in [package.metadata.migrate]: the project does without a lock file
 |
 = help: take that line out to have one
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        repository.migrate(&["lock", "--check"]),
        str![[r#"
------- stderr -------
error: `lock = false` in [package.metadata.migrate]: the project does without a lock file
 |
 = help: take that line out to have one
[exit status: 1]

"#]]
    );
}

#[test]
fn a_chain_that_is_broken_has_no_heads_to_write_down() {
    let repository = Repository::new("lock-broken", "");
    let file = repository.file_of(SHOPS);
    let text = repository.project.read(&file);
    repository.project.write(
        &file,
        &text.replace(
            "&[];\npub const BRANCH",
            "&[\"nowhere\"];\npub const BRANCH",
        ),
    );
    assert_data_eq!(
        repository.migrate(&["lock"]),
        str![[r#"
------- stderr -------
error: revision `9e1f00aa12bc` revises `nowhere`, which no file declares
  --> versions/[DATE]-9e1f00aa12bc_add_shops.rs:10:38
   |
10 | pub const DOWN_REVISION: &[&str] = &["nowhere"];
   |                                      ^^^^^^^^^
   |
   = help: `cargo migrate history` lists all revisions
[exit status: 1]

"#]]
    );
}
