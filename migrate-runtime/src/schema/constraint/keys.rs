//! Primary keys and unique constraints.

use super::{Deferrable, deferrable, named};

/// A primary key over columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrimaryKey {
    pub(crate) name: Option<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) deferrable: Option<Deferrable>,
}

/// A unique constraint over columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unique {
    pub(crate) name: Option<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) nulls_not_distinct: bool,
    pub(crate) deferrable: Option<Deferrable>,
}

named!(PrimaryKey);
named!(Unique);
deferrable!(PrimaryKey);
deferrable!(Unique);

impl PrimaryKey {
    pub(crate) fn new(columns: Vec<String>) -> Self {
        Self {
            name: None,
            columns,
            deferrable: None,
        }
    }
}

impl Unique {
    pub(crate) fn new(columns: Vec<String>) -> Self {
        Self {
            name: None,
            columns,
            nulls_not_distinct: false,
            deferrable: None,
        }
    }

    /// Takes two nulls as equal; PostgreSQL, from version 15 on.
    pub fn nulls_not_distinct(&mut self) -> &mut Self {
        self.nulls_not_distinct = true;
        self
    }
}
