//! How values come from the old table into the new one.

use crate::definition::Affinity;

/// A column that the new table has from the old one.
#[derive(Debug, Clone)]
pub(super) struct Copied {
    pub(super) column: String,
    /// What is read of the old table.
    pub(super) expression: String,
    /// How the database must keep the value, by the names of `typeof`; whichever it likes, if there is none.
    pub(super) kept_as: Option<&'static str>,
}

impl Copied {
    /// Changes the type.
    ///
    /// A value that is written into a column is converted if nothing gets lost, and else kept as it is; a `CAST` would
    /// make 0 of a text that is no number, and a year of a date.
    pub(super) fn convert(&mut self, from: &str, to: &str) {
        let (before, behind) = (Affinity::of(from), Affinity::of(to));
        if before == behind {
            return;
        }
        match behind {
            Affinity::Integer => self.kept_as = Some("integer"),
            Affinity::Real => self.kept_as = Some("real"),
            Affinity::Text => self.kept_as = Some("text"),
            Affinity::Blob if !to.is_empty() => {
                self.expression = format!("CAST({} AS {to})", self.expression);
            }
            // Dates are here, and truth values.
            Affinity::Blob | Affinity::Numeric => {}
        }
    }
}
