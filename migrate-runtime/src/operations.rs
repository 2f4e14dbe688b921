//! Operations: what a revision does, recorded first and sent later.
//!
//! One file a directive: its data, its builder and its rendering by the dialect's facts. The registry
//! below names them all.

mod add_column;
mod alter_column;
mod create_index;
mod create_table;
mod drop_column;
mod drop_index;
mod drop_table;
mod execute;
mod lend;
mod parts;
mod recorder;
mod rename_table;
mod render;
#[cfg(test)]
mod tests;

use std::panic::Location;

pub use add_column::AddColumn;
pub use alter_column::AlterColumn;
pub use create_index::{CreateIndex, IndexPart, expr};
pub use create_table::CreateTable;
pub use drop_column::DropColumn;
pub use drop_index::DropIndex;
pub use drop_table::DropTable;
pub use execute::Execute;
pub use recorder::Operations;
pub use rename_table::RenameTable;
pub use render::{RenderError, Statements};

/// A recorded operation and the place in the revision's file that recorded it.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The operation.
    pub operation: Operation,
    /// Where it was recorded.
    pub location: &'static Location<'static>,
}

/// A directive: what it is to do, and how a dialect does it.
pub(crate) trait Directive: Sized {
    /// Writes the statements.
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError>;

    /// The directive inside of an operation, if it is this one.
    fn of(operation: &mut Operation) -> Option<&mut Self>;
}

macro_rules! directives {
    ($($name:ident),* $(,)?) => {
        /// Any operation.
        #[derive(Debug, Clone)]
        #[non_exhaustive]
        pub enum Operation {
            $(#[doc = concat!("See [`", stringify!($name), "`].")] $name($name),)*
        }

        impl Operation {
            /// Writes the statements of this operation.
            ///
            /// # Errors
            ///
            /// What the dialect cannot do, or a combination that means nothing.
            pub fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
                let before = statements.len();
                match self {
                    $(Self::$name(directive) => directive.render(statements)?,)*
                }
                statements.check_from(before)
            }
        }

        $(impl From<$name> for Operation {
            fn from(directive: $name) -> Self {
                Self::$name(directive)
            }
        })*
    };
}

/// The `of` of a directive that is a variant of [`Operation`].
macro_rules! variant {
    ($name:ident) => {
        fn of(operation: &mut crate::operations::Operation) -> Option<&mut Self> {
            match operation {
                crate::operations::Operation::$name(directive) => Some(directive),
                _ => None,
            }
        }
    };
}
use variant;

directives! {
    CreateTable,
    DropTable,
    RenameTable,
    AddColumn,
    DropColumn,
    AlterColumn,
    CreateIndex,
    DropIndex,
    Execute,
}
