//! Which revisions a downgrade takes away.

use super::edges::{Node, NodeSet};
use super::endpoint::{Endpoint, Traversal};
use super::error::GraphError;
use super::map::RevisionMap;
use super::target::Relative;
use super::walk::Position;

/// What Alembic says of `-1` where there are several rows.
const AMBIGUOUS: &str = "downgrade -1 from multiple heads is ambiguous; this usage will be disallowed in a future release.";

/// Where a downgrade goes to.
pub(super) struct DowngradeTarget {
    pub(super) place: Position,
    /// The branch to which it is restricted where it could go down several.
    branch: Option<String>,
    warning: Option<&'static str>,
}

/// What a downgrade takes away.
pub(super) struct Downgrade {
    pub(super) nodes: NodeSet,
    pub(super) warning: Option<&'static str>,
}

impl RevisionMap {
    /// What follows the lower end, or depends on what does, and is applied where the upper end is current.
    pub(super) fn select_downgrade(
        &self,
        upper: Endpoint<'_>,
        lower: Endpoint<'_>,
        traversal: Traversal,
        stop_early: bool,
    ) -> Result<Downgrade, GraphError> {
        let target = match lower {
            Endpoint::Base | Endpoint::Rows([]) => DowngradeTarget::absolute(None, Position::Base),
            Endpoint::Target(target) => self.downgrade_target(upper, target, stop_early)?,
            Endpoint::Rows(rows) => {
                let rows = self.rows(rows)?;
                DowngradeTarget::absolute(None, self.single(&rows)?)
            }
        };
        let roots = self.roots(lower, &target, traversal.inclusive)?;
        let current = self.endpoint_nodes(upper)?;
        let active = self.parents.reach(&current);
        let mut nodes = self.followers.reach(&roots);
        nodes.keep_only(&active);
        if traversal.implicit_base {
            let mut others = active;
            others.remove_all(&self.parents.reach(&roots));
            nodes.add_all(&others);
        }
        match target.place {
            Position::At(node) if !current.contains(&node) && nodes.iter().next().is_none() => {
                Err(GraphError::NotBelowCurrent {
                    target: lower.to_string(),
                })
            }
            _ => Ok(Downgrade {
                nodes,
                warning: target.warning,
            }),
        }
    }

    /// Reads the target of a downgrade; what is current only matters where it counts from there.
    pub(super) fn downgrade_target(
        &self,
        upper: Endpoint<'_>,
        target: &str,
        stop_early: bool,
    ) -> Result<DowngradeTarget, GraphError> {
        let relative = Relative::parse(target).filter(|_| !self.names.contains_key(target));
        let Some(relative) = relative else {
            let (branch, symbol) = match target.rsplit_once('@') {
                Some(("", symbol)) => (None, symbol),
                Some((branch, symbol)) => (Some(branch.to_owned()), symbol),
                None => (None, target),
            };
            return Ok(DowngradeTarget::absolute(branch, self.position(symbol)?));
        };
        match relative.symbol {
            None => self.below_current(upper, relative, stop_early),
            Some(symbol) => self.beside_symbol(target, relative, symbol, stop_early),
        }
    }

    /// `-N` and `branch@-N`.
    fn below_current(
        &self,
        upper: Endpoint<'_>,
        relative: Relative<'_>,
        stop_early: bool,
    ) -> Result<DowngradeTarget, GraphError> {
        let out_of_range = || GraphError::RelativeOutOfRange {
            steps: relative.written.to_owned(),
        };
        if relative.steps >= 0 {
            return Err(out_of_range());
        }
        let start = match relative.branch {
            Some(branch) => DowngradeTarget {
                place: self.current_in_branch(upper, branch)?,
                branch: Some(branch.to_owned()),
                warning: None,
            },
            None => self.first_current(upper)?.ok_or_else(out_of_range)?,
        };
        let place = self.walk(start.place, relative.steps, None, stop_early)?;
        let place = place.ok_or_else(out_of_range)?;
        Ok(DowngradeTarget { place, ..start })
    }

