//! Asking the revision graph a vector's question.

use std::collections::BTreeSet;

use migrate_script::graph::{Direction, Endpoint, LineStyle, Plan, RowChange, Traversal};
use migrate_script::{GraphError, Revision, RevisionId, RevisionMap};

use super::answer::{
    Answer, Bases, BranchPoint, BranchPoints, Current, Heads, History, Iterated, Labels, Loaded,
    Movement, NewRevision, Resolved, Stamp, Step,
};
use super::vector::{IterateArgs, Node, OneOrMany, Vector};

/// Our answer to the question.
pub(super) fn ask(vector: &Vector) -> Answer {
    let map = match load(&vector.revisions) {
        Ok(map) => map,
        Err(faults) => return Answer::Refused(faults),
    };
    let current = ids(&vector.current);
    let answer = match vector.command.as_str() {
        "upgrade" | "downgrade" | "stamp" => plan(&map, vector, &current)
            .map(|plan| movement(&plan).map_or_else(Answer::Unusable, Answer::Movement)),
        "resolve" => resolve(&map, &vector.target, &current),
        "history-range" => history(&map, &vector.target, &current),
        "heads" => Ok(heads(&map)),
        "bases" => Ok(Answer::Bases(Bases {
            bases: names(&map.bases()),
            real_bases: names(&map.real_bases()),
        })),
        "branch_points" => Ok(branch_points(&map)),
        "current" => map.effective_current(&current).map(|shown| {
            let shown = names(&shown).into_iter().collect();
            Answer::Current(Current {
                shown,
                check_heads_ok: map.check_heads(&current),
            })
        }),
        "labels" => Ok(labels(&map)),
        "revision" => new_revision(&map, vector),
        "load" => Ok(Answer::Loaded(Loaded {
            revisions: sorted(map.iter().map(|revision| revision.id.to_string()).collect()),
            warnings: Vec::new(),
        })),
        "iterate" => match &vector.args {
            Some(args) => iterate(&map, args),
            None => Ok(Answer::Unusable("iterate without args".to_owned())),
        },
        other => Ok(Answer::Unusable(format!("unknown command {other:?}"))),
    };
    answer.unwrap_or_else(|error| Answer::Refused(vec![error]))
}

/// Builds the map of a vector's revisions.
pub(super) fn load(nodes: &[Node]) -> Result<RevisionMap, Vec<GraphError>> {
    let revisions = nodes.iter().enumerate().map(|(place, node)| Revision {
        id: node.id.as_str().into(),
        down_revisions: ids(&node.down),
        branch_labels: node.labels.clone(),
        depends_on: node.depends_on.clone(),
        doc: format!("rev {place}"),
        path: None,
    });
    RevisionMap::new(revisions.collect())
}

/// The revisions that the targets of a stamp name.
pub(super) fn destinations(vector: &Vector) -> BTreeSet<String> {
    let Ok(map) = load(&vector.revisions) else {
        return BTreeSet::new();
    };
    let targets = vector.target.split_whitespace();
    let named = targets
        .filter_map(|target| map.resolve(target, &[]).ok())
        .flatten();
    named
        .flatten()
        .map(|revision| revision.id.to_string())
        .collect()
}

fn plan(map: &RevisionMap, vector: &Vector, current: &[RevisionId]) -> Result<Plan, GraphError> {
    let target = vector.target.as_str();
    let targets: Vec<&str> = target.split_whitespace().collect();
    match (vector.command.as_str(), vector.sql) {
        ("upgrade", false) => map.plan_upgrade(current, target),
        ("upgrade", true) => map.plan_offline_upgrade(target),
        ("downgrade", false) => map.plan_downgrade(current, target),
        ("downgrade", true) => map.plan_offline_downgrade(target),
        (_, false) => map.plan_stamp(current, &targets, vector.purge),
        (_, true) => map.plan_offline_stamp(&targets, vector.purge),
    }
}

/// What a plan does, each step's rows replayed; what is wrong with it where a row change misses its row.
fn movement(plan: &Plan) -> Result<Movement, String> {
    let before = texts(&plan.rows_before);
    let mut rows = before.clone();
    let steps = plan.steps.iter().map(|planned| {
        replay(&mut rows, &planned.rows).map_err(|fault| format!("{planned}: {fault}"))?;
        Ok(step(planned, &rows))
    });
    Ok(Movement {
        steps: steps.collect::<Result<_, String>>()?,
        before,
        after: texts(&plan.rows_after),
        ideal_after: None,
        order_forced: None,
        warnings: plan.warnings.clone(),
    })
}

/// Changes the rows as a database would.
fn replay(rows: &mut BTreeSet<String>, change: &RowChange) -> Result<(), String> {
    for id in &change.delete {
        if !rows.remove(id.as_str()) {
            return Err(format!("deletes {id}, which is no row"));
        }
    }
    for id in &change.insert {
        if !rows.insert(id.to_string()) {
            return Err(format!("inserts {id}, which is a row already"));
        }
    }
    for (from, to) in &change.update {
        if !rows.remove(from.as_str()) {
            return Err(format!("updates {from}, which is no row"));
        }
        if !rows.insert(to.to_string()) {
            return Err(format!("updates {from} to {to}, which is a row already"));
        }
    }
    Ok(())
}

