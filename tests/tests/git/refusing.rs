//! What is not rebased, and that nothing is written then.

use snapbox::{assert_data_eq, str};

use super::repository::{CARTS, PRODUCTS, Repository};

/// Two heads, without a lock file that would get in the way.
fn two_heads(name: &str) -> Repository {
    let repository = Repository::forked(name, "");
    repository.try_git(&["merge", "carts"]);
    repository
}

/// Runs a rebase that must not change any file; what it says.
#[track_caller]
fn refused(repository: &Repository, arguments: &[&str]) -> String {
    let texts = || {
        let files = repository.project.files();
        let text = |path: &str| format!("{path}\n{}", repository.project.read(path));
        files.lines().map(text).collect::<String>()
    };
    let before = texts();
    let output = repository.migrate(&[&["rebase"], arguments].concat());
    assert_eq!(output.status, Some(1), "{output}");
    assert_eq!(texts(), before);
    output.to_string()
}

#[test]
fn what_a_database_has_applied_stays() {
    let repository = two_heads("git-applied").stamped(PRODUCTS);
    assert_data_eq!(
        refused(&repository, &[]),
        str![[r#"
------- stderr -------
error: [DATABASE] has applied abc123def456 (add products)
 |
 = help: join the heads instead: `cargo migrate merge heads -m "…"`
 = help: or undo it first: `cargo migrate downgrade 9e1f00aa12bc`, for which `multiple-heads = "allow"` lets the package build
[exit status: 1]

"#]]
    );
    // The other branch is not applied.
    assert_data_eq!(
        repository.migrate(&["rebase", CARTS]),
        str![[r#"
------- stderr -------
    Rebasing 27c6a30d7c24 (add carts) onto abc123def456 (add products)
   Rewriting versions/[DATE]-27c6a30d7c24_add_carts.rs
    Updating migrate.lock

"#]]
    );
}

#[test]
fn a_database_that_is_somewhere_unknown_says_nothing_certain() {
    let repository = two_heads("git-unknown").stamped(PRODUCTS);
    let file = repository.file_of(PRODUCTS);
    std::fs::remove_file(repository.project.root().join(file)).expect("removed");
    repository.succeed(&[
        "revision",
        "-m",
        "add users",
        "--head",
        "base",
        "--splice",
        "--rev-id",
        "d7046fb2583a",
    ]);
    assert_data_eq!(
        refused(&repository, &["d704"]),
        str![[r#"
------- stderr -------
error: Can't locate revision identified by 'abc123def456', which the version table holds
 |
 = help: a file was deleted or belongs to another branch of the repository: restore it, or tell the database where it is with `cargo migrate stamp --purge <revision>`
[exit status: 1]

"#]]
    );
}

#[test]
fn a_database_out_of_reach_is_no_hindrance() {
    let repository = two_heads("git-unreachable");
    let url = "postgres://nobody@127.0.0.1:1/nothing";
    assert_data_eq!(
        repository.migrate(&["rebase", "--database-url", url]),
        str![[r#"
------- stderr -------
    Skipping the question whether a database has them applied: cannot connect to nothing on 127.0.0.1:1
    Rebasing abc123def456 (add products) onto 27c6a30d7c24 (add carts)
   Rewriting versions/[DATE]-abc123def456_add_products.rs
    Updating migrate.lock

"#]]
    );
}

#[test]
fn what_others_depend_on_stays_below_them() {
    let repository = Repository::new("git-depends", "lock = false");
    repository.add_revision(CARTS, "add carts");
    repository.succeed(&[
        "revision",
        "-m",
        "add products",
        "--rev-id",
        PRODUCTS,
        "--head",
        "9e1f",
        "--splice",
        "--depends-on",
        CARTS,
    ]);
    assert_data_eq!(
        refused(&repository, &[CARTS]),
        str![[r#"
------- stderr -------
error: 27c6a30d7c24 (add carts) cannot be put on top of abc123def456 (add products)
 |
 = note: Dependency cycle is detected in revisions (27c6a30d7c24, abc123def456)
 = help: join the heads instead: `cargo migrate merge heads -m "…"`
[exit status: 1]

"#]]
    );
}

#[test]
fn merges_and_single_heads_stay() {
    let repository = two_heads("git-merged");
    assert_data_eq!(
        refused(&repository, &["9e1f"]),
        str![[r#"
------- stderr -------
error: 9e1f00aa12bc (add shops) is below several heads: 27c6a30d7c24 (add carts), abc123def456 (add products)
 |
 = help: name the one to put on top
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        refused(&repository, &["nothing"]),
        str![[r#"
------- stderr -------
error: Can't locate revision identified by 'nothing'
 |
 = help: `cargo migrate history` lists all revisions
[exit status: 1]

"#]]
    );
    repository.succeed(&["merge", "heads", "--rev-id", "5cf80e36b9d1"]);
    assert_data_eq!(
        refused(&repository, &[]),
        str![[r#"
------- stderr -------
error: there is nothing to rebase: 5cf80e36b9d1 (merge) is the only head
 |
 = help: a rebase puts one of two branches on top of the other
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        refused(&repository, &["5cf8", "--onto", "27c6"]),
        str![[r#"
------- stderr -------
error: 5cf80e36b9d1 (merge) is a merge, which cannot be put on top
 |
 = help: join the heads instead: `cargo migrate merge heads -m "…"`
[exit status: 1]

"#]]
    );
    repository.succeed(&[
        "revision",
        "-m",
        "add users",
        "--head",
        "base",
        "--splice",
        "--rev-id",
        "d7046fb2583a",
    ]);
    assert_data_eq!(
        refused(&repository, &["5cf8"]),
        str![[r#"
------- stderr -------
error: 5cf80e36b9d1 (merge) is a merge, which cannot be put on top
 |
 = help: join the heads instead: `cargo migrate merge heads -m "…"`
[exit status: 1]

"#]]
    );
}

#[test]
fn a_file_in_the_way_undoes_everything() {
    let repository = Repository::forked("git-in-the-way", "");
    repository.try_git(&["merge", "carts"]);
    std::fs::remove_file(repository.project.root().join("migrate.lock")).expect("removed");
    std::fs::create_dir(repository.project.root().join("migrate.lock")).expect("made");
    assert_data_eq!(
        refused(&repository, &[]),
        str![[r#"
------- stderr -------
    Skipping the question whether a database has them applied: no database URL is set
error: [ROOT]/migrate.lock exists already
 |
 = help: nothing was overwritten; move the file away, or choose another place
[exit status: 1]

"#]]
    );
}
