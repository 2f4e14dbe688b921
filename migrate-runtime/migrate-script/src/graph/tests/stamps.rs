//! Stamps.

use super::*;

const FORK: &[&str] = &[
    "a", "b1 <- a", "b2 <- b1", "c1 <- a", "c2 <- c1", "z1", "z2 <- z1",
];

#[test]
fn moves_the_rows_of_a_lineage() {
    let map = map(FORK);
    check_trace(
        map.plan_stamp(&[], &["b1"], false),
        "stamp_revision  -> b1: +b1",
    );
    check_trace(
        map.plan_stamp(&ids("a z1"), &["b2"], false),
        "stamp_revision a -> b2: a>b2",
    );
    check_trace(
        map.plan_stamp(&ids("b2 c1 z1"), &["a"], false),
        "stamp_revision b2, c1 -> a: -b2 c1>a",
    );
    check_trace(
        map.plan_stamp(&ids("b2"), &["c1"], false),
        "stamp_revision  -> c1: +c1",
    );
    check_trace(map.plan_stamp(&ids("b2"), &["b2"], false), "");
}

#[test]
fn takes_rows_away() {
    let map = map(FORK);
    check_trace(
        map.plan_stamp(&ids("b2 z1"), &["base"], false),
        "stamp_revision b2 -> : -b2
         stamp_revision z1 -> : -z1",
    );
    check_trace(map.plan_stamp(&[], &["base"], false), "");
    let plan = map.plan_stamp(&ids("gone"), &["z2"], true).unwrap();
    assert!(plan.purge);
    assert_eq!((plan.rows_before, plan.rows_after), (Vec::new(), ids("z2")));
}

#[test]
fn goes_to_several_revisions() {
    let map = map(FORK);
    for (current, targets, after) in [
        ("", &["b1", "z1"][..], "b1 z1"),
        ("a z1", &["b2", "z2"], "b2 z2"),
        ("a", &["heads"], "b2 c2 z2"),
        ("b1 c1", &["heads"], "b2 c2 z2"),
        // Alembic dies of these two,
        ("", &["b1", "b1"], "b1"),
        ("b1 z1", &["b2", "a"], "b2 z1"),
        // leaves a revision beside its own ancestor,
        ("", &["b2", "b1"], "b2"),
        ("", &["b1", "b2"], "b2"),
        ("a", &["b1", "b2"], "b2"),
        // and forgets `z2`, which is where it should be.
        ("b1 z2", &["heads"], "b2 c2 z2"),
        ("b1 z2", &["z2", "b2"], "b2 z2"),
    ] {
        let plan = map.plan_stamp(&ids(current), targets, false).unwrap();
        assert_eq!(plan.rows_after, ids(after), "{current} {targets:?}");
        replay(&plan);
    }
}

#[test]
fn refuses_what_it_cannot_find() {
    let map = map(FORK);
    for (targets, kind) in [
        (&["nope"][..], "unknown_revision"),
        (&["head"], "multiple_heads"),
        (&["b1+1"], "unknown_revision"),
        (&[""], "empty_target"),
        (&[], "empty_target"),
    ] {
        assert_eq!(
            map.plan_stamp(&[], targets, false).unwrap_err().kind(),
            kind,
            "{targets:?}"
        );
    }
}
