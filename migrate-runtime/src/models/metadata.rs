//! The tables that autogenerate compares with a database.

use super::Table;
use crate::operations::Operations;

/// The tables that autogenerate compares with a database: SQLAlchemy's `MetaData`, Alembic's `target_metadata`.
///
/// A runner takes every table that is registered. One that is given a list takes that instead, so that a package with
/// several databases can tell their tables apart:
///
/// ```ignore
/// fn main() -> std::process::ExitCode {
///     let metadata = Metadata::new().table::<Shop>().table::<Product>();
///     migrate_runtime::cli::Runner::new(&migrations::MIGRATOR)
///         .target_metadata(metadata)
///         .run()
/// }
/// ```
#[derive(Debug, Clone, Default)]
pub struct Metadata {
    tables: Vec<fn(&mut Operations)>,
}

impl Metadata {
    /// No table.
    pub fn new() -> Self {
        Self::default()
    }

    /// Every derived table of the crates that the program is linked from.
    pub fn registered() -> Self {
        #[cfg(feature = "models")]
        let tables = inventory::iter::<Registered>.into_iter().map(|it| it.0);
        #[cfg(not(feature = "models"))]
        let tables = std::iter::empty();
        Self {
            tables: tables.collect(),
        }
    }

    /// The same with one table more.
    #[must_use]
    pub fn table<T: Table>(mut self) -> Self {
        self.tables.push(T::define);
        self
    }

    /// The number of tables.
    pub fn len(&self) -> usize {
        self.tables.len()
    }

    /// Whether there is no table.
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    /// The functions that record the tables.
    #[cfg(feature = "cli")]
    pub(crate) fn definitions(&self) -> &[fn(&mut Operations)] {
        &self.tables
    }
}

/// A derived table, as it registers itself.
#[cfg(feature = "models")]
#[derive(Debug)]
pub struct Registered(pub fn(&mut Operations));

#[cfg(feature = "models")]
inventory::collect!(Registered);
