//! What an index is over.

/// A column of an index, or an expression: `"name"`, [`by`]`("name").desc()`, [`expr`]`("lower(name)")`.
///
/// ```
/// # use migrate_runtime::prelude::*;
/// # fn upgrade(op: &mut Operations) {
/// op.create_index("ix_users_name", "users", [expr("lower(name)"), by("created").desc()]);
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexPart {
    pub(crate) key: IndexKey,
    pub(crate) collation: Option<String>,
    pub(crate) operator_class: Option<String>,
    pub(crate) prefix: Option<u32>,
    pub(crate) order: Option<SortOrder>,
    pub(crate) nulls: Option<NullsOrder>,
}

/// What is sorted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum IndexKey {
    Column(String),
    Expression(String),
}

/// Which way an index is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SortOrder {
    Ascending,
    Descending,
}

/// Where an index has the nulls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NullsOrder {
    First,
    Last,
}

/// A column of an index: `op.create_index("ix", "users", [by("created").desc()])`.
pub fn by(column: impl Into<String>) -> IndexPart {
    IndexPart::new(IndexKey::Column(column.into()))
}

/// An expression in an index: `op.create_index("ix", "users", [expr("lower(email)")])`.
///
/// In a list that mixes both, [`by`] stands for the columns.
pub fn expr(expression: impl Into<String>) -> IndexPart {
    IndexPart::new(IndexKey::Expression(expression.into()))
}

impl IndexPart {
    fn new(key: IndexKey) -> Self {
        Self {
            key,
            collation: None,
            operator_class: None,
            prefix: None,
            order: None,
            nulls: None,
        }
    }

    /// Sorts from the smallest to the largest, which is the database's own choice.
    #[must_use]
    pub fn asc(mut self) -> Self {
        self.order = Some(SortOrder::Ascending);
        self
    }

    /// Sorts from the largest to the smallest.
    #[must_use]
    pub fn desc(mut self) -> Self {
        self.order = Some(SortOrder::Descending);
        self
    }

    /// Has the nulls before all else; PostgreSQL only.
    #[must_use]
    pub fn nulls_first(mut self) -> Self {
        self.nulls = Some(NullsOrder::First);
        self
    }

    /// Has the nulls behind all else; PostgreSQL only.
    #[must_use]
    pub fn nulls_last(mut self) -> Self {
        self.nulls = Some(NullsOrder::Last);
        self
    }

    /// Sorts texts by a collation, by the database's name for it; PostgreSQL and SQLite.
    #[must_use]
    pub fn collate(mut self, collation: impl Into<String>) -> Self {
        self.collation = Some(collation.into());
        self
    }

    /// Compares by an operator class, sent as it is: `text_pattern_ops`, `gin_trgm_ops`; PostgreSQL only.
    #[must_use]
    pub fn operator_class(mut self, class: impl Into<String>) -> Self {
        self.operator_class = Some(class.into());
        self
    }

    /// Indexes the first characters of a text alone, as MySQL must for one of unlimited length; MySQL only.
    #[must_use]
    pub fn prefix(mut self, characters: u32) -> Self {
        self.prefix = Some(characters);
        self
    }
}

impl From<&str> for IndexPart {
    fn from(column: &str) -> Self {
        by(column)
    }
}

impl From<String> for IndexPart {
    fn from(column: String) -> Self {
        by(column)
    }
}
