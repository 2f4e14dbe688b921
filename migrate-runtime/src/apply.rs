//! Applying a plan: the lock, one message and one transaction a revision, errors traced to operations.

mod failure;
mod recover;
mod retry;
mod state;
mod step;

use std::time::{Duration, Instant};

use migrate_script::graph::{Direction, GraphError, Plan, RevisionMap, Step};
use migrate_script::{Revision, RevisionId};
use tracing::Instrument;

use crate::backend::{Access, Connection};
use crate::database::Database;
use crate::environment::Environment;
use crate::error::{Error, ErrorKind, FailedStep};
use crate::history::{HistoryTable, RunId, Started};
use crate::lock::{Backoff, Holder, Lock, lock};
use crate::report::{Done, Notice, Report, Reporter};
use crate::script::Bodies;
use crate::session::{SendFailure, Session, Setting};
use crate::settings::{EditedRevisions, NewerDatabase};
use crate::version_table::{self, VersionTable};

use state::State;
use step::{Edges, Task};

/// A run from the connection to the last revision.
///
/// What awaits takes it as `&mut`: a reporter need not be `Sync`, so that a future that holds `&Run` could
/// not move between threads.
pub(crate) struct Run<'a> {
    pub(crate) environment: Environment<'a>,
    pub(crate) database: Database,
    /// What the command is.
    pub(crate) direction: Direction,
    /// Makes the plan from the rows of the version table.
    pub(crate) plan: &'a (dyn Fn(&[RevisionId]) -> Result<Plan, GraphError> + Sync),
    /// Whether all rows are deleted first.
    pub(crate) purge: bool,
    /// Whether the target is relative to the rows, so that the plan cannot be made again from others.
    pub(crate) relative: bool,
    pub(crate) reporter: &'a mut dyn Reporter,
    pub(crate) done: Vec<Done>,
    /// The rows of the version table, as far as they are known to be committed.
    pub(crate) rows: Vec<RevisionId>,
    /// How many of the steps that are done are committed.
    pub(crate) committed: usize,
    /// Whether the database has a history, as far as is known.
    pub(crate) expects_history: bool,
    /// Whether the revisions that were edited have been told of.
    pub(crate) has_told: bool,
    /// The number of this run.
    pub(crate) id: RunId,
}

/// How a plan ended that did not fail.
enum Outcome {
    Complete(Vec<RevisionId>),
    /// Another process was faster; nothing of the failed step was applied.
    Overtaken(FailedStep),
}

