//! `cargo migrate prepare`, with what stands in for `cargo sqlx`.

use std::path::Path;

use migrate_tests::project::{TestDatabase, TestProject};
use migrate_tests::shell;
use snapbox::{assert_data_eq, str};
use sqlx::{Connection, MySqlConnection, PgConnection};

use super::packages::{CHAIN, RevisionFile, package};

/// A project with the program on its path.
fn prepared(name: &str, revisions: &[RevisionFile<'_>], database: TestDatabase) -> TestProject {
    let project = package(name, "", revisions).on(database);
    let folder = project.root().join(".cargo");
    std::fs::create_dir_all(&folder).expect("a folder");
    let program = format!("cargo-sqlx{}", std::env::consts::EXE_SUFFIX);
    let stand_in = env!("CARGO_BIN_EXE_cargo-sqlx-stand-in");
    std::fs::copy(stand_in, folder.join(program)).expect("a copy");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = [folder.clone()]
        .into_iter()
        .chain(std::env::split_paths(&path));
    let path = std::env::join_paths(folders).expect("a path");
    let file = folder.join("url");
    project
        .with_environment("PATH", path.to_str().expect("UTF-8"))
        .with_environment("STAND_IN_URL", file.to_str().expect("UTF-8"))
}

/// Where the scratch database was, unless the program was not called.
fn scratch(project: &TestProject) -> Option<String> {
    std::fs::read_to_string(project.root().join(".cargo/url")).ok()
}

#[tokio::test]
async fn postgres_has_a_scratch_database() {
    let database = TestDatabase::postgres();
    let project = prepared("prepared-postgres", &CHAIN, database);
    assert_data_eq!(
        project.migrate(["prepare", "--", "--workspace", "--", "--tests"]),
        str![[r#"
cargo sqlx prepare --workspace -- --tests
a database at 27c6a30d7c24
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]

"#]]
    );
    let url = scratch(&project).unwrap();
    assert!(PgConnection::connect(&url).await.is_err(), "it is gone");
    let check = project.migrate_command(["prepare", "--check"]);
    assert_data_eq!(
        check.environment("STAND_IN_EXIT_CODE", "3").run(),
        str![[r#"
cargo sqlx prepare --check
a database at 27c6a30d7c24
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
[exit status: 3]

"#]]
    );
    let url = scratch(&project).unwrap();
    assert!(PgConnection::connect(&url).await.is_err(), "it is gone");
    assert_data_eq!(
        project.pipe("\\d").unwrap(),
        str![[r#"
------- stderr -------
Did not find any relations.

"#]]
    );
}

#[tokio::test]
async fn mariadb_has_a_scratch_database() {
    let database = TestDatabase::mariadb();
    let project = prepared("prepared-mariadb", &CHAIN, database);
    let check = project.migrate_command(["prepare", "--check"]);
    assert_data_eq!(
        check.environment("STAND_IN_EXIT_CODE", "3").run(),
        str![[r#"
cargo sqlx prepare --check
a database at 27c6a30d7c24
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
[exit status: 3]

"#]]
    );
    let url = scratch(&project).unwrap();
    assert!(MySqlConnection::connect(&url).await.is_err(), "it is gone");
    assert_data_eq!(project.pipe("SHOW TABLES").unwrap(), str![]);
}

#[test]
fn sqlite_has_a_scratch_file() {
    let project = prepared("prepared-sqlite", &CHAIN, TestDatabase::sqlite());
    assert_data_eq!(
        project.migrate(["prepare"]),
        str![[r#"
cargo sqlx prepare
a database at 27c6a30d7c24
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]

"#]]
    );
    let url = scratch(&project).unwrap();
    let path = url
        .trim_start_matches("sqlite://")
        .split('?')
        .next()
        .unwrap();
    assert!(!Path::new(path).exists(), "{path} is gone");
    assert!(
        !Path::new(path).parent().unwrap().exists(),
        "so is its folder"
    );
    assert_data_eq!(project.migrate(["current"]), str![]);
}

#[test]
fn a_revision_that_fails_is_the_end_of_it() {
    let broken = RevisionFile {
        id: "9e1f00aa12bc",
        message: "add shops",
        upgrade: "op.execute(\"SELECT nothing\");",
        ..RevisionFile::EMPTY
    };
    let database = TestDatabase::postgres();
    let project = prepared("prepared-broken", &[broken], database);
    assert_data_eq!(
        project.migrate(["prepare"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
error: revision 9e1f00aa12bc (add shops) failed, and nothing of it was applied
  --> versions/2025_01_01_0900-9e1f00aa12bc_add_shops.rs:15:8
   |
15 |     op.execute("SELECT nothing");
   |        ^^^^^^^
   |
   = statement: SELECT nothing
   = PostgreSQL: column "nothing" does not exist (42703)
[exit status: 1]

"#]]
    );
    assert_eq!(scratch(&project), None);
    let left = "SELECT count(*) FROM pg_database d WHERE datname LIKE \
                concat('cargo_migrate_scratch_', (SELECT oid FROM pg_database WHERE datname = current_database()), '%');";
    assert_data_eq!(
        project.pipe(left).unwrap(),
        str![[r#"
 count 
-------
     0
(1 row)


"#]]
    );
}

#[test]
fn what_is_missing_is_told_before_anything_is_built() {
    if shell::is_on_path("cargo-sqlx") {
        return;
    }
    let project = package("prepared-not", "", &CHAIN).on(TestDatabase::sqlite());
    assert_data_eq!(
        project.migrate(["prepare"]),
        str![[r#"
------- stderr -------
error: `cargo sqlx` is not installed
 |
 = help: `cargo install sqlx-cli` installs it
[exit status: 1]

"#]]
    );
}
