//! What differs between the live database and what is wanted.

use migrate_runtime::dialect::Dialect;
use migrate_runtime::settings::NamingConvention;
use migrate_runtime::{Database, Operations};

use super::change::Change;
use super::compare::rename::{Rename, apply_rename};
use super::compare::{self, compare, reverse};
use super::directives::Directives;
use super::obstacles::{self, Obstacle};
use super::order::order;
use super::render::{self, Renderer};
use super::schema::{Name, Schema};
use super::server::Server;
use super::target::Target;
use super::{beside, catalog};
use crate::error::{Error, Result};
use crate::project::Project;
use crate::runner::Build;

/// Two schemas, and the changes that lead from the one to the other.
pub(crate) struct Difference {
    pub(crate) dialect: &'static Dialect,
    pub(crate) naming: NamingConvention,
    pub(crate) from: Schema,
    pub(crate) to: Schema,
    /// What is compared.
    pub(crate) options: compare::Options,
    /// What is read.
    pub(crate) read: catalog::Options,
    /// What is wanted, as it is called in messages.
    pub(crate) target: String,
    /// What is wanted beyond what is compared, in words.
    pub(crate) beyond: Vec<String>,
    /// What stands in for tables of schemas that are not compared.
    pub(crate) beside: Schema,
    /// What is not compared, and makes changes fail.
    pub(crate) obstacles: Vec<Obstacle>,
    /// Whether the project has a hook that wants to see the changes.
    pub(crate) has_hook: bool,
    /// In no order in which they could be done.
    changes: Vec<Change>,
}

impl Difference {
    /// Compares a database with what a project wants.
    ///
    /// # Errors
    ///
    /// The database cannot be reached, the package does not compile, or what is wanted cannot be made.
    pub(crate) async fn find(
        project: &Project,
        build: Build,
        database: &Database,
    ) -> Result<(Self, Server)> {
        let mut server = Server::connect(database).await?;
        let dialect = server.dialect();
        let target = Target::read(project, build, dialect)?;
        let configured = &project.config.autogenerate;
        let mut options = compare::Options::from(configured);
        options.exclude_kinds.extend(target.leaves_alone());
        let mut read = catalog_options(project);
        let both = target.both(&mut server, &mut read, &options).await?;
        let (from, to) = (both.live, both.wanted);
        let mut beyond = both.beyond;
        if matches!(target, Target::File(_)) {
            beyond.extend(compare::beyond(&from, &to, &options));
        }
        let changes = compare(&from, &to, &options);
        let makes_trigger = |change: &Change| matches!(change, Change::CreateTrigger { .. });
        if changes.iter().any(makes_trigger) && !server.sees_triggers().await? {
            return Err(Error::new(
                "the user may not see the triggers that there are",
                "``GRANT TRIGGER ON database.* TO …`` gives the right",
            ));
        }
        let obstacles = server.obstacles(&read).await?;
        let difference = Self {
            dialect,
            naming: project.config.settings.naming_convention.clone(),
            from,
            to,
            options,
            read,
            target: target.name(),
            beyond,
            beside: both.beside,
            obstacles,
            has_hook: target.has_hook(),
            changes,
        };
        Ok((difference, server))
    }

    /// All that a live database holds, as a difference to an empty one.
    ///
    /// # Errors
    ///
    /// The database cannot be reached.
    pub(crate) async fn whole(project: &Project, database: &Database) -> Result<(Self, Server)> {
        let mut server = Server::connect(database).await?;
        let read = catalog_options(project);
        let from = Schema::empty(server.dialect().family);
        let to = server.read(&read).await?;
        let names = beside::of_other_schemas(beside::referred(&to), &read);
        let beside = beside::read(&mut server, names, &read).await?;
        let options = compare::Options::from(&project.config.autogenerate);
        let difference = Self {
            dialect: server.dialect(),
            naming: project.config.settings.naming_convention.clone(),
            changes: compare(&from, &to, &options),
            from,
            to,
            options,
            read,
            target: "the database".to_owned(),
            beyond: server.beyond(&catalog_options(project)).await?,
            beside,
            obstacles: Vec::new(),
            has_hook: false,
        };
        Ok((difference, server))
    }

