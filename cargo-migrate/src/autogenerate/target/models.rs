//! The models of the package, which its runner hands over.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use migrate_runtime::Operations;
use migrate_runtime::dialect::{Dialect, Family};
use migrate_runtime::settings::NamingConvention;
use migrate_script::diagnostic::{Diagnostic, Position};

use super::doubt::Doubt;
use super::metadata::{Metadata, TableModel};
use crate::autogenerate::change::Change;
use crate::autogenerate::render::Renderer;
use crate::autogenerate::schema::{Function, Name, Schema, Sequence, Table};
use crate::autogenerate::server::{Room, Server, statements};
use crate::autogenerate::words::Words;
use crate::autogenerate::{catalog, compare};
use crate::error::{Error, Result};
use crate::project::Project;
use crate::runner::{self, Build};

/// The models of a package.
pub(crate) struct Models {
    metadata: Metadata,
    /// What their locations are relative to.
    root: PathBuf,
}

/// A statement that makes something of a model.
struct Making<'a> {
    statement: String,
    /// Where the model is.
    location: Option<&'a str>,
}

impl Models {
    /// Builds the runner, and asks it.
    pub(super) fn read(project: &Project, build: Build, dialect: &'static Dialect) -> Result<Self> {
        let dialect = match dialect.name {
            "PostgreSQL" => "postgres".to_owned(),
            name => name.to_ascii_lowercase(),
        };
        let arguments = ["target-metadata", "--dialect", &dialect];
        let document = runner::output(project, build, &arguments)?;
        let metadata: Metadata = serde_json::from_slice(&document).map_err(|error| {
            Error::new(
                format!("the runner says what this version does not understand: {error}"),
                "`migrate-runtime` and `cargo-migrate` must be of the same version",
            )
        })?;
        metadata.check(&project.package)?;
        Ok(Self {
            metadata,
            root: project.workspace_root.clone(),
        })
    }

    /// The schemas that they name.
    pub(super) fn schemas(&self) -> &[String] {
        &self.metadata.schemas
    }

    /// Whether the runner has a hook that wants to see the changes.
    pub(super) fn has_hook(&self) -> bool {
        self.metadata.has_hook
    }

    /// The tables that they refer to.
    pub(super) fn referred(&self) -> impl Iterator<Item = Name> {
        self.metadata.tables.iter().flat_map(TableModel::referred)
    }

    /// What they mean, as the server describes it: what plainly agrees with what is there is that, and the rest is made in a
    /// scratch place. `outside` stands in for tables of schemas that are not compared.
    pub(super) async fn schema(
        &self,
        server: &mut Server,
        (live, outside): (&Schema, &Schema),
        read: &catalog::Options,
        compared: &compare::Options,
    ) -> Result<Schema> {
        let doubt = Doubt::new(&self.metadata, live, server.dialect());
        let mut schema = doubt.agreed(live);
        if doubt.is_none() {
            return Ok(schema);
        }
        let mut makings = Vec::new();
        let room = match outside.tables.is_empty() {
            true => Room::of(doubt.tables.len(), &read.schemas),
            false => Room::Database,
        };
        if room == Room::Database {
            makings.extend(self.database_makings(live, server.dialect()));
        }
        // In the database itself, its own types are at hand.
        let enums = doubt.enums(room == Room::Database);
        makings.extend(enums.flat_map(|it| Making::all(&it.statements, &it.location)));
        let mut beside = self.referred_beside(&doubt, (live, outside), compared)?;
        if room == Room::Database || live.family != Family::Postgres {
            // Nothing of the live database is at hand there.
            beside.sequences.clone_from(&live.sequences);
            beside.functions = self.called(live);
        }
        let stand_ins = stand_ins(&beside, server.dialect())?;
        makings.extend(stand_ins.into_iter().map(Making::of_nobody));
        let parts: [fn(&TableModel) -> &Vec<String>; 3] = [
            |it| &it.statements,
            |it| &it.index_statements,
            |it| &it.foreign_key_statements,
        ];
        for part in parts {
            let tables = doubt.tables.iter();
            makings.extend(tables.flat_map(|it| Making::all(part(it), &it.location)));
        }
        let texts: Vec<_> = makings.iter().map(|it| it.statement.clone()).collect();
        let mut scratch = server.scratch(room).await?;
        let made = scratch.execute(&texts).await;
        made.map_err(|failure| {
            let making = failure.statement.and_then(|number| makings.get(number));
            let location = making.and_then(|making| making.location);
            self.place(failure.fault, location)
        })?;
        let made = scratch.read(read).await?;
        scratch.close().await?;
        let tables = made.tables.into_iter();
        let tables = tables.filter(|(name, _)| !beside.tables.contains_key(name));
        schema.tables.extend(tables);
        schema.enums.extend(made.enums);
        schema.schemas.extend(made.schemas);
        Ok(schema)
    }

