//! Two branches that each add a revision: git stops at the lock file, and nowhere else.

use snapbox::{assert_data_eq, str};

use super::repository::{CARTS, PRODUCTS, Repository, SHOPS};

#[test]
fn a_merge_revision_mends_it() {
    let repository = Repository::forked("git-merge", "");
    merge_stops_at_the_lock_file(&repository);
    // What is to be mended can be looked at.
    assert_data_eq!(
        repository.migrate(&["heads"]),
        str![[r#"
27c6a30d7c24 (head)
abc123def456 (head)

"#]]
    );
    let built = repository.build();
    let two_heads = "error: 2 heads: `27c6a30d7c24` (add carts), `abc123def456` (add products)\n";
    assert!(built.stderr.starts_with(two_heads), "{built}");
    assert_eq!(built.stderr.matches("error: ").count(), 2, "{built}");

    let merge = [
        "merge",
        "heads",
        "-m",
        "merge carts",
        "--rev-id",
        "5cf80e36b9d1",
    ];
    assert_data_eq!(
        repository.migrate(&merge),
        str![[r#"
------- stderr -------
    Creating versions/[DATE]-5cf80e36b9d1_merge_carts.rs
    Revision 5cf80e36b9d1 merges 27c6a30d7c24, abc123def456
    Updating migrate.lock

"#]]
    );
    assert_eq!(repository.locked(), "heads = [\"5cf80e36b9d1\"]");
    is_green_again(&repository);
}

#[test]
fn a_rebase_mends_it() {
    let repository = Repository::forked("git-rebase", "");
    let before = repository.project.read(&repository.file_of(PRODUCTS));
    merge_stops_at_the_lock_file(&repository);

    assert_data_eq!(
        repository.migrate(&["rebase"]),
        str![[r#"
------- stderr -------
    Skipping the question whether a database has them applied: no database URL is set
    Rebasing abc123def456 (add products) onto 27c6a30d7c24 (add carts)
   Rewriting versions/[DATE]-abc123def456_add_products.rs
    Updating migrate.lock

"#]]
    );
    assert_eq!(repository.locked(), format!("heads = [\"{PRODUCTS}\"]"));
    // `main` is mine: it moved, and carts stayed.
    let after = repository.project.read(&repository.file_of(PRODUCTS));
    assert_eq!(
        after,
        before
            .replace(SHOPS, CARTS)
            .replace(date(&before), date(&after))
    );
    let carts = repository.file_of(CARTS);
    let changed = repository.git(&["diff", "--name-only", "carts", "--", &carts]);
    assert_eq!(changed, "");
    // It sorts behind what it follows, although both were made in one minute perhaps.
    let moved = repository.file_of(PRODUCTS);
    assert!(moved > carts, "{moved} {carts}");
    is_green_again(&repository);
}

#[test]
fn nothing_else_in_a_file_changes() {
    let repository = Repository::forked("git-windows", "");
    let file = repository.file_of(PRODUCTS);
    let text = repository.project.read(&file).replace('\n', "\r\n");
    let text = format!("\u{feff}{text}/* äöü */\t// 9e1f00aa12bc \r\n\r\n");
    repository.project.write(&file, &text);
    repository.commit("edit it elsewhere");
    repository.try_git(&["merge", "carts"]);
    repository.succeed(&["rebase"]);
    let after = repository.project.read(&repository.file_of(PRODUCTS));
    let expected = text
        .replacen("Revises: 9e1f00aa12bc", "Revises: 27c6a30d7c24", 1)
        .replacen("&[\"9e1f00aa12bc\"]", "&[\"27c6a30d7c24\"]", 1)
        .replacen(date(&text), date(&after), 1);
    assert_eq!(after, expected);
}

#[test]
fn a_rebase_of_git_is_mended_by_one_of_ours() {
    let repository = Repository::forked("git-rebase-of-git", "");
    repository.git(&["switch", "--quiet", "carts"]);
    repository.add_revision("3e60c7a5194f", "add vouchers");
    let stopped = repository.try_git(&["rebase", "--quiet", "main"]);
    assert_ne!(stopped.status, Some(0), "{stopped}");

    assert_data_eq!(
        repository.migrate(&["rebase"]),
        str![[r#"
------- stderr -------
    Skipping the question whether a database has them applied: no database URL is set
    Rebasing 27c6a30d7c24 (add carts) onto abc123def456 (add products)
   Rewriting versions/[DATE]-27c6a30d7c24_add_carts.rs
    Updating migrate.lock

"#]]
    );
    repository.git(&["add", "--all"]);
    repository.git(&["rebase", "--continue"]);
    assert_eq!(repository.locked(), "heads = [\"3e60c7a5194f\"]");
    repository.succeed(&["lock", "--check"]);
    assert_data_eq!(
        repository.migrate(&["history"]),
        str![[r#"
27c6a30d7c24 -> 3e60c7a5194f (head), add vouchers
abc123def456 -> 27c6a30d7c24, add carts
9e1f00aa12bc -> abc123def456, add products
<base> -> 9e1f00aa12bc, add shops

"#]]
    );
    assert_eq!(repository.git(&["status", "--porcelain"]), "");
}

#[test]
fn revisions_that_follow_one_another_merge_without_a_conflict() {
    let repository = Repository::new("git-ahead", "");
    repository.git(&["switch", "--quiet", "--create", "carts"]);
    repository.add_revision(CARTS, "add carts");
    repository.git(&["switch", "--quiet", "main"]);
    repository.project.write("README.md", "A shop.\n");
    repository.commit("say what it is");
    repository.git(&["merge", "--quiet", "--no-edit", "carts"]);
    repository.succeed(&["lock", "--check"]);
}

#[track_caller]
fn merge_stops_at_the_lock_file(repository: &Repository) {
    let merge = repository.try_git(&["merge", "carts"]);
    assert_data_eq!(
        merge,
        str![[r#"
Auto-merging project/migrate.lock
CONFLICT (content): Merge conflict in project/migrate.lock
Automatic merge failed; fix conflicts and then commit the result.
[exit status: 1]

"#]]
    );
    let unmerged = repository.git(&["diff", "--name-only", "--diff-filter=U"]);
    assert_eq!(unmerged, "project/migrate.lock\n");
    let check = repository.migrate(&["lock", "--check"]);
    assert_data_eq!(
        check,
        str![[r#"
------- stderr -------
error: git has left a conflict in `migrate.lock`
 --> migrate.lock:6:1
  |
6 | <<<<<<< HEAD
  | ^^^^^^^^^^^^
  |
  = help: there are 2 heads: join them with `cargo migrate merge heads -m "…"`, or put yours on top with `cargo migrate rebase`
[exit status: 1]

"#]]
    );
}

#[track_caller]
fn is_green_again(repository: &Repository) {
    let lock_file = repository.project.read("migrate.lock");
    for marker in ["<<<<<<<", "=======", ">>>>>>>"] {
        assert!(!lock_file.contains(marker), "{lock_file}");
    }
    repository.commit("merge");
    assert_eq!(repository.git(&["status", "--porcelain"]), "");
    repository.succeed(&["lock", "--check"]);
    let built = repository.build();
    assert_eq!(built.status, Some(0), "{built}");
}

/// What stands behind `Create Date: ` in a revision file.
fn date(text: &str) -> &str {
    let (_, behind) = text.split_once("Create Date: ").expect("a date");
    behind.lines().next().unwrap_or_default()
}
