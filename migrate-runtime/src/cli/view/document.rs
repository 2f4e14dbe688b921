//! Revisions as JSON, in the shape that docs/json.md describes and that programs depend on.
//!
//! A field may be added to it; one that is there keeps its name and its meaning, or `VERSION` changes.

use std::collections::HashSet;

use migrate_script::diagnostic::forward_slashes;
use migrate_script::graph::RevisionMap;
use migrate_script::{Revision, RevisionId};

use crate::history::HistoryEntry;

use super::edges;
use super::record::{self, Records};
use crate::cli::json::Json;

const VERSION: u32 = 1;

/// What `current` knows beside the revisions.
pub(crate) struct CurrentState<'a> {
    /// What the database says.
    pub(crate) live: Live<'a>,
    /// Whether every revision is applied.
    pub(crate) is_up_to_date: bool,
}

/// What a database says of its revisions.
#[derive(Clone, Copy)]
pub(crate) struct Live<'a> {
    /// The rows of the version table.
    pub(crate) rows: &'a [RevisionId],
    /// What its history says.
    pub(crate) history: &'a [HistoryEntry],
}

/// The document of some revisions of a graph; `live` where the database was read.
pub(crate) fn document(
    graph: &RevisionMap,
    revisions: &[&Revision],
    live: Option<Live<'_>>,
) -> String {
    Json::Object(members(graph, revisions, live)).to_string()
}

/// The document of the revisions that a database is at.
pub(crate) fn current_document(
    graph: &RevisionMap,
    revisions: &[&Revision],
    state: &CurrentState<'_>,
) -> String {
    let mut members = members(graph, revisions, Some(state.live));
    members.push(("rows", Json::texts(state.live.rows)));
    members.push(("is_up_to_date", Json::Bool(state.is_up_to_date)));
    Json::Object(members).to_string()
}

type Members = Vec<(&'static str, Json)>;

fn members(graph: &RevisionMap, revisions: &[&Revision], live: Option<Live<'_>>) -> Members {
    let facts = Facts::of(graph, live);
    let revisions = revisions.iter().map(|revision| facts.revision(revision));
    vec![
        ("version", Json::Number(VERSION)),
        ("revisions", Json::List(revisions.collect())),
    ]
}

/// What is asked about each revision, found once for all.
struct Facts<'a> {
    graph: &'a RevisionMap,
    rows: Option<&'a [RevisionId]>,
    records: Records<'a>,
    merge_points: HashSet<&'a str>,
    depended_on: HashSet<&'a str>,
}

impl<'a> Facts<'a> {
    fn of(graph: &'a RevisionMap, live: Option<Live<'a>>) -> Self {
        let merge_points = graph.merge_points();
        let depended_on = graph
            .iter()
            .flat_map(|revision| edges::dependencies(graph, revision));
        Self {
            graph,
            rows: live.map(|live| live.rows),
            records: Records::of(live.map_or(&[], |live| live.history)),
            merge_points: merge_points.into_iter().map(id).collect(),
            depended_on: depended_on.map(id).collect(),
        }
    }

    fn revision(&self, revision: &Revision) -> Json {
        let mut members = declared(revision);
        members.extend(self.found(revision));
        Json::Object(members)
    }

    /// What follows from the graph and from the version table.
    fn found(&self, revision: &Revision) -> Members {
        let next = self.graph.children(&revision.id);
        let is_current = self.rows.map(|rows| rows.contains(&revision.id));
        let applied = self.records.get(&revision.id);
        vec![
            ("next_revisions", Json::texts(next.iter().map(|it| &it.id))),
            (
                "dependencies",
                Json::texts(
                    edges::dependencies(self.graph, revision)
                        .into_iter()
                        .map(id),
                ),
            ),
            ("branches", Json::texts(self.graph.labels_of(&revision.id))),
            ("is_head", Json::Bool(next.is_empty())),
            ("is_base", Json::Bool(revision.down_revisions.is_empty())),
            ("is_branch_point", Json::Bool(next.len() > 1)),
            ("is_merge_point", self.is_in(&self.merge_points, revision)),
            ("is_depended_on", self.is_in(&self.depended_on, revision)),
            ("is_current", is_current.map_or(Json::Null, Json::Bool)),
            ("applied", record::json(applied)),
        ]
    }

    fn is_in(&self, set: &HashSet<&str>, revision: &Revision) -> Json {
        Json::Bool(set.contains(revision.id.as_str()))
    }
}

/// What the file says.
fn declared(revision: &Revision) -> Members {
    // Destructured, so that what a revision is found to have some day is not forgotten here.
    let Revision {
        id,
        down_revisions,
        branch_labels,
        depends_on,
        doc,
        path,
    } = revision;
    let path = path.as_deref().map(forward_slashes);
    vec![
        ("id", Json::Text(id.to_string())),
        ("down_revisions", Json::texts(down_revisions)),
        ("depends_on", Json::texts(depends_on)),
        ("branch_labels", Json::texts(branch_labels)),
        ("message", Json::Text(revision.message().to_owned())),
        ("doc", Json::Text(doc.clone())),
        ("path", path.map_or(Json::Null, Json::Text)),
    ]
}

fn id(revision: &Revision) -> &str {
    &revision.id
}
