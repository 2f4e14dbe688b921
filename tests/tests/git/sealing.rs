//! `cargo migrate seal`, and what becomes of the seals where branches of git meet.

use snapbox::{assert_data_eq, str};

use super::repository::{CARTS, PRODUCTS, Repository, SHOPS};

/// Edits the code of a revision.
fn edit(repository: &Repository, id: &str) {
    let file = repository.file_of(id);
    let text = repository.project.read(&file);
    let edited = text.replacen(
        "upgrade(op: &mut Operations) {",
        "upgrade(op: &mut Operations) { op.execute(\"SELECT 1\");",
        1,
    );
    assert_ne!(edited, text);
    repository.project.write(&file, &edited);
}

/// The identifiers of the sealed revisions, in the order of the lock file.
fn sealed(repository: &Repository) -> Vec<String> {
    let text = repository.project.read("migrate.lock");
    let Some((_, list)) = text.split_once("[sealed]\n") else {
        return Vec::new();
    };
    let ids = list.lines().map(|line| line.split('"').nth(1));
    ids.map(|id| id.expect("an identifier").to_owned())
        .collect()
}

#[test]
fn what_is_sealed_cannot_be_edited() {
    let repository = Repository::new("seal-edited", "");
    assert_data_eq!(
        repository.migrate(&["seal", "--check"]),
        str![[r#"
------- stderr -------
error: 1 revision is not sealed: `9e1f00aa12bc` (add shops)
 |
 = help: `cargo migrate seal` seals what is released
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        repository.migrate(&["seal"]),
        str![[r#"
------- stderr -------
     Sealing 1 revision
    Updating migrate.lock

"#]]
    );
    assert_data_eq!(repository.migrate(&["seal", "--check"]), str![]);
    assert_data_eq!(
        repository.migrate(&["seal"]),
        str![[r#"
------- stderr -------
       Fresh migrate.lock

"#]]
    );

    // What comes later can be edited, and takes nothing away.
    repository.add_revision(CARTS, "add carts");
    edit(&repository, CARTS);
    repository.succeed(&["lock", "--check"]);
    assert_eq!(sealed(&repository), [SHOPS]);
    assert_data_eq!(
        repository.migrate(&["seal", "--check"]),
        str![[r#"
------- stderr -------
error: 1 revision is not sealed: `27c6a30d7c24` (add carts)
 |
 = help: `cargo migrate seal` seals what is released
[exit status: 1]

"#]]
    );

    edit(&repository, SHOPS);
    let built = repository.build();
    let expected = "error: revision `9e1f00aa12bc` (add shops) is sealed, and was edited since\n";
    assert!(built.stderr.starts_with(expected), "{built}");
    for arguments in [&["seal"][..], &["seal", "--check"], &["lock", "--check"]] {
        let before = repository.project.read("migrate.lock");
        let output = repository.migrate(arguments);
        assert_eq!(output.status, Some(1), "{output}");
        assert!(output.stderr.starts_with(expected), "{output}");
        assert_eq!(repository.project.read("migrate.lock"), before);
    }
    assert_data_eq!(
        repository.migrate(&["seal", "--allow", "9e1f"]),
        str![[r#"
------- stderr -------
     Sealing 9e1f00aa12bc anew
    Updating migrate.lock

"#]]
    );
    // Only what was named.
    assert_eq!(sealed(&repository), [SHOPS]);
    repository.succeed(&["seal"]);
    assert_eq!(sealed(&repository), [CARTS, SHOPS]);
    let built = repository.build();
    assert_eq!(built.status, Some(0), "{built}");
}

#[test]
fn what_is_sealed_cannot_be_deleted() {
    let repository = Repository::new("seal-deleted", "");
    repository.add_revision(CARTS, "add carts");
    repository.succeed(&["seal"]);
    let file = repository.file_of(CARTS);
    std::fs::remove_file(repository.project.root().join(file)).expect("removed");
    repository.succeed(&["lock"]);
    assert_data_eq!(
        repository.migrate(&["lock", "--check"]),
        str![[r#"
------- stderr -------
error: revision `27c6a30d7c24` is sealed, but no file declares it any more
  --> migrate.lock:11:1
   |
11 | "27c6a30d7c24" = "c432fe3e478385582cc27127018d6262"
   | ^^^^^^^^^^^^^^
   |
   = help: databases have it: restore the file, or its identifier; what it did is undone in a new revision: `cargo migrate revision -m "…"`
   = help: if it is to be gone, `cargo migrate seal --allow 27c6a30d7c24` takes it out
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        repository.migrate(&["seal", "--allow", CARTS]),
        str![[r#"
------- stderr -------
   Unsealing 27c6a30d7c24, which was deleted
    Updating migrate.lock

"#]]
    );
    assert_eq!(sealed(&repository), [SHOPS]);
    repository.succeed(&["seal", "--check"]);
}

#[test]
fn only_what_is_sealed_is_allowed() {
    let repository = Repository::new("seal-allowed", "");
    assert_data_eq!(
        repository.migrate(&["seal", "--allow", SHOPS]),
        str![[r#"
------- stderr -------
error: 9e1f00aa12bc is not sealed
 |
 = help: it can be edited as it is; `cargo migrate seal` seals all revisions
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        repository.migrate(&["seal", "--allow", "nothing"]),
        str![[r#"
------- stderr -------
error: Can't locate revision identified by 'nothing'
 |
 = help: `cargo migrate history` lists all revisions
[exit status: 1]

"#]]
    );
    assert_eq!(sealed(&repository), [""; 0]);
}

#[test]
fn without_a_lock_file_there_are_no_seals() {
    let repository = Repository::new("seal-without", "lock = false");
    for arguments in [
        &["seal"][..],
        &["seal", "--check"],
        &["seal", "--allow", SHOPS],
    ] {
        assert_data_eq!(
            repository.migrate(arguments),
            str![[r#"
------- stderr -------
error: `lock = false` in [package.metadata.migrate]: the project does without a lock file
 |
 = help: take that line out to have one
[exit status: 1]

"#]]
        );
    }
}

#[test]
fn branches_that_both_seal_keep_both() {
    let repository = Repository::forked("seal-merge", "");
    repository.succeed(&["seal"]);
    repository.commit("release products");
    repository.git(&["switch", "--quiet", "carts"]);
    repository.succeed(&["seal"]);
    repository.commit("release carts");
    repository.git(&["switch", "--quiet", "main"]);
    let merge = repository.try_git(&["-c", "merge.conflictStyle=diff3", "merge", "carts"]);
    assert_eq!(merge.status, Some(1), "{merge}");
    repository.succeed(&["merge", "heads", "--rev-id", "5cf80e36b9d1"]);
    assert_eq!(sealed(&repository), [CARTS, SHOPS, PRODUCTS]);
    repository.succeed(&["lock", "--check"]);
    edit(&repository, CARTS);
    assert_eq!(repository.migrate(&["lock", "--check"]).status, Some(1));
}

#[test]
fn what_is_sealed_is_not_rebased() {
    let repository = Repository::forked("seal-rebase", "");
    repository.succeed(&["seal"]);
    repository.commit("release products");
    let merge = repository.try_git(&["merge", "carts"]);
    assert_eq!(merge.status, Some(1), "{merge}");
    let file = repository.file_of(PRODUCTS);
    let before = repository.project.read(&file);
    assert_data_eq!(
        repository.migrate(&["rebase"]),
        str![[r#"
------- stderr -------
error: what is sealed stays where it is: abc123def456 (add products)
 |
 = help: join the heads instead: `cargo migrate merge heads -m "…"`
 = help: or put the other branch on top: `cargo migrate rebase 27c6a30d7c24 --onto abc123def456`
[exit status: 1]

"#]]
    );
    assert_eq!(repository.project.read(&file), before);
    // As it says.
    assert_data_eq!(
        repository.migrate(&["rebase", CARTS, "--onto", PRODUCTS]),
        str![[r#"
------- stderr -------
    Skipping the question whether a database has them applied: no database URL is set
    Rebasing 27c6a30d7c24 (add carts) onto abc123def456 (add products)
   Rewriting versions/[DATE]-27c6a30d7c24_add_carts.rs
    Updating migrate.lock

"#]]
    );
    assert_eq!(repository.locked(), format!("heads = [\"{CARTS}\"]"));
    assert_eq!(sealed(&repository), [SHOPS, PRODUCTS]);
    repository.succeed(&["lock", "--check"]);
}

#[test]
fn of_two_sealed_branches_none_is_rebased() {
    let repository = Repository::forked("seal-rebase-none", "multiple-heads = \"allow\"");
    repository.try_git(&["merge", "carts"]);
    repository.succeed(&["lock"]);
    repository.succeed(&["seal"]);
    assert_data_eq!(
        repository.migrate(&["rebase", CARTS]),
        str![[r#"
------- stderr -------
error: what is sealed stays where it is: 27c6a30d7c24 (add carts)
 |
 = help: join the heads instead: `cargo migrate merge heads -m "…"`
[exit status: 1]

"#]]
    );
}
