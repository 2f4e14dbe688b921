//! Foreign keys.

use super::{Deferrable, deferrable, named};
use crate::schema::TableName;

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

/// A reference from columns of one table to columns of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKey {
    pub(crate) name: Option<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) referred_table: TableName,
    pub(crate) referred_columns: Vec<String>,
    pub(crate) on_delete: Option<Action>,
    pub(crate) on_update: Option<Action>,
    pub(crate) match_full: bool,
    pub(crate) deferrable: Option<Deferrable>,
    pub(crate) not_valid: bool,
}

named!(ForeignKey);
deferrable!(ForeignKey);

impl ForeignKey {
    pub(crate) fn new(
        columns: Vec<String>,
        referred_table: TableName,
        referred_columns: Vec<String>,
    ) -> Self {
        Self {
            name: None,
            columns,
            referred_table,
            referred_columns,
            on_delete: None,
            on_update: None,
            match_full: false,
            deferrable: None,
            not_valid: false,
        }
    }

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

    /// Refuses a key of which some columns are null and others are not.
    pub fn match_full(&mut self) -> &mut Self {
        self.match_full = true;
        self
    }

    /// Leaves the rows that are there unchecked, until
    /// [`validate_constraint`](crate::Operations::validate_constraint); only for a constraint that is added to a
    /// table.
    pub fn not_valid(&mut self) -> &mut Self {
        self.not_valid = true;
        self
    }
}
