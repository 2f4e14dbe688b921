//! Check constraints.

use super::named;

/// A condition that every row must meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub(crate) name: Option<String>,
    pub(crate) condition: String,
    pub(crate) not_valid: bool,
}

named!(Check);

impl Check {
    pub(crate) fn new(condition: String) -> Self {
        Self {
            name: None,
            condition,
            not_valid: false,
        }
    }

    /// Leaves the rows that are there unchecked, until
    /// [`validate_constraint`](crate::Operations::validate_constraint); only for a constraint that is added to a
    /// table.
    pub fn not_valid(&mut self) -> &mut Self {
        self.not_valid = true;
        self
    }
}
