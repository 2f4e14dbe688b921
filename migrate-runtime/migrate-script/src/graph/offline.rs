//! Plans of scripts: `--sql` does not read the rows, the target says where to start.

use crate::revision::RevisionId;

use super::error::GraphError;
use super::map::RevisionMap;
use super::plan::Plan;
use super::walk::Position;

impl RevisionMap {
    /// What the script of an upgrade does; the target is `[from:]to`, from before the first revision if
    /// nothing else is said.
    ///
    /// # Errors
    ///
    /// As for [`plan_upgrade`](Self::plan_upgrade).
    pub fn plan_offline_upgrade(&self, target: &str) -> Result<Plan, GraphError> {
        let (start, target) = split_range(target)?;
        let rows = self.start_rows(start)?;
        Ok(offline(self.upgrade_from(&rows, target)?))
    }

    /// What the script of a downgrade does; the target is `from:to`.
    ///
    /// # Errors
    ///
    /// As for [`plan_downgrade`](Self::plan_downgrade), and when there is no range.
    pub fn plan_offline_downgrade(&self, target: &str) -> Result<Plan, GraphError> {
        let (start, target) = split_range(target)?;
        let start = start.ok_or(GraphError::DowngradeNeedsRange)?;
        let rows = self.start_rows(Some(start))?;
        Ok(offline(self.downgrade_from(&rows, target)?))
    }

    /// What the script of a stamp does; each target is `[from:]to`, all from the same.
    ///
    /// # Errors
    ///
    /// As for [`plan_stamp`](Self::plan_stamp), when the targets do not start from the same revision, and when
    /// the rows are to be purged: a script cannot know them.
    pub fn plan_offline_stamp(&self, targets: &[&str], purge: bool) -> Result<Plan, GraphError> {
        let ranges = targets
            .iter()
            .map(|target| split_range(target))
            .collect::<Result<Vec<_>, _>>()?;
        let mut starts = ranges.iter().filter_map(|(start, _)| *start);
        let start = starts.next();
        if starts.any(|other| Some(other) != start) {
            return Err(GraphError::SeveralStarts);
        }
        if purge {
            return Err(GraphError::PurgeOffline);
        }
        let rows = self.start_rows(start)?;
        let targets: Vec<&str> = ranges.iter().map(|(_, target)| *target).collect();
        Ok(offline(self.plan_stamp(&rows, &targets, false)?))
    }

    fn start_rows(&self, start: Option<&str>) -> Result<Vec<RevisionId>, GraphError> {
        match start {
            None | Some("base") => Ok(Vec::new()),
            Some("") => Err(GraphError::EmptyTarget),
            Some(start) => Ok(match self.position(start)? {
                Position::Base => Vec::new(),
                Position::At(node) => vec![self.id(node).clone()],
            }),
        }
    }
}

fn split_range(target: &str) -> Result<(Option<&str>, &str), GraphError> {
    match target.split_once(':') {
        Some((_, rest)) if rest.contains(':') => Err(GraphError::InvalidRange {
            range: target.to_owned(),
        }),
        Some((start, target)) => Ok((Some(start), target)),
        None => Ok((None, target)),
    }
}

/// Where a step starts from no rows, the script has to create the version table first.
fn offline(mut plan: Plan) -> Plan {
    let mut rows = plan.rows_before.len();
    for step in &mut plan.steps {
        step.creates_version_table = rows == 0;
        rows = rows + step.rows.insert.len() - step.rows.delete.len();
    }
    plan
}
