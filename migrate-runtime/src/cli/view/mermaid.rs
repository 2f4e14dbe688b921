//! Revisions as a Mermaid flowchart: the newest at the top, an arrow from each revision to what follows it.

use std::fmt::Write;

use migrate_script::Revision;
use migrate_script::graph::RevisionMap;

use super::NODE;
use super::edges::{EdgeKind, drawn_edges};

/// The flowchart of some revisions of a graph; what they stand on and is not among them is left out.
pub(crate) fn mermaid(
    graph: &RevisionMap,
    revisions: &[&Revision],
    is_current: impl Fn(&Revision) -> bool,
) -> String {
    let mut chart = "flowchart BT".to_owned();
    for revision in revisions {
        let title = graph.line(revision, NODE, is_current(revision));
        let text = match revision.message() {
            "" => escape(&title),
            message => format!("{}<br/>{}", escape(&title), escape(message)),
        };
        let _ = write!(chart, "\n    {}[\"{text}\"]", name(revision));
    }
    for (revision, parent, kind) in drawn_edges(graph, revisions) {
        let arrow = match kind {
            EdgeKind::Revises => "-->",
            EdgeKind::DependsOn => "-.->",
        };
        let _ = write!(chart, "\n    {} {arrow} {}", name(parent), name(revision));
    }
    chart
}

/// The name of a node: that of its revision, in the characters that Mermaid takes anywhere. It starts so
/// that it can be none of Mermaid's words, and no two revisions have the same.
fn name(revision: &Revision) -> String {
    let mut name = "rev".to_owned();
    for character in revision.id.chars() {
        let _ = match character {
            plain if plain.is_ascii_alphanumeric() => name.write_char(plain),
            other => write!(name, "_{:x}_", u32::from(other)),
        };
    }
    name
}

/// A text for a label in quotes. Mermaid reads signs such as `%%`, `#` or backticks there too: all but the
/// most harmless are written as their numbers.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        let _ = match character {
            ' ' | '_' | '-' | '.' | ',' | '/' | '(' | ')' => escaped.write_char(character),
            control if control.is_control() => escaped.write_char(' '),
            sign if sign.is_ascii_punctuation() => write!(escaped, "#{};", u32::from(sign)),
            harmless => escaped.write_char(harmless),
        };
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_numbers() {
        for (text, expected) in [
            ("add a \"name\"", "add a #34;name#34;"),
            ("</script>", "#60;/script#62;"),
            (
                "50 %% of #1; `x` & [y]",
                "50 #37;#37; of #35;1#59; #96;x#96; #38; #91;y#93;",
            ),
            ("é\u{1b}[31m\r", "é #91;31m "),
            ("a-b_c (d), e/f.g", "a-b_c (d), e/f.g"),
        ] {
            assert_eq!(escape(text), expected);
        }
    }

    #[test]
    fn names_are_unmistakable() {
        let name = |id: &str| name(&crate::cli::view::tests::revision(id, &[]));
        assert_eq!(name("ae10"), "revae10");
        assert_eq!(name("a_b"), "reva_5f_b");
        assert_eq!(name("aéb"), "reva_e9_b");
        assert_ne!(name("a_5f_b"), name("a_b"));
    }
}
