//! What comes before what, and the order that follows.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// Places, and which of them come before which others.
pub(super) struct Graph {
    /// For each place, those behind it, and whether they have to be.
    behind: Vec<BTreeMap<usize, bool>>,
    /// For each place, those before it.
    before: Vec<BTreeMap<usize, bool>>,
}

impl Graph {
    pub(super) fn new(places: usize) -> Self {
        Self {
            behind: vec![BTreeMap::new(); places],
            before: vec![BTreeMap::new(); places],
        }
    }

    /// Puts all of `first` before all of `second`: if it is hard, because it would fail otherwise. Nothing is before itself.
    pub(super) fn all_before(&mut self, first: &[usize], second: &[usize], is_hard: bool) {
        for &from in first {
            for &to in second.iter().filter(|to| **to != from) {
                *self.behind[from].entry(to).or_default() |= is_hard;
                *self.before[to].entry(from).or_default() |= is_hard;
            }
        }
    }

    /// The places, each behind all that come before it, the lowest first among those that may be next.
    ///
    /// Where places wait for each other in a circle, one wait is given up: one that is not hard, if there is one.
    pub(super) fn sort(mut self) -> Vec<usize> {
        let places = self.before.len();
        let free = (0..places).filter(|at| self.before[*at].is_empty());
        let mut next: BinaryHeap<_> = free.map(Reverse).collect();
        let mut sorted = Vec::with_capacity(places);
        let mut is_sorted = vec![false; places];
        let mut first_left = 0;
        while sorted.len() < places {
            while let Some(Reverse(at)) = next.pop() {
                sorted.push(at);
                is_sorted[at] = true;
                for behind in std::mem::take(&mut self.behind[at]).into_keys() {
                    self.before[behind].remove(&at);
                    if self.before[behind].is_empty() {
                        next.push(Reverse(behind));
                    }
                }
            }
            first_left += is_sorted[first_left..].iter().take_while(|it| **it).count();
            if first_left < places {
                next.extend(self.give_up(first_left).map(Reverse));
            }
        }
        sorted
    }

    /// Gives up one wait of a circle; the place that waits for nothing now, if it does.
    fn give_up(&mut self, at: usize) -> Option<usize> {
        let circle = self.circle(at);
        let pairs = circle.iter().zip(circle.iter().cycle().skip(1));
        let pairs: Vec<_> = pairs
            .map(|(waiting, awaited)| (*awaited, *waiting))
            .collect();
        let is_soft = |(awaited, waiting): &&(usize, usize)| !self.behind[*awaited][waiting];
        let soft = pairs.iter().filter(is_soft).min();
        let &(awaited, waiting) = soft.or_else(|| pairs.iter().min())?;
        self.behind[awaited].remove(&waiting);
        self.before[waiting].remove(&awaited);
        self.before[waiting].is_empty().then_some(waiting)
    }

    /// Places each of which waits for the next, and the last for the first: what a place that never comes waits for in the end.
    fn circle(&self, mut at: usize) -> Vec<usize> {
        let mut path = Vec::new();
        loop {
            if let Some(start) = path.iter().position(|it| *it == at) {
                return path.split_off(start);
            }
            path.push(at);
            match self.before[at].keys().next() {
                Some(before) => at = *before,
                None => return Vec::new(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_that_may_be_next_is() {
        let mut graph = Graph::new(4);
        graph.all_before(&[3], &[0], true);
        graph.all_before(&[0], &[1], true);
        assert_eq!(graph.sort(), [2, 3, 0, 1]);
    }

    #[test]
    fn a_circle_is_broken_where_it_is_soft() {
        let mut graph = Graph::new(4);
        graph.all_before(&[0], &[1], true);
        graph.all_before(&[1], &[2], false);
        graph.all_before(&[2], &[0], true);
        graph.all_before(&[2], &[3], false);
        assert_eq!(graph.sort(), [2, 0, 1, 3]);
    }

    #[test]
    fn a_circle_without_a_soft_wait_ends_all_the_same() {
        let mut graph = Graph::new(3);
        graph.all_before(&[0], &[1], true);
        graph.all_before(&[1], &[0], true);
        graph.all_before(&[1], &[2], true);
        let mut sorted = graph.sort();
        sorted.sort_unstable();
        assert_eq!(sorted, [0, 1, 2]);
    }
}
