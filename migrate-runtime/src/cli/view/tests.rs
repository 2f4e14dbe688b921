//! One graph in every form: two bases, a branch, a merge, labels, dependencies, and a message that every
//! form has to quote.

use std::path::PathBuf;
use std::time::Duration;

use migrate_script::graph::{Direction, RevisionMap};
use migrate_script::{Revision, RevisionId};
use serde_json::{Value, json};

use super::*;
use crate::history::HistoryEntry;

pub(super) fn revision(id: &str, down: &[&str]) -> Revision {
    Revision {
        id: id.into(),
        down_revisions: down.iter().map(|&id| id.into()).collect(),
        branch_labels: Vec::new(),
        depends_on: Vec::new(),
        doc: format!("message of {id}\n\nMore."),
        path: Some(PathBuf::from(format!("versions/{id}.rs"))),
    }
}

/// A branch that is merged, and a line at its side that needs both of its ways.
fn graph() -> RevisionMap {
    let mut revisions = vec![
        revision("a1", &[]),
        revision("b1", &["a1"]),
        revision("b2", &["a1"]),
        revision("c1", &["b1", "b2"]),
        revision("n1", &[]),
        revision("n2", &["n1"]),
    ];
    revisions[1].branch_labels = vec!["shop".to_owned()];
    revisions[1].doc = "say \"<b>\" & </script>, `x` \\ 50 %% #1\n\nline\ttwo".to_owned();
    revisions[2].doc = String::new();
    revisions[2].path = None;
    revisions[5].depends_on = vec!["shop".to_owned(), "b2".to_owned()];
    RevisionMap::new(revisions).unwrap()
}

fn history<'a>(graph: &'a RevisionMap, range: Option<&str>) -> Vec<&'a Revision> {
    graph.history(range, &[]).unwrap()
}

fn is_b1(revision: &Revision) -> bool {
    revision.id == "b1"
}

#[track_caller]
fn check_drawing(graph: &RevisionMap, range: Option<&str>, characters: Characters, expected: &str) {
    let revisions = history(graph, range);
    let text = |revision: &Revision| node_line(graph, revision, is_b1(revision));
    let drawing = draw(graph, &revisions, characters, is_b1, text);
    assert_eq!(drawing, expected.trim(), "\n{drawing}\n");
}

#[test]
fn the_terminal_shows_a_graph() {
    let expected = r#"
o    c1 (shop) (head) (mergepoint), message of c1
├─╮
│ │ o  n2 (head) (depends on shop, b2), message of n2
╭─┬─┤
│ │ o  n1, message of n1
@ │  b1 (shop) (current), say "<b>" & </script>, `x` \ 50 %% #1
│ o  b2
├─╯
o  a1 (branchpoint), message of a1
"#;
    check_drawing(&graph(), None, Characters::BoxDrawing, expected);
}

#[test]
fn the_terminal_shows_a_graph_in_ascii() {
    let expected = r#"
o    c1 (shop) (head) (mergepoint), message of c1
|\
| | o  n2 (head) (depends on shop, b2), message of n2
+-+-+
| | o  n1, message of n1
@ |  b1 (shop) (current), say "<b>" & </script>, `x` \ 50 %% #1
| o  b2
|/
o  a1 (branchpoint), message of a1
"#;
    check_drawing(&graph(), None, Characters::Ascii, expected);
}

#[test]
fn what_a_range_cuts_off_ends_in_a_tilde() {
    let expected = r#"
o    c1 (shop) (head) (mergepoint), message of c1
├─╮
│ │
│ ~
│
@  b1 (shop) (current), say "<b>" & </script>, `x` \ 50 %% #1
│
~
"#;
    check_drawing(&graph(), Some("b1:c1"), Characters::BoxDrawing, expected);
}

#[test]
fn a_dependency_is_dashed_and_bases_stand_apart() {
    let mut revisions = vec![
        revision("a1", &[]),
        revision("a2", &["a1"]),
        revision("n1", &[]),
        revision("n2", &["n1"]),
        revision("z1", &[]),
    ];
    revisions[3].depends_on = vec!["a1".to_owned()];
    let graph = RevisionMap::new(revisions).unwrap();
    let expected = "
o  a2 (head), message of a2
│ o  n2 (head) (depends on a1), message of n2
╭─┤
│ o  n1, message of n1
o  a1, message of a1

o  z1 (head), message of z1
";
    check_drawing(&graph, None, Characters::BoxDrawing, expected);
    let expected = "
o    n2 (head) (depends on a1), message of n2
├─╮
│ ╷
o ╷  n1, message of n1
  o  a1, message of a1
";
    check_drawing(&graph, Some(":n2"), Characters::BoxDrawing, expected);
}

