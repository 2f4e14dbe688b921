//! What a command will do: the steps in order, and what each does to the rows of the version table.

use std::fmt;

use crate::revision::RevisionId;

use super::applied::Applied;
use super::edges::Node;
use super::endpoint::{Endpoint, Traversal};
use super::error::GraphError;
use super::map::RevisionMap;

/// What a command will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// All rows are deleted first: `stamp --purge`.
    pub purge: bool,
    /// The steps, in the order in which they run.
    pub steps: Vec<Step>,
    /// What the user should be told before.
    pub warnings: Vec<String>,
    /// The rows before the first step, in the order in which they were read; for a purge, those it leaves.
    pub rows_before: Vec<RevisionId>,
    /// The rows after the last step, sorted.
    pub rows_after: Vec<RevisionId>,
}

impl Plan {
    /// A plan that leaves these rows as they are.
    pub fn nothing(rows: &[RevisionId]) -> Self {
        Self {
            purge: false,
            steps: Vec::new(),
            warnings: Vec::new(),
            rows_before: rows.to_vec(),
            rows_after: rows.to_vec(),
        }
    }
}

/// One revision that is applied, taken away, or only recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The revision; for a stamp to before the first revision, the one whose row goes.
    pub revision: RevisionId,
    /// What is done.
    pub direction: Direction,
    /// Where it comes from, for the log: no dependencies.
    pub from: Vec<RevisionId>,
    /// Where it goes to, for the log: no dependencies.
    pub to: Vec<RevisionId>,
    /// What it does to the rows.
    pub rows: RowChange,
    /// Whether the version table is to be created before: the first step of a script that starts from
    /// nothing.
    pub creates_version_table: bool,
}

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Runs `upgrade`.
    Upgrade,
    /// Runs `downgrade`.
    Downgrade,
    /// Runs nothing.
    Stamp,
}

/// What a step does to the rows, after its body: the deletions, then the insertions, then the updates. Each
/// deletion and update must hit exactly one row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowChange {
    /// Rows that go.
    pub delete: Vec<RevisionId>,
    /// Rows that come.
    pub insert: Vec<RevisionId>,
    /// Rows that become another: from, to.
    pub update: Vec<(RevisionId, RevisionId)>,
}

impl RowChange {
    /// A revision comes, and some rows give way to it.
    pub(super) fn upgrade(gone: &[RevisionId], revision: &RevisionId) -> Self {
        match gone {
            [] => Self {
                insert: vec![revision.clone()],
                ..Self::default()
            },
            [delete @ .., last] => Self {
                delete: delete.to_vec(),
                insert: Vec::new(),
                update: vec![(last.clone(), revision.clone())],
            },
        }
    }

    /// A row goes, and some revisions come back.
    pub(super) fn downgrade(revision: &RevisionId, back: &[RevisionId]) -> Self {
        match back {
            [] => Self {
                delete: vec![revision.clone()],
                ..Self::default()
            },
            [insert @ .., last] => Self {
                delete: Vec::new(),
                insert: insert.to_vec(),
                update: vec![(revision.clone(), last.clone())],
            },
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Upgrade => "upgrade",
            Self::Downgrade => "downgrade",
            Self::Stamp => "stamp_revision",
        })
    }
}

impl RevisionMap {
    /// What an upgrade to the target does where the version table has these rows.
    ///
    /// # Errors
    ///
    /// When the target names nothing, or not where to go from these rows; when the rows are none that an
    /// upgrade could have left.
    pub fn plan_upgrade(&self, current: &[RevisionId], target: &str) -> Result<Plan, GraphError> {
        refuse_range(target)?;
        self.upgrade_from(current, target)
    }

    /// What a downgrade to the target does where the version table has these rows.
    ///
    /// # Errors
    ///
    /// As for [`plan_upgrade`](Self::plan_upgrade).
    pub fn plan_downgrade(&self, current: &[RevisionId], target: &str) -> Result<Plan, GraphError> {
        refuse_range(target)?;
        self.downgrade_from(current, target)
    }

    pub(super) fn upgrade_from(
        &self,
        current: &[RevisionId],
        target: &str,
    ) -> Result<Plan, GraphError> {
        let traversal = Traversal {
            implicit_base: true,
            ..Traversal::default()
        };
        let upper = Endpoint::Target(target);
        let nodes = self.select_upgrade(upper, Endpoint::Rows(current), traversal, false)?;
        let mut order = self.newest_first(&nodes);
        order.reverse();
        let rows = self.sound_rows(current)?;
        Ok(self.plan(&rows, &order, Direction::Upgrade))
    }

    pub(super) fn downgrade_from(
        &self,
        current: &[RevisionId],
        target: &str,
    ) -> Result<Plan, GraphError> {
        let lower = Endpoint::Target(target);
        let traversal = Traversal {
            select_for_downgrade: true,
            ..Traversal::default()
        };
        let downgrade = self.select_downgrade(Endpoint::Rows(current), lower, traversal, false)?;
        let order = self.newest_first(&downgrade.nodes);
        let rows = self.sound_rows(current)?;
        let mut plan = self.plan(&rows, &order, Direction::Downgrade);
        plan.warnings.extend(downgrade.warning.map(str::to_owned));
        Ok(plan)
    }

    fn plan(&self, rows: &[Node], order: &[Node], direction: Direction) -> Plan {
        let mut applied = Applied::new(self, rows);
        let steps = order
            .iter()
            .map(|&node| self.step(&mut applied, node, direction))
            .collect();
        let mut rows_after = self.ids(&applied.row_nodes());
        rows_after.sort_unstable();
        let rows_before = self.ids(rows);
        Plan {
            purge: false,
            steps,
            warnings: Vec::new(),
            rows_before,
            rows_after,
        }
    }

    fn step(&self, applied: &mut Applied<'_>, node: Node, direction: Direction) -> Step {
        let revision = &self.revisions[node];
        let (own, downs) = (vec![revision.id.clone()], revision.down_revisions.clone());
        let (rows, from, to) = match direction {
            Direction::Downgrade => (applied.downgrade(node), own, downs),
            _ => (applied.upgrade(node), downs, own),
        };
        Step {
            revision: revision.id.clone(),
            direction,
            from,
            to,
            rows,
            creates_version_table: false,
        }
    }
}

fn refuse_range(target: &str) -> Result<(), GraphError> {
    if target.contains(':') {
        return Err(GraphError::RangeNotAllowed {
            target: target.to_owned(),
        });
    }
    Ok(())
}
