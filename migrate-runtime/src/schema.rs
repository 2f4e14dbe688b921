//! The nouns of a schema: types, columns, constraints and tables, and the values of rows.
//!
//! Shared by the operations of a revision and by the models that autogenerate compares.

mod column;
mod constraint;
mod index_part;
mod name;
mod table;
mod table_name;
mod types;
mod value;

#[cfg(feature = "cli")]
pub(crate) use column::Computed;
pub(crate) use column::IdentityKind;
pub use column::{Column, column};
pub(crate) use constraint::Deferrable;
pub use constraint::{Action, Check, ConstraintKind, Exclude, ForeignKey, PrimaryKey, Unique};
pub(crate) use index_part::{IndexKey, NullsOrder, SortOrder};
pub use index_part::{IndexPart, by, expr};
pub use name::Name;
pub use table::Table;
pub use table_name::TableName;
pub use types::*;
pub use value::{Value, sql};

/// Turns anything listable into owned names; the thin generic front of the builders.
pub(crate) fn names<I>(items: I) -> Vec<String>
where
    I: IntoIterator,
    I::Item: Into<String>,
{
    items.into_iter().map(Into::into).collect()
}
