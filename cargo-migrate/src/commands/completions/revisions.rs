//! The revisions of the project, as completions.

use std::ffi::OsStr;

use clap_complete::engine::CompletionCandidate;
use migrate_script::graph::RevisionMap;

use crate::project::{Project, Selection};

/// Words that stand for revisions, and what they mean.
const WORDS: [(&str, &str); 3] = [
    ("head", "the only head"),
    ("heads", "all heads"),
    ("base", "before the first revision"),
];

/// What a revision, or the end of a range of revisions, that starts as typed can be.
pub(super) fn candidates(selection: &Selection, typed: &OsStr) -> Vec<CompletionCandidate> {
    let graph = Project::find(selection).and_then(|project| project.read_graph());
    match (graph, typed.to_str()) {
        (Ok(graph), Some(typed)) => offer(&graph, typed),
        _ => Vec::new(),
    }
}

fn offer(graph: &RevisionMap, typed: &str) -> Vec<CompletionCandidate> {
    let (before, part) = typed.split_at(typed.rfind(':').map_or(0, |colon| colon + 1));
    let all = words().chain(branches(graph)).chain(revisions(graph));
    let matching = all.filter(|(name, _)| name.starts_with(part));
    let candidate = |(name, help): (String, String)| {
        let help = (!help.is_empty()).then(|| help.into());
        CompletionCandidate::new(format!("{before}{name}")).help(help)
    };
    matching.map(candidate).collect()
}

fn words() -> impl Iterator<Item = (String, String)> {
    let owned = |(word, meaning): (&str, &str)| (word.to_owned(), meaning.to_owned());
    WORDS.into_iter().map(owned)
}

fn branches(graph: &RevisionMap) -> impl Iterator<Item = (String, String)> {
    let labels = graph.iter().flat_map(|revision| &revision.branch_labels);
    labels.map(|label| {
        (
            format!("{label}@head"),
            format!("the head of branch {label}"),
        )
    })
}

/// All revisions, the newest first.
fn revisions(graph: &RevisionMap) -> impl Iterator<Item = (String, String)> {
    let revisions = graph.history(None, &[]).unwrap_or_default();
    let described = |it: &migrate_script::Revision| (it.id.to_string(), it.message().to_owned());
    revisions.into_iter().map(described)
}

#[cfg(test)]
mod tests {
    use migrate_script::Revision;

    use super::*;

    fn offered(typed: &str) -> Vec<String> {
        let revision = |id: &str, down: &[&str], labels: &[&str]| Revision {
            id: id.into(),
            down_revisions: down.iter().map(|&id| id.into()).collect(),
            branch_labels: labels.iter().map(|&label| label.to_owned()).collect(),
            depends_on: Vec::new(),
            doc: format!("message of {id}"),
            path: None,
        };
        let graph = RevisionMap::new(vec![
            revision("ae10", &[], &[]),
            revision("ae20", &["ae10"], &["shop"]),
            revision("27c6", &["ae10"], &[]),
        ])
        .unwrap();
        let candidates = offer(&graph, typed);
        let text = |it: &CompletionCandidate| {
            let help = it.get_help().map(ToString::to_string).unwrap_or_default();
            format!("{} {help}", it.get_value().to_string_lossy())
        };
        candidates.iter().map(text).collect()
    }

    #[test]
    fn what_starts_as_typed_is_offered_with_its_message() {
        assert_eq!(
            offered("ae"),
            ["ae20 message of ae20", "ae10 message of ae10"]
        );
        assert_eq!(offered("sh"), ["shop@head the head of branch shop"]);
        assert_eq!(offered("b"), ["base before the first revision"]);
        assert_eq!(offered("nothing"), [""; 0]);
        assert_eq!(offered("").len(), 7);
    }

    #[test]
    fn each_end_of_a_range_is_offered() {
        assert_eq!(offered("ae10:27"), ["ae10:27c6 message of 27c6"]);
        assert_eq!(offered(":heads"), [":heads all heads"]);
    }
}
