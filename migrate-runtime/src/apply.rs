//! Applying a plan: the lock, one message and one transaction a revision, errors traced to operations.

use std::time::{Duration, Instant};

use migrate_script::graph::{GraphError, Plan, RevisionMap, Step};
use migrate_script::{Revision, RevisionId};

use crate::backend::{Access, Connection};
use crate::database::Database;
use crate::environment::Environment;
use crate::error::{Error, ErrorKind, FailedStep};
use crate::lock::lock;
use crate::operations::{Operations, RenderError};
use crate::report::{Done, Report, Reporter};
use crate::script::{Bodies, Body};
use crate::session::{Origin, Piece, SendFailure, Session, Setting};
use crate::version_table::{self, VersionTable};

/// A run from the connection to the last revision.
///
/// What awaits takes it as `&mut`: a reporter need not be `Sync`, so that a future that holds `&Run` could
/// not move between threads.
pub(crate) struct Run<'a> {
    pub(crate) environment: Environment<'a>,
    pub(crate) database: Database,
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
}

/// The rows of the version table, and whether there is one.
struct State {
    table_exists: bool,
    rows: Vec<RevisionId>,
}

/// How a plan ended that did not fail.
enum Outcome {
    Complete(Vec<RevisionId>),
    /// Another process was faster; nothing of the failed step was applied.
    Overtaken(FailedStep),
}

