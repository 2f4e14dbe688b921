//! The graph in the terminal.

use snapbox::{IntoData, assert_data_eq, str};

use super::project::{project, stamped};

#[test]
fn the_history_is_drawn() {
    let project = project().with_environment("LC_ALL", "C.UTF-8");
    assert_data_eq!(
        project.migrate(["history", "--graph"]),
        str![[r#"
o    d747a8a8879a (shoppingcart) (head) (mergepoint), merge </script> & C:\new
├─╮
o │  ae1027a6acf0, add a "quoted" <column>
│ │ o  2a95102259be (networking) (head) (depends on shoppingcart), add ip account table
│ ╭─┤
│ │ o  3cac04ae8714 (networking), create networking branch
│ o  27c6a30d7c24 (shoppingcart), add shopping cart table
├─╯
o  1975ea83b712 (branchpoint), create account table

"#]]
        .raw()
    );
    assert_data_eq!(
        project.migrate(["history", "--graph", "-r", "ae10:d747"]),
        str![[r#"
o    d747a8a8879a (shoppingcart) (head) (mergepoint), merge </script> & C:\new
├─╮
│ │
│ ~
│
o  ae1027a6acf0, add a "quoted" <column>
│
~

"#]]
        .raw()
    );
    assert_data_eq!(
        project.migrate(["history", "--graph", "-v", "-r", ":ae10"]),
        str![[r#"
o  Rev: ae1027a6acf0
│  Parent: 1975ea83b712
│  Path: versions/2025_01_02_0900-ae1027a6acf0_add_a__quoted___column_.rs
│
│      add a "quoted" <column>
│
│      Revision ID: ae1027a6acf0
│      Revises: 1975ea83b712
│      Create Date: 2025-01-02 09:00:00 UTC
│
o  Rev: 1975ea83b712 (branchpoint)
   Parent: <base>
   Branches into: ae1027a6acf0, 27c6a30d7c24
   Path: versions/2025_01_01_0900-1975ea83b712_create_account_table.rs

       create account table

       Revision ID: 1975ea83b712
       Revises:
       Create Date: 2025-01-01 09:00:00 UTC

"#]]
        .raw()
    );
}

#[test]
fn the_history_is_drawn_in_ascii_where_the_locale_has_no_more() {
    let project = project().with_environment("LC_ALL", "C");
    assert_data_eq!(
        project.migrate(["history", "--graph"]),
        str![[r#"
o    d747a8a8879a (shoppingcart) (head) (mergepoint), merge </script> & C:\new
|\
o |  ae1027a6acf0, add a "quoted" <column>
| | o  2a95102259be (networking) (head) (depends on shoppingcart), add ip account table
| |/|
| | o  3cac04ae8714 (networking), create networking branch
| o  27c6a30d7c24 (shoppingcart), add shopping cart table
|/
o  1975ea83b712 (branchpoint), create account table

"#]]
        .raw()
    );
}

#[test]
fn what_the_database_is_at_has_a_sign_of_its_own() {
    let project = stamped(&["2a95", "ae10"]);
    let project = project.with_environment("LC_ALL", "C.UTF-8");
    assert_data_eq!(
        project.migrate(["history", "--graph", "-i"]),
        str![[r#"
o    d747a8a8879a (shoppingcart) (head) (mergepoint), merge </script> & C:\new
├─╮
@ │  ae1027a6acf0 (current), add a "quoted" <column>
│ │ @  2a95102259be (networking) (head) (current) (depends on shoppingcart), add ip account table
│ ╭─┤
│ │ o  3cac04ae8714 (networking), create networking branch
│ o  27c6a30d7c24 (shoppingcart), add shopping cart table
├─╯
o  1975ea83b712 (branchpoint), create account table

"#]]
        .raw()
    );
}

#[test]
fn a_drawing_has_no_format() {
    let refused = project().migrate(["history", "--graph", "--format", "dot"]);
    assert_eq!(refused.status, Some(2), "{refused}");
    assert!(refused.stderr.contains("cannot be used with"), "{refused}");
}
