//! The text, its tokens, and the faults found in it so far.

use std::ops::Range;
use std::str::FromStr as _;

use proc_macro2::{Span, TokenStream};

use crate::check::MOST_FAULTS;
use crate::diagnostic::{Diagnostic, Position};

use super::SourceFile;
use super::items::{self, Items, Unexpected};

/// A file while it is read.
pub(super) struct Source {
    file: SourceFile,
    /// How many bytes stand before the first token: those of a `#!` line.
    tokens_start: usize,
    /// Where each line begins.
    line_starts: Vec<usize>,
    faults: Vec<Diagnostic>,
}

/// While this lives, proc-macro2 does not ask the compiler for tokens.
///
/// Inside of a procedural macro, the compiler's spans of text that is parsed there all point at the
/// macro call; only the fallback implementation knows lines and columns.
struct FallbackSpans;

impl Source {
    pub(super) fn new(mut file: SourceFile) -> Self {
        if let Some(text) = file.text.strip_prefix('\u{feff}') {
            file.text = text.to_owned();
        }
        Self {
            tokens_start: shebang_length(&file.text),
            line_starts: std::iter::once(0)
                .chain(file.text.match_indices('\n').map(|(at, _)| at + 1))
                .collect(),
            file,
            faults: Vec::new(),
        }
    }

    pub(super) fn stem(&self) -> &str {
        &self.file.stem
    }

    /// Reads the top level, unless the text does not parse. The tokens do not outlive the call: their
    /// spans mean nothing to the compiler.
    pub(super) fn with_items<T>(
        &mut self,
        read: impl FnOnce(&mut Self, &Items<'_>) -> T,
    ) -> Option<T> {
        let _guard = FallbackSpans::force();
        let tokens = match TokenStream::from_str(&self.file.text[self.tokens_start..]) {
            Ok(tokens) => Vec::from_iter(tokens),
            Err(error) => {
                // What the lexer says tells a reader nothing.
                let reason = "a bracket is not closed, or there is no such token";
                // The end of the text has no token, and hence no span.
                let span = Some(error.span()).filter(|span| span.byte_range() != (0..0));
                self.syntax_fault(span, reason);
                return None;
            }
        };
        match items::read(&tokens) {
            Ok(items) => Some(read(self, &items)),
            Err(Unexpected { found, expected }) => {
                let end = if found.is_none() {
                    "unexpected end of input, "
                } else {
                    ""
                };
                self.syntax_fault(found, &format!("{end}expected {expected}"));
                None
            }
        }
    }

    /// Reports that something is missing, at the end of the text, as the compiler does.
    pub(super) fn missing(&mut self, message: String, help: String) {
        self.fault_with_help(self.end(), message, help);
    }

    /// Reports a fault and how to mend it.
    pub(super) fn fault_with_help(&mut self, position: Position, message: String, help: String) {
        if self.faults.len() < MOST_FAULTS {
            let fault = self.at(position, message).help(help);
            self.faults.push(fault);
        }
    }

    /// The bytes of the text that some tokens cover.
    pub(super) fn bytes(&self, span: Span) -> Range<usize> {
        let Range { start, end } = span.byte_range();
        self.tokens_start + start..self.tokens_start + end
    }

    /// The place of some tokens; of several lines, the part on the first one.
    pub(super) fn position(&self, span: Span) -> Position {
        let (start, end) = (span.start(), span.end());
        let length = if end.line == start.line {
            end.column.saturating_sub(start.column)
        } else {
            let line = self.line(start.line);
            line.chars().count().saturating_sub(start.column)
        };
        Position {
            line: start.line,
            column: start.column + 1,
            length,
        }
    }

    /// A line of the text, counted from 1.
    pub(super) fn line(&self, number: usize) -> &str {
        let line = self.file.text[self.line_start(number)..].lines().next();
        line.unwrap_or_default()
    }

    /// Where a line of the text begins.
    pub(super) fn line_start(&self, number: usize) -> usize {
        let start = self.line_starts.get(number.saturating_sub(1));
        start.copied().unwrap_or(self.file.text.len())
    }

    pub(super) fn into_parts(self) -> (SourceFile, Vec<Diagnostic>) {
        (self.file, self.faults)
    }

    fn end(&self) -> Position {
        let end = self.file.text.trim_end().len();
        Position::of_bytes(&self.file.text, end..end)
    }

    fn at(&self, position: Position, message: String) -> Diagnostic {
        Diagnostic::new(message).at(&self.file.path, &self.file.text, position)
    }

    fn syntax_fault(&mut self, span: Option<Span>, reason: &str) {
        let position = span.map_or_else(|| self.end(), |span| self.position(span));
        let fault = self.at(position, format!("the file does not parse: {reason}"));
        self.faults.push(fault);
    }
}

/// The length of a first line `#!/usr/bin/env …`, which the compiler skips. `#![…]` is an attribute.
fn shebang_length(text: &str) -> usize {
    match text.strip_prefix("#!") {
        Some(rest) if !rest.trim_start().starts_with('[') => text.find('\n').unwrap_or(text.len()),
        _ => 0,
    }
}

impl FallbackSpans {
    fn force() -> Self {
        proc_macro2::fallback::force();
        Self
    }
}

impl Drop for FallbackSpans {
    fn drop(&mut self) {
        proc_macro2::fallback::unforce();
    }
}