    /// Where `-N` starts: the first row, with a warning where there are others. Its branch is the only one
    /// that goes down.
    fn first_current(&self, upper: Endpoint<'_>) -> Result<Option<DowngradeTarget>, GraphError> {
        match upper {
            Endpoint::Base => Ok(None),
            Endpoint::Target(target) => {
                let place = self.position(&format!("{target}@{target}"))?;
                Ok(Some(DowngradeTarget::absolute(
                    Some(target.to_owned()),
                    place,
                )))
            }
            Endpoint::Rows(rows) => {
                let nodes = self.rows(rows)?;
                Ok(nodes.first().map(|&node| DowngradeTarget {
                    place: Position::At(node),
                    branch: Some(self.id(node).to_string()),
                    warning: (nodes.len() > 1).then_some(AMBIGUOUS),
                }))
            }
        }
    }

    /// Where `branch@-N` starts: the row in the branch, or what is applied of it where it has no row.
    fn current_in_branch(&self, upper: Endpoint<'_>, branch: &str) -> Result<Position, GraphError> {
        let current = match upper {
            // Alembic looks it up as a name, whatever it says.
            Endpoint::Target(target) => vec![self.find(target, None)?],
            _ => self.endpoint_nodes(upper)?,
        };
        let mut in_branch = self.in_lineage(current.clone(), branch)?;
        if in_branch.is_empty() {
            let heads = self.heads_among(&self.parents.reach(&current));
            in_branch = self.in_lineage(heads, branch)?;
        }
        match in_branch[..] {
            [node] => self.position(&format!("{branch}@{}", self.id(node))),
            _ => Err(GraphError::AmbiguousDowngrade {
                branch: branch.to_owned(),
                current: self.ids(&in_branch),
            }),
        }
    }

    /// `rev-N`, `branch@head-N`, `branch@rev+N` and the like.
    fn beside_symbol(
        &self,
        target: &str,
        relative: Relative<'_>,
        symbol: &str,
        stop_early: bool,
    ) -> Result<DowngradeTarget, GraphError> {
        let too_far = || GraphError::WalkedTooFar {
            target: target.to_owned(),
        };
        let start = match relative.branch {
            Some(branch) if relative.steps < 0 => self.position(&format!("{branch}@{symbol}"))?,
            _ => self.position(symbol)?,
        };
        let place = self
            .walk(start, relative.steps, relative.branch, stop_early)?
            .ok_or_else(too_far)?;
        if relative.steps >= 0 && place == Position::Base {
            return Err(too_far());
        }
        Ok(DowngradeTarget::absolute(
            relative.branch.map(str::to_owned),
            place,
        ))
    }

    /// The first revisions to go.
    fn roots(
        &self,
        lower: Endpoint<'_>,
        target: &DowngradeTarget,
        inclusive: bool,
    ) -> Result<Vec<Node>, GraphError> {
        let roots = match target.place {
            Position::Base => self.base_nodes(),
            Position::At(node) if inclusive => vec![node],
            Position::At(node) => self.children.of(node).to_vec(),
        };
        // Alembic counts a base once more for each label that it declares.
        let names = roots
            .iter()
            .map(|&root| self.revisions[root].branch_labels.len());
        let is_base = target.place == Position::Base;
        let choices = roots.len() + if is_base { names.sum() } else { 0 };
        let Some(branch) = target.branch.as_deref().filter(|_| choices > 1) else {
            return Ok(roots);
        };
        let below_branch = self.downs.reach(&[self.branch(branch)?]);
        let roots: Vec<Node> = roots
            .into_iter()
            .filter(|&root| below_branch.contains(root))
            .collect();
        if roots.is_empty() {
            return Err(GraphError::InvalidDowngradeTarget {
                branch: branch.to_owned(),
                target: lower.to_string(),
            });
        }
        Ok(roots)
    }

    fn single(&self, nodes: &[Node]) -> Result<Position, GraphError> {
        match *nodes {
            [node] => Ok(Position::At(node)),
            _ => Err(GraphError::MultipleHeads {
                argument: nodes
                    .iter()
                    .map(|&node| self.id(node).to_string())
                    .collect::<Vec<_>>()
                    .join(" "),
                heads: self.ids(nodes),
            }),
        }
    }
}

impl DowngradeTarget {
    fn absolute(branch: Option<String>, place: Position) -> Self {
        Self {
            place,
            branch,
            warning: None,
        }
    }
}
