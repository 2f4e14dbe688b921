//! Where the database URL comes from, in order.

use migrate_tests::project::{TestDatabase, TestProject};
use snapbox::{assert_data_eq, str};

use super::packages::{CHAIN, chain, empty, manifest, package};

/// Which database `current` asks.
fn asked(project: &TestProject, arguments: &[&str]) -> String {
    let arguments = ["current", "-v"].iter().chain(arguments);
    project.migrate(arguments.copied()).stdout
}

#[test]
fn the_first_place_wins() {
    let project = empty();
    project.write(
        "Cargo.toml",
        "[workspace]\nmembers = [\"db\"]\nresolver = \"3\"\n",
    );
    let manifest = manifest("db", "").replace("[workspace]\n", "");
    let configured = |settings: &str| {
        let manifest = manifest.replace("migrate]\n", &format!("migrate]\n{settings}"));
        project.write("db/Cargo.toml", &manifest);
    };
    configured("");
    project.write("db/src/lib.rs", "");
    project.write("db/versions/.gitkeep", "");
    assert_data_eq!(
        project.migrate(["current"]),
        str![[r#"
------- stderr -------
error: no database URL is set
 |
 = help: set DATABASE_URL, `postgres://user:password@localhost/name` or `sqlite:app.db` say
 = note: looked at, in this order: `--database-url`, the variable DATABASE_URL, DATABASE_URL in .env, the variables POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_HOST, POSTGRES_PORT and POSTGRES_DB, the same in .env, `database-url` in [package.metadata.migrate]
[exit status: 1]

"#]]
    );

    configured("database-url = \"sqlite:configured.db\"\n");
    assert_data_eq!(
        asked(&project, &[]),
        str![[r#"
Current revision(s) for configured.db:

"#]]
    );

    let parts = project
        .with_environment("POSTGRES_HOST", "127.0.0.1")
        .with_environment("POSTGRES_PORT", "1");
    assert_data_eq!(
        asked(&parts, &[]),
        str![[r#"
Current revision(s) for configured.db:

"#]]
    );
    let parts = parts
        .with_environment("POSTGRES_DB", "shop")
        .with_environment("POSTGRES_PASSWORD", "p@ss/word");
    assert_data_eq!(
        parts.migrate(["current"]),
        str![[r#"
------- stderr -------
error: cannot connect to shop on 127.0.0.1:1
 |
 = error: Connection refused (os error 111)
 = help: is the server running, and is this its host and port?
[exit status: 1]

"#]]
    );

    project.write(
        ".env",
        "export DATABASE_URL=sqlite:root.db # the workspace's\n",
    );
    assert_data_eq!(
        asked(&parts, &[]),
        str![[r#"
Current revision(s) for root.db:

"#]]
    );
    project.write("db/.env", "DATABASE_URL=\"sqlite:package.db\"\n");
    assert_data_eq!(
        asked(&parts, &[]),
        str![[r#"
Current revision(s) for package.db:

"#]]
    );

    let environment = parts.with_environment("DATABASE_URL", "sqlite:environment.db");
    assert_data_eq!(
        asked(&environment, &[]),
        str![[r#"
Current revision(s) for environment.db:

"#]]
    );
    assert_data_eq!(
        asked(&environment, &["--database-url", "sqlite:option.db"]),
        str![[r#"
Current revision(s) for option.db:

"#]]
    );
    let empty = parts.with_environment("DATABASE_URL", "");
    assert_data_eq!(
        asked(&empty, &[]),
        str![[r#"
Current revision(s) for package.db:

"#]]
    );

    configured("env-file = \".env.api\"\ndatabase-url = \"sqlite:configured.db\"\n");
    assert_data_eq!(
        asked(&project, &[]),
        str![[r#"
Current revision(s) for configured.db:

"#]]
    );
    project.write(
        "db/.env.api",
        "POSTGRES_USER=ann\nPOSTGRES_HOST=127.0.0.1\nPOSTGRES_PORT=1\n",
    );
    assert_data_eq!(
        project.migrate(["current"]),
        str![[r#"
------- stderr -------
error: cannot connect to ann on 127.0.0.1:1
 |
 = error: Connection refused (os error 111)
 = help: is the server running, and is this its host and port?
[exit status: 1]

"#]]
    );
}

#[test]
fn the_forms_of_other_tools() {
    let project = package("forms", "", &CHAIN);
    let on = |url: &str| project.migrate(["current", "-v", "--database-url", url]);
    assert_data_eq!(
        on("postgresql+asyncpg://ann:secret@127.0.0.1:1/shop?ssl=disable"),
        str![[r#"
------- stderr -------
error: cannot connect to shop on 127.0.0.1:1
 |
 = error: Connection refused (os error 111)
 = help: is the server running, and is this its host and port?
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        on("postgresql+psycopg2://ann:secret@127.0.0.1:1/shop"),
        str![[r#"
------- stderr -------
error: cannot connect to shop on 127.0.0.1:1
 |
 = error: Connection refused (os error 111)
 = help: is the server running, and is this its host and port?
[exit status: 1]

"#]]
    );
    let database = TestDatabase::postgres();
    let url = database
        .url()
        .replace("postgres://", "postgresql+asyncpg://");
    let project = project.on(database);
    let answered = project.migrate(["current", "-v", "--database-url", &url]);
    assert_data_eq!(
        answered,
        str![[r#"
Current revision(s) for [DATABASE]:

"#]]
    );
    assert_data_eq!(
        on("sqlite+aiosqlite:///app.db"),
        str![[r#"
Current revision(s) for app.db:

"#]]
    );
    assert_data_eq!(
        on("sqlite:///app.db"),
        str![[r#"
Current revision(s) for /app.db:

"#]]
    );
    assert_data_eq!(
        on("sqlite://app.db?mode=rwc"),
        str![[r#"
Current revision(s) for app.db:

"#]]
    );
    assert_data_eq!(
        on(" sqlite:app.db "),
        str![[r#"
Current revision(s) for app.db:

"#]]
    );
}

#[test]
fn the_runner_gets_what_was_found() {
    let database = TestDatabase::sqlite();
    let url = database.url();
    let project = chain().on(database);
    let upgraded = project.migrate_command(["upgrade", "+1", "--database-url", &url]);
    assert_data_eq!(
        upgraded
            .environment("DATABASE_URL", "sqlite:other.db")
            .run(),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
   Upgrading [DATABASE] from base to 9e1f00aa12bc, 1 revision
     Applied 9e1f00aa12bc add shops ([ELAPSED])

"#]]
    );
    assert!(!project.files().contains("other.db"));
}
