//! What shells complete, asked of the shells themselves: keys are typed, tabs included.
#![cfg(unix)]

use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Stdio;

use migrate_tests::output::CommandOutput;
use migrate_tests::project::TestProject;
use migrate_tests::shell;
use snapbox::{IntoData, Redactions, assert_data_eq, str};

use super::project::{PROGRAM, project};

#[test]
fn bash_completes_an_identifier_and_runs_the_command() {
    let output = type_into_bash("", "cargo migrate show 27c\t\n");
    assert!(output.stdout.starts_with("Rev: 27c6a30d7c24\n"), "{output}");
}

#[test]
fn bash_completes_what_it_cuts_into_words() {
    let cases = [
        (
            "cargo migrate heads --format=j",
            "cargo migrate heads --format=json",
        ),
        (
            "cargo migrate upgrade shop",
            "cargo migrate upgrade shoppingcart@head",
        ),
        (
            "cargo migrate upgrade shoppingcart@",
            "cargo migrate upgrade shoppingcart@head",
        ),
        (
            "cargo migrate upgrade shoppingcart@h",
            "cargo migrate upgrade shoppingcart@head",
        ),
        (
            "cargo migrate history -r 1975ea83b712:27",
            "cargo migrate history -r 1975ea83b712:27c6a30d7c24",
        ),
        (
            "cargo migrate history -r :d7",
            "cargo migrate history -r :d747a8a8879a",
        ),
        (
            "cargo migrate revision -m 'a  b' --head 3c",
            "cargo migrate revision -m a  b --head 3cac04ae8714",
        ),
        ("cargo-migrate show d7", "cargo-migrate show d747a8a8879a"),
        (
            "cargo +stable --quiet migrate show d7",
            "cargo +stable --quiet migrate show d747a8a8879a",
        ),
        ("cargo migrate man ver", "cargo migrate man versions/"),
        ("cargo migrate show nothing", "cargo migrate show nothing"),
    ];
    let output = type_into_bash(
        "",
        &cases.map(|(typed, _)| completed_by_echo(typed)).concat(),
    );
    let lines: Vec<&str> = output.stdout.lines().collect();
    assert_eq!(lines, cases.map(|(_, completed)| completed), "{output}");
}

/// The keys that complete what is typed, and print the line instead of running it.
fn completed_by_echo(typed: &str) -> String {
    format!("{typed}\t\u{1}echo \n")
}

#[test]
fn bash_lists_revisions_with_their_messages() {
    let output = type_into_bash("", &completed_by_echo("cargo migrate show 2\t"));
    for expected in [
        "2a95102259be  (add ip account table)",
        "27c6a30d7c24  (add shopping cart table)",
    ] {
        assert!(output.stderr.contains(expected), "{expected}: {output}");
    }
    assert_eq!(output.stdout, "cargo migrate show 2\n");
}

#[test]
fn bash_completes_other_commands_of_cargo_as_before() {
    let before = "_other() { COMPREPLY=(completed-by-another); }; complete -F _other cargo\n";
    let keys = ["cargo bu", "cargo migrate show 27c"].map(completed_by_echo);
    let output = type_into_bash(before, &keys.concat());
    assert_eq!(
        output.stdout,
        "cargo completed-by-another\ncargo migrate show 27c6a30d7c24\n"
    );
}

