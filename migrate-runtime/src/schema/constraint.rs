//! Constraints of a table, each with its builder.

mod check;
mod exclude;
mod foreign_key;
mod keys;
mod kind;

pub use check::Check;
pub use exclude::Exclude;
pub use foreign_key::{Action, ForeignKey};
pub use keys::{PrimaryKey, Unique};
pub use kind::ConstraintKind;

/// When a constraint is checked, if not at the end of each statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deferrable {
    /// A transaction may put it off to its end.
    InitiallyImmediate,
    /// At the end of the transaction.
    InitiallyDeferred,
}

macro_rules! named {
    ($type:ident) => {
        impl $type {
            /// Names the constraint; without a name the naming convention names it, or the database.
            pub fn name(&mut self, name: impl Into<String>) -> &mut Self {
                self.name = Some(name.into());
                self
            }
        }
    };
}
use named;

macro_rules! deferrable {
    ($type:ident) => {
        impl $type {
            /// Lets a transaction put the check off to its end.
            pub fn deferrable(&mut self) -> &mut Self {
                self.deferrable = Some(crate::schema::Deferrable::InitiallyImmediate);
                self
            }

            /// Checks at the end of the transaction.
            pub fn initially_deferred(&mut self) -> &mut Self {
                self.deferrable = Some(crate::schema::Deferrable::InitiallyDeferred);
                self
            }
        }
    };
}
use deferrable;
