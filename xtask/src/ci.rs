//! `cargo xtask ci`: all that a change must pass.

use std::process::Command;

use anyhow::Result;

use crate::status::{failure, status};
use crate::{Outcome, cargo, interrupt, sqlx, test, tidy};

/// A step: its name, and what it does.
type Step = (&'static str, fn() -> Result<Outcome>);

const STEPS: &[Step] = &[
    ("test", || test::run(&test::Args::everything())),
    ("fmt", || {
        check(&mut cargo::cargo(&["fmt", "--all", "--check"]))
    }),
    ("clippy", clippy),
    ("drivers", drivers),
    ("doc", doc),
    ("tidy", tidy::run),
    ("sqlx", || sqlx::run(&sqlx::Args::check())),
];

/// Runs the task: every step, whatever became of the others, unless the task is interrupted.
pub(crate) fn run() -> Result<Outcome> {
    let mut failed = Vec::new();
    for (name, step) in STEPS {
        status("Running", name);
        match step() {
            Ok(Outcome::Passed) => {}
            Ok(Outcome::Failed(_)) => failed.push(*name),
            Err(error) => {
                interrupt::check()?;
                crate::status::error(&error);
                failed.push(name);
            }
        }
    }
    Ok(report(&failed))
}

fn clippy() -> Result<Outcome> {
    check(
        cargo::cargo(&["clippy", "--workspace", "--all-targets", "--all-features"])
            .args(["--", "-D", "warnings"]),
    )
}

/// The runtime as its users build it, with one driver.
fn drivers() -> Result<Outcome> {
    for driver in ["mysql", "postgres", "sqlite"] {
        let mut command = cargo::cargo(&["clippy", "-p", "migrate-runtime", "--features", driver]);
        let outcome = check(command.args(["--", "-D", "warnings"]))?;
        if !matches!(outcome, Outcome::Passed) {
            return Ok(outcome);
        }
    }
    Ok(Outcome::Passed)
}

fn doc() -> Result<Outcome> {
    check(
        cargo::cargo(&["doc", "--workspace", "--no-deps", "--all-features"])
            .env("RUSTDOCFLAGS", "-Dwarnings"),
    )
}

fn check(command: &mut Command) -> Result<Outcome> {
    let status = interrupt::run(command)?;
    Ok(if status.success() {
        Outcome::Passed
    } else {
        Outcome::Failed(1)
    })
}

fn report(failed: &[&str]) -> Outcome {
    if failed.is_empty() {
        status("Finished", &format!("{} steps, all passed", STEPS.len()));
        return Outcome::Passed;
    }
    failure(&format!("failed: {}", failed.join(", ")));
    Outcome::Failed(1)
}