fn step(planned: &migrate_script::Step, rows: &BTreeSet<String>) -> Step {
    let change = &planned.rows;
    let is_stamp = planned.direction == Direction::Stamp;
    let pair = |(from, to): &(RevisionId, RevisionId)| (from.to_string(), to.to_string());
    Step {
        rev: planned.revision.to_string(),
        direction: if is_stamp {
            "stamp".to_owned()
        } else {
            planned.direction.to_string()
        },
        log: planned.to_string(),
        row_op: String::new(),
        delete_versions: texts(&change.delete),
        insert_versions: texts(&change.insert),
        update_versions: change.update.iter().map(pair).collect(),
        heads_after: rows.clone(),
        stamp: is_stamp.then(|| Stamp {
            from: texts(&planned.from),
            to: texts(&planned.to),
            is_upgrade: false,
            branch_move: false,
        }),
        creates_version_table: planned.creates_version_table,
    }
}

fn texts(ids: &[RevisionId]) -> BTreeSet<String> {
    ids.iter().map(ToString::to_string).collect()
}

fn resolve(map: &RevisionMap, target: &str, current: &[RevisionId]) -> Result<Answer, GraphError> {
    let revs = map.resolve(target, current)?;
    let revs = revs
        .into_iter()
        .map(|rev| rev.map(|rev| rev.id.to_string()))
        .collect();
    Ok(Answer::Resolved(Resolved { revs }))
}

fn history(map: &RevisionMap, range: &str, current: &[RevisionId]) -> Result<Answer, GraphError> {
    let revisions = map.history((!range.is_empty()).then_some(range), current)?;
    let line = |revision: &&Revision| map.line(revision, LineStyle::HISTORY, false);
    Ok(Answer::History(History {
        revs: names(&revisions),
        order_forced: false,
        lines: Some(revisions.iter().map(line).collect()),
        has_several_labels: have_several_labels(map, &revisions),
        _warnings: None,
    }))
}

fn heads(map: &RevisionMap) -> Answer {
    let heads = map.heads();
    Answer::Heads(Heads {
        heads: names(&heads),
        effective_heads: names(&map.effective_heads()),
        lines: Some(
            heads
                .iter()
                .map(|head| map.line(head, LineStyle::HEADS, false))
                .collect(),
        ),
        has_several_labels: have_several_labels(map, &heads),
    })
}

fn have_several_labels(map: &RevisionMap, revisions: &[&Revision]) -> bool {
    revisions
        .iter()
        .any(|revision| map.labels_of(&revision.id).count() > 1)
}

fn branch_points(map: &RevisionMap) -> Answer {
    let branch_points = map.branch_points().into_iter().map(|point| BranchPoint {
        rev: point.id.to_string(),
        into: sorted(names(&map.children(&point.id))),
    });
    Answer::BranchPoints(BranchPoints {
        branch_points: branch_points.collect(),
        merge_points: sorted(names(&map.merge_points())),
    })
}

fn labels(map: &RevisionMap) -> Answer {
    let labels = map.iter().map(|revision| {
        let labels: Vec<String> = map.labels_of(&revision.id).map(str::to_owned).collect();
        (revision.id.to_string(), labels)
    });
    Answer::Labels(Labels {
        labels: labels.filter(|(_, labels)| !labels.is_empty()).collect(),
    })
}

fn new_revision(map: &RevisionMap, vector: &Vector) -> Result<Answer, GraphError> {
    let parents = if vector.merge {
        let targets: Vec<&str> = vector.target.split_whitespace().collect();
        map.parents_for_merge(&targets, vector.splice)?
    } else {
        let head = if vector.target.is_empty() {
            "head"
        } else {
            &vector.target
        };
        let depends_on: Vec<&str> = vector.new_depends_on.iter().map(String::as_str).collect();
        map.parents_for_revision(head, vector.splice, &depends_on)?
    };
    Ok(Answer::NewRevision(NewRevision {
        down: parents
            .down_revisions
            .iter()
            .map(ToString::to_string)
            .collect(),
        depends_on: parents.depends_on,
    }))
}

fn iterate(map: &RevisionMap, args: &IterateArgs) -> Result<Answer, GraphError> {
    let upper_rows = rows(args.upper.as_ref());
    let lower_rows = rows(args.lower.as_ref());
    let traversal = Traversal {
        inclusive: args.inclusive,
        implicit_base: args.implicit_base,
        select_for_downgrade: args.select_for_downgrade,
    };
    let upper = endpoint(args.upper.as_ref(), &upper_rows);
    let lower = endpoint(args.lower.as_ref(), &lower_rows);
    let revisions = map.iterate(upper, lower, traversal)?;
    Ok(Answer::Iterated(Iterated {
        revs: names(&revisions),
        order_forced: false,
    }))
}

fn rows(end: Option<&OneOrMany>) -> Vec<RevisionId> {
    match end {
        Some(OneOrMany::Many(rows)) => ids(rows),
        _ => Vec::new(),
    }
}

fn endpoint<'a>(end: Option<&'a OneOrMany>, rows: &'a [RevisionId]) -> Endpoint<'a> {
    match end {
        None => Endpoint::Base,
        Some(OneOrMany::One(target)) => Endpoint::Target(target),
        Some(OneOrMany::Many(_)) => Endpoint::Rows(rows),
    }
}

fn ids(names: &[String]) -> Vec<RevisionId> {
    names.iter().map(|name| name.as_str().into()).collect()
}

fn names(revisions: &[&Revision]) -> Vec<String> {
    revisions
        .iter()
        .map(|revision| revision.id.to_string())
        .collect()
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort_unstable();
    names
}
