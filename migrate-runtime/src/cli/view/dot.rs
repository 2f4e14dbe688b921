//! Revisions as a graph for Graphviz: the newest at the top, an arrow from each revision to what follows it.

use std::fmt::Write;

use migrate_script::Revision;
use migrate_script::graph::RevisionMap;

use super::NODE;
use super::edges::{EdgeKind, drawn_edges};

/// The graph of some revisions of a graph; what they stand on and is not among them is left out.
pub(crate) fn dot(
    graph: &RevisionMap,
    revisions: &[&Revision],
    is_current: impl Fn(&Revision) -> bool,
) -> String {
    let mut text = "digraph revisions {\n    rankdir=BT;\n    node [shape=box];".to_owned();
    for revision in revisions {
        let title = graph.line(revision, NODE, is_current(revision));
        let label = match revision.message() {
            "" => escape(&title),
            message => format!("{}\\n{}", escape(&title), escape(message)),
        };
        let _ = write!(text, "\n    {} [label=\"{label}\"];", name(revision));
    }
    for (revision, parent, kind) in drawn_edges(graph, revisions) {
        let style = match kind {
            EdgeKind::Revises => "",
            EdgeKind::DependsOn => " [style=dashed]",
        };
        let _ = write!(text, "\n    {} -> {}{style};", name(parent), name(revision));
    }
    text.push_str("\n}");
    text
}

fn name(revision: &Revision) -> String {
    format!("\"{}\"", escape(&revision.id))
}

/// A text for a string in quotes. Graphviz reads escapes and entities of HTML in labels.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '&' => escaped.push_str("&amp;"),
            control if control.is_control() => escaped.push(' '),
            harmless => escaped.push(harmless),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_literal() {
        for (text, expected) in [
            ("add a \"name\"", "add a \\\"name\\\""),
            ("C:\\new", "C:\\\\new"),
            ("&lt; </script>", "&amp;lt; </script>"),
            ("é\r\u{1}", "é  "),
        ] {
            assert_eq!(escape(text), expected);
        }
    }
}
