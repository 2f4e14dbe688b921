//! Upgrades and downgrades, by topology.

use super::*;

const DIAMOND: &[&str] = &["a", "b1 <- a", "b2 <- a", "c <- b1 b2"];

/// Two lines, of which the second needs the first one.
const CROSSING: &[&str] = &[
    "a1",
    "a2 <- a1",
    "a3 <- a2",
    "b1",
    "b2 <- b1 & a2",
    "b3 <- b2",
];

#[test]
fn goes_up_and_down_a_line() {
    let map = map(&["a", "b <- a", "c <- b"]);
    check_trace(
        map.plan_upgrade(&[], "head"),
        "upgrade  -> a: +a
         upgrade a -> b: a>b
         upgrade b -> c: b>c",
    );
    check_trace(map.plan_upgrade(&ids("a"), "+1"), "upgrade a -> b: a>b");
    check_trace(map.plan_downgrade(&ids("c"), "-1"), "downgrade c -> b: c>b");
    check_trace(
        map.plan_downgrade(&ids("b"), "base"),
        "downgrade b -> a: b>a
         downgrade a -> : -a",
    );
    check_trace(map.plan_upgrade(&ids("c"), "a"), "");
    check_trace(map.plan_downgrade(&ids("b"), "b"), "");
}

#[test]
fn joins_and_parts_the_rows_of_a_diamond() {
    let map = map(DIAMOND);
    check_trace(
        map.plan_upgrade(&[], "head"),
        "upgrade  -> a: +a
         upgrade a -> b2: a>b2
         upgrade a -> b1: +b1
         upgrade b1, b2 -> c: -b1 b2>c",
    );
    check_trace(
        map.plan_downgrade(&ids("c"), "b1"),
        "downgrade c -> b1, b2: +b1 c>b2",
    );
    check_trace(
        map.plan_upgrade(&ids("b1 b2"), "head"),
        "upgrade b1, b2 -> c: -b1 b2>c",
    );
    check_trace(
        map.plan_downgrade(&ids("c"), "a"),
        "downgrade c -> b1, b2: +b1 c>b2
         downgrade b1 -> a: -b1
         downgrade b2 -> a: b2>a",
    );
}

#[test]
fn joins_many_rows_in_an_octopus() {
    let map = map(&["a", "b1 <- a", "b2 <- a", "b3 <- a", "m <- b3 b1 b2"]);
    check_trace(
        map.plan_upgrade(&ids("b1 b2 b3"), "m"),
        "upgrade b3, b1, b2 -> m: -b3 -b1 b2>m",
    );
    check_trace(
        map.plan_downgrade(&ids("m"), "b1"),
        "downgrade m -> b3, b1, b2: +b3 +b1 m>b2",
    );
    assert_eq!(
        map.plan_downgrade(&ids("m"), "-1").unwrap_err().kind(),
        "ambiguous_walk"
    );
}

#[test]
fn keeps_branches_apart() {
    let map = map(&["a1", "a2 <- a1 # shop", "b1", "b2 <- b1 # users"]);
    assert_eq!(
        map.plan_upgrade(&[], "heads").unwrap().rows_after,
        ids("a2 b2")
    );
    assert_eq!(
        map.plan_upgrade(&[], "head").unwrap_err().kind(),
        "multiple_heads"
    );
    check_trace(
        map.plan_upgrade(&ids("b1"), "shop@head"),
        "upgrade  -> a1: +a1\nupgrade a1 -> a2: a1>a2",
    );
    check_trace(
        map.plan_upgrade(&ids("a1 b1"), "users@+1"),
        "upgrade b1 -> b2: b1>b2",
    );
    check_trace(
        map.plan_downgrade(&ids("a2 b2"), "shop@-1"),
        "downgrade a2 -> a1: a2>a1",
    );
    check_trace(
        map.plan_downgrade(&ids("a2 b2"), "users@base"),
        "downgrade b2 -> b1: b2>b1
         downgrade b1 -> : -b1",
    );
    assert_eq!(
        map.plan_upgrade(&ids("a1 b1"), "+1").unwrap_err().kind(),
        "ambiguous_upgrade"
    );
}

