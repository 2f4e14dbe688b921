//! The tasks of this repository: `cargo xtask <task>`.

mod alembic;
mod cargo;
mod ci;
mod conformance;
mod demo;
mod environment;
mod interrupt;
mod release;
mod servers;
mod sqlx;
mod status;
mod test;
mod tidy;
mod vectors;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

/// The tasks of this repository
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask")]
enum Task {
    /// Migrate the example project on SQLite, from nothing, and show it
    Demo,
    Test(test::Args),
    /// Run all that a change must pass: test, fmt, clippy, doc and tidy
    Ci,
    /// Check what the architecture promises: who may use what, and how files look
    Tidy,
    Conformance(vectors::Args),
    /// Seal the revisions of the example project, before a release is committed
    Release,
    Serve(servers::serve::Args),
    Sqlx(sqlx::Args),
}

/// Whether a task found everything in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Passed,
    /// It ran to its end, and has said what is wrong. The number is the exit code.
    Failed(u8),
}

fn main() -> ExitCode {
    match run(Task::parse()) {
        Ok(Outcome::Passed) => ExitCode::SUCCESS,
        Ok(Outcome::Failed(code)) => ExitCode::from(code),
        Err(error) => {
            status::error(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<Outcome> {
    // A server waits for signals in its own way; every other task ends what it runs.
    if !matches!(task, Task::Serve(_)) {
        interrupt::watch()?;
    }
    match task {
        Task::Demo => demo::run(),
        Task::Test(args) => test::run(&args),
        Task::Ci => ci::run(),
        Task::Tidy => tidy::run(),
        Task::Conformance(args) => vectors::run(&args),
        Task::Release => release::run(),
        Task::Serve(args) => servers::serve::run(&args),
        Task::Sqlx(args) => sqlx::run(&args),
    }
}
