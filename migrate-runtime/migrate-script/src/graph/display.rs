//! How revisions and steps are written, in the commands that list them and in the log.

use std::fmt;

use crate::revision::{Revision, RevisionId};

use super::edges::Node;
use super::map::RevisionMap;
use super::plan::{Direction, Step};

/// What the line of a revision says beside its identifier and whether it is a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LineStyle {
    /// What it follows and depends on.
    pub parents: bool,
    /// The labels of its branches.
    pub labels: bool,
    /// Whether it is a branch point or merge point.
    pub tree: bool,
    /// Its message.
    pub message: bool,
}

impl LineStyle {
    /// A line of `current`.
    pub const CURRENT: Self = Self {
        parents: false,
        labels: false,
        tree: true,
        message: false,
    };
    /// A line of `heads`.
    pub const HEADS: Self = Self {
        parents: false,
        labels: true,
        tree: false,
        message: false,
    };
    /// A line of `branches`.
    pub const BRANCHES: Self = Self {
        parents: false,
        labels: true,
        tree: true,
        message: false,
    };
    /// A line of `branches --verbose` for what follows a branch point.
    pub const BRANCHES_VERBOSE: Self = Self {
        parents: false,
        labels: true,
        tree: true,
        message: true,
    };
    /// A line of `history`.
    pub const HISTORY: Self = Self {
        parents: true,
        labels: true,
        tree: true,
        message: true,
    };
}

impl RevisionMap {
    /// The line of a revision of this map, as [`LineStyle`] says; `is_current` where its row is in the version
    /// table and that is to be seen.
    pub fn line(&self, revision: &Revision, style: LineStyle, is_current: bool) -> String {
        let Some(node) = self.row(&revision.id) else {
            return revision.id.to_string();
        };
        let mut line = String::new();
        if style.parents {
            line.push_str(&self.parents_part(revision));
        }
        line.push_str(&revision.id);
        if style.labels && !self.labels[node].is_empty() {
            line.push_str(&format!(" ({})", self.labels[node].join(", ")));
        }
        line.push_str(self.head_mark(node));
        line.push_str(if is_current { " (current)" } else { "" });
        if style.tree {
            line.push_str(self.tree_marks(node));
        }
        if style.message && !revision.message().is_empty() {
            line.push_str(&format!(", {}", revision.message()));
        }
        line
    }

    /// The block of a revision of this map, as `show` and the verbose commands print it: without a line break
    /// at the end of its last line, which is empty.
    pub fn block(&self, revision: &Revision, is_current: bool) -> String {
        let Some(node) = self.row(&revision.id) else {
            return revision.id.to_string();
        };
        let is_head = self.children.of(node).is_empty();
        let mut lines = vec![format!(
            "Rev: {}{}{}{}",
            revision.id,
            if is_head { " (head)" } else { "" },
            self.tree_marks(node),
            if is_current { " (current)" } else { "" },
        )];
        let merges = if self.is_merge_point(node) {
            "Merges"
        } else {
            "Parent"
        };
        lines.push(format!("{merges}: {}", downs(revision)));
        let mut add = |title: &str, text: String| {
            if !text.is_empty() {
                lines.push(format!("{title}: {text}"));
            }
        };
        add("Also depends on", revision.depends_on.join(", "));
        if self.is_branch_point(node) {
            add("Branches into", comma(&self.ids(self.children.of(node))));
        }
        add("Branch names", self.labels[node].join(", "));
        add(
            "Path",
            revision
                .path
                .as_ref()
                .map_or_else(String::new, |path| path.display().to_string()),
        );
        lines.push(String::new());
        lines.extend(
            revision
                .doc
                .trim()
                .lines()
                .map(|line| format!("    {line}")),
        );
        lines.push(String::new());
        lines.join("\n")
    }

    /// What `branches` prints of a branch point of this map: its line, or block, and a line for each
    /// revision that follows it.
    pub fn branch_lines(&self, revision: &Revision, verbose: bool) -> String {
        let (own, style) = if verbose {
            (self.block(revision, false), LineStyle::BRANCHES_VERBOSE)
        } else {
            (
                self.line(revision, LineStyle::BRANCHES, false),
                LineStyle::BRANCHES,
            )
        };
        let indent = " ".repeat(revision.id.chars().count());
        let children = self.children(&revision.id);
        let lines = children
            .iter()
            .map(|child| format!("{indent} -> {}", self.line(child, style, false)));
        std::iter::once(own)
            .chain(lines)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// What the log says of a step: as the step itself is written, and the message of its revision.
    pub fn log_text(&self, step: &Step) -> String {
        let revision = self
            .get(&step.revision)
            .filter(|_| step.direction != Direction::Stamp);
        match revision.map(Revision::message) {
            Some(message) if !message.is_empty() => format!("{step}, {message}"),
            _ => step.to_string(),
        }
    }

    fn parents_part(&self, revision: &Revision) -> String {
        if revision.depends_on.is_empty() {
            format!("{} -> ", downs(revision))
        } else {
            format!(
                "{} ({}) -> ",
                downs(revision),
                revision.depends_on.join(", ")
            )
        }
    }

    fn head_mark(&self, node: Node) -> &'static str {
        match (self.children.of(node), self.followers.of(node)) {
            (_, []) => " (head)",
            ([], _) => " (effective head)",
            _ => "",
        }
    }

    fn tree_marks(&self, node: Node) -> &'static str {
        match (self.is_branch_point(node), self.is_merge_point(node)) {
            (true, true) => " (branchpoint) (mergepoint)",
            (true, false) => " (branchpoint)",
            (false, true) => " (mergepoint)",
            (false, false) => "",
        }
    }
}

/// `upgrade a, b -> c`: an end before the first revision is blank.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} -> {}",
            self.direction,
            comma(&self.from),
            comma(&self.to)
        )
    }
}

fn downs(revision: &Revision) -> String {
    match &revision.down_revisions[..] {
        [] => "<base>".to_owned(),
        downs => comma(downs),
    }
}

fn comma(ids: &[RevisionId]) -> String {
    ids.iter()
        .map(RevisionId::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}
