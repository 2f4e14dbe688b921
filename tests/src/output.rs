//! What a command printed, and how it ended.

use std::fmt;
use std::process::Output;

use snapbox::{Data, IntoData, Redactions};

/// A finished command; its text form is what a person has seen.
///
/// First what came on stdout, then, below a line, what came on stderr, then the exit status where it is
/// not 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandOutput {
    /// What came on stdout.
    pub stdout: String,
    /// What came on stderr, without the lines of cargo that depend on what was built before.
    pub stderr: String,
    /// The exit status; `None` where a signal ended the command.
    pub status: Option<i32>,
}

impl CommandOutput {
    /// Takes the output of a command, with placeholders for what differs from run to run.
    pub fn new(output: &Output, redactions: &Redactions) -> Self {
        let text = |bytes: &[u8]| redactions.redact(&String::from_utf8_lossy(bytes));
        let stderr = text(&output.stderr);
        Self {
            stdout: text(&output.stdout),
            stderr: stderr
                .split_inclusive('\n')
                .filter(|line| !is_passing(line))
                .collect(),
            status: output.status.code(),
        }
    }
}

impl fmt::Display for CommandOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.stdout)?;
        if !self.stderr.is_empty() {
            write!(f, "------- stderr -------\n{}", self.stderr)?;
        }
        match self.status {
            Some(0) => Ok(()),
            Some(code) => writeln!(f, "[exit status: {code}]"),
            None => writeln!(f, "[ended by a signal]"),
        }
    }
}

impl IntoData for CommandOutput {
    fn into_data(self) -> Data {
        self.to_string().into_data()
    }
}

/// How lines of cargo begin that depend on what was built before: what it compiles, waits for or
/// looks for.
const PASSING: [&str; 6] = [
    "Compiling ",
    "Blocking waiting for file lock",
    "Downloaded ",
    "Downloading ",
    "Locking ",
    "Updating crates.io index",
];

fn is_passing(line: &str) -> bool {
    let line = line.trim_start();
    let mut words = line.split_whitespace();
    match words.next() {
        // Versions in the lock file; other things are added by the subcommand.
        Some("Adding" | "Removing") => words.nth(1).is_some_and(is_version),
        _ => PASSING.iter().any(|start| line.starts_with(start)),
    }
}

/// `v1.2.3`, as cargo writes it.
fn is_version(word: &str) -> bool {
    let digits = word.strip_prefix('v').unwrap_or_default();
    digits.starts_with(|it: char| it.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_does_in_passing_is_left_out() {
        for (line, expected) in [
            ("   Compiling syn v3.0.9", true),
            (
                "    Blocking waiting for file lock on build directory",
                true,
            ),
            ("      Adding regex v1.2.3 (available: v2.0.0)", true),
            ("    Updating crates.io index", true),
            ("    Updating migrations/migrate.lock", false),
            ("      Adding `migrations` to the workspace", false),
            ("    Finished `dev` profile target(s) in 1.2s", false),
            ("", false),
        ] {
            assert_eq!(is_passing(line), expected, "{line}");
        }
    }
}
