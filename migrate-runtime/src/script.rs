//! A revision as `embed!` writes it into the program: what its file declares, and its two functions.

use std::collections::HashMap;
use std::fmt;
use std::pin::Pin;

use migrate_script::graph::{Direction, Step};
use migrate_script::{Revision, RevisionId};

use crate::error::{Error, ErrorKind, Result};
use crate::operations::Operations;

/// A revision of this program.
#[derive(Debug)]
pub struct Script {
    /// `REVISION`
    pub id: &'static str,
    /// `DOWN_REVISION`
    pub down_revisions: &'static [&'static str],
    /// `BRANCH_LABELS`
    pub branch_labels: &'static [&'static str],
    /// `DEPENDS_ON`
    pub depends_on: &'static [&'static str],
    /// The doc comment of the file.
    pub doc: &'static str,
    /// The file, relative to the package.
    pub path: &'static str,
    /// The hash of the file's tokens, which formatting and comments do not change.
    pub hash: &'static str,
    /// Applies the revision.
    pub upgrade: Body,
    /// Undoes the revision.
    pub downgrade: Body,
}

/// The function of a revision, in one of its two forms.
#[derive(Clone, Copy)]
pub enum Body {
    /// Records its operations and returns.
    Plain(fn(&mut Operations)),
    /// Reads the database between its operations.
    Async(for<'a> fn(&'a mut Operations) -> BodyFuture<'a>),
}

/// What an `async` function of a revision is, boxed.
pub type BodyFuture<'a> = Pin<Box<dyn Future<Output = Result> + Send + 'a>>;

/// The scripts of a program, by identifier.
#[derive(Debug)]
pub(crate) struct Bodies<'a>(HashMap<&'static str, &'a Script>);

impl<'a> Bodies<'a> {
    pub(crate) fn new(scripts: &'a [Script]) -> Self {
        Self(scripts.iter().map(|script| (script.id, script)).collect())
    }

    /// The hash of a revision, where its code is part of this program.
    pub(crate) fn hash(&self, revision: &RevisionId) -> Option<&'a str> {
        self.0.get(revision.as_str()).map(|script| script.hash)
    }

    /// The function that a step calls; a stamp calls none.
    pub(crate) fn of(&self, step: &Step) -> Result<Option<Body>, Error> {
        let script = || {
            let script = self.0.get(step.revision.as_str());
            script.ok_or_else(|| Error::from(ErrorKind::NoCode(step.revision.clone())))
        };
        Ok(match step.direction {
            Direction::Stamp => None,
            Direction::Upgrade => Some(script()?.upgrade),
            Direction::Downgrade => Some(script()?.downgrade),
        })
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plain(_) => "Plain",
            Self::Async(_) => "Async",
        })
    }
}

impl From<&Script> for Revision {
    fn from(script: &Script) -> Self {
        let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        Self {
            id: script.id.into(),
            down_revisions: script.down_revisions.iter().map(|&id| id.into()).collect(),
            branch_labels: owned(script.branch_labels),
            depends_on: owned(script.depends_on),
            doc: script.doc.to_owned(),
            path: Some(script.path.into()),
        }
    }
}
