//! Circles in a directed graph. Knows nothing of revisions.

use super::edges::{Edges, Node, NodeSet};

/// Circles of the graph, none of which shares a node with another: each node's edge leads to the next, the
/// last one's to the first. Their nodes join `removed`, which are taken not to be there.
pub(super) fn find(edges: &Edges, removed: &mut NodeSet) -> Vec<Vec<Node>> {
    let mut rest = Rest::new(edges, removed);
    let mut circles = Vec::new();
    for node in 0..edges.len() {
        while rest.live.contains(node) {
            let circle = rest.circle_from(node);
            for &member in &circle {
                rest.remove(member);
                removed.insert(member);
            }
            circles.push(circle);
        }
    }
    circles
}

/// What is left of the graph: nodes that have edges in both directions.
struct Rest<'a> {
    forward: &'a Edges,
    backward: Edges,
    live: NodeSet,
    /// How many edges to and from live nodes each node has.
    forward_left: Vec<usize>,
    backward_left: Vec<usize>,
}

impl<'a> Rest<'a> {
    fn new(edges: &'a Edges, removed: &NodeSet) -> Self {
        let backward = edges.reversed();
        let nodes = 0..edges.len();
        let mut rest = Self {
            forward: edges,
            live: NodeSet::all(edges.len()),
            forward_left: nodes.clone().map(|node| edges.of(node).len()).collect(),
            backward_left: nodes.clone().map(|node| backward.of(node).len()).collect(),
            backward,
        };
        for node in nodes {
            let is_end = rest.forward_left[node] == 0 || rest.backward_left[node] == 0;
            if is_end || removed.contains(node) {
                rest.remove(node);
            }
        }
        rest
    }

    /// Takes a node away, and all that are then no longer between two others.
    fn remove(&mut self, node: Node) {
        let mut waiting = vec![node];
        while let Some(node) = waiting.pop() {
            if !self.live.remove(node) {
                continue;
            }
            for &next in self.forward.of(node) {
                self.backward_left[next] -= 1;
                if self.backward_left[next] == 0 {
                    waiting.push(next);
                }
            }
            for &next in self.backward.of(node) {
                self.forward_left[next] -= 1;
                if self.forward_left[next] == 0 {
                    waiting.push(next);
                }
            }
        }
    }

    /// The circle that a walk from a live node ends in, its first node in load order first.
    fn circle_from(&self, node: Node) -> Vec<Node> {
        let mut place = vec![None; self.forward.len()];
        let mut path = Vec::new();
        let mut at = node;
        while place[at].is_none() {
            place[at] = Some(path.len());
            path.push(at);
            at = self.next(at).unwrap_or(at);
        }
        let mut circle = path.split_off(place[at].unwrap_or_default());
        let first = (0..circle.len()).min_by_key(|&index| circle[index]);
        circle.rotate_left(first.unwrap_or_default());
        circle
    }

    fn next(&self, node: Node) -> Option<Node> {
        self.forward
            .of(node)
            .iter()
            .copied()
            .find(|&next| self.live.contains(next))
    }
}
