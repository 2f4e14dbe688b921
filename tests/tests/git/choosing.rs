//! Which head is mine, where no merge is in progress.

use snapbox::{assert_data_eq, str};

use super::repository::{CARTS, PRODUCTS, Repository};

/// A merge that git has made without a word, as there is no lock file.
fn merged_into_carts(name: &str) -> Repository {
    let repository = Repository::forked(name, "lock = false");
    repository.git(&["switch", "--quiet", "carts"]);
    repository.git(&["merge", "--quiet", "--no-edit", "main"]);
    repository
}

#[test]
fn what_the_default_branch_does_not_have_is_mine() {
    let repository = merged_into_carts("git-default");
    assert_data_eq!(
        repository.migrate(&["rebase"]),
        str![[r#"
------- stderr -------
    Skipping the question whether a database has them applied: no database URL is set
    Rebasing 27c6a30d7c24 (add carts) onto abc123def456 (add products)
   Rewriting versions/[DATE]-27c6a30d7c24_add_carts.rs

"#]]
    );
    assert!(!repository.project.root().join("migrate.lock").exists());
}

#[test]
fn what_the_upstream_does_not_have_is_mine() {
    let repository = merged_into_carts("git-upstream");
    repository.git(&["branch", "--move", "main", "trunk"]);
    repository.git(&["branch", "--quiet", "--set-upstream-to=trunk"]);
    assert_data_eq!(
        repository.migrate(&["rebase"]),
        str![[r#"
------- stderr -------
    Skipping the question whether a database has them applied: no database URL is set
    Rebasing 27c6a30d7c24 (add carts) onto abc123def456 (add products)
   Rewriting versions/[DATE]-27c6a30d7c24_add_carts.rs

"#]]
    );
}

#[test]
fn where_a_branch_was_pushed_to_says_nothing() {
    let repository = merged_into_carts("git-pushed");
    repository.git(&["branch", "--move", "main", "trunk"]);
    // What was pushed before the merge has carts, and lacks products.
    repository.git(&["update-ref", "refs/remotes/origin/carts", "HEAD^1"]);
    repository.git(&["config", "remote.origin.url", "nowhere"]);
    repository.git(&[
        "config",
        "remote.origin.fetch",
        "+refs/heads/*:refs/remotes/origin/*",
    ]);
    repository.git(&["branch", "--quiet", "--set-upstream-to=origin/carts"]);
    assert_data_eq!(
        repository.migrate(&["rebase"]),
        str![[r#"
------- stderr -------
error: 2 heads, and git does not tell which one is yours: 27c6a30d7c24 (add carts), abc123def456 (add products)
 |
 = help: name yours: `cargo migrate rebase 27c6a30d7c24`
[exit status: 1]

"#]]
    );
}

#[test]
fn where_git_cannot_tell_mine_must_be_named() {
    let repository = merged_into_carts("git-silent");
    std::fs::remove_dir_all(repository.project.root().join("../.git")).expect("removed");
    assert_data_eq!(
        repository.migrate(&["rebase"]),
        str![[r#"
------- stderr -------
error: 2 heads, and git does not tell which one is yours: 27c6a30d7c24 (add carts), abc123def456 (add products)
 |
 = help: name yours: `cargo migrate rebase 27c6a30d7c24`
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        repository.migrate(&["rebase", PRODUCTS]),
        str![[r#"
------- stderr -------
    Skipping the question whether a database has them applied: no database URL is set
    Rebasing abc123def456 (add products) onto 27c6a30d7c24 (add carts)
   Rewriting versions/[DATE]-abc123def456_add_products.rs

"#]]
    );
    assert_data_eq!(
        repository.migrate(&["rebase", CARTS]),
        str![[r#"
------- stderr -------
error: there is nothing to rebase: abc123def456 (add products) is the only head
 |
 = help: say what to put it on with `--onto <REVISION>`
[exit status: 1]

"#]]
    );
}

#[test]
fn of_three_heads_both_are_named() {
    let repository = merged_into_carts("git-three");
    let another = ["revision", "-m", "add users", "--head", "base", "--splice"];
    let another = [&another[..], &["--rev-id", "d7046fb2583a"]].concat();
    repository.succeed(&another);
    assert_data_eq!(
        repository.migrate(&["rebase"]),
        str![[r#"
------- stderr -------
error: 3 heads, of which any may be yours: 27c6a30d7c24 (add carts), abc123def456 (add products), d7046fb2583a (add users)
 |
 = help: name yours: `cargo migrate rebase 27c6a30d7c24`
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        repository.migrate(&["rebase", "d704"]),
        str![[r#"
------- stderr -------
error: d7046fb2583a (add users) could be put on several heads: 27c6a30d7c24 (add carts), abc123def456 (add products)
 |
 = help: say on which with `--onto <REVISION>`
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        repository.migrate(&["rebase", "d704", "--onto", "27c6"]),
        str![[r#"
------- stderr -------
    Skipping the question whether a database has them applied: no database URL is set
    Rebasing d7046fb2583a (add users) onto 27c6a30d7c24 (add carts)
   Rewriting versions/[DATE]-d7046fb2583a_add_users.rs

"#]]
    );
}

#[test]
fn a_branch_moves_as_a_whole_and_in_order() {
    let repository = Repository::forked("git-whole", "lock = false");
    repository.git(&["switch", "--quiet", "carts"]);
    for (id, message) in [
        ("07fd1c8be35a", "add vouchers"),
        ("3e60c7a5194f", "add reviews"),
    ] {
        repository.add_revision(id, message);
    }
    repository.git(&["merge", "--quiet", "--no-edit", "main"]);
    assert_data_eq!(
        repository.migrate(&["rebase"]),
        str![[r#"
------- stderr -------
    Skipping the question whether a database has them applied: no database URL is set
    Rebasing 27c6a30d7c24 (add carts), 07fd1c8be35a (add vouchers), 3e60c7a5194f (add reviews) onto abc123def456 (add products)
   Rewriting versions/[DATE]-27c6a30d7c24_add_carts.rs
   Rewriting versions/[DATE]-07fd1c8be35a_add_vouchers.rs
   Rewriting versions/[DATE]-3e60c7a5194f_add_reviews.rs

"#]]
    );
    assert_data_eq!(
        repository.migrate(&["history"]),
        str![[r#"
07fd1c8be35a -> 3e60c7a5194f (head), add reviews
27c6a30d7c24 -> 07fd1c8be35a, add vouchers
abc123def456 -> 27c6a30d7c24, add carts
9e1f00aa12bc -> abc123def456, add products
<base> -> 9e1f00aa12bc, add shops

"#]]
    );
    let files = repository.revision_files();
    let order = [
        "9e1f00aa12bc",
        PRODUCTS,
        CARTS,
        "07fd1c8be35a",
        "3e60c7a5194f",
    ];
    assert!(
        files.iter().zip(order).all(|(file, id)| file.contains(id)),
        "{files:?}"
    );
}
