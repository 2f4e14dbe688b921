//! Three revisions in a row, from an empty database to the last one and back.

use std::io::Read;
use std::process::Stdio;

use migrate_tests::project::TestDatabase;
use snapbox::{assert_data_eq, str};

use super::packages::chain;

#[test]
fn up_and_down_on_sqlite() {
    up_and_down(TestDatabase::sqlite());
}

#[test]
fn up_and_down_on_postgresql() {
    up_and_down(TestDatabase::postgres());
}

#[test]
fn up_and_down_on_mariadb() {
    up_and_down(TestDatabase::mariadb());
}

fn up_and_down(database: TestDatabase) {
    let project = chain().on(database);
    assert_data_eq!(project.migrate(["current"]), str![]);
    assert_data_eq!(
        project.migrate(["current", "--check-heads"]),
        str![[r#"
------- stderr -------
error: Database is not on all head revisions
 |
 = help: `upgrade heads` applies what is missing
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["downgrade", "-1"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
error: Relative revision -1 didn't produce 1 migrations
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["upgrade", "+1"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
   Upgrading [DATABASE] from base to 9e1f00aa12bc, 1 revision
     Applied 9e1f00aa12bc add shops ([ELAPSED])

"#]]
    );
    assert_data_eq!(
        project.migrate(["current"]),
        str![[r#"
9e1f00aa12bc

"#]]
    );
    assert_data_eq!(
        project.migrate(["history", "--indicate-current"]),
        str![[r#"
abc123def456 -> 27c6a30d7c24 (head), add cart
9e1f00aa12bc -> abc123def456, create products
<base> -> 9e1f00aa12bc (current), add shops

"#]]
    );
    assert_data_eq!(
        project.migrate(["history", "-r", "current:"]),
        str![[r#"
abc123def456 -> 27c6a30d7c24 (head), add cart
9e1f00aa12bc -> abc123def456, create products
<base> -> 9e1f00aa12bc, add shops

"#]]
    );
    assert_data_eq!(
        project.migrate(["upgrade"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
   Upgrading [DATABASE] from 9e1f00aa12bc to 27c6a30d7c24, 2 revisions
     Applied abc123def456 create products ([ELAPSED])
     Applied 27c6a30d7c24 add cart ([ELAPSED])

"#]]
    );
    assert_data_eq!(
        project.migrate(["upgrade"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
   Unchanged [DATABASE] is at 27c6a30d7c24, nothing to upgrade

"#]]
    );
    assert_data_eq!(
        project.migrate(["upgrade", "abc1"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
   Unchanged [DATABASE] is at 27c6a30d7c24, nothing to upgrade

"#]]
    );
    assert_data_eq!(
        project.migrate(["upgrade", "+1"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
error: Relative revision +1 didn't produce 1 migrations
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["current", "--check-heads"]),
        str![[r#"
27c6a30d7c24 (head)

"#]]
    );
    assert_data_eq!(
        project.migrate(["downgrade", "27c6-1"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
 Downgrading [DATABASE] from 27c6a30d7c24 to abc123def456, 1 revision
      Undone 27c6a30d7c24 add cart ([ELAPSED])

"#]]
    );
    assert_data_eq!(
        project.migrate(["downgrade", "head"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
error: Destination head is not a valid downgrade target from current head(s)
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["downgrade", "+1"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
error: Relative revision +1 didn't produce 1 migrations
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["downgrade", "base"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
 Downgrading [DATABASE] from abc123def456 to base, 2 revisions
      Undone abc123def456 create products ([ELAPSED])
      Undone 9e1f00aa12bc add shops ([ELAPSED])

"#]]
    );
    assert_data_eq!(
        project.migrate(["downgrade", "base"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
   Unchanged [DATABASE] is at base, nothing to downgrade

"#]]
    );
}

#[test]
fn quiet_leaves_results_and_errors() {
    let project = chain().on(TestDatabase::sqlite());
    assert_data_eq!(project.migrate(["upgrade", "--quiet"]), str![""]);
    assert_data_eq!(
        project.migrate(["--quiet", "current"]),
        str![[r#"
27c6a30d7c24 (head)

"#]]
    );
    assert_data_eq!(project.migrate(["stamp", "base", "-q"]), str![""]);
    assert_data_eq!(
        project.migrate(["upgrade", "-q", "nothing"]),
        str![[r#"
------- stderr -------
error: Can't locate revision identified by 'nothing'
 |
 = help: `cargo migrate history` lists all revisions
[exit status: 1]

"#]]
    );
}

#[test]
fn color_is_for_terminals() {
    let project = chain().on(TestDatabase::sqlite());
    let colored = project.migrate(["stamp", "head", "--color", "always"]);
    assert!(colored.stderr.contains("\u{1b}[1m\u{1b}[32m"), "{colored}");
    let colored = project.migrate(["show", "nothing", "--color", "always"]);
    assert!(colored.stderr.contains("\u{1b}["), "{colored}");
    let plain = project
        .with_environment("NO_COLOR", "1")
        .migrate(["show", "nothing"]);
    assert!(!plain.stderr.contains('\u{1b}'), "{plain}");
}

#[test]
fn a_reader_may_leave() {
    let project = chain();
    let mut command = project.migrate_command(["history"]).into_command();
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    drop(child.stdout.take());
    let status = child.wait().expect("it ends");
    let mut said = String::new();
    child
        .stderr
        .take()
        .expect("piped")
        .read_to_string(&mut said)
        .expect("UTF-8");
    assert_eq!((status.code(), said.as_str()), (Some(0), ""));
}
