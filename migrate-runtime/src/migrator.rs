//! The migrator of a program: its revisions, embedded, and what can be done with them.

use std::sync::OnceLock;

use migrate_script::graph::{GraphError, RevisionMap};
use migrate_script::{Revision, RevisionId};

use crate::database::IntoDatabase;
use crate::environment::Environment;
use crate::error::{Error, ErrorKind};
use crate::report::{Report, Reporter};
use crate::script::Script;
use crate::settings::Settings;

/// The revisions that `embed!` has written into this program.
///
/// ```ignore
/// // At the start of a service: safe from several replicas at once, and quick where there is nothing to do.
/// migrations::MIGRATOR.upgrade(&pool, "head").await?;
/// ```
#[derive(Debug)]
pub struct Migrator {
    scripts: &'static [Script],
    settings: Settings,
    graph: OnceLock<Result<RevisionMap, Vec<GraphError>>>,
}

impl Migrator {
    pub(crate) const fn new(scripts: &'static [Script], settings: Settings) -> Self {
        Self {
            scripts,
            settings,
            graph: OnceLock::new(),
        }
    }

    /// The graph and the settings, for what needs no more than these.
    ///
    /// # Errors
    ///
    /// The revisions form no valid graph. `embed!` refuses such a set at compile time; only a
    /// hand-made migrator can get here.
    pub fn environment(&self) -> Result<Environment<'_>, Error> {
        let graph = self
            .graph
            .get_or_init(|| RevisionMap::new(self.scripts.iter().map(Revision::from).collect()));
        match graph {
            Ok(graph) => Ok(Environment {
                graph,
                settings: &self.settings,
                scripts: self.scripts,
                arguments: &[],
                in_doubt: None,
                hashes: None,
            }),
            Err(faults) => Err(ErrorKind::BrokenChain(faults.clone()).into()),
        }
    }

    /// Applies every revision on the way to `target`: `head`, `heads`, `+1`, an identifier or a part of
    /// one. Does nothing where the database is there already.
    ///
    /// # Errors
    ///
    /// The database cannot be reached, another process holds the lock for too long, the identifier means
    /// nothing, or a revision fails: then the error says what was applied before.
    pub async fn upgrade(
        &self,
        database: impl IntoDatabase,
        target: &str,
    ) -> Result<Report, Error> {
        self.environment()?.upgrade(database, target, &mut ()).await
    }

    /// Undoes every revision on the way back to `target`: `base`, `-1`, an identifier or a part of one.
    ///
    /// # Errors
    ///
    /// As [`Self::upgrade`].
    pub async fn downgrade(
        &self,
        database: impl IntoDatabase,
        target: &str,
    ) -> Result<Report, Error> {
        self.environment()?
            .downgrade(database, target, &mut ())
            .await
    }

    /// As [`Self::upgrade`], telling a reporter.
    ///
    /// # Errors
    ///
    /// As [`Self::upgrade`].
    pub async fn upgrade_reporting(
        &self,
        database: impl IntoDatabase,
        target: &str,
        reporter: &mut dyn Reporter,
    ) -> Result<Report, Error> {
        self.environment()?
            .upgrade(database, target, reporter)
            .await
    }

    /// As [`Self::downgrade`], telling a reporter.
    ///
    /// # Errors
    ///
    /// As [`Self::upgrade`].
    pub async fn downgrade_reporting(
        &self,
        database: impl IntoDatabase,
        target: &str,
        reporter: &mut dyn Reporter,
    ) -> Result<Report, Error> {
        self.environment()?
            .downgrade(database, target, reporter)
            .await
    }

    /// Sets the version table to the given revisions without running anything.
    ///
    /// # Errors
    ///
    /// An identifier that means nothing, or a database that cannot be reached or written.
    pub async fn stamp(
        &self,
        database: impl IntoDatabase,
        targets: &[&str],
    ) -> Result<Report, Error> {
        self.environment()?
            .stamp(database, targets, false, &mut ())
            .await
    }

    /// The rows of the version table: one for each head of what is applied.
    ///
    /// # Errors
    ///
    /// The database cannot be reached or read.
    pub async fn current(&self, database: impl IntoDatabase) -> Result<Vec<RevisionId>, Error> {
        self.environment()?.current(database).await
    }
}
