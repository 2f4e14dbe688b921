//! The runner: the user's own binary, built by cargo and run with the same arguments.

use std::ffi::OsString;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::{Command, Stdio};

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
    let settings = &project.config.settings;
    let status = Command::new(&executable)
        .args(arguments)
        .env(&*settings.database_url_variable(), database_url)
        .env(CONFIGURATION, settings.name.as_deref().unwrap_or_default())
        .env(SOURCE_ROOT, &project.workspace_root)
        .status();
    let status = status.map_err(|error| Error::system(executable.display(), error))?;
    // Ended by a signal: what a shell makes of it, near enough.
    Ok(status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(130))
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
