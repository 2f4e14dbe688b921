//! The range of the `history` command.

use crate::revision::{Revision, RevisionId};

use super::endpoint::{Endpoint, Traversal};
use super::error::GraphError;
use super::map::RevisionMap;

impl RevisionMap {
    /// The revisions of a range `[start]:[end]`, or all of them, newest first; both ends belong to it.
    ///
    /// `current`, as one of the ends, stands for the rows of the version table.
    ///
    /// # Errors
    ///
    /// When the range is none, when an end names nothing, or when the start is not below the end.
    pub fn history(
        &self,
        range: Option<&str>,
        current: &[RevisionId],
    ) -> Result<Vec<&Revision>, GraphError> {
        let (lower, upper) = match range {
            Some(range) => ends(range)?,
            None => ("", ""),
        };
        let (lower, upper) = match (lower, upper) {
            (lower, "current") => (lower_end(lower), upper_rows(current)),
            ("current", upper) => (Endpoint::Rows(current), upper_end(upper)),
            (lower, upper) => (lower_end(lower), upper_end(upper)),
        };
        let traversal = Traversal {
            inclusive: true,
            ..Traversal::default()
        };
        let selected = self.select_upgrade(upper, lower, traversal, true)?;
        Ok(self.all(&self.newest_first(&selected)))
    }
}

fn ends(range: &str) -> Result<(&str, &str), GraphError> {
    range
        .trim()
        .split_once(':')
        .filter(|(_, upper)| !upper.contains(':'))
        .ok_or_else(|| GraphError::BadHistoryRange {
            range: range.to_owned(),
        })
}

fn lower_end(lower: &str) -> Endpoint<'_> {
    if lower.is_empty() {
        Endpoint::Base
    } else {
        Endpoint::Target(lower)
    }
}

fn upper_end(upper: &str) -> Endpoint<'_> {
    Endpoint::Target(if upper.is_empty() { "heads" } else { upper })
}

/// The rows as the upper end; with none of them, everything, as with Alembic.
fn upper_rows(current: &[RevisionId]) -> Endpoint<'_> {
    if current.is_empty() {
        Endpoint::Target("heads")
    } else {
        Endpoint::Rows(current)
    }
}
