//! Fields whose types have no column type.

use migrate_runtime::models::Table;

/// Where something is.
pub struct Place;

/// A shop.
#[derive(Table)]
pub struct Shop {
    /// An own type.
    pub place: Place,
    /// No type of SQL.
    pub number: Option<u64>,
}
