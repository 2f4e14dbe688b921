//! The rows of the version table while a plan runs.
//!
//! The rows are the heads of what is applied: the applied revisions that no other applied one follows or
//! depends on.

use super::edges::{Node, NodeSet};
use super::map::RevisionMap;
use super::plan::RowChange;

/// What is applied at some moment.
pub(super) struct Applied<'a> {
    map: &'a RevisionMap,
    nodes: NodeSet,
    /// For each node, how many of its followers are applied.
    followers: Vec<usize>,
    /// How many rows there are.
    pub(super) rows: usize,
}

impl<'a> Applied<'a> {
    /// What is applied where the version table has these rows, none of which is an ancestor of another.
    pub(super) fn new(map: &'a RevisionMap, rows: &[Node]) -> Self {
        let nodes = map.parents.reach(rows);
        let mut followers = vec![0; map.len()];
        for node in nodes.iter() {
            for &parent in map.parents.of(node) {
                followers[parent] += 1;
            }
        }
        Self {
            map,
            nodes,
            followers,
            rows: rows.len(),
        }
    }

    /// Applies a revision: the parents that were rows give way to it, the last one by an update.
    pub(super) fn upgrade(&mut self, node: Node) -> RowChange {
        let mut gone = Vec::new();
        for &parent in self.map.parents.of(node) {
            if self.followers[parent] == 0 {
                gone.push(parent);
            }
            self.followers[parent] += 1;
        }
        self.nodes.insert(node);
        self.rows = self.rows + 1 - gone.len();
        RowChange::upgrade(&self.map.ids(&gone), self.map.id(node))
    }

    /// Takes a revision away, which is a row: the parents that nothing else follows come back, the last one
    /// by an update.
    pub(super) fn downgrade(&mut self, node: Node) -> RowChange {
        let mut back = Vec::new();
        for &parent in self.map.parents.of(node) {
            self.followers[parent] -= 1;
            if self.followers[parent] == 0 {
                back.push(parent);
            }
        }
        self.nodes.remove(node);
        self.rows = self.rows + back.len() - 1;
        RowChange::downgrade(self.map.id(node), &self.map.ids(&back))
    }

    /// The rows, in load order.
    pub(super) fn row_nodes(&self) -> Vec<Node> {
        self.nodes
            .iter()
            .filter(|&node| self.followers[node] == 0)
            .collect()
    }
}
