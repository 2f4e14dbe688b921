//! Revisions that fail, packages that do not compile, databases that are elsewhere.

use migrate_tests::project::TestDatabase;
use snapbox::{assert_data_eq, str};

use super::packages::{CHAIN, RevisionFile, package};

/// A revision whose third operation of five fails on every database.
const BROKEN: RevisionFile<'static> = RevisionFile {
    id: "b70ce2a71000",
    message: "index products",
    down: &["abc123def456"],
    upgrade: "op.create_table(\"tags\", |t| {
        t.column(\"id\", bigint()).primary_key();
    });
    op.add_column(\"shops\", column(\"town\", text()));
    op.create_index(\"ix_products_name\", \"products\", [\"nmae\"]);
    op.create_index(\"ix_shops_town\", \"shops\", [\"town\"]);
    op.drop_table(\"tags\");",
    ..RevisionFile::EMPTY
};

#[test]
fn a_failing_statement() {
    let project = package("failing", "", &[CHAIN[0], CHAIN[1], BROKEN]);
    let sqlite = project.on(TestDatabase::sqlite());
    assert_data_eq!(
        sqlite.migrate(["upgrade"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
   Upgrading [DATABASE] from base to b70ce2a71000, 3 revisions
     Applied 9e1f00aa12bc add shops ([ELAPSED])
     Applied abc123def456 create products ([ELAPSED])
error: revision b70ce2a71000 (index products) failed, and nothing of it was applied
  --> versions/2025_01_03_0900-b70ce2a71000_index_products.rs:19:8
   |
19 |     op.create_index("ix_products_name", "products", ["nmae"]);
   |        ^^^^^^^^^^^^
   |
   = statement: CREATE INDEX ix_products_name ON products (nmae)
   = SQLite: no such column: nmae (1)
   = note: done before it: 9e1f00aa12bc, abc123def456; the database is at abc123def456
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        sqlite.migrate(["current"]),
        str![[r#"
abc123def456

"#]]
    );
    let mariadb = project.on(TestDatabase::mariadb());
    assert_data_eq!(
        mariadb.migrate(["upgrade"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
   Upgrading [DATABASE] from base to b70ce2a71000, 3 revisions
     Applied 9e1f00aa12bc add shops ([ELAPSED])
     Applied abc123def456 create products ([ELAPSED])
error: revision b70ce2a71000 (index products) failed, and a part of it stays applied
  --> versions/2025_01_03_0900-b70ce2a71000_index_products.rs:19:8
   |
19 |     op.create_index("ix_products_name", "products", ["nmae"]);
   |        ^^^^^^^^^^^^
   |
   = statement: CREATE INDEX ix_products_name ON products (nmae)
   = server: Key column 'nmae' doesn't exist in table (42000)
   = applied: line 15: CREATE TABLE tags ( …
              line 18: ALTER TABLE shops ADD COLUMN town LONGTEXT
   = not applied: line 19: CREATE INDEX ix_products_name ON products (nmae)
                  line 20: CREATE INDEX ix_shops_town ON shops (town)
                  line 21: DROP TABLE tags
   = help: mend it and run the command again: it goes on from there; or do by hand what was not applied, and then `stamp b70ce2a71000`
   = note: done before it: 9e1f00aa12bc, abc123def456; the database is at abc123def456
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        mariadb.migrate(["current"]),
        str![[r#"
abc123def456
------- stderr -------
warning: the upgrade of b70ce2a71000 was begun at [MOMENT] and not brought to its end; running it again goes on with it

"#]]
    );
    let postgres = project.on(TestDatabase::postgres());
    assert_data_eq!(
        postgres.migrate(["upgrade"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
   Upgrading [DATABASE] from base to b70ce2a71000, 3 revisions
     Applied 9e1f00aa12bc add shops ([ELAPSED])
     Applied abc123def456 create products ([ELAPSED])
error: revision b70ce2a71000 (index products) failed, and nothing of it was applied
  --> versions/2025_01_03_0900-b70ce2a71000_index_products.rs:19:8
   |
19 |     op.create_index("ix_products_name", "products", ["nmae"]);
   |        ^^^^^^^^^^^^
   |
   = statement: CREATE INDEX ix_products_name ON products (nmae)
   = PostgreSQL: column "nmae" does not exist (42703)
   = note: done before it: 9e1f00aa12bc, abc123def456; the database is at abc123def456
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        postgres.migrate(["current"]),
        str![[r#"
abc123def456

"#]]
    );
    let again = postgres
        .migrate_command(["upgrade"])
        .in_folder("versions")
        .run();
    assert_data_eq!(
        again,
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
   Upgrading [DATABASE] from abc123def456 to b70ce2a71000, 1 revision
error: revision b70ce2a71000 (index products) failed, and nothing of it was applied
  --> versions/2025_01_03_0900-b70ce2a71000_index_products.rs:19:8
   |
19 |     op.create_index("ix_products_name", "products", ["nmae"]);
   |        ^^^^^^^^^^^^
   |
   = statement: CREATE INDEX ix_products_name ON products (nmae)
   = PostgreSQL: column "nmae" does not exist (42703)
[exit status: 1]

"#]]
    );
}

#[test]
fn a_database_that_is_ahead_of_the_files() {
    let project = package("ahead", "", &CHAIN).on(TestDatabase::sqlite());
    project.migrate(["stamp", "head"]);
    let last = CHAIN[2].path(3);
    std::fs::remove_file(project.root().join(last)).expect("removed");
    assert_data_eq!(
        project.migrate(["current"]),
        str![[r#"
------- stderr -------
error: Can't locate revision identified by '27c6a30d7c24', which the version table holds
 |
 = help: a file was deleted or belongs to another branch of the repository: restore it, or tell the database where it is with `cargo migrate stamp --purge <revision>`
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["history", "-i"]),
        str![[r#"
9e1f00aa12bc -> abc123def456 (head), create products
<base> -> 9e1f00aa12bc, add shops

"#]]
    );
    assert_data_eq!(
        project.migrate(["stamp", "abc1"]),
        str![[r#"
------- stderr -------
error: Can't locate revision identified by '27c6a30d7c24', which the version table holds
 |
 = help: a file was deleted or belongs to another branch of the repository: restore it, or tell the database where it is with `cargo migrate stamp --purge <revision>`
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["stamp", "--purge", "abc1"]),
        str![[r#"
------- stderr -------
    Stamping [DATABASE] from 27c6a30d7c24 to abc123def456, 1 revision
     Stamped base -> abc123def456 ([ELAPSED])

"#]]
    );
    assert_data_eq!(
        project.migrate(["current"]),
        str![[r#"
abc123def456 (head)

"#]]
    );
}

#[test]
fn a_runner_that_does_not_compile() {
    let project = package("broken-runner", "", &CHAIN).on(TestDatabase::sqlite());
    project.write("src/main.rs", "fn main() {\n    no_such_function();\n}\n");
    assert_data_eq!(
        project.migrate(["upgrade"]),
        str![[r#"
------- stderr -------
error[E0425]: cannot find function `no_such_function` in this scope
 --> src/main.rs:2:5
  |
2 |     no_such_function();
  |     ^^^^^^^^^^^^^^^^ not found in this scope

For more information about this error, try `rustc --explain E0425`.
error: could not compile `broken-runner` (bin "broken-runner") due to 1 previous error
error: could not build the package `broken-runner`; nothing was run
[exit status: 101]

"#]]
    );
    std::fs::remove_file(project.root().join("src/main.rs")).expect("removed");
    assert_data_eq!(
        project.migrate(["upgrade"]),
        str![[r#"
------- stderr -------
error: the package `broken-runner` has no binary that runs its revisions
 |
 = help: add `src/bin/migrate.rs` with
         fn main() -> std::process::ExitCode { migrate_runtime::cli::main(&…::MIGRATOR) }
         or name a binary with `runner`
[exit status: 1]

"#]]
    );
}

#[test]
fn a_broken_chain() {
    let lost = RevisionFile {
        down: &["abc123def457"],
        ..CHAIN[2]
    };
    let project = package("broken-chain", "", &[CHAIN[0], CHAIN[1], lost]);
    assert_data_eq!(
        project.migrate(["history"]),
        str![[r#"
------- stderr -------
error: revision `27c6a30d7c24` revises `abc123def457`, which no file declares
  --> versions/2025_01_03_0900-27c6a30d7c24_add_cart.rs:10:38
   |
10 | pub const DOWN_REVISION: &[&str] = &["abc123def457"];
   |                                      ^^^^^^^^^^^^^^
   |
   = help: `abc123def456` (create products) is the nearest; `cargo migrate history` lists all
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["revision", "-m", "more"]),
        str![[r#"
------- stderr -------
error: revision `27c6a30d7c24` revises `abc123def457`, which no file declares
  --> versions/2025_01_03_0900-27c6a30d7c24_add_cart.rs:10:38
   |
10 | pub const DOWN_REVISION: &[&str] = &["abc123def457"];
   |                                      ^^^^^^^^^^^^^^
   |
   = help: `abc123def456` (create products) is the nearest; `cargo migrate history` lists all
[exit status: 1]

"#]]
    );
    let built = project.cargo(["build"]);
    assert_eq!(built.status, Some(101), "{built}");
    assert_data_eq!(
        only_error(&built.stderr),
        str![[r#"
error: revision `27c6a30d7c24` revises `abc123def457`, which no file declares
         --> versions/2025_01_03_0900-27c6a30d7c24_add_cart.rs:10:38
          |
       10 | pub const DOWN_REVISION: &[&str] = &["abc123def457"];
          |                                      ^^^^^^^^^^^^^^
          |
          = help: `abc123def456` (create products) is the nearest; `cargo migrate history` lists all
 --> src/lib.rs:1:1
  |
1 | migrate_runtime::embed!();
  | ^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = note: this error originates in the macro `migrate_runtime::embed` (in Nightly builds, run with -Z macro-backtrace for more info)

"#]]
    );
}

/// The first error, up to the empty line behind it.
fn only_error(stderr: &str) -> String {
    let start = stderr.find("error").unwrap_or_default();
    let end = stderr[start..]
        .find("\n\n")
        .map_or(stderr.len(), |at| start + at + 1);
    stderr[start..end].to_owned()
}