impl Run<'_> {
    pub(crate) async fn run(mut self) -> Result<Report, Error> {
        let wait = self.environment.settings.lock_wait;
        let opened = Connection::open(&self.database, Access::Write, wait).await?;
        let connection = opened.expect("a connection to write always opens or fails");
        let result = self.run_on(connection).await;
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

    /// The connection is closed on every way out: in an orderly way here, by its drop on an error.
    async fn run_on(&mut self, mut connection: Connection) -> Result<Vec<RevisionId>, Error> {
        let (mut state, mut plan) = self.look(&mut connection).await?;
        let settings = self.environment.settings;
        if self.is_needed(&plan, &state) && lock(&mut connection, settings, self.reporter).await? {
            (state, plan) = self.look(&mut connection).await?;
        }
        loop {
            self.reporter
                .planned(&self.database.to_string(), &state.rows, &plan);
            if !self.is_needed(&plan, &state) {
                connection.close().await;
                return Ok(state.rows);
            }
            let (returned, outcome) = self.apply(connection, &plan, state).await?;
            connection = returned;
            match outcome {
                Outcome::Complete(rows) => {
                    connection.close().await;
                    return Ok(rows);
                }
                Outcome::Overtaken(step) if self.relative || !self.may_plan_again() => {
                    return Err(ErrorKind::Conflict { step }.into());
                }
                Outcome::Overtaken(step) => {
                    tracing::debug!(revision = %step.revision, "another process was faster");
                    (state, plan) = self.look(&mut connection).await?;
                }
            }
        }
    }

    /// Reads where the database is, and plans from there.
    async fn look(&mut self, connection: &mut Connection) -> Result<(State, Plan), Error> {
        let state = self.read(connection).await?;
        self.rows.clone_from(&state.rows);
        let plan = (self.plan)(&state.rows)?;
        self.environment
            .refuse_irreversible(&plan, connection.dialect())?;
        Ok((state, plan))
    }

    fn is_needed(&self, plan: &Plan, state: &State) -> bool {
        !plan.steps.is_empty() || (self.purge && !state.rows.is_empty())
    }

    /// Where each transaction locks for itself, others may have come in between two of them.
    fn may_plan_again(&self) -> bool {
        self.database.dialect().transaction_is_lock
    }

    fn table(&self, connection: &Connection) -> VersionTable<'_> {
        VersionTable::new(connection.dialect(), self.environment.settings)
    }

    async fn read(&mut self, connection: &mut Connection) -> Result<State, Error> {
        let wait = self.environment.settings.lock_wait;
        let rows = match connection.versions(&self.table(connection)).await {
            Ok(rows) => rows,
            Err(error) => return Err(connection.failure(error, wait).into()),
        };
        let table_exists = rows.is_some();
        let rows = rows
            .unwrap_or_default()
            .into_iter()
            .map(Into::into)
            .collect();
        Ok(State { table_exists, rows })
    }

    /// Runs the steps of a plan, each in a message of its own.
    async fn apply(
        &mut self,
        mut connection: Connection,
        plan: &Plan,
        mut state: State,
    ) -> Result<(Connection, Outcome), Error> {
        if plan.steps.is_empty() {
            return self.purge(connection).await;
        }
        let bodies = Bodies::new(self.environment.scripts);
        let whole = self
            .environment
            .is_one_transaction(plan, connection.dialect());
        for (index, step) in plan.steps.iter().enumerate() {
            let (first, last) = (index == 0, index + 1 == plan.steps.len());
            let edges = Edges {
                first,
                begins: !whole || first,
                ends: !whole || last,
            };
            let revision = self.environment.graph.get(&step.revision);
            let revision = revision.expect("a plan holds revisions of its graph");
            let body = bodies.of(step)?;
            let rows = if first {
                plan.rows_before.clone()
            } else {
                state.rows.clone()
            };
            let started = Instant::now();
            self.reporter.started(step, revision);
            connection = match self
                .apply_step(connection, step, body, &state, edges)
                .await?
            {
                Ok(connection) => connection,
                Err(connection) => {
                    return Ok((
                        connection,
                        Outcome::Overtaken(failed_step(step, self.environment.graph)),
                    ));
                }
            };
            let rows = version_table::rows_after(rows, &step.rows);
            state = State {
                table_exists: true,
                rows,
            };
            if edges.ends {
                self.rows.clone_from(&state.rows);
            }
            self.finish(step, revision, started.elapsed());
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

    /// Deletes all rows, whichever they are, where nothing else is to be done.
    async fn purge(&mut self, connection: Connection) -> Result<(Connection, Outcome), Error> {
        let setting = Setting {
            ends: true,
            ..Setting::default()
        };
        let purge = self.table(&connection).purge();
        let mut session = Session::new(connection, setting);
        match session.send(Vec::new(), vec![purge]).await {
            Ok(()) => Ok((session.connection, Outcome::Complete(Vec::new()))),
            Err(SendFailure::Statement { source, .. }) => {
                let wait = self.environment.settings.lock_wait;
                Err(session.connection.failure(source, wait).into())
            }
            Err(SendFailure::Render { .. }) => unreachable!("a purge renders no operation"),
        }
    }

    /// Runs one step; `Err` with the connection where another process was faster.
    async fn apply_step(
        &mut self,
        connection: Connection,
        step: &Step,
        body: Option<Body>,
        state: &State,
        edges: Edges,
    ) -> Result<Result<Connection, Connection>, Error> {
        let dialect = connection.dialect();
        let setting = self.setting(&connection, state, edges);
        let session = Session::new(connection, setting);
        let mut operations =
            Operations::online(dialect, session).with_arguments(self.environment.arguments);
        let returned = match body {
            None => Ok(()),
            Some(Body::Plain(function)) => {
                function(&mut operations);
                Ok(())
            }
            Some(Body::Async(function)) => function(&mut operations).await,
        };
        let (session, recorded) = operations.into_parts();
        let mut session = session.expect("an online recorder has a session");
        let failure = match (session.failure.take(), returned) {
            (Some(failure), _) => Some(failure),
            (None, Err(failure)) => {
                session.leave(&recorded);
                let partial = session.partial();
                self.give_up(session, state, edges, &*failure.0).await;
                let step = failed_step(step, self.environment.graph);
                let source = failure.0;
                let error = Error::from(ErrorKind::Revision { step, source });
                return Err(Error { partial, ..error });
            }
            (None, Ok(())) => {
                let change = self.table(&session.connection).change(&step.rows);
                session.send(recorded, change).await.err()
            }
        };
        match failure {
            None => Ok(Ok(session.connection)),
            Some(failure) => self.failed(session, failure, step, state, edges).await,
        }
    }

    /// What a step's session begins with.
    fn setting(&self, connection: &Connection, state: &State, edges: Edges) -> Setting {
        let table = self.table(connection);
        let locks = connection.dialect().transaction_is_lock;
        Setting {
            continues: !edges.begins,
            ends: edges.ends,
            creation: (!state.table_exists).then(|| table.create()),
            purge: (edges.first && self.purge).then(|| table.purge()),
            check: locks.then(|| table.check_state(&state.rows)),
            naming: self.environment.settings.naming_convention.clone(),
        }
    }

    /// Rolls back, and tells what failed.
    async fn failed(
        &mut self,
        session: Session,
        failure: SendFailure,
        step: &Step,
        state: &State,
        edges: Edges,
    ) -> Result<Result<Connection, Connection>, Error> {
        let step = failed_step(step, self.environment.graph);
        let partial = session.partial();
        let with_partial = |kind: ErrorKind| Error {
            partial: partial.clone(),
            ..kind.into()
        };
        let (piece, source) = match failure {
            SendFailure::Render { location, source } => {
                self.give_up(session, state, edges, &source).await;
                return Err(with_partial(ErrorKind::Render {
                    step,
                    location,
                    source,
                }));
            }
            SendFailure::Statement { piece, source } => (piece, source),
        };
        let connection = &session.connection;
        if piece.origin == Origin::Begin && connection.is_busy(&source) {
            let wait = self.environment.settings.lock_wait;
            return Err(with_partial(connection.failure(source, wait)));
        }
        let checked = connection.is_check_failure(&source);
        match piece.origin {
            Origin::State if checked && partial.is_none() => {
                match self.roll_back(session, state, edges, &source).await {
                    Some(connection) => Ok(Err(connection)),
                    None => Err(statement_failure(step, piece, source)),
                }
            }
            origin => {
                self.give_up(session, state, edges, &source).await;
                Err(with_partial(match (origin, &piece.check) {
                    (Origin::Version | Origin::State, _) if checked => ErrorKind::Conflict { step },
                    (Origin::Operation(location), Some(what)) if checked => {
                        let source = RenderError::invalid(what);
                        ErrorKind::Render {
                            step,
                            location,
                            source,
                        }
                    }
                    _ => *statement_failure(step, piece, source).kind,
                }))
            }
        }
    }

    /// Undoes the open transaction and ends the connection: what it held is free when the error is told.
    async fn give_up(&mut self, session: Session, state: &State, edges: Edges, cause: &Cause) {
        if let Some(connection) = self.roll_back(session, state, edges, cause).await {
            connection.close().await;
        }
    }

    /// Undoes the open transaction; `None` where the connection is no longer good for it, in which case
    /// the server does it by itself.
    async fn roll_back(
        &mut self,
        mut session: Session,
        state: &State,
        edges: Edges,
        cause: &Cause,
    ) -> Option<Connection> {
        if session.has_committed() {
            // And with it the steps before, even where the whole run was to be one transaction.
            self.rows.clone_from(&state.rows);
        } else if !(edges.begins && edges.ends) {
            // The steps before this one were part of the same transaction.
            self.done.clear();
        }
        if is_out_of_step(cause) {
            return None;
        }
        if session.is_in_transaction() {
            session.connection.send("ROLLBACK".to_owned()).await.ok()?;
        }
        session.restore_foreign_keys().await.ok()?;
        Some(session.connection)
    }
}

/// Why a step failed.
type Cause = dyn std::error::Error + Send + Sync + 'static;

/// Whether the server and we no longer agree on whose turn it is to speak, after `COPY … FROM STDIN` say: it
/// would never answer.
fn is_out_of_step(cause: &Cause) -> bool {
    let cause: &(dyn std::error::Error + 'static) = cause;
    std::iter::successors(Some(cause), |cause| cause.source()).any(|cause| {
        matches!(
            cause.downcast_ref(),
            Some(sqlx::Error::Protocol(_) | sqlx::Error::Io(_) | sqlx::Error::Tls(_))
        )
    })
}

/// Whether a step is the run's first, and whether it begins and ends the transaction that it runs in.
#[derive(Clone, Copy)]
struct Edges {
    first: bool,
    begins: bool,
    ends: bool,
}

pub(crate) fn failed_step(step: &Step, graph: &RevisionMap) -> FailedStep {
    let message = graph.get(&step.revision).map(Revision::message);
    FailedStep {
        revision: step.revision.clone(),
        message: message.unwrap_or_default().to_owned(),
        direction: step.direction,
    }
}

fn statement_failure(step: FailedStep, piece: Piece, source: sqlx::Error) -> Error {
    let location = match piece.origin {
        Origin::Operation(location) => Some(location),
        Origin::Begin | Origin::Commit | Origin::State | Origin::Version => None,
    };
    ErrorKind::Statement {
        step,
        location,
        statement: piece.sql,
        source,
    }
    .into()
}
