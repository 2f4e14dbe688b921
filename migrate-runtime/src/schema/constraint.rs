//! Constraints of a table, each with its builder.

use super::TableName;

/// What happens to a referencing row when the referenced row goes or changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Refuse at the end of the statement, or of the transaction if deferred.
    NoAction,
    /// Refuse at once.
    Restrict,
    /// Do the same to the referencing row.
    Cascade,
    /// Set the referencing columns to null.
    SetNull,
    /// Set the referencing columns to their defaults.
    SetDefault,
}

impl Action {
    /// The action as SQL.
    pub fn as_sql(self) -> &'static str {
        match self {
            Self::NoAction => "NO ACTION",
            Self::Restrict => "RESTRICT",
            Self::Cascade => "CASCADE",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
        }
    }
}

macro_rules! named {
    ($type:ident) => {
        impl $type {
            /// Names the constraint; without a name the database chooses one.
            pub fn name(&mut self, name: impl Into<String>) -> &mut Self {
                self.name = Some(name.into());
                self
            }
        }
    };
}

/// A primary key over columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrimaryKey {
    pub(crate) name: Option<String>,
    pub(crate) columns: Vec<String>,
}

/// A unique constraint over columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unique {
    pub(crate) name: Option<String>,
    pub(crate) columns: Vec<String>,
}

/// A condition that every row must meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub(crate) name: Option<String>,
    pub(crate) condition: String,
}

/// A reference from columns of one table to columns of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKey {
    pub(crate) name: Option<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) referred_table: TableName,
    pub(crate) referred_columns: Vec<String>,
    pub(crate) on_delete: Option<Action>,
    pub(crate) on_update: Option<Action>,
}

named!(PrimaryKey);
named!(Unique);
named!(Check);
named!(ForeignKey);

impl ForeignKey {
    /// What happens when the referenced row is deleted.
    pub fn on_delete(&mut self, action: Action) -> &mut Self {
        self.on_delete = Some(action);
        self
    }

    /// What happens when the referenced key changes.
    pub fn on_update(&mut self, action: Action) -> &mut Self {
        self.on_update = Some(action);
        self
    }
}
