//! The runner alone: a binary that was copied to where there is no cargo.

use std::path::PathBuf;

use migrate_tests::output::CommandOutput;
use migrate_tests::project::{TestDatabase, TestProject};
use snapbox::{assert_data_eq, str};

use super::packages::{chain, empty};

/// A folder with nothing but the runner of the chain.
struct Deployment {
    project: TestProject,
    runner: PathBuf,
}

impl Deployment {
    fn new(database: TestDatabase) -> Self {
        chain();
        let project = empty().on(database);
        let runner = project
            .root()
            .join(format!("runner{}", std::env::consts::EXE_SUFFIX));
        let target = PathBuf::from(env!("CARGO_BIN_EXE_cargo-migrate-dup"));
        let built = target.with_file_name(format!("chain{}", std::env::consts::EXE_SUFFIX));
        std::fs::copy(built, &runner).expect("copied");
        Self { project, runner }
    }

    fn run<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> CommandOutput {
        let command = self.project.program(&self.runner, arguments);
        command.environment("PATH", "").run()
    }
}

#[test]
fn on_sqlite() {
    works_alone(TestDatabase::sqlite());
}

#[test]
fn on_postgresql() {
    works_alone(TestDatabase::postgres());
}

fn works_alone(database: TestDatabase) {
    let deployed = Deployment::new(database);
    assert_data_eq!(
        deployed.run(["upgrade"]),
        str![[r#"
------- stderr -------
   Upgrading [DATABASE] from base to 27c6a30d7c24, 3 revisions
     Applied 9e1f00aa12bc add shops ([ELAPSED])
     Applied abc123def456 create products ([ELAPSED])
     Applied 27c6a30d7c24 add cart ([ELAPSED])

"#]]
    );
    assert_data_eq!(
        deployed.run(["history", "-i"]),
        str![[r#"
abc123def456 -> 27c6a30d7c24 (head) (current), add cart
9e1f00aa12bc -> abc123def456, create products
<base> -> 9e1f00aa12bc, add shops

"#]]
    );
    assert_data_eq!(
        deployed.run(["heads"]),
        str![[r#"
27c6a30d7c24 (head)

"#]]
    );
    assert_data_eq!(deployed.run(["branches"]), str![]);
    assert_data_eq!(
        deployed.run(["current"]),
        str![[r#"
27c6a30d7c24 (head)

"#]]
    );
    assert_data_eq!(
        deployed.run(["show", "head"]),
        str![[r#"
Rev: 27c6a30d7c24 (head)
Parent: abc123def456
Path: versions/2025_01_03_0900-27c6a30d7c24_add_cart.rs

    add cart
    
    Revision ID: 27c6a30d7c24
    Revises: abc123def456
    Create Date: 2025-01-03 09:00:00 UTC


"#]]
    );
    assert_data_eq!(
        deployed.run(["downgrade", "-1"]),
        str![[r#"
------- stderr -------
 Downgrading [DATABASE] from 27c6a30d7c24 to abc123def456, 1 revision
      Undone 27c6a30d7c24 add cart ([ELAPSED])

"#]]
    );
    assert_data_eq!(
        deployed.run(["stamp", "head"]),
        str![[r#"
------- stderr -------
    Stamping [DATABASE] from abc123def456 to 27c6a30d7c24, 1 revision
     Stamped abc123def456 -> 27c6a30d7c24 ([ELAPSED])

"#]]
    );
    assert_data_eq!(
        deployed.run(["upgrade", "nothing"]),
        str![[r#"
------- stderr -------
error: Can't locate revision identified by 'nothing'
 |
 = help: `runner history` lists all revisions
[exit status: 1]

"#]]
    );
}

#[test]
fn without_a_database() {
    let deployed = Deployment::new(TestDatabase::sqlite());
    let unset = deployed.project.program(&deployed.runner, ["upgrade"]);
    assert_data_eq!(
        unset.environment("DATABASE_URL", "").run(),
        str![[r#"
------- stderr -------
error: no database URL is set
 |
 = help: set DATABASE_URL, `postgres://user:password@localhost/name` or `sqlite:app.db` say
 = note: looked at, in this order: `--database-url`, the variable DATABASE_URL, DATABASE_URL in .env, the variables POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_HOST, POSTGRES_PORT and POSTGRES_DB, the same in .env, `database-url` in [package.metadata.migrate]
[exit status: 1]

"#]]
    );
    deployed
        .project
        .write(".env", "DATABASE_URL=sqlite:app.db\n");
    let unset = deployed
        .project
        .program(&deployed.runner, ["upgrade", "+1"]);
    assert_data_eq!(
        unset.environment("DATABASE_URL", "").run(),
        str![[r#"
------- stderr -------
   Upgrading app.db from base to 9e1f00aa12bc, 1 revision
     Applied 9e1f00aa12bc add shops ([ELAPSED])

"#]]
    );
    assert!(deployed.project.files().contains("app.db\n"));
}

#[test]
fn help_and_version() {
    let deployed = Deployment::new(TestDatabase::sqlite());
    assert_data_eq!(
        deployed.run(["--help"]),
        str![[r#"
Applies and shows the database revisions that this program holds

Usage: runner [OPTIONS] <COMMAND>

Commands:
  upgrade         Apply the revisions on the way to a target
  downgrade       Undo the revisions on the way back to a target
  current         Show the revisions that the database is at
  history         Show the revisions, the newest first
  heads           Show the revisions that nothing follows
  branches        Show the revisions that several follow
  show            Show all that is known of a revision
  stamp           Set the version table to revisions without running them
  ensure-version  Create the version table where it is missing, without a row
  help            Print this message or the help of the given subcommand(s)

Options:
  -x <KEY=VALUE>  Hand a value to the revisions, which read it with `op.argument("KEY")`
  -h, --help      Print help
  -V, --version   Print version

Global options:
      --database-url <URL>  The database, before DATABASE_URL and the other places
  -q, --quiet               Print results and errors only
      --color <WHEN>        When to use color: auto, always or never [default: auto]

"#]]
    );
    assert_data_eq!(
        deployed.run(["--version"]),
        str![[r#"
migrate-runtime 0.1.0

"#]]
    );
    assert_data_eq!(
        deployed.run(["revision"]),
        str![[r#"
------- stderr -------
error: unrecognized subcommand 'revision'

Usage: runner [OPTIONS] <COMMAND>

For more information, try '--help'.
[exit status: 2]

"#]]
    );
}
