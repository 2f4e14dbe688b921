//! A graph and the settings of its version table: all that is needed to look and to stamp.

use std::collections::HashMap;

use migrate_script::RevisionId;
use migrate_script::graph::{Direction, GraphError, Plan, RevisionMap};

use crate::apply::Run;
use crate::backend::{Access, Connection};
use crate::database::IntoDatabase;
use crate::dialect::Dialect;
use crate::error::Error;
use crate::history::{HistoryEntry, HistoryTable, RunId};
use crate::report::{Report, Reporter};
use crate::script::{Bodies, Script};
use crate::session::InDoubt;
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
    pub(crate) in_doubt: Option<InDoubt>,
    pub(crate) hashes: Option<&'a HashMap<RevisionId, String>>,
}

impl<'a> Environment<'a> {
    /// An environment without code.
    pub fn new(graph: &'a RevisionMap, settings: &'a Settings) -> Self {
        Self {
            graph,
            settings,
            scripts: &[],
            arguments: &[],
            in_doubt: None,
            hashes: None,
        }
    }

    /// The same environment with the hashes of its revisions, where they are not part of this program: a stamp writes
    /// them into the history.
    #[must_use]
    pub fn with_hashes(mut self, hashes: &'a HashMap<RevisionId, String>) -> Self {
        self.hashes = Some(hashes);
        self
    }

    /// The same environment, told what to make of a statement that an earlier run has begun
    /// ([`ErrorKind::InDoubt`](crate::ErrorKind::InDoubt)).
    #[must_use]
    pub fn with_doubt_as(mut self, in_doubt: InDoubt) -> Self {
        self.in_doubt = Some(in_doubt);
        self
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
        let Some(mut connection) = self.open_to_read(database).await? else {
            return Ok(Vec::new());
        };
        let rows = self.read_rows(&mut connection).await?;
        connection.close().await;
        Ok(rows)
    }

    /// What was done to the database, the oldest first; nothing where there is no history. Creates nothing.
    ///
    /// # Errors
    ///
    /// The database cannot be reached or read.
    pub async fn history(&self, database: impl IntoDatabase) -> Result<Vec<HistoryEntry>, Error> {
        let Some(mut connection) = self.open_to_read(database).await? else {
            return Ok(Vec::new());
        };
        let history = self.read_history(&mut connection).await?;
        connection.close().await;
        Ok(history)
    }

    /// What [`current`](Self::current) and [`history`](Self::history) tell, on one connection.
    #[cfg(feature = "cli")]
    pub(crate) async fn current_and_history(
        &self,
        database: impl IntoDatabase,
    ) -> Result<(Vec<RevisionId>, Vec<HistoryEntry>), Error> {
        let Some(mut connection) = self.open_to_read(database).await? else {
            return Ok(Default::default());
        };
        let rows = self.read_rows(&mut connection).await?;
        let history = self.read_history(&mut connection).await?;
        connection.close().await;
        Ok((rows, history))
    }

    async fn open_to_read(&self, database: impl IntoDatabase) -> Result<Option<Connection>, Error> {
        let database = database.into_database()?;
        let opened = Connection::open(&database, Access::Read, self.settings.lock_wait);
        Ok(opened.await?)
    }

    async fn read_rows(&self, connection: &mut Connection) -> Result<Vec<RevisionId>, Error> {
        let table = VersionTable::new(connection.dialect(), self.settings);
        let rows = self.read(connection, table.select()).await?.into_iter();
        Ok(rows.filter_map(|[id]| id.map(Into::into)).collect())
    }

    async fn read_history(&self, connection: &mut Connection) -> Result<Vec<HistoryEntry>, Error> {
        let Some(table) = HistoryTable::new(connection.dialect(), self.settings) else {
            return Ok(Vec::new());
        };
        let rows = self.read(connection, table.select()).await?.into_iter();
        Ok(rows.filter_map(HistoryEntry::of).collect())
    }

    /// The rows of a query; none where its table does not exist.
    async fn read<const N: usize>(
        &self,
        connection: &mut Connection,
        query: String,
    ) -> Result<Vec<[Option<String>; N]>, Error> {
        match connection.texts(query).await {
            Ok(rows) => Ok(rows.unwrap_or_default()),
            Err(error) => Err(connection.failure(error, self.settings.lock_wait).into()),
        }
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
        self.run(database, Direction::Stamp, targets, &plan, purge, reporter)
            .await
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
        self.run(
            database,
            Direction::Upgrade,
            &[target],
            &plan,
            false,
            reporter,
        )
        .await
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
        self.run(
            database,
            Direction::Downgrade,
            &[target],
            &plan,
            false,
            reporter,
        )
        .await
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

    /// The hash of a revision, where it is known.
    pub(crate) fn hash(&self, bodies: &Bodies<'a>, revision: &RevisionId) -> Option<&'a str> {
        let given = || self.hashes?.get(revision).map(String::as_str);
        bodies.hash(revision).or_else(given)
    }

    async fn run(
        &self,
        database: impl IntoDatabase,
        direction: Direction,
        targets: &[&str],
        plan: &(dyn Fn(&[RevisionId]) -> Result<Plan, GraphError> + Sync),
        purge: bool,
        reporter: &mut dyn Reporter,
    ) -> Result<Report, Error> {
        let database = database.into_database()?;
        // `+1` means another revision once another process has moved the table.
        let relative = targets.iter().any(|target| is_relative(target));
        let (done, rows) = (Vec::new(), Vec::new());
        Run {
            environment: *self,
            database,
            direction,
            plan,
            purge,
            relative,
            reporter,
            done,
            rows,
            committed: 0,
            expects_history: true,
            has_told: false,
            id: RunId::random(),
        }
        .run()
        .await
    }
}

/// Whether a target counts from where the database is: `+1`, `-2`, `shop@+1`.
fn is_relative(target: &str) -> bool {
    let sign = target.rfind(['+', '-']);
    sign.is_some_and(|sign| {
        let steps = &target[sign + 1..];
        !steps.is_empty() && steps.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::is_relative;

    #[test]
    fn a_hyphen_in_a_name_counts_nothing() {
        for relative in ["+1", "-2", "shop@+1", "my-branch@-1", "ae10+2"] {
            assert!(is_relative(relative), "{relative}");
        }
        for absolute in ["head", "my-branch@head", "ae1027a6acf0", "base", "-", "a+b"] {
            assert!(!is_relative(absolute), "{absolute}");
        }
    }
}
