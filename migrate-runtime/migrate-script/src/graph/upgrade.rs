//! Which revisions an upgrade, or a range of the history, consists of.

use super::edges::{Node, NodeSet};
use super::endpoint::{Endpoint, Traversal};
use super::error::GraphError;
use super::map::RevisionMap;
use super::target::{Relative, split_branch};
use super::walk::Position;

impl RevisionMap {
    /// All that `upper` needs and `lower` has not. A relative end may `stop_early`, at the last place
    /// there is.
    pub(super) fn select_upgrade(
        &self,
        upper: Endpoint<'_>,
        lower: Endpoint<'_>,
        traversal: Traversal,
        stop_early: bool,
    ) -> Result<NodeSet, GraphError> {
        let mut targets = self.upgrade_targets(upper, lower, stop_early)?;
        if let Endpoint::Target(lower) = lower {
            self.keep_branch_of(&mut targets, lower)?;
        }
        self.refuse_overlap(&targets)?;
        let mut selected = self.parents.reach(&targets);
        let current = self.lower_end(upper, lower, traversal, stop_early, &selected)?;
        match lower {
            Endpoint::Rows(rows) => self.sound_rows(rows).map(drop)?,
            _ => self.refuse_overlap(&current)?,
        }
        selected.remove_all(&self.parents.reach(&current));
        if traversal.inclusive {
            selected.add_all(&NodeSet::of(self.len(), &current));
        }
        if !current.is_empty() && !traversal.implicit_base {
            selected.keep_only(&self.children.reach(&current));
        }
        Ok(selected)
    }

    /// The revisions that the upper end names; a relative one counts from the lower end.
    fn upgrade_targets(
        &self,
        upper: Endpoint<'_>,
        lower: Endpoint<'_>,
        stop_early: bool,
    ) -> Result<Vec<Node>, GraphError> {
        let relative = match upper {
            Endpoint::Target(target) if !self.names.contains_key(target) => {
                Relative::parse(target).map(|relative| (target, relative))
            }
            _ => None,
        };
        let Some((target, relative)) = relative else {
            return self.endpoint_nodes(upper);
        };
        let position = match relative.symbol {
            None => self.walk_from_rows(relative, lower, stop_early)?,
            Some(symbol) => self.walk_from_symbol(target, relative, symbol, stop_early)?,
        };
        Ok(position.node().into_iter().collect())
    }

    fn walk_from_rows(
        &self,
        relative: Relative<'_>,
        lower: Endpoint<'_>,
        stop_early: bool,
    ) -> Result<Position, GraphError> {
        let Relative {
            branch,
            steps,
            written,
            ..
        } = relative;
        let out_of_range = || GraphError::RelativeOutOfRange {
            steps: written.to_owned(),
        };
        if steps <= 0 {
            return Err(out_of_range());
        }
        let start = match branch {
            None => self.only_current(lower)?,
            Some(branch) => self.top_in_branch(lower, branch)?,
        };
        self.walk(start, steps, branch, stop_early)?
            .ok_or_else(out_of_range)
    }

    fn walk_from_symbol(
        &self,
        target: &str,
        relative: Relative<'_>,
        symbol: &str,
        stop_early: bool,
    ) -> Result<Position, GraphError> {
        // Walking up, the branch only chooses among forks; walking down, it must have the revision.
        let start = match relative.branch {
            Some(branch) if relative.steps <= 0 => self.position(&format!("{branch}@{symbol}"))?,
            _ => self.position(symbol)?,
        };
        self.walk(start, relative.steps, relative.branch, stop_early)?
            .ok_or_else(|| GraphError::WalkedTooFar {
                target: target.to_owned(),
            })
    }

    /// Where `+N` starts: the only place that is current.
    fn only_current(&self, lower: Endpoint<'_>) -> Result<Position, GraphError> {
        match lower {
            Endpoint::Base => Ok(Position::Base),
            Endpoint::Target(target) => self.position(target),
            Endpoint::Rows(rows) => self.only_start(&self.rows(rows)?),
        }
    }

    /// Where `branch@+N` starts: what is current in the branch, or the top of what is applied of it.
    fn top_in_branch(&self, lower: Endpoint<'_>, branch: &str) -> Result<Position, GraphError> {
        let positions = self.endpoint_positions(lower)?;
        if positions.contains(&Some(Position::Base)) {
            // Before the first revision, no branch has begun.
            return Err(self.unknown("base"));
        }
        let current: Vec<Node> = positions
            .into_iter()
            .filter_map(|place| place?.node())
            .collect();
        let in_branch = self.in_lineage(current.clone(), branch)?;
        if !in_branch.is_empty() {
            return self.only_start(&in_branch);
        }
        let applied: Vec<Node> = self.parents.reach(&current).iter().collect();
        let in_branch = self.in_lineage(applied, branch)?;
        let mut tops = NodeSet::of(self.len(), &in_branch);
        for &node in in_branch
            .iter()
            .flat_map(|&node| self.direct_parents.of(node))
        {
            tops.remove(node);
        }
        self.only_start(&tops.iter().collect::<Vec<_>>())
    }

    fn only_start(&self, nodes: &[Node]) -> Result<Position, GraphError> {
        match *nodes {
            [] => Ok(Position::Base),
            [node] => Ok(Position::At(node)),
            _ => Err(GraphError::AmbiguousUpgrade {
                current: self.ids(nodes),
            }),
        }
    }

    /// Where the lower end names a branch, only the targets in that branch are meant.
    fn keep_branch_of(&self, targets: &mut Vec<Node>, lower: &str) -> Result<(), GraphError> {
        let (Some(branch), _) = split_branch(lower) else {
            return Ok(());
        };
        let label = match self.position(branch)? {
            // The identifier of a revision stands for its branch.
            Position::At(node) if self.id(node) == branch => match &self.labels[node][..] {
                [label] => label,
                _ => {
                    let lineage = self.lineage(&[node]);
                    targets.retain(|&target| lineage.contains(target));
                    return Ok(());
                }
            },
            _ => branch,
        };
        targets.retain(|&target| self.has_label(target, label));
        Ok(())
    }

    /// The revisions of the lower end; unless branches may start at their own bases, the upper end must
    /// need them all.
    fn lower_end(
        &self,
        upper: Endpoint<'_>,
        lower: Endpoint<'_>,
        traversal: Traversal,
        stop_early: bool,
        needed: &NodeSet,
    ) -> Result<Vec<Node>, GraphError> {
        let positions = self.endpoint_positions(lower)?;
        let is_needed = |place: Position| place.node().is_some_and(|node| needed.contains(node));
        if !traversal.implicit_base && !positions.iter().flatten().all(|&place| is_needed(place)) {
            return Err(GraphError::NotAncestor {
                lower: lower.to_string(),
                upper: upper.to_string(),
            });
        }
        // A start below the first revision counts from the upper end, and stops where the graph does.
        if let (Some(None), Endpoint::Target(target)) = (positions.first(), lower) {
            let place = self.downgrade_target(upper, target, stop_early)?.place;
            return Ok(place.node().into_iter().collect());
        }
        Ok(positions
            .into_iter()
            .filter_map(|place| place?.node())
            .collect())
    }
}
