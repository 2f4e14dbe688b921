//! Laws that hold for every graph, checked against definitions that are too simple to be wrong.

use proptest::prelude::*;

use super::super::edges::NodeSet;
use super::*;

/// What a revision is drawn from: numbers that choose what it revises and depends on, and its label.
type Draft = (
    Vec<prop::sample::Index>,
    Vec<prop::sample::Index>,
    bool,
    prop::sample::Index,
);

fn drafts() -> impl Strategy<Value = Vec<Draft>> {
    let index = any::<prop::sample::Index>;
    let downs = prop::collection::vec(index(), 0..3);
    let depends_on = prop::collection::vec(index(), 0..3);
    prop::collection::vec(
        (downs, depends_on, prop::bool::weighted(0.2), index()),
        1..24,
    )
}

/// A graph without faults, its revisions in any load order.
fn graph() -> impl Strategy<Value = RevisionMap> {
    drafts().prop_map(|drafts| {
        let id = |number: usize| format!("{}{number:03}", ["ab", "abc", "b"][number % 3]);
        let mut revisions = Vec::new();
        for (number, (downs, depends_on, is_labelled, place)) in drafts.iter().enumerate() {
            let choose = |from: &Vec<prop::sample::Index>| -> Vec<usize> {
                let chosen: BTreeSet<usize> = from
                    .iter()
                    .filter(|_| number > 0)
                    .map(|index| index.index(number))
                    .collect();
                chosen.into_iter().collect()
            };
            let revision = Revision {
                id: id(number).into(),
                down_revisions: choose(downs)
                    .into_iter()
                    .map(|down| id(down).into())
                    .collect(),
                branch_labels: is_labelled
                    .then(|| format!("label{number}"))
                    .into_iter()
                    .collect(),
                depends_on: choose(depends_on).into_iter().map(id).collect(),
                doc: String::new(),
                path: None,
            };
            revisions.insert(place.index(revisions.len() + 1), revision);
        }
        RevisionMap::new(revisions).unwrap()
    })
}

fn parents(map: &RevisionMap, id: &RevisionId) -> Vec<RevisionId> {
    let revision = map.get(id).unwrap();
    let depends_on = revision.depends_on.iter().map(|name| name.as_str().into());
    revision
        .down_revisions
        .iter()
        .cloned()
        .chain(depends_on)
        .collect()
}

/// The revisions and all below them.
fn closure(map: &RevisionMap, from: &[RevisionId]) -> BTreeSet<RevisionId> {
    let mut all = BTreeSet::new();
    let mut waiting = from.to_vec();
    while let Some(id) = waiting.pop() {
        waiting.extend(parents(map, &id));
        all.insert(id);
    }
    all
}

/// Those of some revisions below which no other of them is.
fn heads(map: &RevisionMap, applied: &BTreeSet<RevisionId>) -> BTreeSet<RevisionId> {
    let below: Vec<RevisionId> = applied.iter().flat_map(|id| parents(map, id)).collect();
    applied.difference(&closure(map, &below)).cloned().collect()
}

/// Rows that an upgrade leaves: the heads of what some revisions need.
fn rows(map: &RevisionMap, chosen: &[prop::sample::Index]) -> Vec<RevisionId> {
    let chosen: Vec<RevisionId> = chosen
        .iter()
        .map(|index| map.id(index.index(map.len())).clone())
        .collect();
    heads(map, &closure(map, &chosen)).into_iter().collect()
}

/// Each step changes what is applied by one revision whose turn it is, and leaves the heads of it as rows.
fn check_plan(map: &RevisionMap, current: &[RevisionId], plan: &Plan) -> BTreeSet<RevisionId> {
    let mut applied = closure(map, current);
    for (step, rows) in plan.steps.iter().zip(replay(plan)) {
        match step.direction {
            super::super::Direction::Downgrade => assert!(applied.remove(&step.revision), "{step}"),
            _ => {
                assert!(
                    parents(map, &step.revision)
                        .iter()
                        .all(|id| applied.contains(id)),
                    "{step}"
                );
                assert!(applied.insert(step.revision.clone()), "{step}");
            }
        }
        assert_eq!(rows, heads(map, &applied), "{step}");
        assert_eq!(
            closure(map, &applied.iter().cloned().collect::<Vec<_>>()),
            applied,
            "{step}"
        );
    }
    applied
}

fn indexes() -> impl Strategy<Value = Vec<prop::sample::Index>> {
    prop::collection::vec(any::<prop::sample::Index>(), 0..4)
}

