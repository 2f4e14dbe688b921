//! The runner: the user's own binary, built by cargo and run with the same arguments.

use std::ffi::OsString;
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use cargo_metadata::Message;
use migrate_runtime::cli::{CONFIGURATION, SOURCE_ROOT};

use crate::error::{Error, Result};
use crate::project::Project;

/// How the runner is built.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Build {
    /// Leave out cargo's own progress.
    pub(crate) quiet: bool,
}

/// Builds the runner and runs it; returns its exit code.
///
/// The database URL travels in the environment, where other users of the machine do not see it.
pub(crate) fn run(
    project: &Project,
    build: Build,
    database_url: &str,
    arguments: Vec<OsString>,
) -> Result<u8> {
    let executable = build_runner(project, build)?;
    let variable = project.config.settings.database_url_variable();
    let status = command(project, &executable)
        .args(arguments)
        .env(&*variable, database_url)
        .status();
    let status = status.map_err(|error| Error::system(executable.display(), error))?;
    // Ended by a signal: what a shell makes of it, near enough.
    Ok(status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(130))
}

/// Builds the runner, and returns what it prints; what it says of a failure is shown.
pub(crate) fn output(project: &Project, build: Build, arguments: &[&str]) -> Result<Vec<u8>> {
    let executable = build_runner(project, build)?;
    let output = command(project, &executable)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output();
    let output = output.map_err(|error| Error::system(executable.display(), error))?;
    answered(output)
}

/// Builds the runner, hands a text to one of its commands, and returns what it prints.
pub(crate) fn answer(project: &Project, asked: &str, text: String) -> Result<Vec<u8>> {
    // It was built before, to be asked for its models.
    let executable = build_runner(project, Build { quiet: true })?;
    let cannot = |error| Error::system(executable.display(), error);
    let mut child = command(project, &executable)
        .arg(asked)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(cannot)?;
    let stdin = child.stdin.take();
    // Beside the reading: it may write before it has read all.
    let writer = std::thread::spawn(move || match stdin {
        Some(mut stdin) => stdin.write_all(text.as_bytes()),
        None => Ok(()),
    });
    let output = child.wait_with_output().map_err(cannot)?;
    // Who does not listen says so by the exit code.
    let _ = writer.join();
    answered(output)
}

fn answered(output: Output) -> Result<Vec<u8>> {
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(Error::new(
            format!("the runner failed ({})", output.status),
            "what it says stands above; where that is a command it does not know, `migrate-runtime` is older than \
             `cargo-migrate`",
        )),
    }
}

/// The runner, told who calls it.
fn command(project: &Project, executable: &Path) -> Command {
    let name = project.config.settings.name.as_deref();
    let mut command = Command::new(executable);
    command
        .env(CONFIGURATION, name.unwrap_or_default())
        .env(SOURCE_ROOT, &project.workspace_root);
    command
}

/// Builds the runner; cargo shows its progress and rustc its errors.
fn build_runner(project: &Project, build: Build) -> Result<PathBuf> {
    let runner = project.runner()?;
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .arg("build")
        .arg("--manifest-path")
        .arg(project.directory.join("Cargo.toml"));
    command.args([
        "--bin",
        runner,
        "--message-format",
        "json-render-diagnostics",
    ]);
    if build.quiet {
        command.arg("--quiet");
    }
    let child = command.stdout(Stdio::piped()).stdin(Stdio::null()).spawn();
    let mut child = child.map_err(|error| Error::system("cannot run cargo", error))?;
    let mut executable = None;
    if let Some(stdout) = child.stdout.take() {
        for message in Message::parse_stream(BufReader::new(stdout)) {
            let message =
                message.map_err(|error| Error::system("cannot read cargo's messages", error))?;
            if let Message::CompilerArtifact(artifact) = message
                && artifact.target.name == runner
                && artifact.executable.is_some()
            {
                executable = artifact.executable;
            }
        }
    }
    let status = child
        .wait()
        .map_err(|error| Error::system("cannot run cargo", error))?;
    match executable {
        Some(executable) if status.success() => Ok(executable.into_std_path_buf()),
        _ => Err(Error::Build {
            package: project.package.clone(),
        }),
    }
}
