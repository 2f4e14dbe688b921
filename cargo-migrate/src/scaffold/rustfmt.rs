//! The user's own rustfmt, with the configuration of the project, for generated code.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::project::Project;

/// The text as rustfmt leaves it; where there is no rustfmt, or it fails, the text as it is.
pub(crate) fn format(project: &Project, text: String) -> String {
    formatted(project, &text).unwrap_or(text)
}

fn formatted(project: &Project, text: &str) -> Option<String> {
    let mut command = Command::new("rustfmt");
    command
        .args(["--edition", &project.edition])
        .current_dir(&project.directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn().ok()?;
    let mut stdin = child.stdin.take()?;
    let text = text.to_owned();
    // Beside the reading: it may write before it has read all.
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let output = child.wait_with_output().ok()?;
    let written = writer.join().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    (output.status.success() && written.is_ok() && !text.is_empty()).then_some(text)
}
