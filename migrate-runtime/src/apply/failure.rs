//! A step that failed: what is undone, what is told.

use super::state::State;
use super::step::{Ended, Task};
use super::{Run, failed_step};
use crate::backend::{Connection, is_broken};
use crate::error::{Error, ErrorKind, FailedStep};
use crate::history::Mark;
use crate::operations::RenderError;
use crate::session::{Origin, Piece, SendFailure, Session};

/// A step that failed.
pub(super) struct Failed {
    pub(super) error: Error,
    /// The connection, good for more; the transaction is undone.
    pub(super) connection: Option<Connection>,
    /// Whether the connection broke, so that it is not known what the server did last.
    pub(super) is_lost: bool,
    /// Whether a statement waited too long for a lock of somebody else's.
    pub(super) is_lock_timeout: bool,
    /// How far the step has come, where a part of it stays done.
    pub(super) mark: Option<Mark>,
}

/// Why a step failed.
type Cause = dyn std::error::Error + Send + Sync + 'static;

impl Run<'_> {
    /// Ends a step whose function returned an error.
    pub(super) async fn end_function(
        &mut self,
        session: Session,
        task: Task<'_>,
        state: &State,
        source: Box<Cause>,
    ) -> Failed {
        let (partial, mark) = (session.partial(), session.mark());
        let is_lock_timeout =
            sqlx_error(&*source).is_some_and(|error| session.connection.is_lock_timeout(error));
        let connection = self.roll_back(session, state, &*source, false).await;
        let step = failed_step(task.step, self.environment.graph);
        let error = Error::from(ErrorKind::Revision { step, source });
        Failed {
            error: Error { partial, ..error },
            connection,
            // The commit was not sent.
            is_lost: false,
            is_lock_timeout,
            mark,
        }
    }

    /// Ends a step of which a message could not be written, or failed.
    pub(super) async fn end_failed(
        &mut self,
        session: Session,
        failure: SendFailure,
        task: Task<'_>,
        state: &State,
    ) -> Ended {
        let step = failed_step(task.step, self.environment.graph);
        let (partial, mark) = (session.partial(), session.mark());
        let (piece, source) = match failure {
            SendFailure::Statement { piece, source } => (*piece, source),
            other => {
                let kind = not_sent(step, other);
                let connection = self.roll_back(session, state, &kind, false).await;
                let error = Error {
                    partial,
                    ..kind.into()
                };
                return Ended::Failed(Failed {
                    error,
                    connection,
                    is_lost: false,
                    is_lock_timeout: false,
                    mark,
                });
            }
        };
        let connection = &session.connection;
        let is_lost = connection.is_lost(&source);
        let is_lock_timeout = connection.is_lock_timeout(&source);
        let is_check = connection.is_check_failure(&source);
        let busy = (piece.origin == Origin::Begin && connection.is_busy(&source))
            .then_some(self.environment.settings.lock_wait);
        let connection = self.roll_back(session, state, &source, is_lost).await;
        if piece.origin == Origin::State
            && is_check
            && partial.is_none()
            && let Some(connection) = connection
        {
            return Ended::Overtaken(connection);
        }
        let kind = match (connection.as_ref(), busy) {
            (Some(connection), Some(wait)) => connection.failure(source, wait),
            _ => statement_failed(step, piece, source, is_check),
        };
        Ended::Failed(Failed {
            error: Error {
                partial,
                ..kind.into()
            },
            // An error may only have told of another connection, that of a foreign table say.
            is_lost: is_lost && connection.is_none(),
            connection,
            is_lock_timeout,
            mark,
        })
    }

    /// Undoes the open transaction, and writes down how far the step has come; `None` where the connection is no
    /// longer good for it, in which case the server undoes the transaction by itself. `is_lost`: whether that is to be
    /// found out.
    async fn roll_back(
        &mut self,
        mut session: Session,
        state: &State,
        cause: &Cause,
        is_lost: bool,
    ) -> Option<Connection> {
        if session.has_committed() {
            // And with it the steps before, even where the whole run was to be one transaction.
            self.rows.clone_from(&state.rows);
            self.committed = self.done.len();
        }
        if is_out_of_step(cause) {
            return None;
        }
        let mut undo = Vec::new();
        if session.is_in_transaction() {
            undo.push("ROLLBACK".to_owned());
        }
        undo.extend(session.reset_limits());
        undo.extend(session.settle());
        if undo.is_empty() && is_lost {
            undo.push("SELECT 1".to_owned());
        }
        for statement in undo {
            let sent = session.connection.send(statement, std::iter::empty());
            sent.await.ok()?;
        }
        session.restore_foreign_keys().await.ok()?;
        Some(session.connection)
    }
}

/// Why a message was not sent.
fn not_sent(step: FailedStep, failure: SendFailure) -> ErrorKind {
    match failure {
        SendFailure::Render { location, source } => ErrorKind::Render {
            step,
            location,
            source,
        },
        SendFailure::InDoubt { piece } => ErrorKind::InDoubt {
            step,
            location: piece.origin.location(),
            statement: piece.sql,
        },
        SendFailure::Changed => ErrorKind::Changed { step },
        SendFailure::Statement { piece, source } => statement_failed(step, *piece, source, false),
    }
}

fn statement_failed(
    step: FailedStep,
    piece: Piece,
    source: sqlx::Error,
    is_check: bool,
) -> ErrorKind {
    match (piece.origin, &piece.check) {
        (Origin::Version | Origin::State, _) if is_check => ErrorKind::Conflict { step },
        (Origin::Operation(location), Some(what)) if is_check => {
            let source = RenderError::invalid(what);
            ErrorKind::Render {
                step,
                location,
                source,
            }
        }
        (origin, _) => ErrorKind::Statement {
            step,
            location: origin.location(),
            statement: piece.sql,
            source,
        },
    }
}

/// Whether the server and we no longer agree on whose turn it is to speak, after `COPY … FROM STDIN` say: it
/// would never answer.
fn is_out_of_step(cause: &Cause) -> bool {
    sqlx_error(cause).is_some_and(is_broken)
}

/// The driver's error among an error and its causes.
fn sqlx_error(cause: &Cause) -> Option<&sqlx::Error> {
    let cause: &(dyn std::error::Error + 'static) = cause;
    std::iter::successors(Some(cause), |cause| cause.source())
        .find_map(|cause| cause.downcast_ref())
}
