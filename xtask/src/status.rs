//! What the tasks say, in Cargo's manner: a status word and a sentence, on the standard error.
//!
//! That nobody reads it any more (a closed pipe) is no reason to leave a server running, so writing cannot fail.

use std::io::Write;

use anstyle::{AnsiColor, Style};

const GOOD: Style = AnsiColor::BrightGreen.on_default().bold();
const BAD: Style = AnsiColor::BrightRed.on_default().bold();

/// Says what happens now, with a right-aligned word.
pub(crate) fn status(word: &str, text: &str) {
    line(&format!("{GOOD}{word:>12}{GOOD:#} {text}"));
}

/// Says why a task could not go on, with the causes.
pub(crate) fn error(error: &anyhow::Error) {
    failure(&format!("{error:#}"));
}

/// Says what a task found to be wrong.
pub(crate) fn failure(text: &str) {
    line(&format!("{BAD}error{BAD:#}: {text}"));
}

fn line(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}
