//! Edges between numbered nodes, and which nodes they reach. Knows nothing of revisions.

/// A node: the place of a revision in load order.
pub(super) type Node = usize;

/// For each node, the nodes that its edges lead to, each once; all in one allocation.
#[derive(Debug, Clone)]
pub(super) struct Edges {
    /// The targets of node `n` are those from `starts[n]` to `starts[n + 1]`.
    starts: Vec<usize>,
    targets: Vec<Node>,
}

impl Edges {
    /// The edges of node 0, 1, 2 and so on; what a list repeats is left out.
    pub(super) fn new<L: AsRef<[Node]>>(lists: impl IntoIterator<Item = L>) -> Self {
        let mut edges = Self {
            starts: vec![0],
            targets: Vec::new(),
        };
        for list in lists {
            edges.push(list.as_ref());
        }
        edges
    }

    /// The edges of both, those of `self` first.
    pub(super) fn joined(&self, other: &Self) -> Self {
        Self::new((0..self.len()).map(|node| [self.of(node), other.of(node)].concat()))
    }

    fn push(&mut self, list: &[Node]) {
        let start = self.targets.len();
        for target in list {
            if !self.targets[start..].contains(target) {
                self.targets.push(*target);
            }
        }
        self.starts.push(self.targets.len());
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Where the edges of a node lead to, in declared order.
    pub(super) fn of(&self, node: Node) -> &[Node] {
        &self.targets[self.starts[node]..self.starts[node + 1]]
    }

    /// The same edges the other way round; those of one node in load order.
    pub(super) fn reversed(&self) -> Self {
        let mut starts = vec![0; self.starts.len()];
        for &target in &self.targets {
            starts[target + 1] += 1;
        }
        for node in 0..self.len() {
            starts[node + 1] += starts[node];
        }
        let mut free = starts.clone();
        let mut targets = vec![0; self.targets.len()];
        for node in 0..self.len() {
            for &target in self.of(node) {
                targets[free[target]] = node;
                free[target] += 1;
            }
        }
        Self { starts, targets }
    }

    /// The given nodes and all that their edges lead to, directly or not.
    pub(super) fn reach(&self, from: &[Node]) -> NodeSet {
        let mut reached = NodeSet::none(self.len());
        self.extend(&mut reached, from);
        reached
    }

    /// Adds the given nodes and all that their edges lead to; what is in the set already is not followed again.
    pub(super) fn extend(&self, reached: &mut NodeSet, from: &[Node]) {
        let mut waiting = from.to_vec();
        while let Some(node) = waiting.pop() {
            if reached.insert(node) {
                waiting.extend(
                    self.of(node)
                        .iter()
                        .filter(|&&next| !reached.contains(next)),
                );
            }
        }
    }
}

/// A set of nodes.
#[derive(Debug, Clone)]
pub(super) struct NodeSet(Vec<bool>);

impl NodeSet {
    /// The empty set, of so many possible nodes.
    pub(super) fn none(nodes: usize) -> Self {
        Self(vec![false; nodes])
    }

    /// The set of all nodes.
    pub(super) fn all(nodes: usize) -> Self {
        Self(vec![true; nodes])
    }

    /// The set of some nodes.
    pub(super) fn of(nodes: usize, members: &[Node]) -> Self {
        let mut set = Self::none(nodes);
        for &member in members {
            set.insert(member);
        }
        set
    }

    /// Adds a node; whether it was missing before.
    pub(super) fn insert(&mut self, node: Node) -> bool {
        !std::mem::replace(&mut self.0[node], true)
    }

    /// Takes a node away; whether it was there.
    pub(super) fn remove(&mut self, node: Node) -> bool {
        std::mem::replace(&mut self.0[node], false)
    }

    /// Whether the node is in the set.
    pub(super) fn contains(&self, node: Node) -> bool {
        self.0[node]
    }

    /// The members, in load order.
    pub(super) fn iter(&self) -> impl Iterator<Item = Node> + '_ {
        (0..self.0.len()).filter(|&node| self.0[node])
    }

    /// Adds the members of another set.
    pub(super) fn add_all(&mut self, other: &Self) {
        for node in other.iter() {
            self.0[node] = true;
        }
    }

    /// Takes away what is not in the other set.
    pub(super) fn keep_only(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine &= theirs;
        }
    }

    /// Takes away what is in the other set.
    pub(super) fn remove_all(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine &= !theirs;
        }
    }
}
