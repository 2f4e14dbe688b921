//! Renames: what looks as if it was dropped and created under another name.
//!
//! A comparison cannot tell a rename from a drop and a creation, so it is asked or told.

mod apply;

use std::fmt;
use std::str::FromStr;

use super::{Options, compare};
use crate::autogenerate::change::Change;
use crate::autogenerate::schema::{Column, Name, Schema, Table};

pub(crate) use apply::renamed;

/// What may have been renamed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rename {
    Table {
        from: Name,
        to: Name,
    },
    Column {
        table: Name,
        from: String,
        to: String,
    },
}

impl Rename {
    /// The change that it is.
    pub(crate) fn change(self) -> Change {
        match self {
            Self::Table { from, to } => Change::RenameTable { from, to },
            Self::Column { table, from, to } => Change::RenameColumn { table, from, to },
        }
    }
}

impl fmt::Display for Rename {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table { from, to } => write!(f, "{from}:{to}"),
            Self::Column { table, from, to } => write!(f, "{table}.{from}:{table}.{to}"),
        }
    }
}

/// How alike two things must be to be offered, of 100.
const ENOUGH: u32 = 50;

/// The renames that the changes may be, with how alike the two are, of 100; the most alike first.
pub(crate) fn candidates(changes: &[Change]) -> Vec<(Rename, u32)> {
    let pairs = pairs(changes).into_iter();
    let mut found: Vec<_> = pairs.filter(|(_, score)| *score >= ENOUGH).collect();
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    found
}

/// All renames that are possible.
fn pairs(changes: &[Change]) -> Vec<(Rename, u32)> {
    let mut found = Vec::new();
    for change in changes {
        match change {
            Change::DropTable(from, old) => {
                for (to, new) in changes.iter().filter_map(created) {
                    if from.schema == to.schema {
                        let rename = Rename::Table {
                            from: from.clone(),
                            to: to.clone(),
                        };
                        found.push((rename, tables_alike(old, new)));
                    }
                }
            }
            Change::DropColumn { table, column: old } => {
                for (other, new) in changes.iter().filter_map(added) {
                    if table == other && old.name != new.name && old.computed == new.computed {
                        let rename = Rename::Column {
                            table: table.clone(),
                            from: old.name.clone(),
                            to: new.name.clone(),
                        };
                        found.push((rename, columns_alike(old, new)));
                    }
                }
            }
            _ => {}
        }
    }
    // A column that is dropped and added again keeps its name.
    let again = |table: &Name, name: &str| {
        let mut added = changes.iter().filter_map(added);
        added.any(|(other, it)| table == other && it.name == name)
    };
    let gone = |table: &Name, name: &str| {
        let mut dropped = changes.iter().cloned().map(Change::reverse);
        dropped.any(|it| added(&it).is_some_and(|(other, it)| table == other && it.name == name))
    };
    // A view that goes or comes would have the name for a while too.
    let is_view = |name: &Name| {
        let mut changes = changes.iter();
        changes.any(|change| {
            matches!(change, Change::CreateView(view, _) | Change::DropView(view, _) if view == name)
        })
    };
    found.retain(|(rename, _)| match rename {
        Rename::Table { from, to } => !is_view(from) && !is_view(to),
        Rename::Column { table, from, to } => !again(table, from) && !gone(table, to),
    });
    found
}

fn created(change: &Change) -> Option<(&Name, &Table)> {
    match change {
        Change::CreateTable(name, table) => Some((name, table)),
        _ => None,
    }
}

fn added(change: &Change) -> Option<(&Name, &Column)> {
    match change {
        Change::AddColumn { table, column } => Some((table, column)),
        _ => None,
    }
}

/// The columns in common, twice, against all columns of both.
fn tables_alike(old: &Table, new: &Table) -> u32 {
    let is_common = |column: &&Column| {
        let mut others = new.columns.iter();
        others.any(|other| (&other.name, &other.data_type) == (&column.name, &column.data_type))
    };
    let common = old.columns.iter().filter(is_common).count();
    percent(2 * common, old.columns.len() + new.columns.len())
}

/// Columns of two types are not alike. Those of one type are, and the more so the more their names have in common.
fn columns_alike(old: &Column, new: &Column) -> u32 {
    if old.data_type != new.data_type {
        return 0;
    }
    let same = [
        old.is_nullable == new.is_nullable,
        old.default == new.default,
        old.identity == new.identity,
        old.comment == new.comment,
    ];
    let points = same.into_iter().filter(|is_same| *is_same).count() * 5;
    let names = percent(
        2 * common_letters(&old.name, &new.name),
        old.name.len() + new.name.len(),
    );
    let points = u32::try_from(points).unwrap_or(0);
    30 + points + names / 2
}

/// The length of what two names begin and end with.
fn common_letters(old: &str, new: &str) -> usize {
    let same = |pair: &(u8, u8)| pair.0 == pair.1;
    let front = old.bytes().zip(new.bytes()).take_while(same).count();
    let (old, new) = (&old.as_bytes()[front..], &new.as_bytes()[front..]);
    let back = old.iter().rev().zip(new.iter().rev());
    front + back.take_while(|(old, new)| old == new).count()
}