#[test]
fn warns_of_a_step_down_from_several_rows() {
    let map = map(&["a1", "a2 <- a1", "b1"]);
    let plan = map.plan_downgrade(&ids("a2 b1"), "-1").unwrap();
    assert_eq!(trace(&plan), "downgrade a2 -> a1: a2>a1\n");
    assert_eq!(plan.warnings.len(), 1);
    assert!(
        map.plan_downgrade(&ids("a2"), "-1")
            .unwrap()
            .warnings
            .is_empty()
    );
}

#[test]
fn brings_dependencies_first_and_hides_their_rows() {
    let map = map(CROSSING);
    check_trace(
        map.plan_upgrade(&[], "b2"),
        "upgrade  -> a1: +a1
         upgrade a1 -> a2: a1>a2
         upgrade  -> b1: +b1
         upgrade b1 -> b2: -b1 a2>b2",
    );
    check_trace(map.plan_upgrade(&ids("b2"), "a3"), "upgrade a2 -> a3: +a3");
    check_trace(
        map.plan_downgrade(&ids("b2"), "b1"),
        "downgrade b2 -> b1: +b1 b2>a2",
    );
    // What depends on a revision goes with it.
    check_trace(
        map.plan_downgrade(&ids("a3 b3"), "a1"),
        "downgrade a3 -> a2: -a3
         downgrade b3 -> b2: b3>b2
         downgrade b2 -> b1: +b1 b2>a2
         downgrade a2 -> a1: a2>a1",
    );
    assert_eq!(names(&map.effective_current(&ids("b2")).unwrap()), "a2 b2");
}

/// Alembic dies of a `KeyError` after the body ran, and the row does not move.
#[test]
fn bears_a_dependency_that_another_one_implies() {
    let map = map(&["a1", "a2 <- a1", "a3 <- a2", "b1", "b2 <- b1 & a1 a3"]);
    check_trace(
        map.plan_upgrade(&ids("a3 b1"), "b2"),
        "upgrade b1 -> b2: -b1 a3>b2",
    );
    check_trace(
        map.plan_downgrade(&ids("b2"), "b1"),
        "downgrade b2 -> b1: +b1 b2>a3",
    );
}

/// Alembic leaves `a1` beside its own descendant `b1`, and refuses every later upgrade.
#[test]
fn downgrades_a_merge_on_whose_side_another_head_depends() {
    let map = map(&["a1", "b1 & a1", "c1", "m <- a1 c1"]);
    let plan = map.plan_downgrade(&ids("m b1"), "c1").unwrap();
    assert_eq!(trace(&plan), "downgrade m -> a1, c1: m>c1\n");
    assert_eq!(plan.rows_after, ids("b1 c1"));
    check_trace(
        map.plan_upgrade(&plan.rows_after, "heads"),
        "upgrade a1, c1 -> m: c1>m",
    );
}

#[test]
fn restricts_a_downgrade_to_a_branch() {
    let map = map(&["a", "b1 <- a # left", "b2 <- a # right"]);
    check_trace(
        map.plan_downgrade(&ids("b1 b2"), "left@a"),
        "downgrade b1 -> a: -b1",
    );
    check_trace(
        map.plan_downgrade(&ids("b1 b2"), "a"),
        "downgrade b1 -> a: -b1
         downgrade b2 -> a: b2>a",
    );
    assert_eq!(
        map.plan_downgrade(&ids("b1"), "b2").unwrap_err().kind(),
        "not_ancestor"
    );
}

