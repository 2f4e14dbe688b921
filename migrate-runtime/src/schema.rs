//! The nouns of a schema: types, columns, constraints and tables.
//!
//! Shared by the operations of a revision and, later, by the models that autogenerate compares.

mod column;
mod constraint;
mod table;
mod table_name;
mod types;

pub use column::{Column, column};
pub use constraint::{Action, Check, ForeignKey, PrimaryKey, Unique};
pub use table::Table;
pub use table_name::TableName;
pub use types::*;

/// Turns anything listable into owned names; the thin generic front of the builders.
pub(crate) fn names<I>(items: I) -> Vec<String>
where
    I: IntoIterator,
    I::Item: Into<String>,
{
    items.into_iter().map(Into::into).collect()
}
