//! The text of a lock file.

use std::fmt;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, Position};
use crate::revision::RevisionId;

use super::LockFile;

type Result<T> = std::result::Result<T, Box<Diagnostic>>;

/// The only version of the format so far.
const VERSION: u32 = 1;

/// All keys: what a later version of this tool may add is not to get lost because this one does not know it.
const KEYS: [&str; 2] = ["version", "heads"];

const NEWER: &str = "if a newer cargo-migrate has written it, install that one";

/// How the lines begin that git puts around the two sides of a conflict.
const CONFLICT: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

impl fmt::Display for LockFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let heads: Vec<String> = self.heads.iter().map(quoted).collect();
        write!(
            f,
            "# The heads of the revisions, written by `cargo migrate` with every revision; commit it.\n\
             # A conflict here means that two branches of git have each added a revision. To mend it, join them\n\
             # with `cargo migrate merge heads -m \"…\"`, or put yours on top with `cargo migrate rebase`: either\n\
             # writes this file anew. After changes by hand, `cargo migrate lock` does.\n\
             version = {VERSION}\n\
             heads = [{}]\n",
            heads.join(", ")
        )
    }
}

/// A string of TOML: an identifier has no other characters that would need an escape.
fn quoted(id: &RevisionId) -> String {
    format!("\"{}\"", id.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Reads a lock file, and where its list of heads stands; `name` is its path, as it is to be shown.
pub(super) fn parse(text: &str, name: &str) -> Result<(LockFile, Position)> {
    let reader = Reader { text, name };
    reader.refuse_conflict()?;
    let document = DeTable::parse(text).map_err(|error| {
        let message = error.message().lines().collect::<Vec<_>>().join(", ");
        Box::new(reader.fault(error.span().unwrap_or_default(), &message))
    })?;
    reader.read(document.get_ref())
}

/// A lock file while it is read.
struct Reader<'t> {
    text: &'t str,
    name: &'t str,
}

impl Reader<'_> {
    fn refuse_conflict(&self) -> Result<()> {
        let is_marker = |line: &str| CONFLICT.iter().any(|marker| line.starts_with(marker));
        let Some(index) = self.text.lines().position(is_marker) else {
            return Ok(());
        };
        let position = Position {
            line: index + 1,
            column: 1,
            length: self
                .text
                .lines()
                .nth(index)
                .map_or(0, |it| it.chars().count()),
        };
        let message = format!("git has left a conflict in `{}`", self.name);
        let fault = Diagnostic::new(message).at(self.name, self.text, position);
        Err(fault.into())
    }

    fn read(&self, table: &DeTable<'_>) -> Result<(LockFile, Position)> {
        self.check_version(table)?;
        let unknown = table
            .keys()
            .find(|key| !KEYS.contains(&key.get_ref().as_ref()));
        if let Some(key) = unknown {
            let message = format!("unknown key `{}` in `{}`", key.get_ref(), self.name);
            return Err(self.fault(key.span(), &message).help(NEWER).into());
        }
        let heads = self.value(table, "heads")?;
        let entries = heads.get_ref().as_array();
        let entries = entries.ok_or_else(|| self.no_list(heads.span()))?;
        let ids = entries.iter().map(|entry| {
            let id = entry.get_ref().as_str().map(RevisionId::from);
            id.ok_or_else(|| self.no_list(entry.span()))
        });
        let lock_file = LockFile {
            heads: ids.collect::<Result<_>>()?,
        };
        Ok((lock_file, Position::of_bytes(self.text, heads.span())))
    }

    fn check_version(&self, table: &DeTable<'_>) -> Result<()> {
        let version = self.value(table, "version")?;
        let number = version.get_ref().as_integer();
        let number = number.and_then(|it| u32::from_str_radix(it.as_str(), it.radix()).ok());
        if number == Some(VERSION) {
            return Ok(());
        }
        let message = format!("`{}` has another version than {VERSION}", self.name);
        Err(self.fault(version.span(), &message).help(NEWER).into())
    }

    fn value<'v>(&self, table: &'v DeTable<'_>, key: &str) -> Result<&'v Spanned<DeValue<'v>>> {
        table.get(key).ok_or_else(|| {
            let message = format!("`{}` has no `{key}`", self.name);
            Diagnostic::new(message).in_file(self.name).into()
        })
    }

    fn no_list(&self, bytes: Range<usize>) -> Box<Diagnostic> {
        self.fault(bytes, "`heads` takes a list of strings").into()
    }

    fn fault(&self, bytes: Range<usize>, message: &str) -> Diagnostic {
        let position = Position::of_bytes(self.text, bytes);
        Diagnostic::new(message).at(self.name, self.text, position)
    }
}
