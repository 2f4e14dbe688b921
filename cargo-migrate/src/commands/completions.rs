//! `cargo migrate completions`

mod revisions;

use std::ffi::{OsStr, OsString};

use clap::{Arg, Command, FromArgMatches, ValueEnum};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, complete};

use crate::cli::{self, Context};
use crate::error::Result;
use crate::project::Selection;

/// Print a script that makes a shell complete `cargo migrate`, identifiers of revisions included
///
/// bash, in ~/.bashrc:
///     source <(cargo migrate completions bash)
/// zsh, in ~/.zshrc after compinit:
///     source <(cargo migrate completions zsh)
/// fish, in ~/.config/fish/config.fish:
///     cargo migrate completions fish | source
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// The shell
    #[arg(required_unless_present = "words")]
    shell: Option<Shell>,
    /// What the scripts ask: the words typed behind `cargo migrate`, as far as the cursor
    #[arg(last = true, hide = true)]
    words: Vec<OsString>,
}

/// A shell that there is a script for. The scripts ask this command what to offer.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Shell {
    Bash,
    Fish,
    Zsh,
}

impl Args {
    pub(crate) fn run(self, mut context: Context) -> Result<()> {
        match self.shell {
            Some(shell) => context.ui.result(shell.script().trim_end()),
            None => candidates(self.words)
                .iter()
                .for_each(|candidate| context.ui.result(line(candidate))),
        }
        Ok(())
    }
}

impl Shell {
    fn script(self) -> &'static str {
        match self {
            Self::Bash => include_str!("completions/cargo-migrate.bash"),
            Self::Fish => include_str!("completions/cargo-migrate.fish"),
            Self::Zsh => include_str!("completions/cargo-migrate.zsh"),
        }
    }
}

/// What the last word can become. Whatever goes wrong, nothing is offered: nobody could read an error.
fn candidates(words: Vec<OsString>) -> Vec<CompletionCandidate> {
    let last = words.len();
    let is_empty = words.last().is_none_or(|word| word.is_empty());
    let words: Vec<OsString> = [OsString::from("cargo-migrate")]
        .into_iter()
        .chain(words)
        .collect();
    let mut command = completing_revisions(cli::command(), &selection(&words[..last]));
    let directory = std::env::current_dir().ok();
    let found = complete(&mut command, words, last, directory.as_deref());
    let mut found = found.unwrap_or_default();
    // Options are offered once a dash is typed, or where there is nothing else.
    if is_empty && !found.iter().all(is_option) {
        found.retain(|candidate| !is_option(candidate));
    }
    found
}

fn is_option(candidate: &CompletionCandidate) -> bool {
    candidate.get_value().as_encoded_bytes().starts_with(b"-")
}

/// The project that is meant by what is typed so far, which need not be a whole command line.
fn selection(words: &[OsString]) -> Selection {
    let matches = cli::command()
        .ignore_errors(true)
        .try_get_matches_from(words);
    matches
        .and_then(|matches| Selection::from_arg_matches(&matches))
        .unwrap_or_default()
}

/// The command where each argument that takes a revision offers those of the project.
fn completing_revisions(command: Command, selection: &Selection) -> Command {
    let complete_argument = |argument: Arg| {
        if !takes_revision(&argument) {
            return argument;
        }
        let selection = selection.clone();
        let offer = move |typed: &OsStr| revisions::candidates(&selection, typed);
        argument.add(ArgValueCompleter::new(offer))
    };
    command
        .mut_args(complete_argument)
        .mut_subcommands(|subcommand| completing_revisions(subcommand, selection))
}

/// Whether help shows the argument's value as a revision, several, or a range of them.
fn takes_revision(argument: &Arg) -> bool {
    let names = argument.get_value_names().unwrap_or_default();
    let is_revision = |name: &str| matches!(name, "REVISION" | "REVISIONS" | "RANGE");
    names.iter().any(|name| is_revision(name))
}

/// A line for a script: the value and, behind a tab, what it is.
fn line(candidate: &CompletionCandidate) -> String {
    let value = candidate.get_value().to_string_lossy();
    match candidate.get_help() {
        Some(help) => {
            let help = help.to_string();
            let first = help.lines().next().unwrap_or_default();
            format!("{value}\t{}", first.replace(char::is_control, " "))
        }
        None => value.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(words: &[&str]) -> Vec<String> {
        let candidates = candidates(words.iter().map(OsString::from).collect());
        let value = |it: &CompletionCandidate| it.get_value().to_string_lossy().into_owned();
        candidates.iter().map(value).collect()
    }

    #[test]
    fn commands_options_and_their_values_are_offered() {
        assert_eq!(offered(&["hist"]), ["history"]);
        assert_eq!(offered(&["history", "--for"]), ["--format"]);
        assert_eq!(offered(&["history", "--format", "m"]), ["mermaid"]);
        assert_eq!(offered(&["heads", "--format=j"]), ["--format=json"]);
        assert_eq!(offered(&["completions", ""]), ["bash", "fish", "zsh"]);
        assert!(offered(&[""]).contains(&"upgrade".to_owned()));
        assert!(!offered(&[""]).iter().any(|value| value.starts_with('-')));
        assert_eq!(offered(&["no-such-command", "x"]), [""; 0]);
    }

    #[test]
    fn the_project_is_known_from_unfinished_words() {
        let selection = |words: &[&str]| {
            let words: Vec<OsString> = words.iter().map(OsString::from).collect();
            super::selection(&words)
        };
        let named = selection(&["cargo-migrate", "-p", "shop", "show"]);
        assert_eq!(named.package.as_deref(), Some("shop"));
        let path = selection(&[
            "cargo-migrate",
            "history",
            "--manifest-path=a/Cargo.toml",
            "-r",
        ]);
        assert_eq!(path.manifest_path, Some("a/Cargo.toml".into()));
    }

    #[test]
    fn arguments_that_take_revisions_are_known() {
        let command = cli::command();
        let taking = |name: &str| -> Vec<String> {
            let command = command.find_subcommand(name).unwrap();
            let taking = command.get_arguments().filter(|it| takes_revision(it));
            taking.map(|it| it.get_id().to_string()).collect()
        };
        assert_eq!(taking("show"), ["revision"]);
        assert_eq!(taking("upgrade"), ["revision"]);
        assert_eq!(taking("downgrade"), ["revision"]);
        assert_eq!(taking("stamp"), ["revisions"]);
        assert_eq!(taking("merge"), ["revisions"]);
        assert_eq!(taking("history"), ["rev_range"]);
        assert_eq!(taking("revision"), ["head", "depends_on"]);
    }
}
