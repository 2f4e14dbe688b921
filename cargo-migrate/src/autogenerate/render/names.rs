//! The names that the database gives by itself, which need not be written.

use std::collections::{BTreeMap, BTreeSet};

use migrate_runtime::dialect::Family;

use super::Renderer;
use crate::autogenerate::schema::{Name, Schema};

/// How long a name may be on PostgreSQL, in bytes; it shortens longer ones, each part of them.
const LONGEST: usize = 63;

/// The names of all that has one in its schema, and what has it.
///
/// PostgreSQL gives no name twice in a schema: it adds a number instead.
#[derive(Debug, Default)]
pub(super) struct Taken(BTreeMap<Name, BTreeSet<Name>>);

impl Taken {
    pub(super) fn new(schemas: [&Schema; 2]) -> Self {
        let mut taken = Self::default();
        for schema in schemas {
            let (tables, views) = (schema.tables.keys(), schema.views.keys());
            for name in tables.chain(views).chain(schema.sequences.keys()) {
                taken.add(name, &name.name);
            }
            for (name, table) in &schema.tables {
                let of_key = table.primary_key.iter().map(|it| &it.name);
                let names = of_key
                    .chain(table.uniques.keys())
                    .chain(table.foreign_keys.keys())
                    .chain(table.checks.keys())
                    .chain(table.excludes.keys())
                    .chain(table.indexes.keys());
                names.for_each(|it| taken.add(name, it));
            }
        }
        taken
    }

    fn add(&mut self, owner: &Name, name: &str) {
        let name = Name {
            schema: owner.schema.clone(),
            name: name.to_owned(),
        };
        self.0.entry(name).or_default().insert(owner.clone());
    }

    /// Whether something else than this table has the name in the table's schema.
    fn is_of_others(&self, table: &Name, name: &str) -> bool {
        let name = Name {
            schema: table.schema.clone(),
            name: name.to_owned(),
        };
        let owners = self.0.get(&name);
        owners.is_some_and(|owners| owners.iter().any(|owner| owner != table))
    }
}

/// A name with something behind it, short enough.
pub(super) fn shortened(name: &str, suffix: &str) -> String {
    let mut end = name.len().min(LONGEST - suffix.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{suffix}", &name[..end])
}

impl Renderer<'_> {
    /// Whether the primary key gets its name by itself.
    pub(super) fn names_primary_key(&self, table: &Name, name: &str) -> bool {
        !self.dialect.constraints.named_primary_key
            || (self.naming.primary_key.is_none() && self.names(table, &[], "pkey", name))
    }

    /// Whether a unique constraint gets its name by itself.
    pub(super) fn names_unique(&self, table: &Name, columns: &[String], name: &str) -> bool {
        self.naming.unique.is_none() && self.names(table, columns, "key", name)
    }

    /// Whether a foreign key gets its name by itself.
    pub(super) fn names_foreign_key(&self, table: &Name, columns: &[String], name: &str) -> bool {
        self.naming.foreign_key.is_none() && self.names(table, columns, "fkey", name)
    }

    /// Whether a check goes by a name that it does not have, as those of SQLite do that have none.
    pub(super) fn names_check(&self, table: &Name, name: &str) -> bool {
        let digest = name
            .strip_prefix(table.name.as_str())
            .and_then(|rest| rest.strip_prefix('_')?.strip_suffix("_check"));
        self.naming.check.is_none()
            && self.dialect.family == Family::Sqlite
            && digest.is_some_and(|it| it.len() == 8 && u32::from_str_radix(it, 16).is_ok())
    }

    fn names(&self, table: &Name, columns: &[String], kind: &str, name: &str) -> bool {
        let parts = [table.name.as_str()].into_iter();
        let parts = parts
            .chain(columns.iter().map(String::as_str))
            .chain([kind]);
        matches!(self.dialect.family, Family::Postgres | Family::Sqlite)
            && name.len() <= LONGEST
            && parts.collect::<Vec<_>>().join("_") == name
            && !self.taken.is_of_others(table, name)
    }
}
