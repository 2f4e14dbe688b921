//! `op.tag()`: the text that was given for this run.

use super::Operations;
use crate::environment::TAG;

impl Operations {
    /// What was given for this run as `--tag TAG`, Alembic's `context.get_tag_argument()`.
    ///
    /// It is the argument `tag`: `-x tag=TAG` says the same, and so does
    /// [`Environment::with_arguments`](crate::Environment::with_arguments) with that key.
    pub fn tag(&self) -> Option<&str> {
        self.argument(TAG)
    }
}
