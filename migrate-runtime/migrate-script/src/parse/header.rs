//! The doc comment of a revision file, and the lines in it that repeat the constants for people.

use std::ops::Range;

use proc_macro2::{Group, TokenTree};

use crate::diagnostic::Position;

use super::cursor::Cursor;
use super::items::Items;
use super::literal;
use super::syntax::Source;

/// The lines of the doc comment that repeat the constants for people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Header {
    /// `Revision ID: …`, which must agree with `REVISION` when present.
    pub revision_id: Option<HeaderField>,
    /// `Revises: …`, as written.
    pub revises: Option<HeaderField>,
    /// `Create Date: …`, as written.
    pub create_date: Option<HeaderField>,
}

/// The value of a header line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderField {
    /// What stands behind the colon.
    pub value: String,
    /// Where it stands.
    pub position: Position,
    /// The bytes of the value, or the place behind the colon where there is none; `None` where the text
    /// does not have the line as it is, in a `#![doc = "…"]` with escapes say.
    pub bytes: Option<Range<usize>>,
}

/// Reads the doc comment, and the header in it.
pub(super) fn read(source: &Source, items: &Items<'_>) -> (String, Header) {
    let lines: Vec<(usize, String)> = items
        .attributes
        .iter()
        .flat_map(|it| doc_lines(it))
        .collect();
    let header = Header {
        revision_id: field(source, &lines, "Revision ID:"),
        revises: field(source, &lines, "Revises:"),
        create_date: field(source, &lines, "Create Date:"),
    };
    let texts: Vec<&str> = lines.iter().map(|(_, line)| line.as_str()).collect();
    (texts.join("\n").trim().to_owned(), header)
}

/// The lines of a doc attribute with their numbers, each without the space behind `//!`.
fn doc_lines(attribute: &Group) -> Vec<(usize, String)> {
    let Some(text) = doc_text(attribute) else {
        return Vec::new();
    };
    let first = attribute.span().start().line;
    let lines = text.split('\n').enumerate().map(|(index, line)| {
        let line = line.strip_prefix(' ').unwrap_or(line).trim_end();
        (first + index, line.to_owned())
    });
    lines.collect()
}

/// The text of `[doc = "…"]`, which is what the lexer makes of a doc comment.
fn doc_text(attribute: &Group) -> Option<String> {
    let tokens = Vec::from_iter(attribute.stream());
    let mut cursor = Cursor::new(&tokens);
    cursor.word("doc")?;
    cursor.punct('=')?;
    match cursor.rest() {
        [TokenTree::Literal(text)] => literal::string(text),
        _ => None,
    }
}

/// The first line that begins with a name.
fn field(source: &Source, lines: &[(usize, String)], name: &str) -> Option<HeaderField> {
    let mut values = lines
        .iter()
        .filter_map(|(number, line)| Some((*number, line.strip_prefix(name)?.trim())));
    let (number, value) = values.next()?;
    let line = source.line(number);
    let bytes = value_in(line, name, value);
    let shown = match &bytes {
        Some(bytes) if !bytes.is_empty() => bytes.clone(),
        _ => 0..line.len(),
    };
    Some(HeaderField {
        value: value.to_owned(),
        position: Position {
            line: number,
            column: line[..shown.start].chars().count() + 1,
            length: line[shown].chars().count(),
        },
        bytes: bytes.map(|bytes| {
            let start = source.line_start(number);
            start + bytes.start..start + bytes.end
        }),
    })
}

/// The bytes of a value in its line of the source, where it stands there as it is.
fn value_in(line: &str, name: &str, value: &str) -> Option<Range<usize>> {
    let behind_name = line.find(name)? + name.len();
    let start = behind_name + line[behind_name..].find(value)?;
    Some(start..start + value.len())
}
