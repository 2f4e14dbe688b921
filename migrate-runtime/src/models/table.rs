//! A table as a type.

use crate::operations::Operations;

/// A type that describes a table, as `#[derive(Table)]` makes one of a struct.
///
/// ```
/// use migrate_runtime::models::Table;
/// use migrate_runtime::prelude::*;
///
/// struct Shops;
///
/// impl Table for Shops {
///     fn define(op: &mut Operations) {
///         op.create_table("shops", |t| {
///             t.column("id", bigint()).primary_key().identity();
///             t.column("name", text()).not_null();
///         });
///         op.create_index(None, "shops", ["name"]);
///     }
/// }
/// ```
pub trait Table {
    /// Records the table, after the enums that it needs and before its indexes.
    ///
    /// Nothing but [`create_enum`](Operations::create_enum), [`create_table`](Operations::create_table) and
    /// [`create_index`](Operations::create_index) means something here.
    fn define(op: &mut Operations);
}
