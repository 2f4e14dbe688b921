//! The order of a set of revisions: each before everything that it follows or depends on.
//!
//! Of the many orders that would do, this is Alembic's: it goes down one line of revisions as far as it
//! can, and turns to another only where that one must come first.

use super::edges::{Node, NodeSet};
use super::map::RevisionMap;

/// How many times each edge may be looked at to find Alembic's next line.
///
/// Histories of projects need one or two. Graphs made for it could need as many as they have revisions;
/// past the limit any line whose turn has come will do, which keeps the order right, the same each time,
/// and fast.
const SEARCHES_PER_EDGE: usize = 16;

impl RevisionMap {
    /// The members of the set, newest first.
    pub(super) fn newest_first(&self, members: &NodeSet) -> Vec<Node> {
        self.newest_first_within(members, SEARCHES_PER_EDGE)
    }

    /// As [`newest_first`](Self::newest_first), with a limit of its own.
    pub(super) fn newest_first_within(
        &self,
        members: &NodeSet,
        searches_per_edge: usize,
    ) -> Vec<Node> {
        let mut order = Order::new(self, members, searches_per_edge);
        let mut line = order.lines.first;
        while let Some(current) = line {
            line = order.follow(current);
        }
        debug_assert_eq!(order.output.len(), members.iter().count());
        order.output
    }
}

/// A line of revisions, by its place in the list of lines.
type Line = usize;

struct Order<'a> {
    map: &'a RevisionMap,
    members: &'a NodeSet,
    /// The members and all below them: what is not a member may still lie between two that are.
    scope: NodeSet,
    /// For each node, how many of its followers in scope are still to come.
    waiting: Vec<usize>,
    done: NodeSet,
    lines: Lines,
    /// Lines whose turn came, the latest last; some may be done with since.
    ready: Vec<Line>,
    /// For each node, the last search that came to it.
    searched: Vec<usize>,
    searches: usize,
    search_left: usize,
    output: Vec<Node>,
}

impl<'a> Order<'a> {
    fn new(map: &'a RevisionMap, members: &'a NodeSet, searches_per_edge: usize) -> Self {
        let nodes: Vec<Node> = members.iter().collect();
        let scope = map.parents.reach(&nodes);
        let mut waiting = vec![0; map.len()];
        let mut edges = 0;
        for node in scope.iter() {
            edges += 1 + map.parents.of(node).len();
            for &parent in map.parents.of(node) {
                waiting[parent] += 1;
            }
        }
        let mut lines = Lines::new(map.len());
        for node in nodes.iter().copied().filter(|&node| waiting[node] == 0) {
            lines.add(node);
        }
        let ready = (0..lines.tip.len()).rev().collect();
        Self {
            map,
            members,
            scope,
            waiting,
            done: NodeSet::none(map.len()),
            lines,
            ready,
            searched: vec![0; map.len()],
            searches: 0,
            search_left: edges * searches_per_edge,
            output: Vec::with_capacity(nodes.len()),
        }
    }

    /// Takes the next revision of a line, if its turn has come; the line to go on with.
    fn follow(&mut self, line: Line) -> Option<Line> {
        let node = self.lines.tip[line];
        if self.waiting[node] > 0 {
            return self.line_above(node);
        }
        self.output.push(node);
        self.finish(node);
        let (map, members) = (self.map, self.members);
        let parents = map.direct_parents.of(node).iter().copied();
        let mut parents = parents.filter(|&parent| members.contains(parent));
        let Some(next) = parents.find(|&parent| self.lines.of[parent].is_none()) else {
            return self.lines.end(line);
        };
        self.lines.advance(line, next);
        for parent in parents {
            if self.lines.of[parent].is_none() {
                self.start_line(parent);
            }
        }
        Some(line)
    }

    fn start_line(&mut self, node: Node) {
        let line = self.lines.add(node);
        if self.waiting[node] == 0 {
            self.ready.push(line);
        }
    }

    /// Marks a revision as done. What is no member is done as soon as all that follow it are.
    fn finish(&mut self, node: Node) {
        let mut finished = vec![node];
        while let Some(node) = finished.pop() {
            self.done.insert(node);
            for &parent in self.map.parents.of(node) {
                self.waiting[parent] -= 1;
                if self.waiting[parent] > 0 {
                    continue;
                }
                match self.lines.of[parent] {
                    Some(line) => self.ready.push(line),
                    None if !self.members.contains(parent) => finished.push(parent),
                    // Where no member comes before it, no line will find it.
                    None if !self.members.contains(node) => self.start_line(parent),
                    None => {}
                }
            }
        }
    }

    /// The first line that has to come down to this revision before it can be taken.
    fn line_above(&mut self, node: Node) -> Option<Line> {
        self.searches += 1;
        let mut above = vec![node];
        let mut first = None;
        while let Some(next) = above.pop() {
            for &follower in self.map.followers.of(next) {
                if self.search_left == 0 {
                    return self.any_ready();
                }
                self.search_left -= 1;
                if self.is_found(follower) {
                    first = first.into_iter().chain(self.lines.of[follower]).min();
                    above.push(follower);
                }
            }
        }
        first
    }

    /// A line whose turn has come.
    fn any_ready(&mut self) -> Option<Line> {
        loop {
            let line = self.ready.pop()?;
            let tip = self.lines.tip[line];
            if self.waiting[tip] == 0 && self.lines.of[tip] == Some(line) {
                return Some(line);
            }
        }
    }

    /// Whether the search comes to a revision that is still to come, for the first time.
    fn is_found(&mut self, node: Node) -> bool {
        let is_ahead = self.scope.contains(node) && !self.done.contains(node);
        is_ahead && std::mem::replace(&mut self.searched[node], self.searches) != self.searches
    }
}

/// The lines, in the order in which they were found; those that ended are passed over.
struct Lines {
    /// The revision that each line has come down to.
    tip: Vec<Node>,
    before: Vec<Option<Line>>,
    after: Vec<Option<Line>>,
    first: Option<Line>,
    last: Option<Line>,
    /// The line that has come down to each node.
    of: Vec<Option<Line>>,
}

impl Lines {
    fn new(nodes: usize) -> Self {
        Self {
            tip: Vec::new(),
            before: Vec::new(),
            after: Vec::new(),
            first: None,
            last: None,
            of: vec![None; nodes],
        }
    }

    fn add(&mut self, node: Node) -> Line {
        let line = self.tip.len();
        self.tip.push(node);
        self.before.push(self.last);
        self.after.push(None);
        match self.last {
            Some(last) => self.after[last] = Some(line),
            None => self.first = Some(line),
        }
        self.last = Some(line);
        self.of[node] = Some(line);
        line
    }

    fn advance(&mut self, line: Line, node: Node) {
        self.of[self.tip[line]] = None;
        self.tip[line] = node;
        self.of[node] = Some(line);
    }

    /// Ends a line; the one before it, or else the first one.
    fn end(&mut self, line: Line) -> Option<Line> {
        let (before, after) = (self.before[line], self.after[line]);
        match before {
            Some(before) => self.after[before] = after,
            None => self.first = after,
        }
        match after {
            Some(after) => self.before[after] = before,
            None => self.last = before,
        }
        self.of[self.tip[line]] = None;
        before.or(self.first)
    }
}
