//! `cargo migrate edit`

use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::{Command, ExitStatus};

use migrate_runtime::cli::block_on;
use migrate_runtime::{Environment, RevisionId};

use crate::cli::Context;
use crate::error::{Error, Result};
use crate::project::Project;

/// Open the file of a revision in the editor of $VISUAL or $EDITOR
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// An identifier or a part of one, `head`, `heads` or `current`
    #[arg(allow_hyphen_values = true)]
    revision: String,
}

/// The variables that name an editor, the first that is set counts.
const VARIABLES: [&str; 2] = ["VISUAL", "EDITOR"];

/// What is tried where no variable names one: Alembic's list.
const USUAL_EDITORS: &[&str] = match cfg!(windows) {
    true => &["code.cmd", "notepad++.exe", "notepad.exe"],
    false => &["sensible-editor", "editor", "nano", "vim", "code"],
};

impl Args {
    pub(crate) fn run(self, context: Context) -> Result<()> {
        let project = Project::find(&context.selection)?;
        let graph = project.read_graph()?;
        let is_current = self.revision == "current";
        let rows: Vec<RevisionId> = match is_current {
            true => {
                let url = project.database_url(context.global.database_url);
                let environment = Environment::new(&graph, &project.config.settings);
                block_on(async { Ok(environment.current(&url.database()?).await?) })?
            }
            false => Vec::new(),
        };
        let found = graph.resolve(&self.revision, &rows)?.into_iter().flatten();
        let paths = found.filter_map(|revision| revision.path.as_ref());
        let files: Vec<PathBuf> = paths.map(|it| project.workspace_root.join(it)).collect();
        match files.as_slice() {
            [] if is_current => Err(Error::new(
                "No current revisions",
                "the database has none yet; `cargo migrate upgrade` applies them",
            )),
            [] => Err(Error::new(
                format!("No revision files indicated by symbol '{}'", self.revision),
                "`cargo migrate history` lists the revisions",
            )),
            files => open(files),
        }
    }
}

/// Opens files in one editor, and waits for its end.
fn open(files: &[PathBuf]) -> Result<()> {
    let chosen = VARIABLES.iter().find_map(|variable| {
        let value = std::env::var_os(variable).filter(|value| !value.is_empty());
        Some((variable, value?))
    });
    if let Some((variable, value)) = chosen {
        let words = words(&value).ok_or_else(|| {
            let message = format!("Error executing editor ({})", value.display());
            Error::new(message, format!("a quote in ${variable} is not closed"))
        })?;
        return match run(&words, files) {
            Ok(status) => ended(&words, status),
            Err(error) => Err(Error::new(
                format!("Error executing editor ({}: {error})", value.display()),
                format!("${variable} names it"),
            )),
        };
    }
    for editor in USUAL_EDITORS {
        let words = [OsString::from(editor)];
        match run(&words, files) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(Error::system("Error executing editor", error)),
            Ok(status) => return ended(&words, status),
        }
    }
    let message = format!("No suitable editor found: {}", USUAL_EDITORS.join(", "));
    Err(Error::new(
        message,
        "set $VISUAL or $EDITOR, `code --wait` say",
    ))
}

/// The program and its arguments, as a shell would read them; `None` where a quote is not closed.
fn words(value: &OsString) -> Option<Vec<OsString>> {
    let Some(text) = value.to_str() else {
        return Some(vec![value.clone()]);
    };
    // On Windows the backslash divides folders.
    let text = match cfg!(windows) {
        true => text.replace('\\', "\\\\"),
        false => text.to_owned(),
    };
    let words = shlex::split(&text)?;
    Some(words.into_iter().map(OsString::from).collect())
}

fn run(words: &[OsString], files: &[PathBuf]) -> std::io::Result<ExitStatus> {
    let (program, arguments) = words
        .split_first()
        .ok_or_else(|| std::io::Error::from(ErrorKind::NotFound))?;
    Command::new(program).args(arguments).args(files).status()
}

fn ended(words: &[OsString], status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    let shown = words.join(" ".as_ref());
    Err(Error::system(
        "Error executing editor",
        format_args!("`{}` ended with {status}", shown.display()),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(not(windows))]
    fn an_editor_is_read_as_a_shell_reads_it() {
        for (value, expected) in [
            ("vim", Some(vec!["vim"])),
            ("code --wait", Some(vec!["code", "--wait"])),
            (
                "'/opt/my editor/ed' -n",
                Some(vec!["/opt/my editor/ed", "-n"]),
            ),
            ("/opt/my\\ editor/ed", Some(vec!["/opt/my editor/ed"])),
            ("emacs -nw -Q \"\"", Some(vec!["emacs", "-nw", "-Q", ""])),
            ("'vim", None),
        ] {
            let expected = expected.map(|it| it.into_iter().map(OsString::from).collect());
            assert_eq!(words(&OsString::from(value)), expected, "{value}");
        }
    }
}
