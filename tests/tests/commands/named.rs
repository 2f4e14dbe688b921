//! Two databases in one package, and values for their revisions.

use std::path::Path;

use migrate_tests::project::{TestDatabase, TestProject};
use snapbox::{assert_data_eq, str};

use super::package::{package, revision};

const SETTINGS: &str = r#"
runner = "shop"

[package.metadata.migrate.analytics]
version-locations = ["versions/analytics"]
"#;

/// A revision that asks what it was given.
const ASKS: &str = r#"let table = op.argument("table").unwrap_or("events").to_owned();
    op.create_table(table.as_str(), |t| {
        t.column("source", text()).not_null();
    });
    if op.argument("data") == Some("") {
        let source = op.tag().unwrap_or("nobody");
        op.execute(format!("INSERT INTO \"{table}\" VALUES ('{source}')"));
    }"#;

fn two_databases() -> TestProject {
    let project = package(SETTINGS);
    project.add_lock_file();
    project.write(
        "build.rs",
        "fn main() {\n    println!(\"cargo::rerun-if-changed=versions\\ncargo::rerun-if-changed=Cargo.toml\");\n}\n",
    );
    project.write(
        "src/lib.rs",
        "pub mod analytics;\nmigrate_runtime::embed!();\n",
    );
    project.write(
        "src/analytics.rs",
        "migrate_runtime::embed!(\"analytics\");\n",
    );
    for (path, migrator) in [
        ("src/main.rs", "shop::MIGRATOR"),
        ("src/bin/migrate-analytics.rs", "shop::analytics::MIGRATOR"),
    ] {
        let text = format!(
            "fn main() -> std::process::ExitCode {{\n    migrate_runtime::cli::main(&{migrator})\n}}\n"
        );
        project.write(path, &text);
    }
    let shops = revision("9e1f00aa12bc", "add shops", &[], "let _ = op;");
    project.write("versions/9e1f00aa12bc.rs", &shops);
    let events = revision("abc123def456", "add events", &[], ASKS);
    project.write("versions/analytics/abc123def456.rs", &events);
    project.migrate(["lock"]);
    project.migrate(["lock", "--name", "analytics"]);
    project
}

