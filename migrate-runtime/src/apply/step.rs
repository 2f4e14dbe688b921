//! One step of a plan: the revision's function, and the messages that do what it says.

use migrate_script::RevisionId;
use migrate_script::graph::{Direction, Step};

use super::failure::Failed;
use super::state::State;
use super::{Run, failed_step};
use crate::backend::Connection;
use crate::error::{Error, ErrorKind};
use crate::history::{Claim, Entry, Mark, Started};
use crate::operations::Operations;
use crate::script::Body;
use crate::session::{Journal, Limits, Session, Setting};

/// Whether a step is the run's first, and whether it begins and ends the transaction that it runs in.
#[derive(Clone, Copy)]
pub(super) struct Edges {
    pub(super) first: bool,
    pub(super) begins: bool,
    pub(super) ends: bool,
}

/// A step that is to be run.
#[derive(Clone, Copy)]
pub(super) struct Task<'a> {
    pub(super) step: &'a Step,
    /// The revision's function; a stamp calls none.
    pub(super) body: Option<Body>,
    /// The revision's hash, where it is known.
    pub(super) hash: Option<&'a str>,
    pub(super) edges: Edges,
    /// The rows of the version table when it is done.
    pub(super) rows_after: &'a [RevisionId],
}

/// How a step ended.
pub(super) enum Ended {
    /// It is done, and perhaps the transaction with it.
    Done {
        connection: Connection,
        has_ended: bool,
    },
    /// Another process was faster; nothing of it was applied.
    Overtaken(Connection),
    /// It failed.
    Failed(Failed),
}

impl Run<'_> {
    /// Runs one step.
    pub(super) async fn run_step(
        &mut self,
        connection: Connection,
        task: Task<'_>,
        state: &State,
    ) -> Result<Ended, Error> {
        let resume = self.resume(task.step, state)?;
        let setting = self.setting(&connection, task, state, resume);
        let session = Session::new(connection, setting);
        let mut operations = Operations::online(session).with_arguments(self.environment.arguments);
        let returned = match task.body {
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
                let failed = self.end_function(session, task, state, failure.0).await;
                return Ok(Ended::Failed(failed));
            }
            (None, Ok(())) => {
                let change = self.table(&session.connection).change(&task.step.rows);
                session.send(recorded, change).await.err()
            }
        };
        for notice in std::mem::take(&mut session.notices) {
            self.notice(notice);
        }
        match failure {
            None => Ok(Ended::Done {
                has_ended: session.has_ended(),
                connection: session.connection,
            }),
            Some(failure) => Ok(self.end_failed(session, failure, task, state).await),
        }
    }

    /// How far the step came the last time, if it was begun.
    fn resume(&self, step: &Step, state: &State) -> Result<Option<Mark>, Error> {
        match state.mark_of(step) {
            Ok(Some(mark)) if !mark.has_lent => Ok(Some(mark)),
            Ok(None) => Ok(None),
            Ok(Some(_)) | Err(()) => {
                let step = failed_step(step, self.environment.graph);
                Err(ErrorKind::NoWayOn { step }.into())
            }
        }
    }

    /// What a step's session begins with.
    fn setting(
        &self,
        connection: &Connection,
        task: Task<'_>,
        state: &State,
        resume: Option<Mark>,
    ) -> Setting {
        let Task { step, edges, .. } = task;
        let settings = self.environment.settings;
        let (table, history) = (self.table(connection), self.history(connection));
        let locks = connection.dialect().transaction_is_lock;
        let version_table = (!state.has_version_table).then(|| table.create());
        let history_table = history.as_ref().filter(|_| !state.has_history);
        let purge = (edges.first && self.purge).then(|| table.purge());
        let is_stamp = step.direction == Direction::Stamp;
        let forget = history
            .as_ref()
            .filter(|_| is_stamp && edges.first && state.has_history);
        Setting {
            continues: !edges.begins,
            ends: edges.ends,
            creation: version_table
                .into_iter()
                .chain(history_table.map(|history| history.create()))
                .collect(),
            purge: purge
                .into_iter()
                .chain(forget.map(|history| history.forget()))
                .collect(),
            check: if locks {
                Some(table.check_state(&state.rows))
            } else {
                connection.is_pooled().then(|| table.guard())
            },
            naming: settings.naming_convention.clone(),
            journal: history.map(|history| {
                let entry = Entry::of(step, task.hash);
                let started = (!is_stamp).then(Started::now);
                let claim = Claim {
                    run: self.id,
                    found: resume,
                };
                Journal::new(history, entry, started, claim)
            }),
            resume,
            in_doubt: self.environment.in_doubt,
            limits: Limits {
                lock: settings.lock_timeout,
                statement: settings.statement_timeout,
            },
            is_pooled: connection.is_pooled(),
        }
    }
}
