//! What a revision stands on, as the views draw it.

use std::collections::HashSet;

use migrate_script::Revision;
use migrate_script::graph::RevisionMap;

/// Why an edge leads from a revision to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EdgeKind {
    Revises,
    DependsOn,
}

/// The revisions that one depends on, in declared order, whether they are named by identifier or label.
pub(super) fn dependencies<'a>(graph: &'a RevisionMap, revision: &Revision) -> Vec<&'a Revision> {
    // In a map that could be built, every name of a dependency means exactly one revision.
    let resolve = |name: &String| graph.resolve(name, &[]).unwrap_or_default();
    let found = revision.depends_on.iter().flat_map(resolve).flatten();
    distinct(found)
}

/// The revisions that one revises or depends on, each once: as revised where it is both.
pub(super) fn edges<'a>(
    graph: &'a RevisionMap,
    revision: &Revision,
) -> Vec<(&'a Revision, EdgeKind)> {
    let revised = revision.down_revisions.iter();
    let revised = distinct(revised.filter_map(|id| graph.get(id)));
    let mut dependencies = dependencies(graph, revision);
    dependencies.retain(|dependency| !revised.iter().any(|other| other.id == dependency.id));
    let revised = revised.into_iter().map(|it| (it, EdgeKind::Revises));
    let dependencies = dependencies.into_iter().map(|it| (it, EdgeKind::DependsOn));
    revised.chain(dependencies).collect()
}

/// The edges among some revisions, each from a revision to what it stands on.
pub(super) fn drawn_edges<'a>(
    graph: &'a RevisionMap,
    revisions: &[&'a Revision],
) -> Vec<(&'a Revision, &'a Revision, EdgeKind)> {
    let drawn: HashSet<&str> = revisions.iter().map(|it| it.id.as_str()).collect();
    let of_one = |&revision: &&'a Revision| {
        let edges = edges(graph, revision).into_iter();
        edges.map(move |(parent, kind)| (revision, parent, kind))
    };
    let all = revisions.iter().flat_map(of_one);
    all.filter(|(_, parent, _)| drawn.contains(parent.id.as_str()))
        .collect()
}

fn distinct<'a>(revisions: impl Iterator<Item = &'a Revision>) -> Vec<&'a Revision> {
    let mut distinct: Vec<&Revision> = Vec::new();
    for revision in revisions {
        if !distinct.iter().any(|other| other.id == revision.id) {
            distinct.push(revision);
        }
    }
    distinct
}