#[test]
fn each_database_has_its_revisions_its_variable_and_its_runner() {
    let (shop, analytics) = (TestDatabase::sqlite(), TestDatabase::sqlite());
    let project = two_databases();
    assert_data_eq!(
        project.migrate(["heads"]),
        str![[r#"
9e1f00aa12bc (head)

"#]]
    );
    assert_data_eq!(
        project.migrate(["heads", "--name", "analytics"]),
        str![[r#"
abc123def456 (head)

"#]]
    );
    assert_data_eq!(
        project.migrate(["-n", "analytisc", "heads"]),
        str![[r#"
------- stderr -------
error: there is no [package.metadata.migrate.analytisc]
--> Cargo.toml
 = help: `analytics` is the nearest known name
[exit status: 1]

"#]]
    );

    let project = project.on(shop);
    assert_data_eq!(
        project.migrate(["upgrade", "-n", "analytics"]),
        str![[r#"
------- stderr -------
error: no database URL is set
 |
 = help: set ANALYTICS_DATABASE_URL, `postgres://user:password@localhost/name` or `sqlite:app.db` say
 = note: looked at, in this order: `--database-url`, the variable ANALYTICS_DATABASE_URL, ANALYTICS_DATABASE_URL in .env, `database-url` in [package.metadata.migrate.analytics]
[exit status: 1]

"#]]
    );
    let project = project
        .with_environment("ANALYTICS_DATABASE_URL", &analytics.url())
        .with_redaction("[ANALYTICS]", &analytics.url().replace("sqlite:", ""));
    assert_data_eq!(
        project.migrate(["upgrade"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
   Upgrading [DATABASE] from base to 9e1f00aa12bc, 1 revision
     Applied 9e1f00aa12bc add shops ([ELAPSED])

"#]]
    );
    assert_data_eq!(
        project.migrate(["upgrade", "-n", "analytics"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
   Upgrading [ANALYTICS] from base to abc123def456, 1 revision
     Applied abc123def456 add events ([ELAPSED])

"#]]
    );
    assert_data_eq!(
        project.migrate(["current", "-n", "analytics"]),
        str![[r#"
abc123def456 (head)

"#]]
    );
    assert_data_eq!(
        project.migrate(["current"]),
        str![[r#"
9e1f00aa12bc (head)

"#]]
    );
    let new = [
        "revision",
        "-n",
        "analytics",
        "-m",
        "add visits",
        "--rev-id",
        "27c6a30d7c24",
    ];
    assert_data_eq!(
        project.migrate(new),
        str![[r#"
------- stderr -------
    Creating versions/analytics/[DATE]-27c6a30d7c24_add_visits.rs
    Revision 27c6a30d7c24 follows abc123def456
    Updating migrate.analytics.lock

"#]]
    );

    // The runner alone, as it is deployed.
    let runner = runner("migrate-analytics");
    assert_data_eq!(
        project.program(&runner, ["upgrade"]).run(),
        str![[r#"
------- stderr -------
   Unchanged [ANALYTICS] is at abc123def456, nothing to upgrade

"#]]
    );
}

#[test]
fn a_runner_of_another_database_is_refused() {
    let project = two_databases().on(TestDatabase::sqlite());
    let manifest = project.read("Cargo.toml");
    let wrong = manifest.replace("runner = \"shop\"", "runner = \"migrate-analytics\"");
    project.write("Cargo.toml", &wrong);
    assert_data_eq!(
        project.migrate(["upgrade"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
error: this runner holds the revisions of [package.metadata.migrate.analytics]
 |
 = help: name the binary that holds those of [package.metadata.migrate] with `runner` there
[exit status: 1]

"#]]
    );
    let wrong = manifest.replace("runner = \"shop\"", "runner = \"migrate-shop\"");
    project.write("Cargo.toml", &wrong);
    assert_data_eq!(
        project.migrate(["upgrade"]),
        str![[r#"
------- stderr -------
error: the package `shop` has no binary `migrate-shop`
 |
 = help: `runner` names it; there are migrate-analytics, shop
[exit status: 1]

"#]]
    );
    std::fs::remove_file(project.root().join("src/bin/migrate-analytics.rs")).unwrap();
    let url = ["--database-url", "sqlite:x.db"];
    let named = [&["upgrade", "-n", "analytics"], &url[..]].concat();
    assert_data_eq!(
        project.migrate(named),
        str![[r#"
------- stderr -------
error: the package `shop` has no binary that runs its revisions of `analytics`
 |
 = help: add `src/bin/migrate-analytics.rs` with
         fn main() -> std::process::ExitCode { migrate_runtime::cli::main(&…::analytics::MIGRATOR) }
         or name a binary with `runner`
[exit status: 1]

"#]]
    );
}

#[test]
fn values_reach_the_revisions() {
    let project = two_databases();
    let sql = [
        "upgrade",
        "--sql",
        "-n",
        "analytics",
        "--database-url",
        "sqlite:x.db",
    ];
    let with = |before: &[&'static str], behind: &[&'static str]| {
        project.migrate([before, &sql[..], behind].concat())
    };
    assert_data_eq!(
        with(&[], &[]),
        str![[r#"
.bail on

-- Running upgrade  -> abc123def456, add events

BEGIN IMMEDIATE;

CREATE TABLE IF NOT EXISTS alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE IF NOT EXISTS alembic_version_history (
    id INTEGER NOT NULL,
    revision VARCHAR(32) NOT NULL,
    direction VARCHAR(9) NOT NULL,
    hash VARCHAR(32),
    changed_at DATETIME NOT NULL,
    duration_ms BIGINT,
    tool_version VARCHAR(32) NOT NULL,
    database_user VARCHAR(255),
    progress VARCHAR(255),
    PRIMARY KEY (id)
);

CREATE TABLE events (
    source TEXT NOT NULL
);

INSERT INTO alembic_version (version_num) VALUES ('abc123def456');

INSERT INTO alembic_version_history (revision, direction, hash, changed_at, duration_ms, tool_version, database_user, progress) VALUES ('abc123def456', 'upgrade', '1427c06ce51a0380da74389164c523b1', strftime('%Y-%m-%d %H:%M:%f', 'now'), NULL, '0.1.0', NULL, NULL);

COMMIT;
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]

"#]]
    );
    assert_data_eq!(
        with(&["-x", "table=visits"], &["-x", "data"]),
        str![[r#"
.bail on

-- Running upgrade  -> abc123def456, add events

BEGIN IMMEDIATE;

CREATE TABLE IF NOT EXISTS alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE IF NOT EXISTS alembic_version_history (
    id INTEGER NOT NULL,
    revision VARCHAR(32) NOT NULL,
    direction VARCHAR(9) NOT NULL,
    hash VARCHAR(32),
    changed_at DATETIME NOT NULL,
    duration_ms BIGINT,
    tool_version VARCHAR(32) NOT NULL,
    database_user VARCHAR(255),
    progress VARCHAR(255),
    PRIMARY KEY (id)
);

CREATE TABLE visits (
    source TEXT NOT NULL
);

INSERT INTO "visits" VALUES ('nobody');

INSERT INTO alembic_version (version_num) VALUES ('abc123def456');

INSERT INTO alembic_version_history (revision, direction, hash, changed_at, duration_ms, tool_version, database_user, progress) VALUES ('abc123def456', 'upgrade', '1427c06ce51a0380da74389164c523b1', strftime('%Y-%m-%d %H:%M:%f', 'now'), NULL, '0.1.0', NULL, NULL);

COMMIT;
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]

"#]]
    );
    let twice = with(
        &["-x", "table=visits"],
        &["-x", "table=clicks=2", "-x", "data", "--tag", "nightly"],
    );
    assert_data_eq!(
        twice,
        str![[r#"
.bail on

-- Running upgrade  -> abc123def456, add events

BEGIN IMMEDIATE;

CREATE TABLE IF NOT EXISTS alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE IF NOT EXISTS alembic_version_history (
    id INTEGER NOT NULL,
    revision VARCHAR(32) NOT NULL,
    direction VARCHAR(9) NOT NULL,
    hash VARCHAR(32),
    changed_at DATETIME NOT NULL,
    duration_ms BIGINT,
    tool_version VARCHAR(32) NOT NULL,
    database_user VARCHAR(255),
    progress VARCHAR(255),
    PRIMARY KEY (id)
);

CREATE TABLE "clicks=2" (
    source TEXT NOT NULL
);

INSERT INTO "clicks=2" VALUES ('nightly');

INSERT INTO alembic_version (version_num) VALUES ('abc123def456');

INSERT INTO alembic_version_history (revision, direction, hash, changed_at, duration_ms, tool_version, database_user, progress) VALUES ('abc123def456', 'upgrade', '1427c06ce51a0380da74389164c523b1', strftime('%Y-%m-%d %H:%M:%f', 'now'), NULL, '0.1.0', NULL, NULL);

COMMIT;
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]

"#]]
    );
}

/// A binary in the target folder that the projects share.
fn runner(name: &str) -> std::path::PathBuf {
    let program = Path::new(env!("CARGO_BIN_EXE_cargo-migrate-dup"));
    program
        .with_file_name(name)
        .with_extension(std::env::consts::EXE_EXTENSION)
}