impl Run<'_> {
    pub(crate) async fn run(mut self) -> Result<Report, Error> {
        let span = tracing::info_span!(
            "run",
            database = %self.database,
            direction = %self.direction,
            steps = tracing::field::Empty
        );
        let result = self.connect_and_run().instrument(span.clone()).await;
        if result.is_err() {
            // What was part of the failed transaction is undone with it.
            self.done.truncate(self.committed);
        }
        span.record("steps", self.done.len());
        let done = std::mem::take(&mut self.done);
        match result {
            Ok(current) => Ok(Report {
                steps: done,
                current,
            }),
            Err(error) => {
                let applied = done.into_iter().map(|done| done.revision).collect();
                Err(Error {
                    applied,
                    current: self.rows,
                    ..error
                })
            }
        }
    }

    /// The connections are closed on every way out: in an orderly way here, by their drop on an error.
    async fn connect_and_run(&mut self) -> Result<Vec<RevisionId>, Error> {
        let mut connection = self.connect().await?;
        let (mut state, mut plan) = self.look_and_wait(&mut connection).await?;
        let mut held = Lock::Needless;
        if self.is_needed(&plan, &state) {
            held = self.lock(&mut connection).await?;
            if !matches!(held, Lock::Needless) {
                (state, plan) = self.look(&mut connection).await?;
            }
        }
        loop {
            self.reporter
                .planned(&self.database.to_string(), &state.rows, &plan);
            if !self.is_needed(&plan, &state) {
                connection.close().await;
                held.release().await;
                return Ok(state.rows);
            }
            let (returned, outcome) = self.apply(connection, &mut held, &plan, state).await?;
            connection = returned;
            match outcome {
                Outcome::Complete(rows) => {
                    connection.close().await;
                    held.release().await;
                    return Ok(rows);
                }
                Outcome::Overtaken(step) if self.relative || !self.may_plan_again() => {
                    return Err(ErrorKind::Conflict { step }.into());
                }
                Outcome::Overtaken(step) => {
                    tracing::debug!(revision = %step.revision, "another process was faster");
                    self.done.truncate(self.committed);
                    (state, plan) = self.look_and_wait(&mut connection).await?;
                }
            }
        }
    }

    async fn connect(&mut self) -> Result<Connection, Error> {
        let wait = self.environment.settings.lock_wait;
        let opened = Connection::open(&self.database, Access::Write, wait).await?;
        Ok(opened.expect("a connection to write always opens or fails"))
    }

    async fn lock(&mut self, connection: &mut Connection) -> Result<Lock, Error> {
        let settings = self.environment.settings;
        lock(connection, &self.database, settings, self.reporter).await
    }

    /// Reads where the database is, and plans from there.
    async fn look(&mut self, connection: &mut Connection) -> Result<(State, Plan), Error> {
        let state = self.read(connection).await?;
        self.rows.clone_from(&state.rows);
        if self.direction != Direction::Stamp
            && let Err(unknown) = self.environment.graph.applied(&state.rows)
        {
            let plan = self.leave_newer(&state, unknown)?;
            return Ok((state, plan));
        }
        self.report_edited(&state)?;
        let plan = (self.plan)(&state.rows)?;
        if self.direction != Direction::Stamp {
            state.refuse_unfinished(&plan)?;
        }
        self.environment
            .refuse_irreversible(&plan, connection.dialect())?;
        Ok((state, plan))
    }

    /// Looks where the database is; where no lock tells whether a statement that another process has begun outside of a
    /// transaction is still running, waits for it, as long as for a lock.
    async fn look_and_wait(&mut self, connection: &mut Connection) -> Result<(State, Plan), Error> {
        let (started, wait) = (Instant::now(), self.environment.settings.lock_wait);
        let mut backoff = Backoff::new(Duration::from_millis(25), Duration::from_secs(1));
        loop {
            let (state, plan) = self.look(connection).await?;
            let may_be_running = self.may_plan_again() && state.is_in_doubt();
            if !may_be_running || !self.is_needed(&plan, &state) || started.elapsed() >= wait {
                return Ok((state, plan));
            }
            self.reporter.waiting(&Holder::default());
            tokio::time::sleep(backoff.next_pause()).await;
        }
    }

    /// The plan for a database that is at a revision which the program does not know: to do nothing, if that is
    /// allowed.
    fn leave_newer(&mut self, state: &State, unknown: GraphError) -> Result<Plan, Error> {
        let settings = self.environment.settings;
        match unknown {
            GraphError::UnknownCurrent { id, .. }
                if self.direction == Direction::Upgrade
                    && settings.newer_database == NewerDatabase::Allow =>
            {
                self.notice(Notice::NewerDatabase { revision: id });
                Ok(Plan::nothing(&state.rows))
            }
            GraphError::UnknownCurrent { .. } => Err(ErrorKind::NewerDatabase(unknown).into()),
            other => Err(other.into()),
        }
    }

    /// Says which applied revisions are not what they were when they were applied, before an upgrade.
    fn report_edited(&mut self, state: &State) -> Result<(), Error> {
        let edited_revisions = self.environment.settings.edited_revisions;
        let is_wanted = edited_revisions != EditedRevisions::Allow && !self.has_told;
        if self.direction != Direction::Upgrade || !is_wanted {
            return Ok(());
        }
        let revisions = state.edited(&self.environment)?;
        if revisions.is_empty() {
            return Ok(());
        }
        if edited_revisions == EditedRevisions::Deny {
            return Err(ErrorKind::Edited { revisions }.into());
        }
        self.has_told = true;
        self.notice(Notice::Edited { revisions });
        Ok(())
    }

    fn notice(&mut self, notice: Notice) {
        tracing::warn!("{notice}");
        self.reporter.noticed(&notice);
    }

    fn is_needed(&self, plan: &Plan, state: &State) -> bool {
        // A stamp ends what is unfinished, also where the rows are right already.
        let ends_unfinished = self.direction == Direction::Stamp && state.unfinished.is_some();
        !plan.steps.is_empty() || (self.purge && !state.rows.is_empty()) || ends_unfinished
    }

    /// Where each transaction locks for itself, others may have come in between two of them.
    fn may_plan_again(&self) -> bool {
        self.database.dialect().transaction_is_lock
    }

    fn table(&self, connection: &Connection) -> VersionTable<'_> {
        VersionTable::new(connection.dialect(), self.environment.settings)
    }

    fn history(&self, connection: &Connection) -> Option<HistoryTable> {
        HistoryTable::new(connection.dialect(), self.environment.settings)
    }

    /// Runs the steps of a plan, each in a message of its own.
    async fn apply(
        &mut self,
        mut connection: Connection,
        held: &mut Lock,
        plan: &Plan,
        mut state: State,
    ) -> Result<(Connection, Outcome), Error> {
        if plan.steps.is_empty() {
            return self.purge(connection, state).await;
        }
        let bodies = Bodies::new(self.environment.scripts);
        let whole = self
            .environment
            .is_one_transaction(plan, connection.dialect());
        let mut begins = true;
        for (index, step) in plan.steps.iter().enumerate() {
            let (first, last) = (index == 0, index + 1 == plan.steps.len());
            held.check().await?;
            let edges = Edges {
                first,
                begins,
                ends: !whole || last,
            };
            let revision = self.environment.graph.get(&step.revision);
            let revision = revision.expect("a plan holds revisions of its graph");
            let rows = if first {
                plan.rows_before.clone()
            } else {
                state.rows.clone()
            };
            let rows_after = version_table::rows_after(rows, &step.rows);
            let task = Task {
                step,
                body: bodies.of(step)?,
                hash: self.environment.hash(&bodies, &step.revision),
                edges,
                rows_after: &rows_after,
            };
            let started = Started::now();
            self.reporter.started(step, revision);
            let span = tracing::info_span!(
                "revision",
                id = %step.revision,
                direction = %step.direction,
                message = revision.message()
            );
            let ended = self
                .attempt(connection, held, task, &mut state)
                .instrument(span)
                .await?;
            let (returned, has_ended) = match ended {
                Ok(done) => done,
                Err(connection) => {
                    return Ok((
                        connection,
                        Outcome::Overtaken(failed_step(step, self.environment.graph)),
                    ));
                }
            };
            connection = returned;
            state.advance(rows_after.clone());
            self.finish(step, revision, started.elapsed());
            if has_ended {
                self.rows.clone_from(&state.rows);
                self.committed = self.done.len();
            }
            begins = has_ended;
        }
        Ok((connection, Outcome::Complete(state.rows)))
    }

    fn finish(&mut self, step: &Step, revision: &Revision, elapsed: Duration) {
        let message = revision.message();
        tracing::info!(revision = %step.revision, ?elapsed, "{}: {message}", step.direction);
        let (id, direction) = (step.revision.clone(), step.direction);
        self.done.push(Done {
            revision: id,
            direction,
            elapsed,
        });
        self.reporter.finished(step, revision, elapsed);
    }

    /// Deletes all rows, whichever they are, and ends what is unfinished, where nothing else is to be done.
    async fn purge(
        &mut self,
        connection: Connection,
        state: State,
    ) -> Result<(Connection, Outcome), Error> {
        let setting = Setting {
            ends: true,
            ..Setting::default()
        };
        let purge = self.purge.then(|| self.table(&connection).purge());
        let history = self.history(&connection).filter(|_| state.has_history);
        let forget = history.map(|history| history.forget());
        let change = purge.into_iter().chain(forget).collect();
        let rows = if self.purge { Vec::new() } else { state.rows };
        let mut session = Session::new(connection, setting);
        match session.send(Vec::new(), change).await {
            Ok(()) => Ok((session.connection, Outcome::Complete(rows))),
            Err(SendFailure::Statement { source, .. }) => {
                let wait = self.environment.settings.lock_wait;
                Err(session.connection.failure(source, wait).into())
            }
            Err(_) => unreachable!("a purge has no operation"),
        }
    }
}

pub(crate) fn failed_step(step: &Step, graph: &RevisionMap) -> FailedStep {
    let message = graph.get(&step.revision).map(Revision::message);
    FailedStep {
        revision: step.revision.clone(),
        message: message.unwrap_or_default().to_owned(),
        direction: step.direction,
    }
}
