//! How revisions are written, after the sample of Alembic's own documentation.

use super::super::display::LineStyle;
use super::*;

fn sample() -> RevisionMap {
    let mut revisions = revisions(&[
        "1975ea83b712",
        "27c6a30d7c24 <- 1975ea83b712 # shoppingcart",
        "ae1027a6acf0 <- 1975ea83b712",
        "d747a8a8879a <- 27c6a30d7c24",
        "55af2cb1c267 <- ae1027a6acf0",
        "3cac04ae8714 # networking",
        "109ec7d132bf <- 3cac04ae8714",
        "2a95102259be <- 109ec7d132bf & 55af2cb1c267",
        "53fffde5ad5f <- ae1027a6acf0 27c6a30d7c24",
    ]);
    revisions[0].path = Some("versions/1975ea83b712_create_account_table.rs".into());
    revisions[4].doc = String::new();
    RevisionMap::new(revisions).unwrap()
}

#[test]
fn writes_lines() {
    let map = sample();
    for (id, style, expected) in [
        (
            "2a95102259be",
            LineStyle::HEADS,
            "2a95102259be (networking) (head)",
        ),
        (
            "55af2cb1c267",
            LineStyle::HEADS,
            "55af2cb1c267 (effective head)",
        ),
        (
            "55af2cb1c267",
            LineStyle::CURRENT,
            "55af2cb1c267 (effective head)",
        ),
        (
            "27c6a30d7c24",
            LineStyle::CURRENT,
            "27c6a30d7c24 (branchpoint)",
        ),
        (
            "2a95102259be",
            LineStyle::HISTORY,
            "109ec7d132bf (55af2cb1c267) -> 2a95102259be (networking) (head), add 2a95102259be",
        ),
        (
            "1975ea83b712",
            LineStyle::HISTORY,
            "<base> -> 1975ea83b712 (branchpoint), add 1975ea83b712",
        ),
        (
            "55af2cb1c267",
            LineStyle::HISTORY,
            "ae1027a6acf0 -> 55af2cb1c267 (effective head)",
        ),
        (
            "53fffde5ad5f",
            LineStyle::HISTORY,
            "ae1027a6acf0, 27c6a30d7c24 -> 53fffde5ad5f (shoppingcart) (head) (mergepoint), add 53fffde5ad5f",
        ),
    ] {
        assert_eq!(map.line(map.get(id).unwrap(), style, false), expected);
    }
    let head = map.get("d747a8a8879a").unwrap();
    assert_eq!(
        map.line(head, LineStyle::HISTORY, true),
        "27c6a30d7c24 -> d747a8a8879a (shoppingcart) (head) (current), add d747a8a8879a"
    );
}

#[test]
fn writes_blocks() {
    let map = sample();
    let block = |id: &str, is_current| map.block(map.get(id).unwrap(), is_current);
    assert_eq!(
        block("1975ea83b712", true),
        "Rev: 1975ea83b712 (branchpoint) (current)
Parent: <base>
Branches into: 27c6a30d7c24, ae1027a6acf0
Path: versions/1975ea83b712_create_account_table.rs

    add 1975ea83b712
    \n    More about it.
"
    );
    assert_eq!(
        block("2a95102259be", false),
        "Rev: 2a95102259be (head)
Parent: 109ec7d132bf
Also depends on: 55af2cb1c267
Branch names: networking

    add 2a95102259be
    \n    More about it.
"
    );
    assert!(block("53fffde5ad5f", false).starts_with(
        "Rev: 53fffde5ad5f (head) (mergepoint)\nMerges: ae1027a6acf0, 27c6a30d7c24\n"
    ));
}

#[test]
fn writes_branch_points() {
    let map = sample();
    assert_eq!(
        names(&map.branch_points()),
        "27c6a30d7c24 ae1027a6acf0 1975ea83b712"
    );
    let point = map.get("1975ea83b712").unwrap();
    assert_eq!(
        map.branch_lines(point, false),
        "1975ea83b712 (branchpoint)
             -> 27c6a30d7c24 (shoppingcart) (branchpoint)
             -> ae1027a6acf0 (branchpoint)"
    );
    let verbose = map.branch_lines(point, true);
    assert!(
        verbose.ends_with(" -> ae1027a6acf0 (branchpoint), add ae1027a6acf0"),
        "{verbose}"
    );
}

#[test]
fn writes_log_lines() {
    let map = sample();
    let plan = map
        .plan_upgrade(&ids("27c6a30d7c24"), "53fffde5ad5f")
        .unwrap();
    let lines: Vec<String> = plan.steps.iter().map(|step| map.log_text(step)).collect();
    assert_eq!(
        lines,
        [
            "upgrade 1975ea83b712 -> ae1027a6acf0, add ae1027a6acf0",
            "upgrade ae1027a6acf0, 27c6a30d7c24 -> 53fffde5ad5f, add 53fffde5ad5f",
        ]
    );
    let plan = map.plan_downgrade(&ids("1975ea83b712"), "base").unwrap();
    assert_eq!(
        map.log_text(&plan.steps[0]),
        "downgrade 1975ea83b712 -> , add 1975ea83b712"
    );
    let plan = map.plan_stamp(&[], &["55af2cb1c267"], false).unwrap();
    assert_eq!(
        map.log_text(&plan.steps[0]),
        "stamp_revision  -> 55af2cb1c267"
    );
}

#[test]
fn lists_heads_and_bases() {
    let map = sample();
    assert_eq!(
        names(&map.heads()),
        "d747a8a8879a 55af2cb1c267 2a95102259be 53fffde5ad5f"
    );
    assert_eq!(
        names(&map.effective_heads()),
        "d747a8a8879a 2a95102259be 53fffde5ad5f"
    );
    assert_eq!(names(&map.bases()), "1975ea83b712 3cac04ae8714");
    assert_eq!(names(&map.real_bases()), "1975ea83b712 3cac04ae8714");
    assert_eq!(names(&map.merge_points()), "53fffde5ad5f");
    assert_eq!(
        names(&map.children("27c6a30d7c24")),
        "d747a8a8879a 53fffde5ad5f"
    );
    assert!(map.children("nope").is_empty());
    let all = ids("d747a8a8879a 2a95102259be 53fffde5ad5f");
    assert!(!map.check_heads(&all));
    assert!(map.is_up_to_date(&all).unwrap());
    assert!(!map.is_up_to_date(&all[1..]).unwrap());
}