    /// What a scratch database needs before there can be tables in it.
    fn database_makings(
        &self,
        live: &Schema,
        dialect: &'static Dialect,
    ) -> impl Iterator<Item = Making<'_>> {
        let extensions = live.extensions.keys();
        let extensions = extensions
            .map(move |name| format!("CREATE EXTENSION IF NOT EXISTS {}", dialect.quote(name)));
        let schemas = self.schemas().iter();
        let schemas = schemas.map(move |name| format!("CREATE SCHEMA {}", dialect.quote(name)));
        let statements: Vec<_> = extensions.chain(schemas).collect();
        statements.into_iter().map(Making::of_nobody)
    }

    /// The live functions that models call, in defaults and conditions.
    fn called(&self, live: &Schema) -> BTreeMap<Name, Function> {
        let tables = self.metadata.tables.iter();
        let statements = tables.flat_map(|it| it.statements.iter().chain(&it.index_statements));
        let words: Vec<_> = statements.map(|it| Words::of(it)).collect();
        let is_called = |name: &Name| {
            let name = name.name.split('(').next().unwrap_or(&name.name);
            live.family == Family::Postgres && words.iter().any(|it| it.calls(name))
        };
        let functions = live.functions.iter().filter(|(name, _)| is_called(name));
        functions
            .map(|(name, it)| (name.clone(), it.clone()))
            .collect()
    }

    /// The live tables that models in doubt refer to, and that are not made with them: those that agree, and those that
    /// are left alone.
    fn referred_beside(
        &self,
        doubt: &Doubt<'_>,
        (live, outside): (&Schema, &Schema),
        compared: &compare::Options,
    ) -> Result<Schema> {
        let own: BTreeSet<_> = self
            .metadata
            .tables
            .iter()
            .map(TableModel::full_name)
            .collect();
        let made: BTreeSet<_> = doubt.tables.iter().map(|it| it.full_name()).collect();
        let mut beside = Schema::empty(live.family);
        beside.schemas.clone_from(&outside.schemas);
        for table in &doubt.tables {
            for referred in table.referred().filter(|it| !made.contains(it)) {
                let is_there = own.contains(&referred) || !compared.includes(&referred);
                let found = live.tables.get(&referred).filter(|_| is_there);
                let found = found.or_else(|| outside.tables.get(&referred));
                let Some(found) = found else {
                    let fault = Diagnostic::new(format!(
                        "the model of `{}` refers to the table `{referred}`, which no model declares",
                        table.full_name()
                    ));
                    let fault = fault.help(format!(
                        "derive `Table` for it, or leave it alone: \
                         `autogenerate = {{ exclude = [\"{referred}\"] }}` in [package.metadata.migrate]"
                    ));
                    return Err(self.place(fault, Some(&table.location)));
                };
                let found = Table {
                    foreign_keys: Default::default(),
                    triggers: Default::default(),
                    ..found.clone()
                };
                beside.tables.insert(referred, found);
            }
        }
        Ok(beside)
    }

    /// Adds the place of a model.
    fn place(&self, fault: Diagnostic, location: Option<&str>) -> Error {
        let position = location.and_then(|location| {
            let (rest, column) = location.rsplit_once(':')?;
            let (path, line) = rest.rsplit_once(':')?;
            let (line, column) = (line.parse().ok()?, column.parse().ok()?);
            let position = Position {
                line,
                column,
                length: 0,
            };
            Some((Path::new(path), position))
        });
        let Some((path, position)) = position else {
            return fault.into();
        };
        // Where the file cannot be read, the place is named and not drawn.
        let text = std::fs::read_to_string(self.root.join(path)).unwrap_or_default();
        fault.at(path, &text, position).into()
    }
}

impl<'a> Making<'a> {
    fn of_nobody(statement: String) -> Self {
        Self {
            statement,
            location: None,
        }
    }

    /// The statements of a model.
    fn all(statements: &'a [String], location: &'a str) -> impl Iterator<Item = Self> {
        statements.iter().map(move |statement| Self {
            statement: statement.clone(),
            location: Some(location),
        })
    }
}

/// The statements that make what stands in for live objects.
fn stand_ins(beside: &Schema, dialect: &'static Dialect) -> Result<Vec<String>> {
    let empty = Schema::empty(beside.family);
    let renderer = Renderer::new(dialect, &NamingConvention::NONE, &empty, beside);
    let mut operations = Operations::new(dialect);
    if !beside.functions.is_empty() {
        // Their bodies may speak of tables that are not there.
        operations.execute("SET check_function_bodies = off");
    }
    let sequences = beside.sequences.iter().map(|(name, it)| {
        let owned_by = None;
        Change::CreateSequence(
            name.clone(),
            Sequence {
                owned_by,
                ..it.clone()
            },
        )
    });
    let functions = beside.functions.iter();
    let functions = functions.map(|(name, it)| Change::CreateFunction(name.clone(), it.clone()));
    let tables = beside.tables.iter();
    let tables = tables.map(|(name, it)| Change::CreateTable(name.clone(), it.clone()));
    let schemas = beside.schemas.keys().cloned().map(Change::CreateSchema);
    let changes = schemas.chain(sequences).chain(functions).chain(tables);
    let changes: Vec<_> = changes.collect();
    renderer.record_all(&changes, &mut operations);
    let statements = statements(&operations, &NamingConvention::NONE);
    Ok(statements.map_err(|fault| *fault)?)
}

impl Metadata {
    fn check(&self, package: &str) -> Result<()> {
        if self.format != Self::FORMAT {
            return Err(Error::new(
                format!(
                    "the runner speaks format {}, this version {}",
                    self.format,
                    Self::FORMAT
                ),
                "`migrate-runtime` and `cargo-migrate` must be of the same version",
            ));
        }
        if self.models == 0 {
            return Err(Error::new(
                format!("the runner of `{package}` knows no model"),
                "derive `Table` (feature `models` of `migrate-runtime`) for the structs that are rows, and name \
                 their library in the migrations package, with `use models as _;` say; or name a file with \
                 `target = \"schema.sql\"` in [package.metadata.migrate]",
            ));
        }
        Ok(())
    }
}
