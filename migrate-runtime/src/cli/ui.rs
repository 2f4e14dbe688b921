//! Output: results on stdout, everything else on stderr.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use clap::ValueEnum;

use super::Fault;

/// When to use color.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The one way to print.
#[derive(Debug)]
pub struct Ui {
    quiet: bool,
    color: ColorChoice,
}

const GOOD: Style = AnsiColor::Green.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

impl Ui {
    /// Prints in color as asked; quiet leaves out all that is neither a result nor an error.
    pub fn new(color: Color, quiet: bool) -> Self {
        let color = match color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Self { quiet, color }
    }

    /// A line of the command's result, on stdout: as it is, since a script is not to lose a byte.
    pub fn result(&mut self, line: impl Display) {
        // Put together first: the system is called once, not for each line of it.
        let text = format!("{line}\n");
        // Nobody is left to be told where the reader has closed the pipe.
        let _ = io::stdout().lock().write_all(text.as_bytes());
    }

    /// What is being done or was done, behind a right-aligned word, as cargo says it.
    pub fn status(&mut self, word: &str, text: impl Display) {
        if !self.quiet {
            self.eprint(format_args!("{GOOD}{word:>12}{GOOD:#} {text}"));
        }
    }

    /// Something that the reader should know, although the command goes on.
    pub fn warning(&mut self, text: impl Display) {
        if !self.quiet {
            self.eprint(format_args!("{WARNING}warning{WARNING:#}: {text}"));
        }
    }

    /// What went wrong, drawn as rustc draws it.
    pub fn error(&mut self, fault: &Fault) {
        for diagnostic in fault.diagnostics() {
            let text = diagnostic.render(true);
            self.eprint(format_args!("{text}"));
        }
    }

    /// Whether a progress bar may be drawn.
    pub fn is_interactive(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    fn eprint(&mut self, line: impl Display) {
        let mut stderr = AutoStream::new(io::stderr().lock(), self.color);
        let _ = writeln!(stderr, "{line}");
    }
}
