//! A graph and the settings of its version table: all that is needed to look and to stamp.

use migrate_script::RevisionId;
use migrate_script::graph::{Direction, GraphError, Plan, RevisionMap};

use crate::apply::Run;
use crate::backend::{Access, Connection};
use crate::database::IntoDatabase;
use crate::dialect::Dialect;
use crate::error::Error;
use crate::report::{Report, Reporter};
use crate::script::Script;
use crate::settings::{Settings, TransactionMode};
use crate::version_table::VersionTable;

/// The key of the argument that [`Operations::tag`](crate::Operations::tag) reads.
pub(crate) const TAG: &str = "tag";

/// A graph of revisions and the settings of its version table.
///
/// The subcommand makes one from the revision files, a program from what it embeds; only the latter has
/// the code to upgrade and downgrade.
#[derive(Debug, Clone, Copy)]
pub struct Environment<'a> {
    /// The revisions.
    pub graph: &'a RevisionMap,
    /// The settings.
    pub settings: &'a Settings,
    pub(crate) scripts: &'a [Script],
    pub(crate) arguments: &'a [(&'a str, &'a str)],
}

impl<'a> Environment<'a> {
    /// An environment without code.
    pub fn new(graph: &'a RevisionMap, settings: &'a Settings) -> Self {
        Self {
            graph,
            settings,
            scripts: &[],
            arguments: &[],
        }
    }

    /// The same environment with arguments, which a revision reads with
    /// [`Operations::argument`](crate::Operations::argument); the one called `tag` also with
    /// [`Operations::tag`](crate::Operations::tag).
    ///
    /// ```ignore
    /// let arguments = [("tenant", "acme")];
    /// let environment = migrations::MIGRATOR.environment()?.with_arguments(&arguments);
    /// environment.upgrade(&pool, "head", &mut ()).await?;
    /// ```
    #[must_use]
    pub fn with_arguments(mut self, arguments: &'a [(&'a str, &'a str)]) -> Self {
        self.arguments = arguments;
        self
    }

    /// The rows of the version table, sorted; none where there is no table yet. Creates nothing.
    ///
    /// # Errors
    ///
    /// The database cannot be reached or read.
    pub async fn current(&self, database: impl IntoDatabase) -> Result<Vec<RevisionId>, Error> {
        let database = database.into_database()?;
        let wait = self.settings.lock_wait;
        let Some(mut connection) = Connection::open(&database, Access::Read, wait).await? else {
            return Ok(Vec::new());
        };
        let table = VersionTable::new(connection.dialect(), self.settings);
        let versions = match connection.versions(&table).await {
            Ok(versions) => versions,
            Err(error) => return Err(connection.failure(error, wait).into()),
        };
        connection.close().await;
        Ok(versions
            .unwrap_or_default()
            .into_iter()
            .map(Into::into)
            .collect())
    }

    /// Sets the version table to the given revisions without running anything.
    ///
    /// `purge` deletes all rows first, which mends a table that names revisions nobody knows.
    ///
    /// # Errors
    ///
    /// An identifier that means nothing, or a database that cannot be reached or written.
    pub async fn stamp(
        &self,
        database: impl IntoDatabase,
        targets: &[&str],
        purge: bool,
        reporter: &mut dyn Reporter,
    ) -> Result<Report, Error> {
        let plan = |current: &[RevisionId]| self.graph.plan_stamp(current, targets, purge);
        self.run(database, targets, &plan, purge, reporter).await
    }

    /// Applies what leads to the target.
    ///
    /// # Errors
    ///
    /// As [`Migrator::upgrade`](crate::Migrator::upgrade), and an environment without code.
    pub async fn upgrade(
        &self,
        database: impl IntoDatabase,
        target: &str,
        reporter: &mut dyn Reporter,
    ) -> Result<Report, Error> {
        let plan = |current: &[RevisionId]| self.graph.plan_upgrade(current, target);
        self.run(database, &[target], &plan, false, reporter).await
    }

    /// Undoes what leads back to the target.
    ///
    /// # Errors
    ///
    /// As [`Migrator::upgrade`](crate::Migrator::upgrade), and an environment without code.
    pub async fn downgrade(
        &self,
        database: impl IntoDatabase,
        target: &str,
        reporter: &mut dyn Reporter,
    ) -> Result<Report, Error> {
        let plan = |current: &[RevisionId]| self.graph.plan_downgrade(current, target);
        self.run(database, &[target], &plan, false, reporter).await
    }

    /// A stamp is one change of the version table, whatever the number of its targets. Where each change of the
    /// schema commits by itself, a revision that is done must be marked as such before the next begins.
    pub(crate) fn is_one_transaction(&self, plan: &Plan, dialect: &Dialect) -> bool {
        (self.settings.transaction == TransactionMode::All && dialect.transactional_ddl)
            || plan
                .steps
                .iter()
                .all(|step| step.direction == Direction::Stamp)
    }

    async fn run(
        &self,
        database: impl IntoDatabase,
        targets: &[&str],
        plan: &(dyn Fn(&[RevisionId]) -> Result<Plan, GraphError> + Sync),
        purge: bool,
        reporter: &mut dyn Reporter,
    ) -> Result<Report, Error> {
        let database = database.into_database()?;
        // `+1` means another revision once another process has moved the table.
        let relative = targets.iter().any(|target| target.contains(['+', '-']));
        let (done, rows) = (Vec::new(), Vec::new());
        Run {
            environment: *self,
            database,
            plan,
            purge,
            relative,
            reporter,
            done,
            rows,
        }
        .run()
        .await
    }
}
