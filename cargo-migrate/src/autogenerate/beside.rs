//! Tables of schemas that are not compared, which foreign keys refer to: where the others are made, something must stand in for
//! them.

use std::collections::{BTreeMap, BTreeSet};

use super::catalog;
use super::change::Change;
use super::schema::{Column, Name, Schema, Table};
use super::server::Server;
use crate::error::Result;

/// The tables of other schemas among these.
pub(crate) fn of_other_schemas(
    referred: impl IntoIterator<Item = Name>,
    read: &catalog::Options,
) -> BTreeSet<Name> {
    let is_read = |schema: &String| read.schemas.contains(schema);
    let is_other = |name: &Name| name.schema.as_ref().is_some_and(|it| !is_read(it));
    referred.into_iter().filter(is_other).collect()
}

/// All tables that the foreign keys of a schema refer to.
pub(crate) fn referred(schema: &Schema) -> impl Iterator<Item = Name> {
    let tables = schema.tables.values();
    let keys = tables.flat_map(|table| table.foreign_keys.values());
    keys.map(|key| key.referred.clone())
}

/// Reads them, as far as a foreign key needs them. One that is not there is left out.
///
/// # Errors
///
/// The connection failed.
pub(crate) async fn read(
    server: &mut Server,
    names: BTreeSet<Name>,
    read: &catalog::Options,
) -> Result<Schema> {
    let mut stand_ins = Schema::empty(server.dialect().family);
    if names.is_empty() {
        return Ok(stand_ins);
    }
    let mut all = read.clone();
    all.add_schemas(names.iter().filter_map(|name| name.schema.clone()));
    let found = server.read(&all).await?;
    let tables = found.tables.into_iter();
    let tables = tables.filter(|(name, _)| names.contains(name));
    stand_ins.tables = tables.map(|(name, it)| (name, stand_in(it))).collect();
    let schemas = names.into_iter().filter_map(|name| name.schema);
    stand_ins.schemas = schemas.map(|name| (name, None)).collect();
    Ok(stand_ins)
}

/// A table with what a foreign key may refer to, and nothing else.
fn stand_in(table: Table) -> Table {
    let keys = table.primary_key.iter().map(|key| &key.columns);
    let keys = keys.chain(table.uniques.values().map(|it| &it.columns));
    let names: BTreeSet<_> = keys.flatten().cloned().collect();
    let columns = table.columns.into_iter();
    let columns = columns.filter(|it| names.contains(&it.name));
    Table {
        columns: columns.map(plain).collect(),
        primary_key: table.primary_key,
        uniques: table.uniques,
        foreign_keys: BTreeMap::new(),
        ..Table::default()
    }
}

fn plain(column: Column) -> Column {
    Column {
        default: None,
        identity: None,
        computed: None,
        comment: None,
        ..column
    }
}

/// The changes that make them, and their schemas.
pub(crate) fn creations(beside: &Schema) -> impl Iterator<Item = Change> {
    let schemas = beside.schemas.keys().cloned().map(Change::CreateSchema);
    let tables = beside.tables.iter();
    let tables = tables.map(|(name, it)| Change::CreateTable(name.clone(), it.clone()));
    schemas.chain(tables)
}

/// The changes that make the schemas which extensions are in, where neither these schemas are compared nor anything in them is
/// referred to.
pub(crate) fn homes_of_extensions(
    schema: &Schema,
    beside: &Schema,
) -> impl Iterator<Item = Change> {
    let homes = schema
        .extensions
        .values()
        .filter_map(|it| it.schema.clone());
    let is_there = |home: &String| {
        schema.schemas.contains_key(home)
            || beside.schemas.contains_key(home)
            || home == "pg_catalog"
    };
    let homes: BTreeSet<_> = homes.filter(|home| !is_there(home)).collect();
    homes.into_iter().map(Change::CreateSchema)
}
