//! What the models record, gathered: each enum and each table once.

use std::panic::Location;

use migrate_script::diagnostic::Diagnostic;

use crate::cli::fault::place;
use crate::dialect::Dialect;
use crate::models::Metadata;
use crate::operations::{CreateEnum, CreateIndex, CreateTable, Operation, Operations, Recorded};
use crate::schema::{EnumType, TableName, Type};

/// The enums and the tables of all models, sorted by their names, and what is wrong with them.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    pub(super) enums: Vec<EnumDefinition>,
    pub(super) tables: Vec<TableDefinition>,
    pub(super) faults: Vec<Diagnostic>,
}

#[derive(Debug)]
pub(super) struct EnumDefinition {
    pub(super) create: CreateEnum,
    pub(super) location: &'static Location<'static>,
}

#[derive(Debug)]
pub(super) struct TableDefinition {
    pub(super) create: CreateTable,
    pub(super) location: &'static Location<'static>,
    pub(super) indexes: Vec<(CreateIndex, &'static Location<'static>)>,
}

impl Definitions {
    /// Calls the models.
    pub(super) fn of(metadata: &Metadata, dialect: &'static Dialect) -> Self {
        let mut definitions = Self::default();
        for define in metadata.definitions() {
            let mut op = Operations::new(dialect);
            define(&mut op);
            let mut tables = Vec::new();
            for recorded in op.recorded() {
                definitions.take(recorded, &mut tables);
            }
            for table in tables {
                definitions.add_table(table);
            }
        }
        definitions.add_enums_of_columns();
        let key = |name: &TableName| (name.schema.clone(), name.name.clone());
        definitions.enums.sort_by_key(|it| key(&it.create.name));
        definitions.tables.sort_by_key(|it| key(&it.create.name));
        definitions
    }

    /// Takes what one model records; `tables` are those of this model.
    fn take(&mut self, recorded: &Recorded, tables: &mut Vec<TableDefinition>) {
        let location = recorded.location;
        match &recorded.operation {
            Operation::CreateEnum(create) => self.add_enum(EnumDefinition {
                create: create.clone(),
                location,
            }),
            Operation::CreateTable(create) => tables.push(TableDefinition {
                create: create.clone(),
                location,
                indexes: Vec::new(),
            }),
            Operation::CreateIndex(index) => {
                match tables.iter_mut().find(|it| it.create.name == index.table) {
                    Some(table) => table.indexes.push((index.clone(), location)),
                    None => {
                        let table = shown(&index.table);
                        let what =
                            format!("a model has an index of `{table}`, which is not its table");
                        self.faults.push(place(Diagnostic::new(what), location));
                    }
                }
            }
            other => {
                let name = other.name();
                let what =
                    format!("a model records a table with its enums and indexes, and no `{name}`");
                self.faults.push(place(Diagnostic::new(what), location));
            }
        }
    }

    fn add_enum(&mut self, new: EnumDefinition) {
        let mut present = self.enums.iter();
        match present.find(|it| it.create.name == new.create.name) {
            None => self.enums.push(new),
            Some(it) if is_same(&it.create, &new.create) => {}
            Some(it) => {
                let what = format!("two models define enum `{}`", shown(&new.create.name));
                self.faults.push(twice(what, it.location, new.location));
            }
        }
    }

    fn add_table(&mut self, new: TableDefinition) {
        let mut present = self.tables.iter();
        match present.find(|it| it.create.name == new.create.name) {
            None => self.tables.push(new),
            Some(it) if is_same(&it.create, &new.create) && has_same_indexes(it, &new) => {}
            Some(it) => {
                let what = format!("two models define table `{}`", shown(&new.create.name));
                self.faults.push(twice(what, it.location, new.location));
            }
        }
    }

    /// An enum that a column names by itself, `#[column(type = enumeration(…))]`, is recorded by nobody.
    fn add_enums_of_columns(&mut self) {
        let enums = self.tables.iter().flat_map(|table| {
            let columns = table.create.table.columns.iter();
            let enums = columns.filter_map(|column| enum_of(&column.data_type));
            enums.map(|it| (it.clone(), table.location))
        });
        for (EnumType { name, values }, location) in enums.collect::<Vec<_>>() {
            let mut present = self.enums.iter();
            match present.find(|it| it.create.name == name) {
                Some(it) if it.create.values == values => {}
                Some(it) => {
                    let what = format!("enum `{}` has other values here", shown(&name));
                    self.faults.push(twice(what, it.location, location));
                }
                None => self.enums.push(EnumDefinition {
                    create: CreateEnum {
                        name,
                        values,
                        comment: None,
                    },
                    location,
                }),
            }
        }
    }
}

fn enum_of(data_type: &Type) -> Option<&EnumType> {
    match data_type {
        Type::Enum(it) => Some(it),
        Type::Array(element) => enum_of(element),
        _ => None,
    }
}

/// Whether two operations do the same: their debug forms hold all that they are.
fn is_same(one: &impl std::fmt::Debug, other: &impl std::fmt::Debug) -> bool {
    format!("{one:?}") == format!("{other:?}")
}

fn has_same_indexes(one: &TableDefinition, other: &TableDefinition) -> bool {
    let indexes = |it: &TableDefinition| it.indexes.iter().map(|it| it.0.clone()).collect();
    let (one, other): (Vec<_>, Vec<_>) = (indexes(one), indexes(other));
    is_same(&one, &other)
}

fn twice(what: String, first: &Location<'_>, second: &Location<'_>) -> Diagnostic {
    let first = place(Diagnostic::new("the other one is here"), first);
    let fault = place(Diagnostic::new(what), second).related(first);
    fault.help("make them the same, or derive it for one of them only")
}

fn shown(name: &TableName) -> String {
    match &name.schema {
        Some(schema) => format!("{schema}.{}", name.name),
        None => name.name.clone(),
    }
}
