//! The map itself: the revisions, their edges, and the questions that need no walking.

use std::collections::BTreeMap;

use crate::revision::{Revision, RevisionId};

use super::edges::{Edges, Node, NodeSet};

/// All revisions of a project, and how they follow one another.
#[derive(Debug, Clone)]
pub struct RevisionMap {
    pub(super) revisions: Vec<Revision>,
    /// Identifiers and labels: what a target can name in full. Sorted, so that a prefix is a range.
    pub(super) names: BTreeMap<Box<str>, Node>,
    /// To the revisions that one revises.
    pub(super) downs: Edges,
    /// To the revisions that revise one.
    pub(super) children: Edges,
    /// To the revisions that one revises or depends on: those first that it revises.
    pub(super) parents: Edges,
    /// To the revisions that revise or depend on one.
    pub(super) followers: Edges,
    /// As `parents`, without the dependencies that an ancestor has already.
    pub(super) direct_parents: Edges,
    /// For each revision, the labels of the branches that it is in, sorted.
    pub(super) labels: Vec<Vec<Box<str>>>,
}

impl RevisionMap {
    /// How many revisions there are.
    pub fn len(&self) -> usize {
        self.revisions.len()
    }

    /// Whether there are no revisions.
    pub fn is_empty(&self) -> bool {
        self.revisions.is_empty()
    }

    /// All revisions in load order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Revision> {
        self.revisions.iter()
    }

    /// The revision with exactly this identifier.
    pub fn get(&self, id: &str) -> Option<&Revision> {
        self.row(id).map(|node| &self.revisions[node])
    }

    /// The heads: revisions that no other revises. In load order, as all lists that follow.
    pub fn heads(&self) -> Vec<&Revision> {
        self.all(&self.head_nodes())
    }

    /// The effective heads: revisions that no other revises or depends on. The rows of the version
    /// table are these once everything is applied.
    pub fn effective_heads(&self) -> Vec<&Revision> {
        self.all(&self.effective_head_nodes())
    }

    /// The bases: revisions that revise no other.
    pub fn bases(&self) -> Vec<&Revision> {
        self.all(&self.base_nodes())
    }

    /// The revisions that neither revise nor depend on another.
    pub fn real_bases(&self) -> Vec<&Revision> {
        self.all(&self.without(&self.parents))
    }

    /// The revisions that several others revise, newest first.
    pub fn branch_points(&self) -> Vec<&Revision> {
        let order = self.newest_first(&NodeSet::all(self.len()));
        order
            .into_iter()
            .filter(|&node| self.is_branch_point(node))
            .map(|node| &self.revisions[node])
            .collect()
    }

    /// The revisions that revise several others, in load order.
    pub fn merge_points(&self) -> Vec<&Revision> {
        let nodes: Vec<Node> = (0..self.len())
            .filter(|&node| self.is_merge_point(node))
            .collect();
        self.all(&nodes)
    }

    /// The revisions that revise this one, in load order; none for an unknown identifier.
    pub fn children(&self, id: &str) -> Vec<&Revision> {
        self.row(id)
            .map_or_else(Vec::new, |node| self.all(self.children.of(node)))
    }

    /// The labels of the branches that a revision is in, sorted; none for an unknown identifier.
    ///
    /// A label holds for the revision that declares it and all that follow it, and for those below it
    /// as far as nothing forks or joins.
    pub fn labels_of(&self, id: &str) -> impl Iterator<Item = &str> {
        let labels = self.row(id).map_or(&[][..], |node| &self.labels[node][..]);
        labels.iter().map(|label| &**label)
    }

    /// The node with exactly this identifier; a label is none.
    pub(super) fn row(&self, id: &str) -> Option<Node> {
        let node = *self.names.get(id)?;
        (self.revisions[node].id == *id).then_some(node)
    }

    pub(super) fn id(&self, node: Node) -> &RevisionId {
        &self.revisions[node].id
    }

    pub(super) fn ids(&self, nodes: &[Node]) -> Vec<RevisionId> {
        nodes.iter().map(|&node| self.id(node).clone()).collect()
    }

    pub(super) fn all(&self, nodes: &[Node]) -> Vec<&Revision> {
        nodes.iter().map(|&node| &self.revisions[node]).collect()
    }

    pub(super) fn head_nodes(&self) -> Vec<Node> {
        self.without(&self.children)
    }

    pub(super) fn effective_head_nodes(&self) -> Vec<Node> {
        self.without(&self.followers)
    }

    pub(super) fn base_nodes(&self) -> Vec<Node> {
        self.without(&self.downs)
    }

    pub(super) fn is_branch_point(&self, node: Node) -> bool {
        self.children.of(node).len() > 1
    }

    pub(super) fn is_merge_point(&self, node: Node) -> bool {
        self.downs.of(node).len() > 1
    }

    pub(super) fn has_label(&self, node: Node, label: &str) -> bool {
        self.labels[node].iter().any(|known| **known == *label)
    }

    /// The nodes from which no edge starts.
    fn without(&self, edges: &Edges) -> Vec<Node> {
        (0..self.len())
            .filter(|&node| edges.of(node).is_empty())
            .collect()
    }
}
