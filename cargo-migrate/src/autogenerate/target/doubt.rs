//! Which models are in doubt, and must be made to be compared.

use std::collections::BTreeSet;

use migrate_runtime::dialect::{Dialect, POSTGRES};

use super::metadata::{EnumModel, Metadata, TableModel};
use super::plain;
use crate::autogenerate::schema::Schema;

/// Models, divided.
pub(super) struct Doubt<'a> {
    metadata: &'a Metadata,
    /// The tables in doubt.
    pub(super) tables: Vec<&'a TableModel>,
    enums: Vec<&'a EnumModel>,
}

impl<'a> Doubt<'a> {
    pub(super) fn new(metadata: &'a Metadata, live: &Schema, dialect: &'static Dialect) -> Self {
        // The words of the others are their own.
        let is_known = std::ptr::eq(dialect, &POSTGRES);
        let agrees = |it: &EnumModel| {
            let found = live.enums.get(&it.full_name());
            is_known && found.is_some_and(|found| plain::enum_agrees(it, found))
        };
        let enums: Vec<_> = metadata.enums.iter().filter(|it| !agrees(it)).collect();
        let in_doubt: BTreeSet<_> = enums.iter().map(|it| it.full_name().to_string()).collect();
        let is_of_enum = |it: &TableModel| {
            let mut columns = it.columns.iter();
            columns.any(|column| in_doubt.contains(&column.data_type))
        };
        let agrees = |it: &TableModel| {
            let found = live.tables.get(&it.full_name());
            is_known && !is_of_enum(it) && found.is_some_and(|found| plain::table_agrees(it, found))
        };
        let tables = metadata.tables.iter().filter(|it| !agrees(it)).collect();
        Self {
            metadata,
            tables,
            enums,
        }
    }

    /// Whether there is none.
    pub(super) fn is_none(&self) -> bool {
        self.tables.is_empty() && self.enums.is_empty()
    }

    /// The enums that must be made for the tables: those in doubt, or all where nothing is there.
    pub(super) fn enums(&self, is_nothing_there: bool) -> impl Iterator<Item = &'a EnumModel> {
        let enums = match is_nothing_there {
            true => self.metadata.enums.iter().collect(),
            false => self.enums.clone(),
        };
        enums.into_iter()
    }

    /// What agrees, as it is there.
    pub(super) fn agreed(&self, live: &Schema) -> Schema {
        let Metadata {
            schemas,
            enums,
            tables,
            ..
        } = self.metadata;
        let doubtful: BTreeSet<_> = self.tables.iter().map(|it| it.full_name()).collect();
        let tables = tables.iter().map(TableModel::full_name);
        let tables = tables.filter(|name| !doubtful.contains(name));
        let tables =
            tables.filter_map(|name| Some((name.clone(), live.tables.get(&name)?.clone())));
        let doubtful: BTreeSet<_> = self.enums.iter().map(|it| it.full_name()).collect();
        let enums = enums.iter().map(EnumModel::full_name);
        let enums = enums.filter(|name| !doubtful.contains(name));
        let enums = enums.filter_map(|name| Some((name.clone(), live.enums.get(&name)?.clone())));
        let schemas = schemas.iter();
        let schemas =
            schemas.filter_map(|name| Some((name.clone(), live.schemas.get(name)?.clone())));
        Schema {
            schemas: schemas.collect(),
            enums: enums.collect(),
            tables: tables.collect(),
            ..Schema::empty(live.family)
        }
    }
}
