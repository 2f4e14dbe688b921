//! Dependencies that say nothing new.

use super::edges::{Edges, Node};

/// How many dependencies are looked at in one pass over the graph: one bit for each.
const PASS: usize = u64::BITS as usize;

/// The dependencies without those that an ancestor, by what is revised, declares as well. What is reachable
/// stays the same.
pub(super) fn without_inherited(downs: &Edges, dependencies: &Edges) -> Edges {
    let mut lists: Vec<Vec<Node>> = (0..dependencies.len())
        .map(|node| dependencies.of(node).to_vec())
        .collect();
    let shared = shared(dependencies);
    if !shared.is_empty() {
        let order = oldest_first(downs);
        for pass in shared.chunks(PASS) {
            drop_inherited(downs, dependencies, &order, pass, &mut lists);
        }
    }
    Edges::new(lists)
}

/// The nodes on which more than one depends.
fn shared(dependencies: &Edges) -> Vec<Node> {
    let dependents = dependencies.reversed();
    (0..dependents.len())
        .filter(|&node| dependents.of(node).len() > 1)
        .collect()
}

fn oldest_first(downs: &Edges) -> Vec<Node> {
    let children = downs.reversed();
    let mut missing: Vec<usize> = (0..downs.len()).map(|node| downs.of(node).len()).collect();
    let mut order: Vec<Node> = (0..downs.len())
        .filter(|&node| missing[node] == 0)
        .collect();
    let mut next = 0;
    while next < order.len() {
        for &child in children.of(order[next]) {
            missing[child] -= 1;
            if missing[child] == 0 {
                order.push(child);
            }
        }
        next += 1;
    }
    order
}

fn drop_inherited(
    downs: &Edges,
    dependencies: &Edges,
    order: &[Node],
    pass: &[Node],
    lists: &mut [Vec<Node>],
) {
    let mut bit = vec![0_u64; dependencies.len()];
    for (index, &node) in pass.iter().enumerate() {
        bit[node] = 1 << index;
    }
    // For each node, what it or an ancestor depends on.
    let mut declared = vec![0_u64; dependencies.len()];
    for &node in order {
        let inherited = downs
            .of(node)
            .iter()
            .fold(0, |all, &down| all | declared[down]);
        let own = dependencies.of(node);
        declared[node] = own
            .iter()
            .fold(inherited, |all, &dependency| all | bit[dependency]);
        lists[node].retain(|&dependency| inherited & bit[dependency] == 0);
    }
}
