//! Walking a number of steps, where each step must be the only one possible.

use super::edges::{Node, NodeSet};
use super::error::GraphError;
use super::map::RevisionMap;

/// A place in the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    /// Before the first revision.
    Base,
    /// At a revision.
    At(Node),
}

impl Position {
    pub(super) fn node(self) -> Option<Node> {
        match self {
            Self::Base => None,
            Self::At(node) => Some(node),
        }
    }
}

impl RevisionMap {
    /// Walks up where `steps` is positive, in the branch if one is named, else down; `None` where that
    /// leads out of the graph, or the last place in it where the walk may `stop_early`.
    pub(super) fn walk(
        &self,
        start: Position,
        steps: i64,
        branch: Option<&str>,
        stop_early: bool,
    ) -> Result<Option<Position>, GraphError> {
        if steps > 0 {
            self.walk_up(start, steps, branch, stop_early)
        } else {
            self.walk_down(start, -steps, stop_early)
        }
    }

    fn walk_up(
        &self,
        start: Position,
        steps: i64,
        branch: Option<&str>,
        stop_early: bool,
    ) -> Result<Option<Position>, GraphError> {
        let mut at = start;
        let mut lineage: Option<NodeSet> = None;
        for _ in 0..steps {
            let mut next = match at {
                Position::Base => self.base_nodes(),
                Position::At(node) => self.children.of(node).to_vec(),
            };
            if let Some(branch) = branch {
                next = self.in_branch(next, branch, &mut lineage)?;
            }
            match self.only(&next)? {
                Some(node) => at = Position::At(node),
                None => return Ok(stop_early.then_some(at)),
            }
        }
        Ok(Some(at))
    }

    /// Walks down; one step below a base is the place before the first revision. From that place, a walk
    /// starts with the heads: what is below them is above the end.
    pub(super) fn walk_down(
        &self,
        start: Position,
        steps: i64,
        stop_early: bool,
    ) -> Result<Option<Position>, GraphError> {
        let mut at = start;
        for step in 0..steps {
            let next = match at {
                Position::Base if step == 0 => self.only(&self.head_nodes())?,
                Position::Base => return Ok(stop_early.then_some(at)),
                Position::At(node) => self.only(self.downs.of(node))?,
            };
            at = next.map_or(Position::Base, Position::At);
        }
        Ok(Some(at))
    }

    /// Those of some revisions that are in the branch, whose lineage is asked for once in a walk.
    fn in_branch(
        &self,
        nodes: Vec<Node>,
        branch: &str,
        lineage: &mut Option<NodeSet>,
    ) -> Result<Vec<Node>, GraphError> {
        if lineage.is_none() {
            let Some(named) = self.named_by(branch, &nodes)? else {
                return Ok(nodes);
            };
            *lineage = Some(self.lineage(&named));
        }
        let is_inside = |node: &Node| {
            lineage
                .as_ref()
                .is_none_or(|lineage| lineage.contains(*node))
        };
        Ok(nodes.into_iter().filter(is_inside).collect())
    }

    fn only(&self, choices: &[Node]) -> Result<Option<Node>, GraphError> {
        match *choices {
            [] => Ok(None),
            [node] => Ok(Some(node)),
            _ => Err(GraphError::AmbiguousWalk {
                choices: self.ids(choices),
            }),
        }
    }
}
