//! Reading a [`Schema`](super::schema::Schema) from a database's catalog, with a fixed number of queries.

pub(crate) mod mysql;
pub(crate) mod postgres;
pub(crate) mod sqlite;

use super::schema::Name;

/// What is read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    /// The schemas beside the default one.
    pub(crate) schemas: Vec<String>,
    /// Our own table, which is left out; so is its history.
    pub(crate) version_table: Option<Name>,
}

impl Options {
    /// Reads these schemas too.
    pub(crate) fn add_schemas(&mut self, schemas: impl IntoIterator<Item = String>) {
        self.schemas.extend(schemas);
        self.schemas.sort();
        self.schemas.dedup();
    }
}