#[test]
fn refuses_rows_that_no_command_leaves() {
    let map = map(DIAMOND);
    let error = map.plan_upgrade(&ids("b1 x1"), "head").unwrap_err();
    assert!(
        matches!(&error, GraphError::UnknownCurrent { id, .. } if id == "x1"),
        "{error}"
    );
    assert!(error.help().unwrap().contains("stamp --purge"));
    for error in [
        map.plan_upgrade(&ids("a b1"), "head").unwrap_err(),
        map.plan_downgrade(&ids("a b1"), "a").unwrap_err(),
        map.plan_stamp(&ids("a b1"), &["b2"], false).unwrap_err(),
    ] {
        let GraphError::OverlappingCurrent { revision, others } = &error else {
            panic!("{error}")
        };
        assert_eq!((revision, others), (&"b1".into(), &ids("a")));
    }
    assert_eq!(
        map.plan_stamp(&ids("a b1 x1"), &["b1"], true)
            .unwrap()
            .rows_after,
        ids("b1")
    );
}

#[test]
fn takes_a_row_that_is_there_twice_for_one() {
    let map = map(DIAMOND);
    let plan = map.plan_upgrade(&ids("b1 b1"), "b2").unwrap();
    assert_eq!(plan.rows_before, ids("b1"));
    check_trace(Ok(plan), "upgrade a -> b2: +b2");
}

#[test]
fn starts_scripts_where_the_target_says() {
    let map = map(DIAMOND);
    let plan = map.plan_offline_upgrade("b1").unwrap();
    let creating: Vec<bool> = plan
        .steps
        .iter()
        .map(|step| step.creates_version_table)
        .collect();
    assert_eq!(creating, [true, false]);
    check_trace(Ok(plan), "upgrade  -> a: +a\nupgrade a -> b1: a>b1");
    check_trace(map.plan_offline_upgrade("a:b1"), "upgrade a -> b1: a>b1");
    check_trace(
        map.plan_offline_downgrade("b1:base"),
        "downgrade b1 -> a: b1>a\ndowngrade a -> : -a",
    );
    check_trace(
        map.plan_offline_stamp(&["a:b1"], false),
        "stamp_revision a -> b1: a>b1",
    );
    for (error, kind) in [
        (
            map.plan_offline_downgrade("base"),
            "sql_downgrade_needs_range",
        ),
        (map.plan_offline_upgrade("a:b1:c"), "invalid_range"),
        (map.plan_offline_upgrade(":c"), "empty_target"),
        (
            map.plan_offline_stamp(&["a:b1", "b1:b2"], false),
            "sql_stamp_one_start",
        ),
        (map.plan_offline_stamp(&["a"], true), "purge_with_sql"),
        (map.plan_upgrade(&[], "a:b1"), "range_not_allowed"),
        (map.plan_downgrade(&[], "a:b1"), "range_not_allowed"),
    ] {
        assert_eq!(error.unwrap_err().kind(), kind);
    }
}

#[test]
fn does_not_overflow_the_stack() {
    const LENGTH: usize = 100_000;
    let id = |number: usize| RevisionId::from(format!("r{number:06}"));
    let chain = (0..LENGTH).map(|number| Revision {
        id: id(number),
        down_revisions: number.checked_sub(1).map(id).into_iter().collect(),
        branch_labels: if number == 0 {
            vec!["line".to_owned()]
        } else {
            Vec::new()
        },
        depends_on: Vec::new(),
        doc: String::new(),
        path: None,
    });
    let map = RevisionMap::new(chain.collect()).unwrap();
    let up = map.plan_upgrade(&[], "head").unwrap();
    assert_eq!(
        (up.steps.len(), up.rows_after),
        (LENGTH, vec![id(LENGTH - 1)])
    );
    let down = map.plan_downgrade(&[id(LENGTH - 1)], "line@base").unwrap();
    assert_eq!((down.steps.len(), down.rows_after), (LENGTH, Vec::new()));
    assert_eq!(map.history(None, &[]).unwrap().len(), LENGTH);
    assert_eq!(
        map.plan_upgrade(&[id(0)], "line@+99999")
            .unwrap()
            .steps
            .len(),
        LENGTH - 1
    );
    assert_eq!(map.labels_of(&id(LENGTH - 1)).collect::<Vec<_>>(), ["line"]);
}
