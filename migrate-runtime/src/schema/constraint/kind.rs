//! The kinds of constraints.

/// What kind of constraint one is: some databases must be told to drop it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConstraintKind {
    /// A primary key.
    PrimaryKey,
    /// A unique constraint.
    Unique,
    /// A condition that every row meets.
    Check,
    /// A reference to another table.
    ForeignKey,
    /// An exclusion constraint.
    Exclude,
}