#[test]
fn the_scripts_ask_for_lines() {
    let project = project();
    let ask = |words: &[&str]| project.migrate([&["completions", "--"], words].concat());
    assert_data_eq!(
        ask(&["show", ""]),
        str![[r#"
head	the only head
heads	all heads
base	before the first revision
shoppingcart@head	the head of branch shoppingcart
networking@head	the head of branch networking
d747a8a8879a	merge </script> & C:\new
ae1027a6acf0	add a "quoted" <column>
2a95102259be	add ip account table
3cac04ae8714	create networking branch
27c6a30d7c24	add shopping cart table
1975ea83b712	create account table

"#]]
        .raw()
    );
    assert_data_eq!(
        ask(&["show", "ae"]),
        str![[r#"
ae1027a6acf0	add a "quoted" <column>

"#]]
    );
    assert_data_eq!(
        ask(&["show", "ae10", "--f"]),
        str![[r#"
--format	How to show it

"#]]
    );
    assert_data_eq!(
        ask(&["history", "--format", ""]),
        str![[r#"
text	Lines for people
json	JSON for programs
mermaid	A Mermaid flowchart for documents
dot	A graph for Graphviz

"#]]
    );
    assert_data_eq!(
        ask(&["he"]),
        str![[r#"
heads	Show the revisions that nothing follows
help	Print this message or the help of the given subcommand(s)

"#]]
    );
}

#[test]
fn without_a_project_there_are_no_revisions_and_no_errors() {
    let empty = TestProject::empty(PROGRAM);
    assert_data_eq!(empty.migrate(["completions", "--", "show", "27"]), str![]);
    assert_data_eq!(
        empty.migrate(["completions", "--", "sho"]),
        str![[r#"
show	Show all that is known of a revision

"#]]
    );
}

#[test]
fn the_project_may_be_another_than_the_folders() {
    let shown = project();
    let elsewhere = TestProject::empty(PROGRAM);
    let manifest = shown.root().join("Cargo.toml").display().to_string();
    let words = ["--manifest-path", &manifest, "show", "27c"];
    let output = elsewhere.migrate([&["completions", "--"], &words[..]].concat());
    assert_data_eq!(
        output,
        str![[r#"
27c6a30d7c24	add shopping cart table

"#]]
    );
}

#[test]
fn a_shell_must_be_named() {
    let output = project().migrate(["completions"]);
    assert_eq!(output.status, Some(2), "{output}");
}

#[test]
fn fish_completes_an_identifier() {
    let Some(output) = run_in("fish", "--no-config", |script| {
        format!(
            "source {script}\n\
             complete -C 'cargo migrate show 27c'\n\
             complete -C 'cargo-migrate history -r 1975ea83b712:27'\n\
             complete -C 'cargo +stable migrate heads --format=j'\n\
             complete -C 'cargo migrate-other migrate show 27c'\n"
        )
    }) else {
        return;
    };
    assert_data_eq!(
        output,
        str![[r#"
27c6a30d7c24	add shopping cart table
1975ea83b712:27c6a30d7c24	add shopping cart table
--format=json	JSON for programs

"#]]
    );
}

#[test]
fn zsh_reads_its_script() {
    let Some(output) = run_in("zsh", "--no-rcs", |script| {
        format!(
            "autoload -U compinit && compinit -u -D && source {script}\nprint $_comps[cargo-migrate] $_comps[cargo]\n"
        )
    }) else {
        return;
    };
    assert_data_eq!(
        output,
        str![[r#"
_cargo-migrate _cargo-migrate-of-cargo

"#]]
    );
}

/// Runs commands in a shell where it is installed, with the path of the shell's script at hand.
fn run_in(shell: &str, option: &str, commands: impl Fn(&str) -> String) -> Option<CommandOutput> {
    if !shell::is_on_path(shell) {
        shell::say_missing(shell, "its completions are not tested");
        return None;
    }
    let (project, path) = project_on_path();
    let script = project.migrate(["completions", shell]);
    assert_eq!(script.status, Some(0), "{script}");
    project.write("script", &script.stdout);
    project.write("commands", &commands("./script"));
    let invocation = project
        .program(Path::new(shell), [option, "commands"])
        .environment("PATH", path);
    let output = invocation.into_command().output().expect(shell);
    Some(CommandOutput::new(&output, &Redactions::new()))
}

/// What bash shows when keys are typed, with the script loaded after other commands: on stdout what the
/// typed commands print, on stderr what is typed and completed.
fn type_into_bash(before: &str, keys: &str) -> CommandOutput {
    let (project, path) = project_on_path();
    let bash = project
        .program(Path::new("bash"), ["--norc", "--noprofile", "-i"])
        .environment("PATH", path)
        .environment("INPUTRC", "/dev/null")
        .environment("HISTFILE", "/dev/null")
        .environment("TERM", "dumb");
    let mut bash = bash.into_command();
    let piped = bash.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut bash = piped.stderr(Stdio::piped()).spawn().expect("bash");
    let load = "source <(cargo migrate completions bash)\n";
    let mut stdin = bash.stdin.take().expect("piped");
    let written = stdin.write_all(format!("{before}{load}{keys}exit\n").as_bytes());
    written.expect("bash reads");
    drop(stdin);
    let output = bash.wait_with_output().expect("bash ends");
    CommandOutput::new(&output, &Redactions::new())
}

/// A project, and a `PATH` where cargo finds the subcommand.
fn project_on_path() -> (TestProject, String) {
    let project = project();
    let programs = project.root().join("programs");
    std::fs::create_dir(&programs).expect("created");
    symlink(PROGRAM, programs.join("cargo-migrate")).expect("linked");
    let path = std::env::var("PATH").expect("a path");
    let path = format!("{}:{path}", programs.display());
    (project, path)
}
