//! What the laws of hostile texts ask.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::parse::Seal;
use crate::revision::RevisionId;

use super::{LockFile, text};

/// What a lock file says.
pub(crate) fn read(text: &str) -> Result<LockFile, Box<Diagnostic>> {
    text::parse(text, "migrate.lock").map(|parsed| parsed.lock_file)
}

/// The seals that are left of a lock file that cannot be read.
pub(crate) fn salvaged(text: &str) -> BTreeMap<RevisionId, Seal> {
    text::salvaged(text).into_iter().collect()
}
