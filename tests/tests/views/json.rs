//! JSON: the shape that docs/json.md promises, compared as values.

use std::collections::BTreeSet;

use migrate_tests::output::CommandOutput;
use migrate_tests::project::{TestProject, repository};
use serde_json::{Value, json};

use super::project::{REVISIONS, project, project_of, stamped};

#[test]
fn history_has_all_that_text_has() {
    let project = project();
    let document = read(&project.migrate(["history", "--format", "json"]));
    assert_eq!(document["version"], 1);
    for revision in REVISIONS {
        let found = revision_in(&document, revision.id);
        assert_eq!(found["message"], revision.message);
        assert_eq!(found["down_revisions"], json!(revision.down));
        assert_eq!(found["branch_labels"], json!(revision.labels));
        assert_eq!(found["depends_on"], json!(revision.depends_on));
        assert_eq!(found["is_base"], revision.down.is_empty());
        assert_eq!(found["is_merge_point"], revision.down.len() > 1);
        assert_eq!(found["is_current"], Value::Null);
        let doc = found["doc"].as_str().expect("a text");
        assert!(doc.starts_with(revision.message), "{doc}");
        let path = found["path"].as_str().expect("a text");
        assert!(project.read(path).contains(revision.id));
    }
    let text = project.migrate(["history"]).stdout;
    let order: Vec<&str> = text
        .lines()
        .map(|line| line.split(" -> ").nth(1).expect("a revision"))
        .map(|line| line.split([' ', ',']).next().expect("an identifier"))
        .collect();
    assert_eq!(ids(&document), order);
}

#[test]
fn every_command_has_its_revisions() {
    let project = stamped(&["2a95", "ae10"]);
    for (arguments, expected) in [
        (&["heads"][..], &["2a95102259be", "d747a8a8879a"][..]),
        (&["heads", "-v"], &["2a95102259be", "d747a8a8879a"]),
        (&["branches"], &["1975ea83b712"]),
        (&["show", "shoppingcart"], &["27c6a30d7c24"]),
        (&["show", "heads"], &["2a95102259be", "d747a8a8879a"]),
        (&["show", "base"], &[]),
        (&["show", "current"], &["2a95102259be", "ae1027a6acf0"]),
        (
            &["history", "-r", "ae10:d747"],
            &["ae1027a6acf0", "d747a8a8879a"],
        ),
        (
            &["current"],
            &["27c6a30d7c24", "2a95102259be", "ae1027a6acf0"],
        ),
    ] {
        let output = project.migrate([arguments, &["--format", "json"]].concat());
        let document = read(&output);
        let mut ids = ids(&document);
        ids.sort_unstable();
        assert_eq!(ids, expected, "{arguments:?}");
    }
}

#[test]
fn rows_are_known_where_the_database_was_read() {
    let project = stamped(&["2a95", "ae10"]);
    let current_of = |arguments: &[&str], id: &str| {
        let output = project.migrate([arguments, &["--format", "json"]].concat());
        revision_in(&read(&output), id)["is_current"].clone()
    };
    assert_eq!(current_of(&["history"], "ae1027a6acf0"), Value::Null);
    assert_eq!(current_of(&["history", "-i"], "ae1027a6acf0"), true);
    assert_eq!(current_of(&["history", "-i"], "d747a8a8879a"), false);
    assert_eq!(
        current_of(&["history", "-r", "current:"], "2a95102259be"),
        true
    );
    assert_eq!(current_of(&["show", "ae10"], "ae1027a6acf0"), Value::Null);
    assert_eq!(current_of(&["show", "current"], "ae1027a6acf0"), true);
    // A row depends on it.
    assert_eq!(current_of(&["current"], "27c6a30d7c24"), false);
    assert_eq!(current_of(&["current"], "2a95102259be"), true);
}