#[test]
fn a_base_is_no_child_of_what_comes_next() {
    let mut revisions = vec![
        revision("a1", &[]),
        revision("a2", &["a1"]),
        revision("n1", &[]),
        revision("n2", &["n1"]),
        revision("a3", &["a1"]),
    ];
    revisions[3].depends_on = vec!["a1".to_owned()];
    let graph = RevisionMap::new(revisions).unwrap();
    let expected = "
o  a2 (head), message of a2
│ o  n2 (head) (depends on a1), message of n2
╭─┤
│ o  n1, message of n1
│
│ o  a3 (head), message of a3
├─╯
o  a1 (branchpoint), message of a1
";
    check_drawing(&graph, None, Characters::BoxDrawing, expected);
}

#[test]
fn the_locale_decides_on_the_characters() {
    for (set, expected) in [
        (&[("LANG", "en_US.UTF-8")][..], Characters::BoxDrawing),
        (&[("LANG", "C.utf8")], Characters::BoxDrawing),
        (
            &[("LANG", "en_US.UTF-8"), ("LC_ALL", "C")],
            Characters::Ascii,
        ),
        (
            &[("LC_ALL", ""), ("LC_CTYPE", "UTF-8")],
            Characters::BoxDrawing,
        ),
        (
            &[("LC_CTYPE", "de_DE@euro"), ("LANG", "C.UTF-8")],
            Characters::Ascii,
        ),
        (&[], Characters::Ascii),
    ] {
        let variable = |name: &str| {
            let found = set.iter().find(|(set, _)| *set == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        if !cfg!(windows) {
            assert_eq!(Characters::of_locale(variable), expected, "{set:?}");
        }
    }
}

#[test]
fn mermaid_shows_a_graph() {
    let graph = graph();
    let expected = r##"flowchart BT
    revc1["c1 (shop) (head) (mergepoint)<br/>message of c1"]
    revn2["n2 (head)<br/>message of n2"]
    revn1["n1<br/>message of n1"]
    revb1["b1 (shop) (current)<br/>say #34;#60;b#62;#34; #38; #60;/script#62;, #96;x#96; #92; 50 #37;#37; #35;1"]
    revb2["b2"]
    reva1["a1 (branchpoint)<br/>message of a1"]
    revb1 --> revc1
    revb2 --> revc1
    revn1 --> revn2
    revb1 -.-> revn2
    revb2 -.-> revn2
    reva1 --> revb1
    reva1 --> revb2"##;
    assert_eq!(mermaid(&graph, &history(&graph, None), is_b1), expected);
    let part = mermaid(&graph, &history(&graph, Some("n2:")), is_b1);
    assert_eq!(
        part,
        "flowchart BT\n    revn2[\"n2 (head)<br/>message of n2\"]"
    );
}

#[test]
fn dot_shows_a_graph() {
    let graph = graph();
    let expected = r#"digraph revisions {
    rankdir=BT;
    node [shape=box];
    "c1" [label="c1 (shop) (head) (mergepoint)\nmessage of c1"];
    "n2" [label="n2 (head)\nmessage of n2"];
    "n1" [label="n1\nmessage of n1"];
    "b1" [label="b1 (shop) (current)\nsay \"<b>\" &amp; </script>, `x` \\ 50 %% #1"];
    "b2" [label="b2"];
    "a1" [label="a1 (branchpoint)\nmessage of a1"];
    "b1" -> "c1";
    "b2" -> "c1";
    "n1" -> "n2";
    "b1" -> "n2" [style=dashed];
    "b2" -> "n2" [style=dashed];
    "a1" -> "b1";
    "a1" -> "b2";
}"#;
    assert_eq!(dot(&graph, &history(&graph, None), is_b1), expected);
}

/// An entry of the history.
fn applied(revision: &str) -> HistoryEntry {
    HistoryEntry {
        revision: revision.into(),
        direction: Direction::Upgrade,
        at: "2026-01-11 09:30:05".to_owned(),
        duration: Some(Duration::from_millis(12)),
        tool_version: "0.1.0".to_owned(),
        database_user: Some("ann".to_owned()),
        hash: None,
        is_unfinished: false,
    }
}

#[test]
fn blocks_say_when_a_revision_was_applied() {
    let entries = [applied("a1"), applied("b1")];
    let block =
        Records::of(&entries).add_to("b1", "Rev: b1\nParent: a1\n\n    a message\n".to_owned());
    let line = "Applied: 2026-01-11 09:30:05 UTC, in 12 ms, by ann, with cargo-migrate 0.1.0";
    assert_eq!(
        block,
        format!("Rev: b1\nParent: a1\n{line}\n\n    a message\n")
    );
}

#[test]
fn the_log_is_what_was_done_the_newest_first() {
    let begun = HistoryEntry {
        direction: Direction::Downgrade,
        duration: None,
        database_user: None,
        is_unfinished: true,
        ..applied("a1")
    };
    let expected = "\
Undone a1: 2026-01-11 09:30:05 UTC, with cargo-migrate 0.1.0, not brought to its end
Applied a1: 2026-01-11 09:30:05 UTC, in 12 ms, by ann, with cargo-migrate 0.1.0";
    assert_eq!(log(&[applied("a1"), begun]), expected);
}

#[test]
fn json_says_all_that_is_known() {
    let graph = graph();
    let rows = [RevisionId::from("b1")];
    let live = Live {
        rows: &rows,
        history: &[applied("b1")],
    };
    let text = document(&graph, &history(&graph, Some("b1:b1")), Some(live));
    let expected = json!({
        "version": 1,
        "revisions": [{
            "id": "b1",
            "down_revisions": ["a1"],
            "depends_on": [],
            "branch_labels": ["shop"],
            "message": "say \"<b>\" & </script>, `x` \\ 50 %% #1",
            "doc": "say \"<b>\" & </script>, `x` \\ 50 %% #1\n\nline\ttwo",
            "path": "versions/b1.rs",
            "next_revisions": ["c1"],
            "dependencies": [],
            "branches": ["shop"],
            "is_head": false,
            "is_base": false,
            "is_branch_point": false,
            "is_merge_point": false,
            "is_depended_on": true,
            "is_current": true,
            "applied": {
                "at": "2026-01-11 09:30:05",
                "stamped": false,
                "duration_ms": 12,
                "tool_version": "0.1.0",
                "database_user": "ann",
                "hash": null,
            },
        }],
    });
    assert_eq!(parse(&text), expected);
    assert!(!text.contains("</script>"), "{text}");
}

#[test]
fn json_tells_the_kinds_of_revisions_apart() {
    let graph = graph();
    let document = parse(&document(&graph, &history(&graph, None), None));
    let ids_where = |field: &str| -> Vec<&str> {
        let revisions = document["revisions"].as_array().unwrap().iter();
        let matching = revisions.filter(|revision| revision[field] == true);
        matching
            .map(|revision| revision["id"].as_str().unwrap())
            .collect()
    };
    assert_eq!(ids_where("is_head"), ["c1", "n2"]);
    assert_eq!(ids_where("is_base"), ["n1", "a1"]);
    assert_eq!(ids_where("is_branch_point"), ["a1"]);
    assert_eq!(ids_where("is_merge_point"), ["c1"]);
    assert_eq!(ids_where("is_depended_on"), ["b1", "b2"]);
    assert_eq!(ids_where("is_current"), [""; 0]);
    let [merge, dependent, ..] = &document["revisions"].as_array().unwrap()[..] else {
        panic!("six revisions: {document}");
    };
    assert_eq!(merge["is_current"], Value::Null);
    assert_eq!(merge["branch_labels"], json!([]));
    assert_eq!(merge["branches"], json!(["shop"]));
    assert_eq!(dependent["depends_on"], json!(["shop", "b2"]));
    assert_eq!(dependent["dependencies"], json!(["b1", "b2"]));
}

#[test]
fn json_of_current_has_the_rows() {
    let graph = graph();
    let rows = [RevisionId::from("b1"), RevisionId::from("n1")];
    let state = CurrentState {
        live: Live {
            rows: &rows,
            history: &[],
        },
        is_up_to_date: false,
    };
    let document = parse(&current_document(&graph, &[], &state));
    let expected = json!({
        "version": 1,
        "revisions": [],
        "rows": ["b1", "n1"],
        "is_up_to_date": false,
    });
    assert_eq!(document, expected);
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
