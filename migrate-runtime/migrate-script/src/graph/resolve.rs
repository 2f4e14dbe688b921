//! What an identifier means: ids, labels, prefixes, `head`, `heads`, `base`, `branch@…`.

use crate::revision::{Revision, RevisionId};

use super::edges::{Node, NodeSet};
use super::error::GraphError;
use super::map::RevisionMap;
use super::nearest::nearest;
use super::target::{split_branch, steps_below_heads};
use super::walk::Position;

/// Prefixes are only looked for among names longer than this.
const SHORT_NAME: usize = 3;

/// What a target stands for once its words are replaced.
enum Symbols<'a> {
    /// Revisions that a word stood for; none for `base`, and for the heads of no revisions.
    Nodes(Vec<Node>),
    /// A name or prefix still to be looked up.
    Name(&'a str),
}

impl RevisionMap {
    /// The revisions that a target names, as `show` understands it; `None` is before the first revision.
    ///
    /// `current` stands for the rows of the version table; `-N` counts from the heads, whatever is applied.
    ///
    /// # Errors
    ///
    /// When the target names nothing, or something else than one revision where one is wanted.
    pub fn resolve(
        &self,
        target: &str,
        current: &[RevisionId],
    ) -> Result<Vec<Option<&Revision>>, GraphError> {
        if target == "current" {
            return Ok(self
                .rows(current)?
                .into_iter()
                .map(|node| Some(&self.revisions[node]))
                .collect());
        }
        let positions = self.positions(target)?;
        Ok(positions
            .into_iter()
            .map(|position| Some(&self.revisions[position?.node()?]))
            .collect())
    }

    /// The places that a target names, possibly none; `None` where `-N` leads out of the graph.
    pub(super) fn positions(&self, target: &str) -> Result<Vec<Option<Position>>, GraphError> {
        let (branch, symbol) = split_branch(target);
        match self.symbols(branch, symbol, target)? {
            Symbols::Nodes(nodes) => {
                // Of a branch, these are members; what is left to ask is whether it is one.
                if let (Some(branch), false) = (branch, nodes.is_empty()) {
                    self.branch(branch)?;
                }
                let places = nodes.into_iter().map(|node| Some(Position::At(node)));
                Ok(places.collect())
            }
            Symbols::Name(name) => match steps_below_heads(name) {
                // An empty label is a label here, which nothing has.
                Some(steps) => {
                    self.below_heads(target.split_once('@').map(|(label, _)| label), steps)
                }
                None => Ok(vec![Some(Position::At(self.find(name, branch)?))]),
            },
        }
    }

    /// The one place that a target names.
    pub(super) fn position(&self, target: &str) -> Result<Position, GraphError> {
        let (branch, symbol) = split_branch(target);
        match self.symbols(branch, symbol, target)? {
            Symbols::Name(name) => Ok(Position::At(self.find(name, branch)?)),
            Symbols::Nodes(nodes) if nodes.len() > 1 => Err(self.multiple_heads(target, &nodes)),
            Symbols::Nodes(nodes) => {
                branch.map(|branch| self.branch(branch)).transpose()?;
                Ok(nodes
                    .first()
                    .map_or(Position::Base, |&node| Position::At(node)))
            }
        }
    }

