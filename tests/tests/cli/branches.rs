//! Along the branches of the graph, up and down, and stamps.

use migrate_tests::project::{TestDatabase, TestProject};
use snapbox::{assert_data_eq, str};

use super::packages::branches;

#[test]
fn along_the_branches_on_sqlite() {
    along_the_branches(TestDatabase::sqlite());
}

#[test]
fn along_the_branches_on_postgresql() {
    along_the_branches(TestDatabase::postgres());
}

fn along_the_branches(database: TestDatabase) {
    let project = branches().on(database);
    assert_data_eq!(
        project.migrate(["upgrade", "head"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
error: Multiple head revisions are present for given argument 'head'; please specify a specific target revision, '<branchname>@head' to narrow to a specific head, or 'heads' for all heads (55af2cb1c267, d747a8a8879a, 2a95102259be)
 |
 = help: join them with `cargo migrate merge heads -m "…"`, or put yours on top with `cargo migrate rebase`
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["upgrade", "shoppingcart@head"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
   Upgrading [DATABASE] from base to d747a8a8879a, 3 revisions
     Applied 1975ea83b712 create account table ([ELAPSED])
     Applied 27c6a30d7c24 add shopping cart table ([ELAPSED])
     Applied d747a8a8879a add a shopping cart column ([ELAPSED])

"#]]
    );
    assert_data_eq!(
        project.migrate(["upgrade", "ae10"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
   Upgrading [DATABASE] from d747a8a8879a to ae1027a6acf0, d747a8a8879a, 1 revision
     Applied ae1027a6acf0 add a column ([ELAPSED])

"#]]
    );
    assert_data_eq!(
        project.migrate(["current"]),
        str![[r#"
ae1027a6acf0
d747a8a8879a (head)

"#]]
    );
    assert_data_eq!(
        project.migrate(["upgrade", "+1"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
error: Ambiguous upgrade from multiple current revisions (ae1027a6acf0, d747a8a8879a)
 |
 = help: name the branch, `<branch>@+1` say, or the revision itself
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["upgrade", "networking@+2"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
   Upgrading [DATABASE] from ae1027a6acf0, d747a8a8879a to 109ec7d132bf, ae1027a6acf0, d747a8a8879a, 2 revisions
     Applied 3cac04ae8714 create networking branch ([ELAPSED])
     Applied 109ec7d132bf add ip number table ([ELAPSED])

"#]]
    );
    assert_data_eq!(
        project.migrate(["upgrade", "heads"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
   Upgrading [DATABASE] from 109ec7d132bf, ae1027a6acf0, d747a8a8879a to 2a95102259be, d747a8a8879a, 2 revisions
     Applied 55af2cb1c267 add another account column ([ELAPSED])
     Applied 2a95102259be add ip account table ([ELAPSED])

"#]]
    );
    assert_data_eq!(
        project.migrate(["upgrade", "heads"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
   Unchanged [DATABASE] is at 2a95102259be, d747a8a8879a, nothing to upgrade

"#]]
    );
    assert_data_eq!(
        project.migrate(["current"]),
        str![[r#"
2a95102259be (head)
55af2cb1c267 (effective head)
d747a8a8879a (head)

"#]]
    );
    assert_data_eq!(
        project.migrate(["current", "--check-heads"]),
        str![[r#"
2a95102259be (head)
55af2cb1c267 (effective head)
d747a8a8879a (head)

"#]]
    );
    assert_data_eq!(
        project.migrate(["history", "-i"]),
        str![[r#"
27c6a30d7c24 -> d747a8a8879a (shoppingcart) (head) (current), add a shopping cart column
1975ea83b712 -> 27c6a30d7c24 (shoppingcart), add shopping cart table
109ec7d132bf (55af2cb1c267) -> 2a95102259be (networking) (head) (current), add ip account table
3cac04ae8714 -> 109ec7d132bf (networking), add ip number table
<base> -> 3cac04ae8714 (networking), create networking branch
ae1027a6acf0 -> 55af2cb1c267 (effective head), add another account column
1975ea83b712 -> ae1027a6acf0, add a column
<base> -> 1975ea83b712 (branchpoint), create account table

"#]]
    );
    assert_data_eq!(
        project.migrate(["show", "current"]),
        str![[r#"
Rev: 2a95102259be (head)
Parent: 109ec7d132bf
Also depends on: 55af2cb1c267
Branch names: networking
Path: versions/2025_01_08_0900-2a95102259be_add_ip_account_table.rs

    add ip account table
    
    Revision ID: 2a95102259be
    Revises: 109ec7d132bf
    Create Date: 2025-01-08 09:00:00 UTC

Rev: d747a8a8879a (head)
Parent: 27c6a30d7c24
Branch names: shoppingcart
Path: versions/2025_01_05_0900-d747a8a8879a_add_a_shopping_cart_column.rs

    add a shopping cart column
    
    Revision ID: d747a8a8879a
    Revises: 27c6a30d7c24
    Create Date: 2025-01-05 09:00:00 UTC


"#]]
    );
    assert_data_eq!(
        project.migrate(["downgrade", "-1"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
 Downgrading [DATABASE] from 2a95102259be, d747a8a8879a to 109ec7d132bf, 55af2cb1c267, d747a8a8879a, 1 revision
warning: downgrade -1 from multiple heads is ambiguous; this usage will be disallowed in a future release.
      Undone 2a95102259be add ip account table ([ELAPSED])

"#]]
    );
    assert_data_eq!(
        project.migrate(["downgrade", "networking@-1"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
 Downgrading [DATABASE] from 109ec7d132bf, 55af2cb1c267, d747a8a8879a to 3cac04ae8714, 55af2cb1c267, d747a8a8879a, 1 revision
      Undone 109ec7d132bf add ip number table ([ELAPSED])

"#]]
    );
    assert_data_eq!(
        project.migrate(["downgrade", "1975"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
 Downgrading [DATABASE] from 3cac04ae8714, 55af2cb1c267, d747a8a8879a to 1975ea83b712, 3cac04ae8714, 4 revisions
      Undone 55af2cb1c267 add another account column ([ELAPSED])
      Undone ae1027a6acf0 add a column ([ELAPSED])
      Undone d747a8a8879a add a shopping cart column ([ELAPSED])
      Undone 27c6a30d7c24 add shopping cart table ([ELAPSED])

"#]]
    );
    assert_data_eq!(
        project.migrate(["current", "-v"]),
        str![[r#"
Current revision(s) for [DATABASE]:
Rev: 1975ea83b712 (branchpoint)
Parent: <base>
Branches into: ae1027a6acf0, 27c6a30d7c24
Path: versions/2025_01_01_0900-1975ea83b712_create_account_table.rs
Applied: [CIRCUMSTANCES]

    create account table
    
    Revision ID: 1975ea83b712
    Revises:
    Create Date: 2025-01-01 09:00:00 UTC

Rev: 3cac04ae8714
Parent: <base>
Branch names: networking
Path: versions/2025_01_06_0900-3cac04ae8714_create_networking_branch.rs
Applied: [CIRCUMSTANCES]

    create networking branch
    
    Revision ID: 3cac04ae8714
    Revises:
    Create Date: 2025-01-06 09:00:00 UTC


"#]]
    );
    assert_data_eq!(
        project.migrate(["downgrade", "base"]),
        str![[r#"
------- stderr -------
    Finished `dev` profile [unoptimized + debuginfo] target(s) in [ELAPSED]
 Downgrading [DATABASE] from 1975ea83b712, 3cac04ae8714 to base, 2 revisions
      Undone 1975ea83b712 create account table ([ELAPSED])
      Undone 3cac04ae8714 create networking branch ([ELAPSED])

"#]]
    );
    assert_data_eq!(project.migrate(["current"]), str![]);
}

#[test]
fn stamps_on_sqlite() {
    stamps(&branches().on(TestDatabase::sqlite()));
}

#[test]
fn stamps_on_postgresql() {
    stamps(&branches().on(TestDatabase::postgres()));
}

fn stamps(project: &TestProject) {
    assert_data_eq!(
        project.migrate(["stamp", "head"]),
        str![[r#"
------- stderr -------
error: Multiple head revisions are present for given argument 'head'; please specify a specific target revision, '<branchname>@head' to narrow to a specific head, or 'heads' for all heads (55af2cb1c267, d747a8a8879a, 2a95102259be)
 |
 = help: join them with `cargo migrate merge heads -m "…"`, or put yours on top with `cargo migrate rebase`
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["stamp", "heads"]),
        str![[r#"
------- stderr -------
    Stamping [DATABASE] from base to 2a95102259be, d747a8a8879a, 2 revisions
     Stamped base -> d747a8a8879a ([ELAPSED])
     Stamped base -> 2a95102259be ([ELAPSED])

"#]]
    );
    assert_data_eq!(
        project.migrate(["current"]),
        str![[r#"
2a95102259be (head)
55af2cb1c267 (effective head)
d747a8a8879a (head)

"#]]
    );
    assert_data_eq!(
        project.migrate(["stamp", "shoppingcart@27c6", "3cac"]),
        str![[r#"
------- stderr -------
    Stamping [DATABASE] from 2a95102259be, d747a8a8879a to 27c6a30d7c24, 3cac04ae8714, 2 revisions
     Stamped d747a8a8879a, 2a95102259be -> 27c6a30d7c24 ([ELAPSED])
     Stamped base -> 3cac04ae8714 ([ELAPSED])

"#]]
    );
    assert_data_eq!(
        project.migrate(["current"]),
        str![[r#"
27c6a30d7c24
3cac04ae8714

"#]]
    );
    assert_data_eq!(
        project.migrate(["stamp", "3cac"]),
        str![[r#"
------- stderr -------
   Unchanged [DATABASE] is at 27c6a30d7c24, 3cac04ae8714, nothing to stamp

"#]]
    );
    assert_data_eq!(
        project.migrate(["stamp", "--purge", "ae10"]),
        str![[r#"
------- stderr -------
    Stamping [DATABASE] from 27c6a30d7c24, 3cac04ae8714 to ae1027a6acf0, 1 revision
     Stamped base -> ae1027a6acf0 ([ELAPSED])

"#]]
    );
    assert_data_eq!(
        project.migrate(["current"]),
        str![[r#"
ae1027a6acf0

"#]]
    );
    assert_data_eq!(
        project.migrate(["stamp", "base"]),
        str![[r#"
------- stderr -------
    Stamping [DATABASE] from ae1027a6acf0 to base, 1 revision
     Stamped ae1027a6acf0 -> base ([ELAPSED])

"#]]
    );
    assert_data_eq!(
        project.migrate(["stamp", "ae10"]),
        str![[r#"
------- stderr -------
    Stamping [DATABASE] from base to ae1027a6acf0, 1 revision
     Stamped base -> ae1027a6acf0 ([ELAPSED])

"#]]
    );
    assert_data_eq!(
        project.migrate(["stamp", "--purge", "base"]),
        str![[r#"
------- stderr -------
     Purging [DATABASE] from ae1027a6acf0 to base

"#]]
    );
    assert_data_eq!(project.migrate(["current"]), str![]);
    assert_data_eq!(project.migrate(["stamp", "-1", "--quiet"]), str![]);
    assert_data_eq!(
        project.migrate(["current"]),
        str![[r#"
109ec7d132bf
27c6a30d7c24

"#]]
    );
    assert_data_eq!(
        project.migrate(["stamp", "nothing"]),
        str![[r#"
------- stderr -------
error: Can't locate revision identified by 'nothing'
 |
 = help: `cargo migrate history` lists all revisions
[exit status: 1]

"#]]
    );
}
