//! The version table without a row.

use migrate_tests::project::TestDatabase;
use snapbox::{assert_data_eq, str};

use super::package::branches;

#[test]
fn the_table_is_made_once_on_sqlite() {
    made_once(TestDatabase::sqlite());
}

#[test]
fn the_table_is_made_once_on_postgresql() {
    made_once(TestDatabase::postgres());
}

fn made_once(database: TestDatabase) {
    let project = branches("").on(database);
    assert_data_eq!(
        project.migrate(["ensure-version"]),
        str![[r#"
------- stderr -------
     Created alembic_version in [DATABASE]

"#]]
    );
    assert_data_eq!(
        project.migrate(["ensure-version"]),
        str![[r#"
------- stderr -------
   Unchanged [DATABASE] has alembic_version already

"#]]
    );
    assert_data_eq!(project.migrate(["current"]), str![]);
    assert_data_eq!(
        project.migrate(["stamp", "9e1f"]),
        str![[r#"
------- stderr -------
    Stamping [DATABASE] from base to 9e1f00aa12bc, 1 revision
     Stamped base -> 9e1f00aa12bc ([ELAPSED])

"#]]
    );
    assert_data_eq!(
        project.migrate(["ensure-version"]),
        str![[r#"
------- stderr -------
   Unchanged [DATABASE] has alembic_version already

"#]]
    );
    assert_data_eq!(
        project.migrate(["current"]),
        str![[r#"
9e1f00aa12bc (branchpoint)

"#]]
    );
}

#[test]
fn its_script_is_the_databases_own() {
    let project = branches("version-table = \"Shop's version\"\n");
    let script = |url| project.migrate(["ensure-version", "--sql", "--database-url", url]);
    assert_data_eq!(
        script("postgres://nobody@nowhere/shop"),
        str![[r#"
/set ON_ERROR_STOP on

BEGIN;

CREATE TABLE IF NOT EXISTS "Shop's version" (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT "Shop's version_pkc" PRIMARY KEY (version_num)
);

COMMIT;

"#]]
    );
    assert_data_eq!(
        script("sqlite:not-there.db"),
        str![[r#"
.bail on

BEGIN IMMEDIATE;

CREATE TABLE IF NOT EXISTS "Shop's version" (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT "Shop's version_pkc" PRIMARY KEY (version_num)
);

COMMIT;

"#]]
    );
    assert!(!project.root().join("not-there.db").exists());
    let alembic = ["ensure_version", "--sql", "--database-url", "sqlite:x.db"];
    assert_eq!(project.migrate(alembic), script("sqlite:x.db"));
}
