//! How far the labels of branches reach.

use crate::revision::Revision;

use super::edges::{Edges, Node};

/// For each revision, the labels of the branches that it is in, sorted.
///
/// A label spreads to all revisions that follow the one that declares it; and, as long as the branch is a
/// single line that nothing forks off or joins, down to where it forked off itself.
pub(super) fn spread(
    revisions: &[Revision],
    downs: &Edges,
    children: &Edges,
    followers: &Edges,
) -> Vec<Vec<Box<str>>> {
    let mut labels = vec![Vec::new(); revisions.len()];
    let mut visited = vec![0; revisions.len()];
    let declared = sorted_declarations(revisions);
    for (round, &(label, node)) in (1..).zip(&declared) {
        let mut waiting = vec![node];
        while let Some(above) = waiting.pop() {
            if visited[above] != round {
                visited[above] = round;
                labels[above].push(label.into());
                waiting.extend_from_slice(children.of(above));
            }
        }
        for below in line_below(node, downs, children, followers) {
            labels[below].push(label.into());
        }
    }
    labels
}

fn sorted_declarations(revisions: &[Revision]) -> Vec<(&str, Node)> {
    let mut declared: Vec<(&str, Node)> = Vec::new();
    for (node, revision) in revisions.iter().enumerate() {
        declared.extend(
            revision
                .branch_labels
                .iter()
                .map(|label| (label.as_str(), node)),
        );
    }
    declared.sort_unstable();
    declared
}

/// The revisions below a labelled one that carry its label too.
fn line_below(node: Node, downs: &Edges, children: &Edges, followers: &Edges) -> Vec<Node> {
    let is_plain = |node: Node| followers.of(node).len() < 2 && downs.of(node).len() < 2;
    let mut top = node;
    while let (true, &[next]) = (is_plain(top), children.of(top)) {
        top = next;
    }
    if !is_plain(top) {
        return Vec::new();
    }
    let mut line = Vec::new();
    let mut at = node;
    while let &[below] = downs.of(at) {
        if !is_plain(below) {
            break;
        }
        line.push(below);
        at = below;
    }
    line
}
