//! Exclusion constraints.

use super::{Deferrable, deferrable, named};

/// No two rows may have elements that all compare true; PostgreSQL only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclude {
    pub(crate) name: Option<String>,
    /// Expressions, and the operators that compare them.
    pub(crate) elements: Vec<(String, String)>,
    pub(crate) using: Option<String>,
    pub(crate) condition: Option<String>,
    pub(crate) deferrable: Option<Deferrable>,
}

named!(Exclude);
deferrable!(Exclude);

impl Exclude {
    pub(crate) fn new<I, E, O>(elements: I) -> Self
    where
        I: IntoIterator<Item = (E, O)>,
        E: Into<String>,
        O: Into<String>,
    {
        let elements = elements.into_iter();
        Self {
            name: None,
            elements: elements.map(|(it, by)| (it.into(), by.into())).collect(),
            using: None,
            condition: None,
            deferrable: None,
        }
    }

    /// The method of the index behind it: `gist`, which is the database's own choice, or `spgist`, `btree`.
    pub fn using(&mut self, method: impl Into<String>) -> &mut Self {
        self.using = Some(method.into());
        self
    }

    /// Only the rows that meet a condition, as an SQL expression.
    pub fn where_(&mut self, condition: impl Into<String>) -> &mut Self {
        self.condition = Some(condition.into());
        self
    }
}
