//! `cargo xtask test`: every test of the workspace, with the servers that they need, and every question that
//! Alembic was asked.

use std::ffi::{OsStr, OsString};
use std::process::{Command, ExitStatus};

use anyhow::Result;

use crate::alembic::{self, Alembic};
use crate::servers::pgbouncer::Pgbouncer;
use crate::servers::{self, Server};
use crate::status::{failure, status};
use crate::{Outcome, cargo, environment, interrupt, vectors};

/// Run all tests, with the servers that they need
///
/// A server is taken from TEST_POSTGRES_URL or TEST_MYSQL_URL when that is set. Otherwise a private one is
/// started and stopped again; it is installed first where that is possible without a question.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Args {
    /// Also hand databases back and forth between this tool and Alembic, which pip installs for it
    #[arg(long)]
    interop: bool,
    /// How many runs are killed on each database; fewer unless this says so
    #[arg(long, value_name = "NUMBER")]
    kills: Option<u32>,
    /// Arguments for `cargo test`; with `-p`, only that package is tested
    #[arg(last = true)]
    cargo: Vec<OsString>,
}

impl Args {
    /// All that this machine can run.
    pub(crate) fn everything() -> Self {
        let interop = alembic::is_possible();
        if !interop {
            status(
                "Skipping",
                "the tests with Alembic: no Python here that could have it",
            );
        }
        Self {
            interop,
            kills: Some(200),
            ..Self::default()
        }
    }
}

/// Runs the task.
pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let alembic = args.interop.then(Alembic::install).transpose()?;
    let servers = Server::provide_all()?;
    let pooler = Pgbouncer::provide()?;
    let mut command = cargo_test(args);
    command.env("PATH", servers::path_with_shells()?);
    for server in &servers {
        server.announce(&mut command);
    }
    pooler.announce(&mut command);
    if let Some(kills) = args.kills {
        command.env("MIGRATE_KILLS", kills.to_string());
    }
    let mut outcomes = vec![test(&mut command)?];
    if let Some(alembic) = &alembic {
        let mut command = interop();
        alembic.announce(&mut command);
        for server in &servers {
            server.announce(&mut command);
        }
        outcomes.push(test(&mut command)?);
    }
    drop(servers);
    outcomes.push(vectors::run(&vectors::Args::default())?);
    let failed = |outcome: &Outcome| *outcome != Outcome::Passed;
    Ok(outcomes.into_iter().find(failed).unwrap_or(Outcome::Passed))
}

fn test(command: &mut Command) -> Result<Outcome> {
    status("Testing", &describe(command));
    Ok(exit_with(interrupt::run(command)?))
}

/// The tests with Alembic. The whole workspace is named so that they are built with the features that
/// the other tests were built with.
fn interop() -> Command {
    let mut command = cargo::cargo(&["test", "--all-features", "--workspace"]);
    command.args(["--test", "interop", "--", "--ignored"]);
    environment::without_databases(&mut command);
    command
}

fn cargo_test(args: &Args) -> Command {
    let mut command = cargo::cargo(&["test", "--all-features", "--no-fail-fast"]);
    let of_cargo = args.cargo.iter().take_while(|argument| *argument != "--");
    if !of_cargo.map(OsString::as_os_str).any(chooses_package) {
        command.arg("--workspace");
    }
    command.args(&args.cargo);
    environment::without_databases(&mut command);
    command
}

fn chooses_package(argument: &OsStr) -> bool {
    argument
        .to_str()
        .is_some_and(|argument| argument.starts_with("-p") || argument.starts_with("--package"))
}

fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(OsStr::to_string_lossy).collect();
    words.join(" ")
}

fn exit_with(tests: ExitStatus) -> Outcome {
    if tests.success() {
        return Outcome::Passed;
    }
    failure(&format!("tests failed ({tests})"));
    let code = tests.code().and_then(|code| u8::try_from(code).ok());
    Outcome::Failed(code.unwrap_or(1))
}
