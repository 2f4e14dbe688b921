//! A connection that broke: another one tells what came of the step.

use std::time::{Duration, Instant};

use migrate_script::graph::Direction;

use super::failure::Failed;
use super::state::State;
use super::step::Task;
use super::{Run, failed_step};
use crate::backend::Connection;
use crate::error::{Error, ErrorKind, LostOutcome};
use crate::lock::{Backoff, Lock};
use crate::report::Notice;

/// How long a server is waited for that does not answer.
const PATIENCE: Duration = Duration::from_secs(10);

impl Run<'_> {
    /// Connects anew and reads what came of a step: it may have been committed though the answer never arrived.
    pub(super) async fn recover(
        &mut self,
        held: &mut Lock,
        task: Task<'_>,
        failed: Failed,
    ) -> Result<Connection, Error> {
        let revision = task.step.revision.clone();
        self.notice(Notice::Reconnecting { revision });
        let reached = tokio::time::timeout(self.patience(), self.reconnect(held)).await;
        let (connection, state) = match reached {
            Ok(Ok(reached)) => reached,
            Ok(Err(error)) => {
                tracing::debug!(%error, "no other connection");
                return Err(self.lost(task, failed, LostOutcome::Unknown));
            }
            Err(_) => return Err(self.lost(task, failed, LostOutcome::Unknown)),
        };
        let Some(outcome) = self.outcome(task, &state) else {
            return Ok(connection);
        };
        connection.close().await;
        self.rows = state.rows;
        Err(self.lost(task, failed, outcome))
    }

    /// What came of a step; `None` where it is done, and nothing else since.
    fn outcome(&self, task: Task<'_>, state: &State) -> Option<LostOutcome> {
        let (mut now, mut expected) = (state.rows.clone(), task.rows_after.to_vec());
        now.sort_unstable();
        expected.sort_unstable();
        if now == expected {
            return None;
        }
        let applied = self.environment.graph.applied(&state.rows);
        let applied = applied.unwrap_or_default();
        let is_applied = applied.iter().any(|it| it.id == task.step.revision);
        let is_done = match task.step.direction {
            Direction::Upgrade => is_applied,
            Direction::Downgrade => !is_applied,
            Direction::Stamp => false,
        };
        Some(if is_done {
            LostOutcome::Overtaken
        } else if state.has_begun(task.step) {
            LostOutcome::Begun
        } else {
            LostOutcome::NotApplied
        })
    }

    /// How long another connection is tried for, the lock included.
    fn patience(&self) -> Duration {
        PATIENCE + self.environment.settings.lock_wait
    }

    fn lost(&self, task: Task<'_>, failed: Failed, outcome: LostOutcome) -> Error {
        let step = failed_step(task.step, self.environment.graph);
        let Error { kind, partial, .. } = failed.error;
        let kind = match *kind {
            ErrorKind::Statement {
                location,
                statement,
                source,
                ..
            } => ErrorKind::Lost {
                step,
                location,
                statement,
                outcome,
                source,
            },
            other => other,
        };
        Error {
            partial,
            ..kind.into()
        }
    }

    /// Another connection, the lock, and where the database is now. The server frees the lock when it is through
    /// with the lost connection, so that nothing of it is still on the way when the lock is taken.
    async fn reconnect(&mut self, held: &mut Lock) -> Result<(Connection, State), Error> {
        std::mem::replace(held, Lock::Needless).release().await;
        let started = Instant::now();
        let mut backoff = Backoff::new(Duration::from_millis(50), Duration::from_secs(1));
        let mut connection = loop {
            let left = PATIENCE.saturating_sub(started.elapsed());
            match tokio::time::timeout(left, self.connect()).await {
                Ok(Ok(connection)) => break connection,
                Ok(Err(error)) if started.elapsed() >= PATIENCE => return Err(error),
                Ok(Err(_)) => tokio::time::sleep(backoff.next_pause()).await,
                Err(_) => {
                    let silence = std::io::Error::from(std::io::ErrorKind::TimedOut);
                    return Err(ErrorKind::Database(silence.into()).into());
                }
            }
        };
        *held = self.lock(&mut connection).await?;
        let state = self.read(&mut connection).await?;
        Ok((connection, state))
    }
}
