//! `op.irreversible(…)`

use super::{Directive, Operations, RenderError, Statements, variant};

/// Says that a revision cannot be undone.
#[derive(Debug, Clone)]
pub struct Irreversible {
    pub(crate) why: String,
}

impl Operations {
    /// Says that the revision cannot be undone, and why: a downgrade that comes here is refused before anything is
    /// sent.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// pub fn upgrade(op: &mut Operations) {
    ///     op.drop_column("users", "password");
    /// }
    ///
    /// pub fn downgrade(op: &mut Operations) {
    ///     op.irreversible("the passwords are gone");
    /// }
    /// ```
    #[track_caller]
    pub fn irreversible(&mut self, why: impl Into<String>) -> &mut Irreversible {
        self.record(Irreversible { why: why.into() })
    }
}

impl Directive for Irreversible {
    fn render(&self, _: &mut Statements<'_>) -> Result<(), RenderError> {
        Err(RenderError::Irreversible {
            why: self.why.clone(),
        })
    }

    fn irreversible(&self) -> Option<&str> {
        Some(&self.why)
    }

    variant!(Irreversible);
}
