//! What the vectors' README defines, computed from the definition and from nothing else: slowly, and
//! without the graph under test.

use std::collections::{BTreeMap, BTreeSet};

use super::vector::Node;

/// The edges of a vector's revisions.
pub(super) struct Definition {
    /// For each revision, what it revises and depends on.
    parents: BTreeMap<String, BTreeSet<String>>,
}

impl Definition {
    pub(super) fn new(nodes: &[Node]) -> Self {
        let labels: BTreeMap<&str, &str> = nodes
            .iter()
            .flat_map(|node| {
                node.labels
                    .iter()
                    .map(|label| (label.as_str(), node.id.as_str()))
            })
            .collect();
        let dependency = |name: &String| {
            labels
                .get(name.as_str())
                .map_or(name.clone(), |&id| id.to_owned())
        };
        let parents = nodes.iter().map(|node| {
            let all = node
                .down
                .iter()
                .cloned()
                .chain(node.depends_on.iter().map(dependency));
            (node.id.clone(), all.collect())
        });
        Self {
            parents: parents.collect(),
        }
    }

    /// What is revised alone, without what is depended on.
    pub(super) fn of_downs(nodes: &[Node]) -> Self {
        let parents = nodes
            .iter()
            .map(|node| (node.id.clone(), node.down.iter().cloned().collect()));
        Self {
            parents: parents.collect(),
        }
    }

    /// All that some revisions revise or depend on, directly or not; not themselves.
    pub(super) fn ancestors<'a>(
        &self,
        of: impl IntoIterator<Item = &'a String>,
    ) -> BTreeSet<String> {
        let mut ancestors = BTreeSet::new();
        let mut waiting: Vec<&String> = of.into_iter().collect();
        while let Some(revision) = waiting.pop() {
            for parent in self.parents.get(revision).into_iter().flatten() {
                if ancestors.insert(parent.clone()) {
                    waiting.push(parent);
                }
            }
        }
        ancestors
    }

    /// Those of some revisions that are no ancestors of others.
    pub(super) fn heads(&self, revisions: &BTreeSet<String>) -> BTreeSet<String> {
        let below = self.ancestors(revisions);
        revisions.difference(&below).cloned().collect()
    }

    /// Whether of some revisions one is an ancestor of another: no rows that could be read again.
    pub(super) fn overlap(&self, revisions: &BTreeSet<String>) -> bool {
        self.heads(revisions) != *revisions
    }

    /// Whether each revision comes after all that it needs.
    pub(super) fn is_oldest_first(&self, order: &[&str]) -> bool {
        (0..order.len()).all(|at| {
            let needed = self.ancestors([&order[at].to_owned()]);
            order[at..].iter().all(|later| !needed.contains(*later))
        })
    }

    /// Whether no other order of these revisions would do.
    pub(super) fn is_only_order(&self, oldest_first: &[&str]) -> bool {
        oldest_first
            .windows(2)
            .all(|pair| self.ancestors([&pair[1].to_owned()]).contains(pair[0]))
    }

    /// Whether a revision is an ancestor of itself.
    pub(super) fn is_circular(&self) -> bool {
        self.parents
            .keys()
            .any(|revision| self.ancestors([revision]).contains(revision))
    }
}
