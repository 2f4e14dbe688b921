//! Mermaid and Graphviz: snapshots, and that what is drawn is the graph.

use std::collections::{BTreeMap, BTreeSet};

use migrate_tests::output::CommandOutput;
use snapbox::{IntoData, assert_data_eq, str};

use super::project::{REVISIONS, project, stamped};

/// What a document draws: the text of each node, and edges from a revision to what follows it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Drawing {
    nodes: BTreeMap<String, String>,
    solid: BTreeSet<(String, String)>,
    dashed: BTreeSet<(String, String)>,
}

#[test]
fn mermaid() {
    let output = project().migrate(["history", "--format", "mermaid"]);
    assert_data_eq!(output.clone(), str![[r#"
flowchart BT
    revd747a8a8879a["d747a8a8879a (shoppingcart) (head) (mergepoint)<br/>merge #60;/script#62; #38; C#58;#92;new"]
    revae1027a6acf0["ae1027a6acf0<br/>add a #34;quoted#34; #60;column#62;"]
    rev2a95102259be["2a95102259be (networking) (head)<br/>add ip account table"]
    rev3cac04ae8714["3cac04ae8714 (networking)<br/>create networking branch"]
    rev27c6a30d7c24["27c6a30d7c24 (shoppingcart)<br/>add shopping cart table"]
    rev1975ea83b712["1975ea83b712 (branchpoint)<br/>create account table"]
    revae1027a6acf0 --> revd747a8a8879a
    rev27c6a30d7c24 --> revd747a8a8879a
    rev1975ea83b712 --> revae1027a6acf0
    rev3cac04ae8714 --> rev2a95102259be
    rev27c6a30d7c24 -.-> rev2a95102259be
    rev1975ea83b712 --> rev27c6a30d7c24

"#]].raw());
    check(read_mermaid(&output));
}

#[test]
fn dot() {
    let output = project().migrate(["history", "--format", "dot"]);
    assert_data_eq!(output.clone(), str![[r#"
digraph revisions {
    rankdir=BT;
    node [shape=box];
    "d747a8a8879a" [label="d747a8a8879a (shoppingcart) (head) (mergepoint)\nmerge </script> &amp; C:\\new"];
    "ae1027a6acf0" [label="ae1027a6acf0\nadd a \"quoted\" <column>"];
    "2a95102259be" [label="2a95102259be (networking) (head)\nadd ip account table"];
    "3cac04ae8714" [label="3cac04ae8714 (networking)\ncreate networking branch"];
    "27c6a30d7c24" [label="27c6a30d7c24 (shoppingcart)\nadd shopping cart table"];
    "1975ea83b712" [label="1975ea83b712 (branchpoint)\ncreate account table"];
    "ae1027a6acf0" -> "d747a8a8879a";
    "27c6a30d7c24" -> "d747a8a8879a";
    "1975ea83b712" -> "ae1027a6acf0";
    "3cac04ae8714" -> "2a95102259be";
    "27c6a30d7c24" -> "2a95102259be" [style=dashed];
    "1975ea83b712" -> "27c6a30d7c24";
}

"#]].raw());
    check(read_dot(&output));
}

#[test]
fn documents_of_a_range_show_where_the_database_is() {
    let project = stamped(&["27c6"]);
    let arguments = |format| ["history", "-i", "-r", "27c6:", "--format", format];
    assert_data_eq!(project.migrate(arguments("mermaid")), str![[r#"
flowchart BT
    revd747a8a8879a["d747a8a8879a (shoppingcart) (head) (mergepoint)<br/>merge #60;/script#62; #38; C#58;#92;new"]
    rev27c6a30d7c24["27c6a30d7c24 (shoppingcart) (current)<br/>add shopping cart table"]
    rev27c6a30d7c24 --> revd747a8a8879a

"#]].raw());
    assert_data_eq!(project.migrate(arguments("dot")), str![[r#"
digraph revisions {
    rankdir=BT;
    node [shape=box];
    "d747a8a8879a" [label="d747a8a8879a (shoppingcart) (head) (mergepoint)\nmerge </script> &amp; C:\\new"];
    "27c6a30d7c24" [label="27c6a30d7c24 (shoppingcart) (current)\nadd shopping cart table"];
    "27c6a30d7c24" -> "d747a8a8879a";
}

"#]].raw());
}

/// The nodes say what the revisions do, and the edges are those of the revisions.
#[track_caller]
fn check(drawing: Drawing) {
    let edge = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    assert_eq!(drawing.nodes.len(), REVISIONS.len());
    for revision in REVISIONS {
        let text = &drawing.nodes[revision.id];
        assert!(text.starts_with(revision.id), "{text}");
        assert!(text.ends_with(&format!("\n{}", revision.message)), "{text}");
    }
    let solid = REVISIONS.iter().flat_map(|revision| {
        let downs = revision.down.iter();
        downs.map(move |down| edge(down, revision.id))
    });
    assert_eq!(drawing.solid, solid.collect());
    let dashed = [edge("27c6a30d7c24", "2a95102259be")];
    assert_eq!(drawing.dashed, dashed.into());
}

/// Reads a flowchart as Mermaid does: a node or an edge a line, signs in labels as their numbers.
fn read_mermaid(output: &CommandOutput) -> Drawing {
    let mut lines = output.stdout.lines();
    assert_eq!(lines.next(), Some("flowchart BT"));
    let mut drawing = Drawing::default();
    let id = |name: &str| {
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric());
        assert!(plain, "{name}");
        name.strip_prefix("rev").expect("a name").to_owned()
    };
    for line in lines {
        let line = line.strip_prefix("    ").expect("indented");
        if let Some((name, label)) = line.split_once("[\"") {
            let label = label.strip_suffix("\"]").expect("a closed label");
            assert!(
                !label
                    .replace("<br/>", "")
                    .contains(['"', '<', '>', '`', '%'])
            );
            let text = without_numbers(&label.replace("<br/>", "\n"));
            drawing.nodes.insert(id(name), text);
        } else if let Some((from, to)) = line.split_once(" --> ") {
            drawing.solid.insert((id(from), id(to)));
        } else {
            let (from, to) = line.split_once(" -.-> ").expect("an edge");
            drawing.dashed.insert((id(from), id(to)));
        }
    }
    drawing
}

/// Replaces `#60;` and the like by the characters that they stand for.
fn without_numbers(text: &str) -> String {
    let mut parts = text.split('#');
    let first = parts.next().expect("a part").to_owned();
    parts.fold(first, |read, part| {
        let (number, rest) = part.split_once(';').expect("a number");
        let code: u32 = number.parse().expect("a number");
        let character = char::from_u32(code).expect("a character");
        format!("{read}{character}{rest}")
    })
}

/// Reads a graph in the subset of Graphviz's language that is written.
fn read_dot(output: &CommandOutput) -> Drawing {
    let body = output.stdout.strip_prefix("digraph revisions {\n");
    let body = body.and_then(|body| body.strip_suffix("}\n"));
    let mut drawing = Drawing::default();
    for line in body.expect("one graph").lines().skip(2) {
        let statement = line.trim().strip_suffix(';').expect("a statement");
        let (from, rest) = quoted(statement);
        if let Some(rest) = rest.strip_prefix(" -> ") {
            let (to, attributes) = quoted(rest);
            match attributes {
                "" => drawing.solid.insert((from, to)),
                " [style=dashed]" => drawing.dashed.insert((from, to)),
                other => panic!("{other}"),
            };
        } else {
            let label = rest.strip_prefix(" [label=").expect("a label");
            let (text, end) = quoted(label);
            assert_eq!(end, "]");
            drawing.nodes.insert(from, text.replace("&amp;", "&"));
        }
    }
    drawing
}

/// The string in quotes that a text starts with, and what follows it.
fn quoted(text: &str) -> (String, &str) {
    let mut characters = text.char_indices();
    assert_eq!(characters.next(), Some((0, '"')), "{text}");
    let mut read = String::new();
    while let Some((place, character)) = characters.next() {
        match character {
            '"' => return (read, &text[place + 1..]),
            '\\' => match characters.next().expect("an escape").1 {
                'n' => read.push('\n'),
                sign @ ('"' | '\\') => read.push(sign),
                other => panic!("\\{other}"),
            },
            character => read.push(character),
        }
    }
    panic!("an open string: {text}")
}
