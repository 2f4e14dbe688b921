//! What a new revision file declares: the `revision` and `merge` commands.

use crate::revision::RevisionId;

use super::edges::Node;
use super::error::GraphError;
use super::map::RevisionMap;
use super::walk::Position;

/// What a new revision file declares of other revisions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewRevisionParents {
    /// For `DOWN_REVISION`: none for a new base.
    pub down_revisions: Vec<RevisionId>,
    /// For `DEPENDS_ON`: labels as they were given, else whole identifiers.
    pub depends_on: Vec<String>,
}

impl RevisionMap {
    /// What a new revision follows that is to be put on top of `head`, or, where it may `splice`, on top of
    /// a revision that others follow already.
    ///
    /// # Errors
    ///
    /// When a target names nothing, or too much, or is no head.
    pub fn parents_for_revision(
        &self,
        head: &str,
        splice: bool,
        depends_on: &[&str],
    ) -> Result<NewRevisionParents, GraphError> {
        let downs = self.new_downs(&[head], splice)?;
        let depends_on = depends_on
            .iter()
            .map(|name| self.dependency(name))
            .collect::<Result<_, _>>()?;
        Ok(NewRevisionParents {
            down_revisions: self.whole(&[head], &downs)?,
            depends_on,
        })
    }

    /// What a new revision follows that merges what the targets name.
    ///
    /// # Errors
    ///
    /// As for [`parents_for_revision`](Self::parents_for_revision).
    pub fn parents_for_merge(
        &self,
        targets: &[&str],
        splice: bool,
    ) -> Result<NewRevisionParents, GraphError> {
        let downs = self.new_downs(targets, splice)?;
        Ok(NewRevisionParents {
            down_revisions: self.whole(targets, &downs)?,
            depends_on: Vec::new(),
        })
    }

    /// The heads that the targets name; `None` where one leads out of the graph.
    fn new_downs(&self, targets: &[&str], splice: bool) -> Result<Vec<Option<Node>>, GraphError> {
        let mut downs = Vec::new();
        for target in targets {
            let places = self.positions(target)?;
            downs.extend(places.into_iter().map(|place| place?.node()));
        }
        let is_twice = |at: usize| downs[..at].contains(&downs[at]);
        let twice: Vec<_> = (1..downs.len()).filter(|&at| is_twice(at)).collect();
        if !twice.is_empty() {
            let nodes: Vec<Node> = twice.into_iter().filter_map(|at| downs[at]).collect();
            return Err(GraphError::DuplicateHeads {
                heads: self.ids(&nodes),
            });
        }
        let is_below = |&node: &Node| !splice && !self.children.of(node).is_empty();
        match downs.iter().copied().flatten().find(is_below) {
            Some(node) => Err(GraphError::NotAHead {
                revision: self.id(node).clone(),
            }),
            None => Ok(downs),
        }
    }

    fn whole(
        &self,
        targets: &[&str],
        downs: &[Option<Node>],
    ) -> Result<Vec<RevisionId>, GraphError> {
        let nodes: Option<Vec<Node>> = downs.iter().copied().collect();
        nodes
            .map(|nodes| self.ids(&nodes))
            .ok_or_else(|| GraphError::WalkedTooFar {
                target: targets.join(" "),
            })
    }

    fn dependency(&self, name: &str) -> Result<String, GraphError> {
        match self.position(name)? {
            Position::At(node) if self.has_label(node, name) => Ok(name.to_owned()),
            Position::At(node) => Ok(self.id(node).to_string()),
            Position::Base => Err(GraphError::WalkedTooFar {
                target: name.to_owned(),
            }),
        }
    }
}
