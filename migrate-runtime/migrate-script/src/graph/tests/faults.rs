//! Faults of a set of revisions.

use super::super::error::Declaration::{BranchLabels, DependsOn, DownRevision};
use super::super::error::{Declaration, Literal};
use super::*;

fn faults(texts: &[&str]) -> Vec<GraphError> {
    RevisionMap::new(revisions(texts)).unwrap_err()
}

fn at(revision: usize, declaration: Declaration, index: usize) -> Literal {
    Literal {
        revision,
        declaration,
        index,
    }
}

#[track_caller]
fn check(texts: &[&str], message: &str, kind: &str, literals: &[Literal]) {
    let faults = faults(texts);
    let [fault] = &faults[..] else {
        panic!("{faults:?}")
    };
    assert_eq!(fault.to_string(), message);
    assert_eq!((fault.kind(), &fault.literals()[..]), (kind, literals));
}

#[test]
fn finds_faults_of_identifiers() {
    let id = |revision| at(revision, Declaration::Revision, 0);
    check(
        &["a", "b-c+d <- a"],
        "Character(s) '+-' not allowed in revision identifier 'b-c+d'",
        "illegal_revision_id",
        &[id(1)],
    );
    check(
        &[""],
        "the revision identifier is empty",
        "empty_revision_id",
        &[id(0)],
    );
    let long = "x".repeat(33);
    check(
        &[&long],
        &format!("revision identifier '{long}' has 33 characters; the version table holds 32"),
        "long_revision_id",
        &[id(0)],
    );
    check(
        &["head"],
        "'head' has a meaning of its own as a target, and cannot name a revision or a branch",
        "reserved_name",
        &[id(0)],
    );
    check(
        &["a", "b <- a", "a <- b"],
        "Revision a is present more than once",
        "duplicate_revision",
        &[id(2), id(0)],
    );
    assert!(RevisionMap::new(revisions(&["é13", "v1.4 <- é13", &"y".repeat(32)])).is_ok());
}

#[test]
fn finds_faults_of_labels() {
    let message = "Branch name 'shop' in revision b already used by revision a";
    check(
        &["a # shop", "b <- a # x1 shop"],
        message,
        "duplicate_label",
        &[at(1, BranchLabels, 1), at(0, BranchLabels, 0)],
    );
    let message = "Branch name 'b' in revision a already used by revision b";
    let second = at(1, Declaration::Revision, 0);
    check(
        &["a # b", "b <- a"],
        message,
        "duplicate_label",
        &[at(0, BranchLabels, 0), second],
    );
    for label in ["l@b", "a:b", "release-1", "x+2"] {
        let message = format!("'{label}' is no branch label: a target could not name it");
        check(
            &[&format!("a # {label}")],
            &message,
            "illegal_label",
            &[at(0, BranchLabels, 0)],
        );
    }
    assert!(RevisionMap::new(revisions(&["a # feature-x"])).is_ok());
}

#[test]
fn finds_faults_of_edges() {
    check(
        &["abc123", "b <- abc124"],
        "revision b revises 'abc124', which no file declares",
        "missing_down_revision",
        &[at(1, DownRevision, 0)],
    );
    assert_eq!(
        faults(&["abc123", "b <- abc124"])[0].help().unwrap(),
        "`abc123` is the nearest; `cargo migrate history` lists all"
    );
    // A label is no revision to follow, but one to depend on.
    check(
        &["a # shop", "b <- shop & shop"],
        "revision b revises 'shop', which no file declares",
        "missing_down_revision",
        &[at(1, DownRevision, 0)],
    );
    check(
        &["a # shop", "b <- a & shop nope"],
        "revision b depends on 'nope', which no file declares",
        "missing_dependency",
        &[at(1, DependsOn, 1)],
    );
    check(
        &["a", "b <- a b"],
        "Self-loop is detected in revisions (b)",
        "self_loop",
        &[at(1, DownRevision, 1)],
    );
    check(
        &["a & a"],
        "Dependency self-loop is detected in revisions (a)",
        "dependency_self_loop",
        &[at(0, DependsOn, 0)],
    );
}

#[test]
fn finds_cycles() {
    check(
        &["bottom", "c <- b bottom", "b <- a", "a <- c", "top <- a"],
        "Cycle is detected in revisions (c, b, a)",
        "cycle",
        &[
            at(1, DownRevision, 0),
            at(2, DownRevision, 0),
            at(3, DownRevision, 0),
        ],
    );
    check(
        &["a & shop", "b <- a", "c <- b # shop"],
        "Dependency cycle is detected in revisions (a, c, b)",
        "dependency_cycle",
        &[
            at(0, DependsOn, 0),
            at(2, DownRevision, 0),
            at(1, DownRevision, 0),
        ],
    );
    check(
        &["a & own # own"],
        "Dependency cycle is detected in revisions (a)",
        "dependency_cycle",
        &[at(0, DependsOn, 0)],
    );
    let kinds: Vec<&str> = faults(&["a <- b", "b <- a", "c <- d", "d <- c", "e & f", "f <- e a"])
        .iter()
        .map(GraphError::kind)
        .collect();
    assert_eq!(kinds, ["cycle", "cycle", "dependency_cycle"]);
}

#[test]
fn finds_all_faults_at_once() {
    let kinds: Vec<&str> = faults(&[
        "a # shop",
        "b@c <- a",
        "a <- nope # shop",
        "d <- d & missing",
        "e <- f",
        "f <- e",
    ])
    .iter()
    .map(GraphError::kind)
    .collect();
    let expected = [
        "illegal_revision_id",
        "self_loop",
        "duplicate_revision",
        "duplicate_label",
        "missing_down_revision",
        "missing_dependency",
        "cycle",
    ];
    assert_eq!(kinds, expected);
}
