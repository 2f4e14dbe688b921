//! What is said of revisions: the graph of the chapter on branches in Alembic's documentation.

use snapbox::{assert_data_eq, str};

use super::packages::{branches, chain};

#[test]
fn heads_and_branch_points() {
    let project = branches();
    assert_data_eq!(
        project.migrate(["heads"]),
        str![[r#"
2a95102259be (networking) (head)
55af2cb1c267 (effective head)
d747a8a8879a (shoppingcart) (head)

"#]]
    );
    assert_data_eq!(
        project.migrate(["heads", "--resolve-dependencies"]),
        str![[r#"
2a95102259be (networking) (head)
d747a8a8879a (shoppingcart) (head)

"#]]
    );
    assert_data_eq!(
        project.migrate(["heads", "-v"]),
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

Rev: 55af2cb1c267 (head)
Parent: ae1027a6acf0
Path: versions/2025_01_03_0900-55af2cb1c267_add_another_account_column.rs

    add another account column
    
    Revision ID: 55af2cb1c267
    Revises: ae1027a6acf0
    Create Date: 2025-01-03 09:00:00 UTC

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
        project.migrate(["branches"]),
        str![[r#"
1975ea83b712 (branchpoint)
             -> ae1027a6acf0
             -> 27c6a30d7c24 (shoppingcart)

"#]]
    );
    assert_data_eq!(
        project.migrate(["branches", "-v"]),
        str![[r#"
Rev: 1975ea83b712 (branchpoint)
Parent: <base>
Branches into: ae1027a6acf0, 27c6a30d7c24
Path: versions/2025_01_01_0900-1975ea83b712_create_account_table.rs

    create account table
    
    Revision ID: 1975ea83b712
    Revises:
    Create Date: 2025-01-01 09:00:00 UTC

             -> ae1027a6acf0, add a column
             -> 27c6a30d7c24 (shoppingcart), add shopping cart table

"#]]
    );
}

#[test]
fn history_and_its_ranges() {
    let project = branches();
    assert_data_eq!(
        project.migrate(["history"]),
        str![[r#"
27c6a30d7c24 -> d747a8a8879a (shoppingcart) (head), add a shopping cart column
1975ea83b712 -> 27c6a30d7c24 (shoppingcart), add shopping cart table
109ec7d132bf (55af2cb1c267) -> 2a95102259be (networking) (head), add ip account table
3cac04ae8714 -> 109ec7d132bf (networking), add ip number table
<base> -> 3cac04ae8714 (networking), create networking branch
ae1027a6acf0 -> 55af2cb1c267 (effective head), add another account column
1975ea83b712 -> ae1027a6acf0, add a column
<base> -> 1975ea83b712 (branchpoint), create account table

"#]]
    );
    assert_data_eq!(
        project.migrate(["history", "-r", "1975:d747"]),
        str![[r#"
27c6a30d7c24 -> d747a8a8879a (shoppingcart) (head), add a shopping cart column
1975ea83b712 -> 27c6a30d7c24 (shoppingcart), add shopping cart table
<base> -> 1975ea83b712 (branchpoint), create account table

"#]]
    );
    assert_data_eq!(
        project.migrate(["history", "-r", "networking@base:"]),
        str![[r#"
109ec7d132bf (55af2cb1c267) -> 2a95102259be (networking) (head), add ip account table
3cac04ae8714 -> 109ec7d132bf (networking), add ip number table
<base> -> 3cac04ae8714 (networking), create networking branch
ae1027a6acf0 -> 55af2cb1c267 (effective head), add another account column
1975ea83b712 -> ae1027a6acf0, add a column
<base> -> 1975ea83b712 (branchpoint), create account table

"#]]
    );
    assert_data_eq!(
        project.migrate(["history", "-r:ae10"]),
        str![[r#"
1975ea83b712 -> ae1027a6acf0, add a column
<base> -> 1975ea83b712 (branchpoint), create account table

"#]]
    );
    assert_data_eq!(
        project.migrate(["history", "-r", "-2:"]),
        str![[r#"
27c6a30d7c24 -> d747a8a8879a (shoppingcart) (head), add a shopping cart column
1975ea83b712 -> 27c6a30d7c24 (shoppingcart), add shopping cart table
109ec7d132bf (55af2cb1c267) -> 2a95102259be (networking) (head), add ip account table
3cac04ae8714 -> 109ec7d132bf (networking), add ip number table
<base> -> 3cac04ae8714 (networking), create networking branch
ae1027a6acf0 -> 55af2cb1c267 (effective head), add another account column
1975ea83b712 -> ae1027a6acf0, add a column
<base> -> 1975ea83b712 (branchpoint), create account table

"#]]
    );
    assert_data_eq!(
        project.migrate(["history", "-r", "27c6:ae10"]),
        str![[r#"
------- stderr -------
error: Requested range 27c6:ae10 does not refer to ancestor/descendant revisions along the same branch
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["history", "-r", "ae10"]),
        str![[r#"
------- stderr -------
error: History range requires [start]:[end], [start]:, or :[end]
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["history", "-r", "a:b:c"]),
        str![[r#"
------- stderr -------
error: History range requires [start]:[end], [start]:, or :[end]
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["history", "-v", "-r", "55af:2a95"]),
        str![[r#"
Rev: 55af2cb1c267 (head)
Parent: ae1027a6acf0
Path: versions/2025_01_03_0900-55af2cb1c267_add_another_account_column.rs

    add another account column
    
    Revision ID: 55af2cb1c267
    Revises: ae1027a6acf0
    Create Date: 2025-01-03 09:00:00 UTC


"#]]
    );
}

#[test]
fn show_by_whatever_names_a_revision() {
    let project = branches();
    assert_data_eq!(
        project.migrate(["show", "ae10"]),
        str![[r#"
Rev: ae1027a6acf0
Parent: 1975ea83b712
Path: versions/2025_01_02_0900-ae1027a6acf0_add_a_column.rs

    add a column
    
    Revision ID: ae1027a6acf0
    Revises: 1975ea83b712
    Create Date: 2025-01-02 09:00:00 UTC


"#]]
    );
    assert_data_eq!(
        project.migrate(["show", "1975"]),
        str![[r#"
Rev: 1975ea83b712 (branchpoint)
Parent: <base>
Branches into: ae1027a6acf0, 27c6a30d7c24
Path: versions/2025_01_01_0900-1975ea83b712_create_account_table.rs

    create account table
    
    Revision ID: 1975ea83b712
    Revises:
    Create Date: 2025-01-01 09:00:00 UTC


"#]]
    );
    assert_data_eq!(
        project.migrate(["show", "networking@head"]),
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


"#]]
    );
    assert_data_eq!(
        project.migrate(["show", "head"]),
        str![[r#"
------- stderr -------
error: Multiple head revisions are present for given argument 'head'; please specify a specific target revision, '<branchname>@head' to narrow to a specific head, or 'heads' for all heads (55af2cb1c267, d747a8a8879a, 2a95102259be)
 |
 = help: join them with `cargo migrate merge heads -m "…"`, or put yours on top with `cargo migrate rebase`
[exit status: 1]

"#]]
    );
    assert_data_eq!(project.migrate(["show", "base"]), str![]);
    assert_data_eq!(
        project.migrate(["show", "2"]),
        str![[r#"
------- stderr -------
error: Can't locate revision identified by '2': it is the start of '27c6a30d7c24', '2a95102259be'
 |
 = help: give more characters
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["show", "ae1027a6acf1"]),
        str![[r#"
------- stderr -------
error: Can't locate revision identified by 'ae1027a6acf1'; the nearest is 'ae1027a6acf0'
 |
 = help: `cargo migrate history` lists all revisions
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["show", ""]),
        str![[r#"
------- stderr -------
error: the target is empty
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["show", "nobody@head"]),
        str![[r#"
------- stderr -------
error: Can't locate revision identified by 'nobody'
 |
 = help: `cargo migrate history` lists all revisions
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        project.migrate(["show", "shoppingcart@ae10"]),
        str![[r#"
------- stderr -------
error: Can't locate revision identified by 'ae10'
 |
 = help: `cargo migrate history` lists all revisions
[exit status: 1]

"#]]
    );
    assert_data_eq!(
        chain().migrate(["show", "head"]),
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
        chain().migrate(["show", "-1"]),
        str![[r#"
Rev: abc123def456
Parent: 9e1f00aa12bc
Path: versions/2025_01_02_0900-abc123def456_create_products.rs

    create products
    
    Revision ID: abc123def456
    Revises: 9e1f00aa12bc
    Create Date: 2025-01-02 09:00:00 UTC


"#]]
    );
}