    fn symbols<'a>(
        &self,
        branch: Option<&str>,
        symbol: &'a str,
        target: &str,
    ) -> Result<Symbols<'a>, GraphError> {
        match symbol {
            "heads" => self.heads_of(branch).map(Symbols::Nodes),
            "head" => {
                let heads = match branch {
                    Some(_) => self.heads_of(branch)?,
                    None => self.head_nodes(),
                };
                if heads.len() > 1 {
                    return Err(self.multiple_heads(target, &heads));
                }
                Ok(Symbols::Nodes(heads))
            }
            "base" => Ok(Symbols::Nodes(Vec::new())),
            name => Ok(Symbols::Name(name)),
        }
    }

    /// The effective heads; of a branch, the heads.
    fn heads_of(&self, branch: Option<&str>) -> Result<Vec<Node>, GraphError> {
        match branch {
            Some(branch) => self.in_lineage(self.head_nodes(), branch),
            None => Ok(self.effective_head_nodes()),
        }
    }

    /// Steps down from each effective head that has the label, or from all.
    fn below_heads(
        &self,
        label: Option<&str>,
        steps: i64,
    ) -> Result<Vec<Option<Position>>, GraphError> {
        self.effective_head_nodes()
            .into_iter()
            .filter(|&head| label.is_none_or(|label| self.has_label(head, label)))
            .map(|head| self.walk_down(Position::At(head), steps, false))
            .collect()
    }

    /// The revision with this identifier, label or prefix, in the branch if one is named.
    pub(super) fn find(&self, name: &str, branch: Option<&str>) -> Result<Node, GraphError> {
        let lineage = match branch {
            Some(branch) => Some(self.lineage(&[self.branch(branch)?])),
            None => None,
        };
        let node = match self.names.get(name) {
            Some(&node) => node,
            None => self.find_prefix(name, lineage.as_ref())?,
        };
        match (branch, lineage) {
            (Some(branch), Some(lineage)) if !lineage.contains(node) => {
                Err(GraphError::NotInBranch {
                    revision: self.id(node).clone(),
                    branch: branch.to_owned(),
                })
            }
            _ => Ok(node),
        }
    }

    fn find_prefix(&self, prefix: &str, lineage: Option<&NodeSet>) -> Result<Node, GraphError> {
        if prefix.is_empty() {
            return Err(GraphError::EmptyTarget);
        }
        let from = (
            std::ops::Bound::Included(prefix),
            std::ops::Bound::Unbounded,
        );
        let matching: Vec<(&str, Node)> = self
            .names
            .range::<str, _>(from)
            .take_while(|(name, _)| name.starts_with(prefix))
            .filter(|(name, _)| name.chars().nth(SHORT_NAME).is_some())
            .filter(|&(_, &node)| lineage.is_none_or(|lineage| lineage.contains(node)))
            .map(|(name, &node)| (&**name, node))
            .collect();
        match matching[..] {
            [] => Err(self.unknown(prefix)),
            [(_, node)] => Ok(node),
            _ => Err(GraphError::AmbiguousPrefix {
                target: prefix.to_owned(),
                candidates: matching.iter().map(|&(name, _)| name.to_owned()).collect(),
            }),
        }
    }

    /// The revision that a branch is named by: the one that declares the label, or any revision.
    pub(super) fn branch(&self, branch: &str) -> Result<Node, GraphError> {
        self.find(branch, None)
            .map_err(|_| GraphError::UnknownBranch {
                branch: branch.to_owned(),
                nearest: nearest(branch, self.names.keys().map(|name| &**name)),
            })
    }

    /// Of some revisions those that follow, or are followed by, what the target names; all of them for `base`.
    pub(super) fn in_lineage(
        &self,
        nodes: Vec<Node>,
        target: &str,
    ) -> Result<Vec<Node>, GraphError> {
        let Some(named) = self.named_by(target, &nodes)? else {
            return Ok(nodes);
        };
        let lineage = self.lineage(&named);
        Ok(nodes
            .into_iter()
            .filter(|&node| lineage.contains(node))
            .collect())
    }

    /// The revisions that a target stands for, and the one that its branch stands for, to narrow `nodes` by;
    /// whether they belong together is not asked. `None` where they narrow nothing.
    pub(super) fn named_by(
        &self,
        target: &str,
        nodes: &[Node],
    ) -> Result<Option<Vec<Node>>, GraphError> {
        let (branch, symbol) = split_branch(target);
        let symbols = self.symbols(branch, symbol, target)?;
        // Names are not looked up, as with Alembic, where there is nothing to narrow.
        if nodes.is_empty() {
            return Ok(None);
        }
        let mut named = Vec::new();
        if let Some(branch) = branch {
            named.push(self.find(branch, None)?);
        }
        match symbols {
            Symbols::Nodes(heads) => named.extend(heads),
            Symbols::Name(name) => named.push(self.find(name, None)?),
        }
        Ok((!named.is_empty()).then_some(named))
    }

    /// All that the given revisions follow, or that follow them, by what is revised.
    pub(super) fn lineage(&self, nodes: &[Node]) -> NodeSet {
        let mut lineage = self.downs.reach(nodes);
        lineage.add_all(&self.children.reach(nodes));
        lineage
    }

    pub(super) fn unknown(&self, target: &str) -> GraphError {
        GraphError::UnknownRevision {
            target: target.to_owned(),
            nearest: nearest(target, self.names.keys().map(|name| &**name)),
        }
    }

    fn multiple_heads(&self, target: &str, heads: &[Node]) -> GraphError {
        GraphError::MultipleHeads {
            argument: target.to_owned(),
            heads: self.ids(heads),
        }
    }
}
