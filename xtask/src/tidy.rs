//! `cargo xtask tidy`: what the architecture promises and the compiler does not check.

mod files;
mod manifests;
mod sources;
mod tree;

use std::fmt;

use anyhow::Result;

use crate::status::{failure, status};
use crate::{Outcome, cargo};
use tree::Tree;

/// A broken rule, and where.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fault {
    /// Relative to the root of the repository.
    path: String,
    line: usize,
    message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            path,
            line,
            message,
        } = self;
        write!(f, "{path}:{line}: {message}")
    }
}

/// Runs the task.
pub(crate) fn run() -> Result<Outcome> {
    let tree = Tree::read(cargo::root())?;
    let mut faults = files::check(&tree)?;
    faults.extend(manifests::check(&tree)?);
    faults.extend(sources::check(&tree)?);
    faults.sort();
    faults.dedup();
    Ok(report(&faults, tree.len()))
}

fn report(faults: &[Fault], files: usize) -> Outcome {
    for fault in faults {
        failure(&fault.to_string());
    }
    if faults.is_empty() {
        status("Tidy", &format!("{files} files"));
        return Outcome::Passed;
    }
    Outcome::Failed(1)
}
