//! The revisions in other forms than lines of text: for programs, for documents, and drawn as a graph.
//!
//! A form is one file: a function from the graph and the revisions that a command found to a string.

mod document;
mod dot;
mod edges;
mod mermaid;
mod record;
mod terminal;

use clap::ValueEnum;
use migrate_script::Revision;
use migrate_script::graph::{LineStyle, RevisionMap};

pub(super) use document::{CurrentState, Live, current_document, document};
pub(super) use dot::dot;
pub(super) use mermaid::mermaid;
pub(super) use record::{Records, log, unfinished};
pub(super) use terminal::{Characters, draw};

/// How a command that reads shows what it found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Lines for people
    Text,
    /// JSON for programs
    Json,
}

/// How `history` shows what it found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum HistoryFormat {
    /// Lines for people
    Text,
    /// JSON for programs
    Json,
    /// A Mermaid flowchart for documents
    Mermaid,
    /// A graph for Graphviz
    Dot,
}

/// The line of a revision where edges show what it follows: as in the history, but for that.
pub(super) fn node_line(graph: &RevisionMap, revision: &Revision, is_current: bool) -> String {
    let mut line = graph.line(revision, NODE, is_current);
    // A dashed line may join a solid one, so that only words tell for certain.
    if !revision.depends_on.is_empty() {
        line.push_str(&format!(" (depends on {})", revision.depends_on.join(", ")));
    }
    if !revision.message().is_empty() {
        line.push_str(&format!(", {}", revision.message()));
    }
    line
}

/// What is said of a revision beside its message where edges show what it follows.
const NODE: LineStyle = LineStyle {
    parents: false,
    message: false,
    ..LineStyle::HISTORY
};

#[cfg(test)]
mod tests;