fn percent(part: usize, whole: usize) -> u32 {
    let percent = (100 * part).checked_div(whole).unwrap_or(0);
    u32::try_from(percent).unwrap_or(100)
}

/// The changes with a rename in place of a drop and a creation: the one is called as the other in the schema that the
/// comparison begins with, and what still differs is behind the rename.
pub(crate) fn apply_rename(
    changes: &[Change],
    from: &Schema,
    to: &Schema,
    options: &Options,
    rename: Rename,
) -> Vec<Change> {
    let is_rename = |change: &&Change| {
        matches!(
            change,
            Change::RenameTable { .. } | Change::RenameColumn { .. }
        )
    };
    let mut renames: Vec<_> = changes.iter().take_while(is_rename).cloned().collect();
    renames.push(rename.change());
    let from = renames.iter().fold(from.clone(), renamed);
    let rest = compare(&from, to, options);
    renames.into_iter().chain(rest).collect()
}

/// What is typed: `old:new` or `table.old:table.new`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wish {
    from: Vec<String>,
    to: Vec<String>,
}

/// A rename that cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RenameError {
    /// It is not written as one.
    Syntax(String),
    /// Nothing of the first name is dropped.
    NotDropped { wish: String, dropped: Vec<String> },
    /// Nothing of the second name is created.
    NotCreated { wish: String, created: Vec<String> },
    /// Both are there, but the one cannot become the other.
    Apart(String),
    /// A name with a dot may be a column or a table in a schema.
    Ambiguous(String),
}

impl fmt::Display for RenameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, names: &[String]| match names {
            [] => f.write_str("; nothing is"),
            names => write!(f, "; what is: {}", names.join(", ")),
        };
        match self {
            Self::Syntax(text) => {
                write!(
                    f,
                    "`{text}` is no rename: `old:new` for a table, `table.old:table.new` for a column"
                )
            }
            Self::NotDropped { wish, dropped } => {
                write!(
                    f,
                    "`{wish}` is neither a table nor a column that would be dropped"
                )?;
                list(f, dropped)
            }
            Self::NotCreated { wish, created } => {
                write!(
                    f,
                    "`{wish}` is neither a table nor a column that would be created"
                )?;
                list(f, created)
            }
            Self::Apart(text) => write!(
                f,
                "`{text}` cannot be renamed: a table stays in its schema, and a column in its table"
            ),
            Self::Ambiguous(text) => {
                write!(f, "`{text}` may be a table in a schema, or a column")
            }
        }
    }
}

impl std::error::Error for RenameError {}

impl FromStr for Wish {
    type Err = RenameError;

    fn from_str(text: &str) -> Result<Self, RenameError> {
        let parts =
            |text: &str| -> Vec<_> { text.split('.').map(|it| it.trim().to_owned()).collect() };
        let wish = text.split_once(':').map(|(from, to)| Self {
            from: parts(from),
            to: parts(to),
        });
        let is_name = |parts: &[String]| parts.len() <= 3 && parts.iter().all(|it| !it.is_empty());
        wish.filter(|wish| {
            is_name(&wish.from) && is_name(&wish.to) && !wish.to.concat().contains(':')
        })
        .ok_or_else(|| RenameError::Syntax(text.to_owned()))
    }
}

impl Wish {
    /// The rename, if the changes hold such a pair.
    ///
    /// # Errors
    ///
    /// What is not dropped or not created cannot be renamed.
    pub(crate) fn find(&self, changes: &[Change]) -> Result<Rename, RenameError> {
        let (from, to) = (self.from.join("."), self.to.join("."));
        let typed = format!("{from}:{to}");
        let wanted = |(rename, _): &(Rename, u32)| rename.to_string() == typed;
        let mut found: Vec<_> = pairs(changes).into_iter().filter(wanted).collect();
        if found.len() > 1 {
            return Err(RenameError::Ambiguous(typed));
        }
        if let Some((rename, _)) = found.pop() {
            return Ok(rename);
        }
        let created = names(changes.iter().cloned());
        let dropped = names(changes.iter().cloned().map(Change::reverse));
        Err(if !dropped.contains(&from) {
            RenameError::NotDropped {
                wish: from,
                dropped,
            }
        } else if !created.contains(&to) {
            RenameError::NotCreated { wish: to, created }
        } else {
            RenameError::Apart(typed)
        })
    }
}

/// The names of the tables and columns that are created.
fn names(changes: impl Iterator<Item = Change>) -> Vec<String> {
    let mut names: Vec<_> = changes
        .filter_map(|change| match change {
            Change::CreateTable(name, _) => Some(name.to_string()),
            Change::AddColumn { table, column } => Some(format!("{table}.{}", column.name)),
            _ => None,
        })
        .collect();
    names.sort();
    names
}
