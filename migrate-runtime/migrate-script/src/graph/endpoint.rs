//! The two ends of a stretch of the graph.

use std::fmt;

use crate::revision::{Revision, RevisionId};

use super::edges::Node;
use super::error::GraphError;
use super::map::RevisionMap;
use super::walk::Position;

/// An end of a stretch of the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint<'a> {
    /// Before the first revision.
    Base,
    /// What a target names.
    Target(&'a str),
    /// The rows of the version table.
    Rows(&'a [RevisionId]),
}

impl fmt::Display for Endpoint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Base | Self::Rows([]) => f.write_str("base"),
            Self::Target(target) => f.write_str(target),
            Self::Rows([first, rest @ ..]) => {
                write!(f, "{first}")?;
                rest.iter().try_for_each(|row| write!(f, ", {row}"))
            }
        }
    }
}

/// How a stretch of the graph is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traversal {
    /// The lower end is part of it.
    pub inclusive: bool,
    /// What other branches need is part of it, from their bases on.
    pub implicit_base: bool,
    /// It is what a downgrade to the lower end takes away: whatever follows or depends on what does.
    pub select_for_downgrade: bool,
}

impl RevisionMap {
    /// The revisions between two ends, newest first.
    ///
    /// # Errors
    ///
    /// When an end names nothing, or the lower one is not below the upper one.
    pub fn iterate(
        &self,
        upper: Endpoint<'_>,
        lower: Endpoint<'_>,
        traversal: Traversal,
    ) -> Result<Vec<&Revision>, GraphError> {
        let selected = if traversal.select_for_downgrade {
            self.select_downgrade(upper, lower, traversal, false)?.nodes
        } else {
            self.select_upgrade(upper, lower, traversal, false)?
        };
        Ok(self.all(&self.newest_first(&selected)))
    }

    /// The places that an end names, possibly none; `None` where `-N` leads out of the graph.
    pub(super) fn endpoint_positions(
        &self,
        endpoint: Endpoint<'_>,
    ) -> Result<Vec<Option<Position>>, GraphError> {
        match endpoint {
            Endpoint::Base => Ok(Vec::new()),
            Endpoint::Target(target) => self.positions(target),
            Endpoint::Rows(rows) => Ok(self
                .rows(rows)?
                .into_iter()
                .map(|node| Some(Position::At(node)))
                .collect()),
        }
    }

    /// The revisions that an end names.
    pub(super) fn endpoint_nodes(&self, endpoint: Endpoint<'_>) -> Result<Vec<Node>, GraphError> {
        let positions = self.endpoint_positions(endpoint)?;
        Ok(positions
            .into_iter()
            .filter_map(|place| place?.node())
            .collect())
    }
}
