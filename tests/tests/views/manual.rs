//! The manual pages.

use std::collections::BTreeSet;

use super::project::project;

#[test]
fn every_command_has_a_page() {
    let project = project();
    let output = project.migrate(["man", "out/man1"]);
    assert_eq!(output.status, Some(0), "{output}");
    let pages: BTreeSet<String> = project
        .files()
        .lines()
        .filter_map(|path| path.strip_prefix("out/man1/").map(str::to_owned))
        .collect();
    let help = project.migrate(["--help"]).stdout;
    let (_, commands) = help.split_once("Commands:\n").expect("commands");
    let commands = commands.lines().take_while(|line| !line.is_empty());
    let commands = commands.map(|line| line.split_whitespace().next().expect("a command"));
    let expected = commands
        .filter(|&command| command != "help")
        .map(|command| format!("cargo-migrate-{command}.1"))
        .chain(["cargo-migrate.1".to_owned()]);
    assert_eq!(pages, expected.collect());
    let page = project.read("out/man1/cargo-migrate-history.1");
    for expected in [
        ".TH cargo-migrate-history 1",
        "cargo migrate history",
        "\\fB\\-\\-graph\\fR",
        "\\fB\\-\\-manifest\\-path\\fR",
        "mermaid",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let project = project();
    project.write("file", "");
    let output = project.migrate(["man", "file/man1"]);
    assert_eq!(output.status, Some(1), "{output}");
    assert!(output.stderr.contains("file/man1"), "{output}");
}
