//! A revision as the graph sees it: its identity and its edges.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

/// The identifier of a revision, `abc123def456` say.
///
/// Cheap to clone. Ordered and hashed as its text, so that maps keyed by it can be asked with a `&str`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RevisionId(Arc<str>);

impl RevisionId {
    /// The most characters that fit into the version table's `VARCHAR(32)`.
    pub const MAX_LENGTH: usize = 32;

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for RevisionId {
    fn from(id: &str) -> Self {
        Self(id.into())
    }
}

impl From<String> for RevisionId {
    fn from(id: String) -> Self {
        Self(id.into())
    }
}

impl Deref for RevisionId {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for RevisionId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for RevisionId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for RevisionId {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl PartialEq<&str> for RevisionId {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

impl fmt::Display for RevisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for RevisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

/// One revision: what its file declares, without its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The identifier, `REVISION` in the file.
    pub id: RevisionId,
    /// The revisions this one follows, `DOWN_REVISION`: none for a base, several for a merge.
    pub down_revisions: Vec<RevisionId>,
    /// The names of the branch that starts here, `BRANCH_LABELS`.
    pub branch_labels: Vec<String>,
    /// Identifiers or labels of revisions that must be applied first without being parents, `DEPENDS_ON`.
    pub depends_on: Vec<String>,
    /// The whole doc comment of the file; its first line is the message.
    pub doc: String,
    /// The file, as it is to be shown: relative to the package or workspace where that is possible.
    pub path: Option<PathBuf>,
}

impl Revision {
    /// The first line of the doc comment, or the empty string.
    pub fn message(&self) -> &str {
        self.doc.lines().next().unwrap_or_default()
    }
}
