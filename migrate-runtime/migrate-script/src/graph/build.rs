//! Building the map: names, edges, labels, and every fault that stands in the way.

use std::collections::{BTreeMap, HashMap};

use crate::revision::{Revision, RevisionId};

use super::cycle;
use super::edges::{Edges, Node, NodeSet};
use super::error::{Declaration, GraphError, Literal};
use super::faults::{self, literal};
use super::map::RevisionMap;
use super::nearest::nearest;
use super::{labels, redundant};

impl RevisionMap {
    /// Builds the map of all revisions, given in load order: sorted by file name.
    ///
    /// # Errors
    ///
    /// All faults of the set, not the first one: first those of declarations taken one by one, then names
    /// that are used twice, then names that nothing has, then circles.
    pub fn new(revisions: Vec<Revision>) -> Result<Self, Vec<GraphError>> {
        let mut faults = faults::of_declarations(&revisions);
        let names = Names::collect(&revisions, &mut faults);
        let (downs, dependencies) = edges(&revisions, &names, &mut faults);
        let parents = downs.joined(&dependencies);
        faults.extend(circles(&revisions, &names, &downs, &parents));
        if !faults.is_empty() {
            return Err(faults);
        }
        let names = names.sorted();
        let children = downs.reversed();
        let followers = parents.reversed();
        let labels = labels::spread(&revisions, &downs, &children, &followers);
        let direct_parents = downs.joined(&redundant::without_inherited(&downs, &dependencies));
        Ok(Self {
            revisions,
            names,
            downs,
            children,
            parents,
            followers,
            direct_parents,
            labels,
        })
    }
}

/// What revisions and other declarations can be named by.
struct Names<'a> {
    ids: HashMap<&'a str, Node>,
    labels: HashMap<&'a str, Literal>,
}

impl<'a> Names<'a> {
    fn collect(revisions: &'a [Revision], faults: &mut Vec<GraphError>) -> Self {
        let ids = collect_ids(revisions, faults);
        let mut names = Self {
            ids,
            labels: HashMap::new(),
        };
        for (place, revision) in revisions.iter().enumerate() {
            for (index, label) in revision.branch_labels.iter().enumerate() {
                let at = literal(place, Declaration::BranchLabels, index);
                if let Some(first) = names.literal_of(label) {
                    faults.push(GraphError::DuplicateLabel {
                        label: label.clone(),
                        revision: revision.id.clone(),
                        other: revisions[first.revision].id.clone(),
                        first,
                        at,
                    });
                } else {
                    names.labels.insert(label, at);
                }
            }
        }
        names
    }

    fn literal_of(&self, name: &str) -> Option<Literal> {
        let label = self.labels.get(name).copied();
        label.or_else(|| Some(literal(*self.ids.get(name)?, Declaration::Revision, 0)))
    }

    /// The node that an identifier or a label names.
    fn node(&self, name: &str) -> Option<Node> {
        self.literal_of(name).map(|literal| literal.revision)
    }

    fn nearest_id(&self, name: &str) -> Option<String> {
        nearest(name, self.ids.keys().copied()).into_iter().next()
    }

    fn nearest_name(&self, name: &str) -> Option<String> {
        nearest(name, self.ids.keys().chain(self.labels.keys()).copied())
            .into_iter()
            .next()
    }

    fn sorted(&self) -> BTreeMap<Box<str>, Node> {
        let ids = self.ids.iter().map(|(&id, &node)| (id.into(), node));
        let labels = self
            .labels
            .iter()
            .map(|(&label, at)| (label.into(), at.revision));
        ids.chain(labels).collect()
    }
}

