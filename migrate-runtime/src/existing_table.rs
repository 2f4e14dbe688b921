//! A table as the database describes it: for what cannot be changed without knowing the rest of it.

/// A table of the database, and what hangs on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ExistingTable {
    /// The statement that would create it.
    pub(crate) sql: String,
    /// The columns in order, computed ones too.
    pub(crate) columns: Vec<ExistingColumn>,
    /// The indexes that are no constraint's, with the statements that would create them.
    pub(crate) indexes: Vec<ExistingIndex>,
    /// The statements that would create its triggers.
    pub(crate) triggers: Vec<String>,
    /// The other tables with foreign keys to it.
    pub(crate) referring: Vec<String>,
    /// Whether foreign keys are on, now.
    pub(crate) foreign_keys: bool,
    /// Whether foreign keys were on when the run began, and the rows are to be checked against them.
    pub(crate) check_foreign_keys: bool,
}

/// A column of an existing table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExistingColumn {
    pub(crate) name: String,
    /// Whether its value is computed from the others.
    pub(crate) computed: bool,
}

/// An index of an existing table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExistingIndex {
    pub(crate) name: String,
    pub(crate) sql: String,
    /// The columns it is over, those of its expressions left out.
    pub(crate) columns: Vec<String>,
}
