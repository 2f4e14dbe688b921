//! A question with Alembic's answer: one line of a file.

use serde::Deserialize;
use serde_json::Value;

/// A question and its answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vector {
    pub(super) id: String,
    pub(super) revisions: Vec<Node>,
    pub(super) current: Vec<String>,
    /// Whether Alembic itself can bring a database into this state.
    pub(super) current_legal: bool,
    pub(super) command: String,
    pub(super) target: String,
    #[serde(default)]
    pub(super) sql: bool,
    #[serde(default)]
    pub(super) purge: bool,
    #[serde(default)]
    pub(super) splice: bool,
    #[serde(default)]
    pub(super) merge: bool,
    #[serde(default)]
    pub(super) new_depends_on: Vec<String>,
    pub(super) args: Option<IterateArgs>,
    pub(super) expect: Value,
    /// Whether the answer is the same however Python hashes its strings.
    pub(super) stable: bool,
    /// What of the answer is not the same.
    #[serde(default)]
    pub(super) varies: Vec<Varying>,
    /// Other answers of Alembic.
    #[serde(default)]
    pub(super) variants: Vec<Value>,
    // Where the vector comes from: nothing that an answer depends on.
    #[serde(rename = "shape")]
    _shape: String,
    #[serde(rename = "id_style")]
    _id_style: Option<String>,
    #[serde(rename = "state")]
    _state: Option<String>,
    #[serde(rename = "form")]
    _form: Option<String>,
    #[serde(rename = "source")]
    _source: Option<String>,
}

/// A revision.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Node {
    pub(super) id: String,
    pub(super) down: Vec<String>,
    pub(super) labels: Vec<String>,
    pub(super) depends_on: Vec<String>,
}

/// The arguments of `iterate`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IterateArgs {
    pub(super) upper: Option<OneOrMany>,
    pub(super) lower: Option<OneOrMany>,
    pub(super) inclusive: bool,
    pub(super) implicit_base: bool,
    pub(super) select_for_downgrade: bool,
}

/// A target, or a list of revisions.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// What of an answer depends on how Python hashes strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Varying {
    /// Which row is updated, and which deleted.
    Rows,
    /// The order of revisions.
    Order,
    /// The order of steps.
    StepOrder,
    /// The text of an error.
    Message,
    /// The whole answer.
    Result,
}

impl Vector {
    /// The question, as a command.
    pub(super) fn question(&self) -> String {
        let mut question = format!("{} {:?}", self.command, self.target);
        for (is_set, option) in [
            (self.sql, "--sql"),
            (self.purge, "--purge"),
            (self.splice, "--splice"),
            (self.merge, "(merge)"),
        ] {
            if is_set {
                question = format!("{question} {option}");
            }
        }
        if let Some(args) = &self.args {
            question = format!("{question} {args:?}");
        }
        format!(
            "{question} from {:?} of {} revisions",
            self.current,
            self.revisions.len()
        )
    }

    /// Whether Alembic's answer varies so.
    pub(super) fn varies(&self, so: Varying) -> bool {
        self.varies.contains(&so)
    }
}
