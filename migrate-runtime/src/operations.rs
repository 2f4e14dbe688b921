//! Operations: what a revision does, recorded first and sent later.
//!
//! One file a directive: its data, its builder and its rendering by the dialect's facts. The registry
//! below names them all.

mod add_column;
mod add_enum_value;
mod alter_column;
mod batch_alter_table;
mod bulk_insert;
mod create_check_constraint;
mod create_enum;
mod create_exclude_constraint;
mod create_extension;
mod create_foreign_key;
mod create_function;
mod create_index;
mod create_primary_key;
mod create_schema;
mod create_sequence;
mod create_table;
mod create_table_comment;
mod create_trigger;
mod create_unique_constraint;
mod create_view;
mod custom;
mod drop_column;
mod drop_constraint;
mod drop_enum;
mod drop_extension;
mod drop_function;
mod drop_index;
mod drop_schema;
mod drop_sequence;
mod drop_table;
mod drop_table_comment;
mod drop_trigger;
mod drop_view;
mod execute;
mod irreversible;
mod lend;
mod parts;
mod recorder;
mod rename_constraint;
mod rename_enum_value;
mod rename_index;
mod rename_table;
mod render;
mod tag;
#[cfg(test)]
mod tests;
mod validate_constraint;

use std::panic::Location;

use crate::dialect::Dialect;
use crate::schema::TableName;

pub use add_column::AddColumn;
pub use add_enum_value::AddEnumValue;
pub use alter_column::AlterColumn;
pub use batch_alter_table::{BatchAlterTable, BatchColumn, BatchOperations};
pub use bulk_insert::BulkInsert;
pub use create_check_constraint::CreateCheckConstraint;
pub use create_enum::CreateEnum;
pub use create_exclude_constraint::CreateExcludeConstraint;
pub use create_extension::CreateExtension;
pub use create_foreign_key::CreateForeignKey;
pub use create_function::CreateFunction;
pub use create_index::CreateIndex;
pub use create_primary_key::CreatePrimaryKey;
pub use create_schema::CreateSchema;
pub use create_sequence::CreateSequence;
pub use create_table::CreateTable;
pub use create_table_comment::CreateTableComment;
pub use create_trigger::CreateTrigger;
pub use create_unique_constraint::CreateUniqueConstraint;
pub use create_view::CreateView;
pub use custom::{Custom, CustomOperation};
pub use drop_column::DropColumn;
pub use drop_constraint::DropConstraint;
pub use drop_enum::DropEnum;
pub use drop_extension::DropExtension;
pub use drop_function::DropFunction;
pub use drop_index::DropIndex;
pub use drop_schema::DropSchema;
pub use drop_sequence::DropSequence;
pub use drop_table::DropTable;
pub use drop_table_comment::DropTableComment;
pub use drop_trigger::DropTrigger;
pub use drop_view::DropView;
pub use execute::Execute;
pub use irreversible::Irreversible;
pub use recorder::Operations;
pub use rename_constraint::RenameConstraint;
pub use rename_enum_value::RenameEnumValue;
pub use rename_index::RenameIndex;
pub use rename_table::RenameTable;
pub use render::{RenderError, Statement, Statements};
pub use validate_constraint::ValidateConstraint;

/// A recorded operation and the place in the revision's file that recorded it.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The operation.
    pub operation: Operation,
    /// Where it was recorded.
    pub location: &'static Location<'static>,
    /// Whether it is to run outside of a transaction.
    pub outside_transaction: bool,
}

impl Recorded {
    /// Writes the statements, as [`Operation::render`] does, inside or outside of the transaction.
    ///
    /// # Errors
    ///
    /// As [`Operation::render`].
    pub fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        statements.outside_transaction = self.outside_transaction;
        self.operation.render(statements)
    }
}

/// A directive: what it is to do, and how a dialect does it.
pub(crate) trait Directive: Sized {
    /// Writes the statements.
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError>;

    /// The table that must be looked at before the statements can be written.
    fn table_to_read(&self, _dialect: &'static Dialect) -> Option<&TableName> {
        None
    }

    /// Whether a table is dropped and made anew, which must not touch the rows that refer to it: foreign keys are
    /// off meanwhile.
    fn recreates(&self, _dialect: &'static Dialect) -> bool {
        false
    }

    /// Why what was done before it can never be undone, if it says so.
    fn irreversible(&self) -> Option<&str> {
        None
    }

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

            /// The table that must be looked at before the statements can be written.
            pub(crate) fn table_to_read(&self, dialect: &'static Dialect) -> Option<&TableName> {
                match self {
                    $(Self::$name(directive) => directive.table_to_read(dialect),)*
                }
            }

            /// Why what was done before it can never be undone, if it says so.
            pub(crate) fn irreversible(&self) -> Option<&str> {
                match self {
                    $(Self::$name(directive) => directive.irreversible(),)*
                }
            }

            /// Whether a table is dropped and made anew.
            pub(crate) fn recreates(&self, dialect: &'static Dialect) -> bool {
                match self {
                    $(Self::$name(directive) => directive.recreates(dialect),)*
                }
            }

            /// The names of all directives.
            #[doc(hidden)]
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),*];

            /// The name of the directive.
            #[doc(hidden)]
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => stringify!($name),)*
                }
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
    CreateTableComment,
    DropTableComment,
    AddColumn,
    DropColumn,
    AlterColumn,
    BatchAlterTable,
    CreatePrimaryKey,
    CreateUniqueConstraint,
    CreateCheckConstraint,
    CreateForeignKey,
    CreateExcludeConstraint,
    DropConstraint,
    ValidateConstraint,
    RenameConstraint,
    CreateIndex,
    DropIndex,
    RenameIndex,
    Execute,
    AddEnumValue,
    BulkInsert,
    CreateEnum,
    CreateExtension,
    CreateFunction,
    CreateSchema,
    CreateSequence,
    CreateTrigger,
    CreateView,
    Custom,
    DropEnum,
    DropExtension,
    DropFunction,
    DropSchema,
    DropSequence,
    DropTrigger,
    DropView,
    Irreversible,
    RenameEnumValue,
}