proptest! {
    #[test]
    fn all_the_way_up_and_down_leads_back(map in graph()) {
        let up = map.plan_upgrade(&[], "heads").unwrap();
        prop_assert_eq!(check_plan(&map, &[], &up).len(), map.len());
        let effective: BTreeSet<_> = map.effective_heads().iter().map(|head| head.id.clone()).collect();
        prop_assert!(effective.iter().eq(&up.rows_after));
        let down = map.plan_downgrade(&up.rows_after, "base").unwrap();
        prop_assert!(check_plan(&map, &up.rows_after, &down).is_empty());
        prop_assert!(down.rows_after.is_empty());
    }

    #[test]
    fn an_upgrade_applies_what_its_target_needs(
        map in graph(), chosen in indexes(), target in any::<prop::sample::Index>(),
    ) {
        let current = rows(&map, &chosen);
        let target = map.id(target.index(map.len())).clone();
        let plan = map.plan_upgrade(&current, &target).unwrap();
        let mut wanted = closure(&map, &current);
        wanted.extend(closure(&map, &[target]));
        prop_assert_eq!(check_plan(&map, &current, &plan), wanted);
    }

    #[test]
    fn a_downgrade_takes_away_what_follows_its_target(
        map in graph(), chosen in indexes(), target in any::<prop::sample::Index>(),
    ) {
        let current = rows(&map, &chosen);
        let target = map.id(target.index(map.len())).clone();
        let Ok(plan) = map.plan_downgrade(&current, &target) else {
            prop_assert!(!current.contains(&target));
            return Ok(());
        };
        let children: BTreeSet<_> = map.children(&target).iter().map(|child| child.id.clone()).collect();
        let mut kept = closure(&map, &current);
        kept.retain(|id| closure(&map, std::slice::from_ref(id)).is_disjoint(&children));
        prop_assert_eq!(check_plan(&map, &current, &plan), kept);
    }

    #[test]
    fn a_stamp_of_the_heads_leaves_the_heads(map in graph(), chosen in indexes()) {
        let current = rows(&map, &chosen);
        let plan = map.plan_stamp(&current, &["heads"], false).unwrap();
        replay(&plan);
        let effective: BTreeSet<_> = map.effective_heads().iter().map(|head| head.id.clone()).collect();
        prop_assert!(effective.iter().eq(&plan.rows_after));
    }

    #[test]
    fn a_stamp_never_leaves_rows_that_overlap(map in graph(), chosen in indexes(), to in indexes()) {
        let current = rows(&map, &chosen);
        let targets: Vec<RevisionId> = to.iter().map(|at| map.id(at.index(map.len())).clone()).collect();
        let targets: Vec<&str> = targets.iter().map(RevisionId::as_str).collect();
        if let Ok(plan) = map.plan_stamp(&current, &targets, false) {
            for rows in replay(&plan) {
                prop_assert_eq!(&heads(&map, &rows), &rows);
            }
        }
    }

    #[test]
    fn the_history_has_each_revision_before_what_it_follows(map in graph()) {
        let history: Vec<_> = map.history(None, &[]).unwrap().iter().map(|rev| rev.id.clone()).collect();
        let everything = NodeSet::all(map.len());
        // However little it may search for Alembic's order, the order is one that will do.
        for order in [history, map.ids(&map.newest_first_within(&everything, 0))] {
            prop_assert_eq!(order.len(), map.len());
            for (at, id) in order.iter().enumerate() {
                let later: BTreeSet<_> = order[at + 1..].iter().cloned().collect();
                prop_assert!(parents(&map, id).iter().all(|parent| later.contains(parent)));
            }
        }
    }

    #[test]
    fn a_prefix_names_what_alone_starts_with_it(map in graph(), prefix in "a?b?c?[0-9]{0,3}") {
        prop_assume!(!prefix.is_empty());
        let names: Vec<String> = map
            .iter()
            .flat_map(|rev| rev.branch_labels.iter().cloned().chain([rev.id.to_string()]))
            .collect();
        let matching = names.iter().filter(|name| name.len() > 3 && name.starts_with(&prefix)).count();
        let found = map.resolve(&prefix, &[]).map_err(|error| error.kind());
        match (names.contains(&prefix), matching) {
            (true, _) | (false, 1) => prop_assert_eq!(found.map(|revs| revs.len()), Ok(1)),
            (false, 0) => prop_assert_eq!(found, Err("unknown_revision")),
            (false, _) => prop_assert_eq!(found, Err("ambiguous_prefix")),
        }
    }
}
