//! Setting the rows of the version table without running anything.

use crate::revision::RevisionId;

use super::edges::{Node, NodeSet};
use super::error::GraphError;
use super::map::RevisionMap;
use super::plan::{Direction, Plan, RowChange, Step};
use super::walk::Position;

impl RevisionMap {
    /// What stamping the targets does where the version table has these rows: the rows of each target's
    /// lineage move to it, the others stay. With `purge`, all rows go first, whatever they are.
    ///
    /// # Errors
    ///
    /// When a target names nothing, or several heads where one is wanted; when a row is unknown, or the rows are
    /// ancestors of one another, unless they are purged.
    pub fn plan_stamp(
        &self,
        current: &[RevisionId],
        targets: &[&str],
        purge: bool,
    ) -> Result<Plan, GraphError> {
        if targets.is_empty() {
            return Err(GraphError::EmptyTarget);
        }
        let current = if purge { &[] } else { current };
        let rows = self.rows(current)?;
        let moving = self.rows_near(&rows, targets)?;
        let destinations = self.destinations(targets)?;
        let rows = self.sound_rows(current).map(|_| rows)?;
        let mut stamp = Stamp::new(self, &rows, moving, &destinations);
        for &destination in &destinations {
            match destination {
                Position::Base => stamp.clear(),
                Position::At(node) => stamp.move_to(node),
            }
        }
        let mut rows_after = self.ids(&stamp.rows);
        rows_after.sort_unstable();
        Ok(Plan {
            purge,
            steps: stamp.steps,
            warnings: Vec::new(),
            rows_before: self.ids(&rows),
            rows_after,
        })
    }

    /// The rows that follow, precede or depend on what a target names, or are depended on by it.
    fn rows_near(&self, rows: &[Node], targets: &[&str]) -> Result<Vec<Node>, GraphError> {
        let mut moving = Vec::new();
        for target in targets {
            let near = self
                .named_by(target, rows)?
                .map(|named| self.related(&named));
            let is_near = |row: &Node| near.as_ref().is_none_or(|near| near.contains(*row));
            for row in rows.iter().copied().filter(is_near) {
                if !moving.contains(&row) {
                    moving.push(row);
                }
            }
        }
        Ok(moving)
    }

    fn destinations(&self, targets: &[&str]) -> Result<Vec<Position>, GraphError> {
        let mut destinations = Vec::new();
        for target in targets {
            destinations.extend(
                self.positions(target)?
                    .into_iter()
                    .map(|place| place.unwrap_or(Position::Base)),
            );
        }
        if destinations.is_empty() {
            // `base` and the heads of nothing are before the first revision.
            destinations.push(Position::Base);
        }
        Ok(destinations)
    }

    /// All that the given revisions need, or that needs them.
    fn related(&self, nodes: &[Node]) -> NodeSet {
        let mut related = self.parents.reach(nodes);
        related.add_all(&self.followers.reach(nodes));
        related
    }
}

/// A stamp under way.
struct Stamp<'a> {
    map: &'a RevisionMap,
    rows: Vec<Node>,
    /// The rows in the lineage of any target, until a target takes their place.
    moving: Vec<Node>,
    /// The rows that were where a target wants them to be.
    in_place: Vec<Node>,
    /// What any of the rows that move follows, or is followed by.
    near: NodeSet,
    /// The revisions that were stamped so far.
    placed: Vec<Node>,
    /// Whether no target is an ancestor of another.
    are_apart: bool,
    steps: Vec<Step>,
}

impl<'a> Stamp<'a> {
    fn new(
        map: &'a RevisionMap,
        rows: &[Node],
        moving: Vec<Node>,
        destinations: &[Position],
    ) -> Self {
        let nodes: Vec<Node> = destinations
            .iter()
            .filter_map(|place| place.node())
            .collect();
        let targets = NodeSet::of(map.len(), &nodes);
        Self {
            map,
            rows: rows.to_vec(),
            in_place: rows
                .iter()
                .copied()
                .filter(|&row| targets.contains(row))
                .collect(),
            near: map.related(&moving),
            moving,
            placed: Vec::new(),
            are_apart: map.refuse_overlap(&nodes).is_ok(),
            steps: Vec::new(),
        }
    }

    /// Takes the rows away that a target before the first revision means.
    fn clear(&mut self) {
        for row in std::mem::take(&mut self.moving) {
            if !self.in_place.contains(&row) {
                self.replace(&[row], None, row);
            }
        }
    }

    /// Puts a revision in place of the rows of its lineage.
    fn move_to(&mut self, node: Node) {
        if self.in_place.contains(&node) || self.rows.contains(&node) {
            return;
        }
        let touches_rows = !self.moving.is_empty() && self.near.contains(node);
        if self.are_apart && !touches_rows {
            self.replace(&[], Some(node), node);
            self.placed.push(node);
            return;
        }
        let mut from = self.sources(node);
        // Below what was stamped before, a revision needs no row of its own.
        let above = self.map.followers.reach(&[node]);
        if self.placed.iter().any(|&placed| above.contains(placed)) {
            from.retain(|row| !self.placed.contains(row));
            if !from.is_empty() {
                self.replace(&from, None, node);
            }
        } else {
            self.replace(&from, Some(node), node);
            self.placed.push(node);
        }
    }

    /// The rows that a revision takes the place of: those of its lineage; where it is the first one to move
    /// any, all that move, as with Alembic, but for those that are in place and not of its lineage.
    fn sources(&mut self, node: Node) -> Vec<Node> {
        let related = self.map.related(&[node]);
        let mut sources = Vec::new();
        if self.moving.iter().any(|&row| related.contains(row)) {
            let moving = std::mem::take(&mut self.moving);
            let stays = |row: &Node| !related.contains(*row) && self.in_place.contains(row);
            sources.extend(moving.into_iter().filter(|row| !stays(row)));
        }
        let others = self
            .rows
            .iter()
            .filter(|&&row| related.contains(row) && !sources.contains(&row));
        let others: Vec<Node> = others.copied().collect();
        sources.extend(others);
        sources
    }

    /// Adds the step of a revision that takes the place of some rows, or leaves it empty.
    fn replace(&mut self, from: &[Node], to: Option<Node>, revision: Node) {
        self.rows.retain(|row| !from.contains(row));
        self.rows.extend(to);
        let gone = self.map.ids(from);
        let rows = match to {
            Some(node) => RowChange::upgrade(&gone, self.map.id(node)),
            None => RowChange {
                delete: gone.clone(),
                ..RowChange::default()
            },
        };
        self.steps.push(Step {
            revision: self.map.id(revision).clone(),
            direction: Direction::Stamp,
            from: gone,
            to: self.map.ids(to.as_slice()),
            rows,
            creates_version_table: false,
        });
    }
}
