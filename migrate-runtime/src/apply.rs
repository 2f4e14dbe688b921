//! Applying a plan: the lock, one message and one transaction a revision, errors traced to operations.

use std::time::{Duration, Instant};

use migrate_script::graph::{GraphError, Plan, RevisionMap, Step};
use migrate_script::{Revision, RevisionId};

use crate::backend::{Access, Connection};
use crate::database::Database;
use crate::environment::Environment;
use crate::error::{Error, ErrorKind, FailedStep};
use crate::operations::Operations;
use crate::report::{Done, Report, Reporter};
use crate::script::{Bodies, Body};
use crate::session::{Origin, Piece, SendFailure, Session};
use crate::settings::Settings;
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
        Ok((state, plan))
    }

    fn is_needed(&self, plan: &Plan, state: &State) -> bool {
        !plan.steps.is_empty() || (self.purge && !state.rows.is_empty())
    }

    /// Where each transaction locks for itself, others may have come in between two of them.
    fn may_plan_again(&self) -> bool {
        self.database.dialect().transaction_is_lock
    }

    fn table(&self) -> VersionTable<'_> {
        VersionTable::new(self.database.dialect(), self.environment.settings)
    }

    async fn read(&mut self, connection: &mut Connection) -> Result<State, Error> {
        let wait = self.environment.settings.lock_wait;
        let rows = match connection.versions(&self.table()).await {
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
        let whole = self.environment.is_one_transaction(plan);
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
        let begin = transaction(self.database.dialect().begin);
        let pieces = vec![begin, self.table().purge(), transaction("COMMIT")];
        let mut session = Session::new(connection, pieces);
        match session.send(Vec::new(), Vec::new()).await {
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
        let session = Session::new(connection, self.prologue(state, edges));
        let mut operations = Operations::online(self.database.dialect(), session)
            .with_arguments(self.environment.arguments);
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
                self.give_up(session, edges, &*failure.0).await;
                let step = failed_step(step, self.environment.graph);
                return Err(ErrorKind::Revision {
                    step,
                    source: failure.0,
                }
                .into());
            }
            (None, Ok(())) => session
                .send(recorded, self.epilogue(step, edges))
                .await
                .err(),
        };
        match failure {
            None => Ok(Ok(session.connection)),
            Some(failure) => self.failed(session, failure, step, edges).await,
        }
    }

    /// What goes before a step's own statements.
    fn prologue(&self, state: &State, edges: Edges) -> Vec<Piece> {
        let dialect = self.database.dialect();
        let mut pieces = Vec::new();
        if edges.begins {
            pieces.push(transaction(dialect.begin));
        }
        if !state.table_exists {
            pieces.push(self.table().create());
        }
        if edges.begins && dialect.transaction_is_lock {
            pieces.push(self.table().check_state(&state.rows));
        }
        if edges.first && self.purge {
            pieces.push(self.table().purge());
        }
        pieces
    }

    /// What goes behind a step's own statements.
    fn epilogue(&self, step: &Step, edges: Edges) -> Vec<Piece> {
        let mut pieces = self.table().change(&step.rows);
        if edges.ends {
            pieces.push(transaction("COMMIT"));
        }
        pieces
    }

    /// Rolls back, and tells what failed.
    async fn failed(
        &mut self,
        session: Session,
        failure: SendFailure,
        step: &Step,
        edges: Edges,
    ) -> Result<Result<Connection, Connection>, Error> {
        let step = failed_step(step, self.environment.graph);
        let (piece, source) = match failure {
            SendFailure::Render { location, source } => {
                self.give_up(session, edges, &source).await;
                return Err(ErrorKind::Render {
                    step,
                    location,
                    source,
                }
                .into());
            }
            SendFailure::Statement { piece, source } => (piece, source),
        };
        let connection = &session.connection;
        if piece.sql == self.database.dialect().begin && connection.is_busy(&source) {
            let wait = self.environment.settings.lock_wait;
            return Err(connection.failure(source, wait).into());
        }
        let checked = connection.is_check_failure(&source);
        match piece.origin {
            Origin::State if checked => match self.roll_back(session, edges, &source).await {
                Some(connection) => Ok(Err(connection)),
                None => Err(statement_failure(step, piece, source)),
            },
            origin => {
                self.give_up(session, edges, &source).await;
                Err(match origin {
                    Origin::Version if checked => ErrorKind::Conflict { step }.into(),
                    _ => statement_failure(step, piece, source),
                })
            }
        }
    }

    /// Undoes the open transaction and ends the connection: what it held is free when the error is told.
    async fn give_up(&mut self, session: Session, edges: Edges, cause: &Cause) {
        if let Some(connection) = self.roll_back(session, edges, cause).await {
            connection.close().await;
        }
    }

    /// Undoes the open transaction; `None` where the connection is no longer good for it, in which case
    /// the server does it by itself.
    async fn roll_back(
        &mut self,
        session: Session,
        edges: Edges,
        cause: &Cause,
    ) -> Option<Connection> {
        if !(edges.begins && edges.ends) {
            // The steps before this one were part of the same transaction.
            self.done.clear();
        }
        if is_out_of_step(cause) {
            return None;
        }
        let is_open = !session.is_untouched();
        let mut connection = session.connection;
        if is_open {
            connection.send("ROLLBACK".to_owned()).await.ok()?;
        }
        Some(connection)
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

/// Takes the lock, where it is one that a connection holds; says whether it did.
pub(crate) async fn lock(
    connection: &mut Connection,
    settings: &Settings,
    reporter: &mut dyn Reporter,
) -> Result<bool, Error> {
    match connection {
        #[cfg(feature = "postgres")]
        Connection::Postgres(connection) => {
            let (key, wait) = (crate::lock::key(settings), settings.lock_wait);
            let waiting = |holder: &crate::lock::Holder| reporter.waiting(holder);
            let locked = crate::backend::postgres::lock(connection, key, wait, waiting).await;
            match locked.map_err(ErrorKind::Database)? {
                Ok(()) => Ok(true),
                Err(holder) => Err(ErrorKind::Locked {
                    holder,
                    waited: wait,
                }
                .into()),
            }
        }
        #[cfg(feature = "sqlite")]
        Connection::Sqlite(_) => {
            let _ = (settings, reporter);
            Ok(false)
        }
    }
}

/// Whether a step is the run's first, and whether it begins and ends the transaction that it runs in.
#[derive(Clone, Copy)]
struct Edges {
    first: bool,
    begins: bool,
    ends: bool,
}

fn transaction(sql: &str) -> Piece {
    Piece {
        sql: sql.to_owned(),
        origin: Origin::Transaction,
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

fn statement_failure(step: FailedStep, piece: Piece, source: sqlx::Error) -> Error {
    let location = match piece.origin {
        Origin::Operation(location) => Some(location),
        Origin::Transaction | Origin::State | Origin::Version => None,
    };
    ErrorKind::Statement {
        step,
        location,
        statement: piece.sql,
        source,
    }
    .into()
}