    /// What differs between two schemas of PostgreSQL.
    #[cfg(test)]
    pub(crate) fn between(from: Schema, to: Schema) -> Self {
        Self::between_with(from, to, compare::Options::default())
    }

    /// The same, as far as it is compared.
    #[cfg(test)]
    pub(crate) fn between_with(from: Schema, to: Schema, options: compare::Options) -> Self {
        Self {
            dialect: &migrate_runtime::dialect::POSTGRES,
            naming: NamingConvention::NONE,
            changes: compare(&from, &to, &options),
            from,
            to,
            options,
            read: catalog::Options::default(),
            target: "the models".to_owned(),
            beyond: Vec::new(),
            beside: Schema::default(),
            obstacles: Vec::new(),
            has_hook: false,
        }
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// What is to be told of what is not compared.
    pub(crate) fn warnings(&self) -> impl Iterator<Item = String> {
        let beyond = self.beyond.iter().map(|what| {
            format!(
                "not compared: {what}, which is in {}; write it by hand where it is missing",
                self.target
            )
        });
        let is_there = |name: &&String| {
            [&self.from, &self.to]
                .iter()
                .any(|it| it.schemas.contains_key(*name))
        };
        let missing = self.read.schemas.iter().filter(move |name| !is_there(name));
        let missing = missing.map(|name| {
            format!(
                "`schemas` names `{name}`, which is neither in the database nor in {}",
                self.target
            )
        });
        let unmatched = self.options.unmatched([&self.from, &self.to]);
        let unmatched = unmatched
            .map(|pattern| format!("`include` has `{pattern}`, which is the name of nothing"));
        let obstacles = obstacles::told(&self.obstacles, &self.changes).into_iter();
        let obstacles = obstacles.map(|it| format!("this may fail: {it}"));
        beyond.chain(missing).chain(unmatched).chain(obstacles)
    }

    /// The changes, in no order in which they could be done.
    pub(crate) fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Takes a drop and a creation for a rename.
    pub(crate) fn rename(&mut self, rename: Rename) {
        self.changes = apply_rename(&self.changes, &self.from, &self.to, &self.options, rename);
    }

    /// The changes of an upgrade, in order.
    pub(crate) fn upgrade(&self) -> Vec<Change> {
        order(self.changes.clone())
    }

    /// The changes that take others back, in order.
    pub(crate) fn downgrade(&self, upgrade: &[Change]) -> Vec<Change> {
        order(reverse(
            upgrade.to_vec(),
            &self.from,
            &self.to,
            &self.options,
        ))
    }

    /// The operations of changes that lead from one schema to another.
    pub(crate) fn record(&self, changes: &[Change], (from, to): (&Schema, &Schema)) -> Operations {
        let renderer = Renderer::new(self.dialect, &self.naming, from, to);
        let mut operations = Operations::new(self.dialect);
        renderer.record_all(changes, &mut operations);
        operations
    }

    /// The bodies of a revision's functions.
    ///
    /// # Errors
    ///
    /// A change cannot be written as Rust.
    pub(crate) fn bodies(&self, directives: &Directives) -> Result<(String, String)> {
        render::file(
            self.dialect,
            &self.naming,
            (&self.from, &self.to),
            (&directives.upgrade, &directives.downgrade),
        )
    }
}

/// What is read of a project's database: the default schema and those that are configured, without our own tables.
fn catalog_options(project: &Project) -> catalog::Options {
    let settings = &project.config.settings;
    let mut options = catalog::Options {
        schemas: Vec::new(),
        version_table: Some(Name {
            schema: settings.version_table_schema.as_deref().map(str::to_owned),
            name: settings.version_table.clone().into_owned(),
        }),
    };
    options.add_schemas(project.config.autogenerate.schemas.iter().cloned());
    options
}
