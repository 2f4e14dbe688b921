//! The rows of the version table, as places in the graph.

use crate::revision::{Revision, RevisionId};

use super::edges::{Edges, Node, NodeSet};
use super::error::GraphError;
use super::map::RevisionMap;
use super::nearest::nearest;

impl RevisionMap {
    /// The applied revisions that no other applied one revises: the rows, and what they hide because it
    /// is only depended on. In load order.
    ///
    /// # Errors
    ///
    /// [`GraphError::UnknownCurrent`] for a row that no revision file declares.
    pub fn effective_current(&self, current: &[RevisionId]) -> Result<Vec<&Revision>, GraphError> {
        let applied = self.parents.reach(&self.rows(current)?);
        Ok(self.all(&self.heads_among(&applied)))
    }

    /// All revisions that are applied where the version table has these rows, in load order.
    ///
    /// # Errors
    ///
    /// [`GraphError::UnknownCurrent`] for a row that no revision file declares.
    pub fn applied(&self, current: &[RevisionId]) -> Result<Vec<&Revision>, GraphError> {
        let applied = self.parents.reach(&self.rows(current)?);
        Ok(self.all(&applied.iter().collect::<Vec<_>>()))
    }

    /// Whether the rows are all heads, as `current --check-heads` of Alembic asks; that is never so where
    /// a head is depended on. See [`is_up_to_date`](Self::is_up_to_date).
    pub fn check_heads(&self, current: &[RevisionId]) -> bool {
        let heads = self.head_nodes();
        let rows: Option<Vec<Node>> = current.iter().map(|id| self.row(id)).collect();
        rows.is_some_and(|rows| {
            NodeSet::of(self.len(), &rows)
                .iter()
                .eq(NodeSet::of(self.len(), &heads).iter())
        })
    }

    /// Whether every revision is applied.
    ///
    /// # Errors
    ///
    /// [`GraphError::UnknownCurrent`] for a row that no revision file declares.
    pub fn is_up_to_date(&self, current: &[RevisionId]) -> Result<bool, GraphError> {
        let applied = self.parents.reach(&self.rows(current)?);
        Ok(applied.iter().count() == self.len())
    }

    /// Of some revisions those that no other of them revises.
    pub(super) fn heads_among(&self, nodes: &NodeSet) -> Vec<Node> {
        let is_revised = |node: Node| {
            self.children
                .of(node)
                .iter()
                .any(|&child| nodes.contains(child))
        };
        nodes.iter().filter(|&node| !is_revised(node)).collect()
    }

    /// The nodes of the rows, each once, in their order.
    pub(super) fn rows(&self, current: &[RevisionId]) -> Result<Vec<Node>, GraphError> {
        let mut seen = NodeSet::none(self.len());
        let mut nodes = Vec::with_capacity(current.len());
        for id in current {
            let node = self.row(id).ok_or_else(|| self.unknown_current(id))?;
            if seen.insert(node) {
                nodes.push(node);
            }
        }
        Ok(nodes)
    }

    /// As [`rows`](Self::rows), refusing rows that are ancestors of one another: which revisions are
    /// applied could be told from them, but no version table that was written right holds them.
    pub(super) fn sound_rows(&self, current: &[RevisionId]) -> Result<Vec<Node>, GraphError> {
        let nodes = self.rows(current)?;
        match self.overlap(&nodes, &self.parents) {
            Some((revision, others)) => Err(GraphError::OverlappingCurrent { revision, others }),
            None => Ok(nodes),
        }
    }

    /// Refuses revisions, asked for together, that are ancestors of one another.
    pub(super) fn refuse_overlap(&self, nodes: &[Node]) -> Result<(), GraphError> {
        match self.overlap(nodes, &self.parents) {
            Some((revision, others)) => Err(GraphError::Overlap { revision, others }),
            None => Ok(()),
        }
    }

    /// The first of some revisions that has others of them among its ancestors, and these.
    fn overlap(&self, nodes: &[Node], parents: &Edges) -> Option<(RevisionId, Vec<RevisionId>)> {
        if nodes.len() < 2 {
            return None;
        }
        let starts: Vec<Node> = nodes
            .iter()
            .flat_map(|&node| parents.of(node))
            .copied()
            .collect();
        let below = parents.reach(&starts);
        if !nodes.iter().any(|&node| below.contains(node)) {
            return None;
        }
        nodes.iter().find_map(|&upper| {
            let ancestors = parents.reach(parents.of(upper));
            let others: Vec<Node> = nodes
                .iter()
                .copied()
                .filter(|&node| ancestors.contains(node))
                .collect();
            (!others.is_empty()).then(|| (self.id(upper).clone(), self.ids(&others)))
        })
    }

    fn unknown_current(&self, id: &RevisionId) -> GraphError {
        let ids = self.revisions.iter().map(|revision| revision.id.as_str());
        GraphError::UnknownCurrent {
            id: id.clone(),
            nearest: nearest(id, ids),
        }
    }
}