fn collect_ids<'a>(
    revisions: &'a [Revision],
    faults: &mut Vec<GraphError>,
) -> HashMap<&'a str, Node> {
    let mut ids = HashMap::with_capacity(revisions.len());
    for (place, revision) in revisions.iter().enumerate() {
        let first = *ids.entry(revision.id.as_str()).or_insert(place);
        if first != place {
            faults.push(GraphError::DuplicateRevision {
                id: revision.id.clone(),
                first: literal(first, Declaration::Revision, 0),
                at: literal(place, Declaration::Revision, 0),
            });
        }
    }
    ids
}

/// The edges to what is revised, and to what is depended on.
fn edges(
    revisions: &[Revision],
    names: &Names<'_>,
    faults: &mut Vec<GraphError>,
) -> (Edges, Edges) {
    let mut downs = Vec::with_capacity(revisions.len());
    let mut dependencies = Vec::with_capacity(revisions.len());
    for (place, revision) in revisions.iter().enumerate() {
        downs.push(revised(place, revision, names, faults));
        dependencies.push(depended_on(place, revision, names, faults));
    }
    (Edges::new(downs), Edges::new(dependencies))
}

fn revised(
    place: usize,
    revision: &Revision,
    names: &Names<'_>,
    faults: &mut Vec<GraphError>,
) -> Vec<Node> {
    let mut nodes = Vec::with_capacity(revision.down_revisions.len());
    for (index, down) in revision.down_revisions.iter().enumerate() {
        match names.ids.get(down.as_str()) {
            // A revision that names itself is a fault of its own.
            Some(_) if *down == revision.id => {}
            Some(&node) => nodes.push(node),
            None => faults.push(GraphError::MissingDownRevision {
                revision: revision.id.clone(),
                missing: down.to_string(),
                nearest: names.nearest_id(down),
                at: literal(place, Declaration::DownRevision, index),
            }),
        }
    }
    nodes
}

fn depended_on(
    place: usize,
    revision: &Revision,
    names: &Names<'_>,
    faults: &mut Vec<GraphError>,
) -> Vec<Node> {
    let mut nodes = Vec::with_capacity(revision.depends_on.len());
    for (index, name) in revision.depends_on.iter().enumerate() {
        match names.node(name) {
            Some(_) if revision.id == **name => {}
            Some(node) => nodes.push(node),
            None => faults.push(GraphError::MissingDependency {
                revision: revision.id.clone(),
                missing: name.clone(),
                nearest: names.nearest_name(name),
                at: literal(place, Declaration::DependsOn, index),
            }),
        }
    }
    nodes
}

fn circles(
    revisions: &[Revision],
    names: &Names<'_>,
    downs: &Edges,
    parents: &Edges,
) -> Vec<GraphError> {
    let mut removed = NodeSet::none(revisions.len());
    let describe = |circle: &[Node]| -> (Vec<RevisionId>, Vec<Literal>) {
        let next = circle.iter().cycle().skip(1);
        let literals = circle
            .iter()
            .zip(next)
            .map(|(&from, &to)| edge_literal(revisions, names, from, to));
        (
            circle
                .iter()
                .map(|&node| revisions[node].id.clone())
                .collect(),
            literals.collect(),
        )
    };
    let mut faults = Vec::new();
    for circle in cycle::find(downs, &mut removed) {
        let (revisions, at) = describe(&circle);
        faults.push(GraphError::Cycle { revisions, at });
    }
    for circle in cycle::find(parents, &mut removed) {
        let (revisions, at) = describe(&circle);
        faults.push(GraphError::DependencyCycle { revisions, at });
    }
    faults
}

/// The literal in the file of one revision that names another.
fn edge_literal(revisions: &[Revision], names: &Names<'_>, from: Node, to: Node) -> Literal {
    let revision = &revisions[from];
    let revised = revision
        .down_revisions
        .iter()
        .position(|down| *down == revisions[to].id);
    if let Some(index) = revised {
        return literal(from, Declaration::DownRevision, index);
    }
    let depended = revision
        .depends_on
        .iter()
        .position(|name| names.node(name) == Some(to));
    literal(from, Declaration::DependsOn, depended.unwrap_or_default())
}
