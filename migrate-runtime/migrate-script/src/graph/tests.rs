//! Tests of the map: one file a subject, and the words that they share.

mod faults;
mod laws;
mod plans;
mod stamps;
mod targets;
mod text;

use std::collections::BTreeSet;

use crate::revision::{Revision, RevisionId};

use super::error::GraphError;
use super::map::RevisionMap;
use super::plan::Plan;

/// A revision written as `id <- downs & depends_on # labels`; all but the identifier may be missing.
fn revision(text: &str) -> Revision {
    let (text, labels) = text.split_once('#').unwrap_or((text, ""));
    let (text, depends_on) = text.split_once('&').unwrap_or((text, ""));
    let (id, downs) = text.split_once("<-").unwrap_or((text, ""));
    let words = |text: &str| {
        text.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    Revision {
        id: id.trim().into(),
        down_revisions: downs.split_whitespace().map(RevisionId::from).collect(),
        branch_labels: words(labels),
        depends_on: words(depends_on),
        doc: format!("add {}\n\nMore about it.", id.trim()),
        path: None,
    }
}

fn revisions(texts: &[&str]) -> Vec<Revision> {
    texts.iter().map(|text| revision(text)).collect()
}

fn map(texts: &[&str]) -> RevisionMap {
    RevisionMap::new(revisions(texts)).unwrap()
}

fn ids(text: &str) -> Vec<RevisionId> {
    text.split_whitespace().map(RevisionId::from).collect()
}

fn names(revisions: &[&Revision]) -> String {
    let names: Vec<&str> = revisions
        .iter()
        .map(|revision| revision.id.as_str())
        .collect();
    names.join(" ")
}

/// The steps of a plan, one a line: the log text, then the rows that go (`-`), come (`+`) and change (`a>b`).
fn trace(plan: &Plan) -> String {
    let lines = plan.steps.iter().map(|step| {
        let delete = step.rows.delete.iter().map(|id| format!("-{id}"));
        let insert = step.rows.insert.iter().map(|id| format!("+{id}"));
        let update = step
            .rows
            .update
            .iter()
            .map(|(from, to)| format!("{from}>{to}"));
        let rows: Vec<String> = delete.chain(insert).chain(update).collect();
        format!("{step}: {}\n", rows.join(" "))
    });
    lines.collect()
}

#[track_caller]
fn check_trace(plan: Result<Plan, GraphError>, expected: &str) {
    let plan = plan.unwrap();
    let expected: String = expected
        .lines()
        .map(|line| format!("{}\n", line.trim()))
        .collect();
    assert_eq!(trace(&plan), expected.trim_start_matches('\n'));
    replay(&plan);
}

/// Changes the rows as a version table would, each change hitting exactly its row; the rows after each step.
fn replay(plan: &Plan) -> Vec<BTreeSet<RevisionId>> {
    let mut rows: BTreeSet<RevisionId> = plan.rows_before.iter().cloned().collect();
    let mut after = Vec::new();
    for step in &plan.steps {
        for id in &step.rows.delete {
            assert!(rows.remove(id), "{step} deletes {id}");
        }
        for id in &step.rows.insert {
            assert!(rows.insert(id.clone()), "{step} inserts {id}");
        }
        for (from, to) in &step.rows.update {
            assert!(rows.remove(from), "{step} updates {from}");
            assert!(rows.insert(to.clone()), "{step} updates to {to}");
        }
        after.push(rows.clone());
    }
    assert!(rows.iter().eq(&plan.rows_after), "{rows:?}");
    after
}
