//! The text of a lock file.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, Position};
use crate::parse::{NoSeal, Seal};
use crate::revision::RevisionId;

use super::LockFile;

type Result<T> = std::result::Result<T, Box<Diagnostic>>;

type Seals = BTreeMap<RevisionId, Seal>;

type Places = BTreeMap<RevisionId, Range<usize>>;

/// The only version of the format so far.
const VERSION: u32 = 1;

/// All keys: what a later version of this tool may add is not to get lost because this one does not know it.
const KEYS: [&str; 3] = ["version", "heads", "sealed"];

const NEWER: &str = "if a newer cargo-migrate has written it, install that one";

/// How the lines begin that git puts around the two sides of a conflict.
const CONFLICT: [&str; 4] = ["<<<<<<<", BEFORE, "=======", ">>>>>>>"];

/// How the line begins behind which stands what both sides had before.
const BEFORE: &str = "|||||||";

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
        )?;
        if self.sealed.is_empty() {
            return Ok(());
        }
        // In the order of the identifiers, which are random: so two branches rarely write at one place.
        write!(
            f,
            "\n\
             # Released, and not to be edited: the build compares each of these files with its seal. A conflict\n\
             # here is mended by `cargo migrate lock`, which keeps both sides.\n\
             [sealed]\n"
        )?;
        let mut sealed = self.sealed.iter();
        sealed.try_for_each(|(id, seal)| writeln!(f, "{} = \"{seal}\"", quoted(id)))
    }
}

/// A string of TOML. A sealed identifier is of a file perhaps that is gone, and may be any text.
fn quoted(id: &RevisionId) -> String {
    let escaped = id.chars().map(|character| match character {
        '\\' | '"' => format!("\\{character}"),
        _ if character.is_ascii_control() => format!("\\u{:04X}", u32::from(character)),
        _ => character.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

/// A lock file, and where its parts stand.
pub(super) struct Parsed {
    pub(super) lock_file: LockFile,
    /// The list of heads.
    pub(super) heads_at: Position,
    /// The bytes of the identifiers of the sealed revisions.
    pub(super) sealed_at: BTreeMap<RevisionId, Range<usize>>,
}

/// Reads a lock file; `name` is its path, as it is to be shown.
pub(super) fn parse(text: &str, name: &str) -> Result<Parsed> {
    let reader = Reader { text, name };
    reader.refuse_conflict()?;
    let document = DeTable::parse(text).map_err(|error| {
        let message = error.message().lines().collect::<Vec<_>>().join(", ");
        Box::new(reader.fault(error.span().unwrap_or_default(), &message))
    })?;
    reader.read(document.get_ref())
}

/// The seals in a text that need not be a lock file any more, line by line: those of both sides of a conflict,
/// but not those that both had before.
pub(super) fn salvaged(text: &str) -> Vec<(RevisionId, Seal)> {
    let mut was_before = false;
    let lines = text.lines().filter(|line| {
        match CONFLICT.iter().position(|marker| line.starts_with(marker)) {
            Some(marker) => was_before = CONFLICT[marker] == BEFORE,
            None => return !was_before,
        }
        false
    });
    lines.filter_map(seal_in).collect()
}

/// The seal in a line of its own.
fn seal_in(line: &str) -> Option<(RevisionId, Seal)> {
    let table = DeTable::parse(line).ok()?;
    let (id, value) = table.get_ref().iter().next()?;
    let seal = value.get_ref().as_str()?.parse().ok()?;
    Some((id.get_ref().as_ref().into(), seal))
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

    fn read(&self, table: &DeTable<'_>) -> Result<Parsed> {
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
        let heads_at = Position::of_bytes(self.text, heads.span());
        let heads = ids.collect::<Result<_>>()?;
        let (sealed, sealed_at) = match table.get("sealed") {
            Some(sealed) => self.read_sealed(sealed)?,
            None => Default::default(),
        };
        Ok(Parsed {
            lock_file: LockFile { heads, sealed },
            heads_at,
            sealed_at,
        })
    }

    fn read_sealed(&self, sealed: &Spanned<DeValue<'_>>) -> Result<(Seals, Places)> {
        let table = sealed.get_ref().as_table().ok_or_else(|| {
            let message = "`sealed` takes a table of identifiers and seals";
            Box::new(self.fault(sealed.span(), message))
        })?;
        let (mut seals, mut places) = (Seals::new(), Places::new());
        for (id, value) in table {
            let seal = value.get_ref().as_str().and_then(|it| it.parse().ok());
            let seal = seal.ok_or_else(|| {
                let message = format!("this is no seal: {NoSeal}");
                Box::new(self.fault(value.span(), &message))
            })?;
            let at = id.span();
            let id = RevisionId::from(id.get_ref().as_ref());
            seals.insert(id.clone(), seal);
            places.insert(id, at);
        }
        Ok((seals, places))
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