#[test]
fn current_says_whether_all_is_applied() {
    for (targets, rows, is_up_to_date) in [
        (&[][..], json!([]), false),
        (&["2a95"], json!(["2a95102259be"]), false),
        (&["heads"], json!(["2a95102259be", "d747a8a8879a"]), true),
    ] {
        let project = stamped(targets);
        let document = read(&project.migrate(["current", "--format", "json"]));
        assert_eq!(document["rows"], rows);
        assert_eq!(document["is_up_to_date"], is_up_to_date);
    }
}

#[test]
fn no_revisions_are_an_empty_list() {
    let project = project_of(&[]);
    let empty = json!({"version": 1, "revisions": []});
    for command in ["history", "heads", "branches"] {
        assert_eq!(read(&project.migrate([command, "--format", "json"])), empty);
    }
}

#[test]
fn an_error_leaves_stdout_empty() {
    let output = project().migrate(["show", "nothing", "--format", "json"]);
    assert_eq!((output.status, output.stdout.as_str()), (Some(1), ""));
    assert!(output.stderr.contains("Can't locate revision"), "{output}");
}

#[test]
fn the_examples_of_the_documentation_are_true() {
    let project = stamped(&["2a95"]);
    let documentation = documentation();
    let examples: Vec<(&str, &str)> = documentation
        .split("```console\n$ cargo migrate ")
        .skip(1)
        .map(|rest| rest.split("\n```").next().expect("a block"))
        .map(|block| block.split_once('\n').expect("a command and its output"))
        .collect();
    assert_eq!(examples.len(), 2);
    for (command, expected) in examples {
        let mut expected: Value = serde_json::from_str(expected).expect("JSON");
        let mut actual = run(&project, command);
        without_the_moment(&mut expected);
        without_the_moment(&mut actual);
        assert_eq!(actual, expected, "{command}");
    }
}

/// What differs from run to run is the shape of what it is: `d` stands for a digit and `x` for one that is hexadecimal.
fn without_the_moment(document: &mut Value) {
    let revisions = document["revisions"].as_array_mut().expect("a list");
    for revision in revisions {
        let Some(applied) = revision["applied"].as_object_mut() else {
            continue;
        };
        for (name, digit) in [("at", 'd'), ("hash", 'x')] {
            let text = applied[name].as_str().expect("a text");
            let is_digit = |it: char| it.is_digit(if digit == 'd' { 10 } else { 16 });
            applied[name] = text.replace(is_digit, &digit.to_string()).into();
        }
    }
}

#[test]
fn the_documentation_names_every_field() {
    let project = stamped(&["heads"]);
    let document = run(&project, "current --format json");
    let written = fields(&document).chain(fields(&document["revisions"][0]));
    let written: BTreeSet<String> = written.collect();
    let documentation = documentation();
    let documented = documentation.lines().filter_map(|line| {
        let (field, _) = line.strip_prefix("| `")?.split_once("` |")?;
        Some(field.to_owned())
    });
    assert_eq!(documented.collect::<BTreeSet<_>>(), written);
}

fn documentation() -> String {
    let path = repository().join("docs/json.md");
    std::fs::read_to_string(path).expect("the documentation")
}

fn run(project: &TestProject, command: &str) -> Value {
    read(&project.migrate(command.split(' ')))
}

#[track_caller]
fn read(output: &CommandOutput) -> Value {
    assert_eq!(output.status, Some(0), "{output}");
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output}"))
}

fn ids(document: &Value) -> Vec<&str> {
    let revisions = document["revisions"].as_array().expect("a list").iter();
    revisions
        .map(|revision| revision["id"].as_str().expect("a text"))
        .collect()
}

#[track_caller]
fn revision_in<'a>(document: &'a Value, id: &str) -> &'a Value {
    let mut revisions = document["revisions"].as_array().expect("a list").iter();
    revisions
        .find(|revision| revision["id"] == id)
        .unwrap_or_else(|| panic!("{id} in {document}"))
}

fn fields(object: &Value) -> impl Iterator<Item = String> {
    object.as_object().expect("an object").keys().cloned()
}
