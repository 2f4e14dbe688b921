//! The answers, in the words of the vectors. One type a command, for Alembic's answers and for ours.

use std::collections::{BTreeMap, BTreeSet};

use migrate_script::GraphError;
use serde::Deserialize;

/// Our answer to a question.
#[derive(Debug)]
pub(super) enum Answer {
    /// The set of revisions, or the question, is refused: for a set, all its faults.
    Refused(Vec<GraphError>),
    Movement(Movement),
    Resolved(Resolved),
    History(History),
    Heads(Heads),
    Bases(Bases),
    BranchPoints(BranchPoints),
    Current(Current),
    Labels(Labels),
    NewRevision(NewRevision),
    Loaded(Loaded),
    Iterated(Iterated),
    /// The question is none that the graph has an answer to, or the answer contradicts itself.
    Unusable(String),
}

/// Alembic's answer where it refuses.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Refusal {
    pub(super) error_kind: String,
    /// What was to be done, where the plan was made and then the rows could not be told.
    pub(super) planned: Option<Vec<String>>,
    pub(super) ideal_after: Option<BTreeSet<String>>,
    #[serde(rename = "message")]
    _message: String,
    #[serde(rename = "cause_type")]
    _cause_type: Option<String>,
    #[serde(rename = "cause_message")]
    _cause_message: Option<String>,
    #[serde(rename = "steps_before_error")]
    _steps_before_error: Option<Vec<String>>,
    #[serde(rename = "order_forced")]
    _order_forced: Option<bool>,
    #[serde(rename = "warnings")]
    _warnings: Option<Vec<String>>,
}

/// `upgrade`, `downgrade`, `stamp`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Movement {
    /// The rows at the start; Alembic's answers leave them out.
    #[serde(skip)]
    pub(super) before: BTreeSet<String>,
    pub(super) steps: Vec<Step>,
    pub(super) after: BTreeSet<String>,
    pub(super) ideal_after: Option<BTreeSet<String>>,
    pub(super) order_forced: Option<bool>,
    #[serde(default)]
    pub(super) warnings: Vec<String>,
}

/// A step of a movement.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    pub(super) rev: String,
    pub(super) direction: String,
    pub(super) log: String,
    pub(super) row_op: String,
    pub(super) delete_versions: BTreeSet<String>,
    pub(super) insert_versions: BTreeSet<String>,
    pub(super) update_versions: BTreeSet<(String, String)>,
    pub(super) heads_after: BTreeSet<String>,
    pub(super) stamp: Option<Stamp>,
    #[serde(default)]
    pub(super) creates_version_table: bool,
}

/// What a stamp step is told to be: Alembic's means to find the rows.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stamp {
    pub(super) from: BTreeSet<String>,
    pub(super) to: BTreeSet<String>,
    pub(super) is_upgrade: bool,
    pub(super) branch_move: bool,
}

/// `resolve`: `None` is before the first revision.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Resolved {
    pub(super) revs: Vec<Option<String>>,
}

/// `history-range`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct History {
    pub(super) revs: Vec<String>,
    #[serde(default)]
    pub(super) order_forced: bool,
    /// Left out where they vary.
    pub(super) lines: Option<Vec<String>>,
    /// Whether a line names several labels, whose order varies; Alembic's answers leave it out.
    #[serde(skip)]
    pub(super) has_several_labels: bool,
    /// Of `-1` from several heads, which nobody asks of a history.
    #[serde(rename = "warnings")]
    pub(super) _warnings: Option<Vec<String>>,
}

/// `iterate`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Iterated {
    pub(super) revs: Vec<String>,
    #[serde(default)]
    pub(super) order_forced: bool,
}

/// `heads`.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Heads {
    pub(super) heads: Vec<String>,
    pub(super) effective_heads: Vec<String>,
    /// Left out where they vary.
    pub(super) lines: Option<Vec<String>>,
    /// Whether a line names several labels, whose order varies; Alembic's answers leave it out.
    #[serde(skip)]
    pub(super) has_several_labels: bool,
}

/// `bases`.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bases {
    pub(super) bases: Vec<String>,
    pub(super) real_bases: Vec<String>,
}

/// `branch_points`.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BranchPoints {
    pub(super) branch_points: Vec<BranchPoint>,
    pub(super) merge_points: Vec<String>,
}

/// A branch point, and the revisions that follow it.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BranchPoint {
    pub(super) rev: String,
    pub(super) into: Vec<String>,
}

/// `current`.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Current {
    pub(super) shown: BTreeSet<String>,
    pub(super) check_heads_ok: bool,
}

/// `labels`.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Labels {
    pub(super) labels: BTreeMap<String, Vec<String>>,
}

/// `revision`.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRevision {
    pub(super) down: Vec<String>,
    pub(super) depends_on: Vec<String>,
}

/// `load`.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Loaded {
    pub(super) revisions: Vec<String>,
    #[serde(default)]
    pub(super) warnings: Vec<String>,
}
