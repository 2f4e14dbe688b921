//! Reading a revision file: what its constants declare and which form its functions have.
//!
//! Text in, values out: nothing here touches the file system. All faults of a file are found in one go.
//! Only its top level is read: what is wrong inside of a function is the compiler's to report.

mod constants;
mod cursor;
mod functions;
mod header;
mod items;
mod literal;
mod seal;
mod syntax;
mod types;

use std::ops::Range;
use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Position};
use crate::file_name::FileTemplate;
use crate::revision::Revision;

use items::Items;
use syntax::Source;

pub use header::{Header, HeaderField};
pub use seal::{NoSeal, Seal};

/// The text of a revision file and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The path, as it is to be shown.
    pub path: PathBuf,
    /// The path below the version location, with forward slashes and without `.rs`.
    pub stem: String,
    /// The content.
    pub text: String,
}

/// What a revision file declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionFile {
    /// The revision.
    pub revision: Revision,
    /// The form of `upgrade`; where the function is missing or wrong, a fault says so.
    pub upgrade: Form,
    /// The form of `downgrade`; where the function is missing or wrong, a fault says so.
    pub downgrade: Form,
    /// The lines of the doc comment that repeat the constants for people.
    pub header: Header,
    /// Where the literals stand.
    pub positions: Positions,
    /// The hash of the tokens.
    pub seal: Seal,
    /// The content of the file without a byte order mark: what positions and bytes count in.
    pub text: String,
}

/// The form of `upgrade` or `downgrade`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Form {
    /// `fn upgrade(op: &mut Operations)`: records operations.
    #[default]
    Plain,
    /// `async fn upgrade(op: &mut Operations) -> Result`: may read the database as well.
    Async,
}

/// Where the literals of a revision file stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Positions {
    /// The literal of `REVISION`.
    pub revision: Position,
    /// The list of `DOWN_REVISION`.
    pub down_revisions: ListPositions,
    /// The list of `BRANCH_LABELS`, unless the file leaves it out.
    pub branch_labels: Option<ListPositions>,
    /// The list of `DEPENDS_ON`, unless the file leaves it out.
    pub depends_on: Option<ListPositions>,
}

/// Where a list of literals stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPositions {
    /// The list as a whole.
    pub whole: Position,
    /// The bytes of the list as a whole, from its `&` to its closing bracket.
    pub bytes: Range<usize>,
    /// Its entries, in order.
    pub entries: Vec<Position>,
}

/// The functions that every revision has.
const FUNCTIONS: [&str; 2] = ["upgrade", "downgrade"];

/// What came of reading a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The declarations, as far as the revision's identity and edges are known.
    pub file: Option<RevisionFile>,
    /// All faults of the file; the declarations are whole only where there are none.
    pub faults: Vec<Diagnostic>,
}

impl RevisionFile {
    /// A fault at a place of this file.
    pub fn fault(&self, position: Position, message: impl Into<String>) -> Diagnostic {
        let path = self.revision.path.clone().unwrap_or_default();
        Diagnostic::new(message).at(path, &self.text, position)
    }
}

/// Reads a revision file.
pub fn parse(file: SourceFile, template: &FileTemplate) -> Parsed {
    let mut source = Source::new(file);
    let read = |source: &mut Source, items: &Items<'_>| read(source, items, template);
    let parsed = source.with_items(read).flatten();
    let (file, mut faults) = source.into_parts();
    // As a reader of the file comes upon them.
    faults.sort_by_key(|fault| fault.position);
    let file = parsed.map(|mut parsed| {
        parsed.revision.path = Some(file.path);
        parsed.text = file.text;
        parsed
    });
    Parsed { file, faults }
}

fn read(source: &mut Source, items: &Items<'_>, template: &FileTemplate) -> Option<RevisionFile> {
    if !looks_like_a_revision(items) {
        let message = "the file is no revision: it has neither `REVISION` nor `upgrade`";
        let help =
            "a version location holds nothing but revisions; move the file to another folder";
        source.missing(message.to_owned(), help.to_owned());
        return None;
    }
    let (doc, header) = header::read(source, items);
    let constants = constants::read(source, items);
    let [upgrade, downgrade] = FUNCTIONS.map(|name| functions::read(source, items, name));
    if let Some(id) = &constants.revision {
        check_file_name(source, template, id);
        check_header(source, &header, id);
    }
    let (revision, positions) = constants.into_revision(doc)?;
    Some(RevisionFile {
        revision,
        upgrade: upgrade.unwrap_or_default(),
        downgrade: downgrade.unwrap_or_default(),
        header,
        positions,
        seal: Seal::of(items.tokens),
        text: String::new(),
    })
}

/// Whether a file has any part of a revision, so that its other parts are missing.
fn looks_like_a_revision(items: &Items<'_>) -> bool {
    let mut functions = FUNCTIONS.iter();
    constants::any(items) || functions.any(|name| functions::find(items, name).is_some())
}

/// The name of a file does not matter, unless it is one that the template gives to another revision.
fn check_file_name(source: &mut Source, template: &FileTemplate, id: &constants::Literal) {
    let stem = source.stem();
    if template.names(stem, &id.value) {
        return;
    }
    let Some(other) = template.id_in(stem) else {
        return;
    };
    let message = format!(
        "the file is named after `{other}`, but `REVISION` is `{}`",
        id.value
    );
    let stem = stem.replacen(other, &id.value, 1);
    let help = format!("rename the file to `{stem}.rs`, or write `\"{other}\"` here");
    source.fault_with_help(id.position, message, help);
}

fn check_header(source: &mut Source, header: &Header, id: &constants::Literal) {
    let Some(field) = header.revision_id.as_ref() else {
        return;
    };
    if field.value.is_empty() || field.value == id.value {
        return;
    }
    let message = format!(
        "the header names `{}`, but `REVISION` is `{}`",
        field.value, id.value
    );
    let help = format!("write `Revision ID: {}`", id.value);
    source.fault_with_help(field.position, message, help);
}

#[cfg(test)]
mod tests;
