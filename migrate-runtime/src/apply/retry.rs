//! Running a step, and running it again where a lock was held for too long.

use std::time::Duration;

use super::Run;
use super::failure::Failed;
use super::state::State;
use super::step::{Ended, Task};
use crate::backend::Connection;
use crate::error::Error;
use crate::lock::{Backoff, Lock};
use crate::report::Notice;

impl Run<'_> {
    /// Runs one step, more than once if need be, and says whether the transaction has ended with it; `Err` with the
    /// connection where another process was faster.
    pub(super) async fn attempt(
        &mut self,
        mut connection: Connection,
        held: &mut Lock,
        task: Task<'_>,
        state: &mut State,
    ) -> Result<Result<(Connection, bool), Connection>, Error> {
        if state.mark_of(task.step).is_ok_and(|mark| mark.is_some()) {
            let revision = task.step.revision.clone();
            self.notice(Notice::Resuming { revision });
        }
        let mut left = self.environment.settings.lock_retries;
        let mut backoff = Backoff::new(Duration::from_millis(500), Duration::from_secs(10));
        loop {
            let failed = match self.run_step(connection, task, state).await? {
                Ended::Done {
                    connection,
                    has_ended,
                } => return Ok(Ok((connection, has_ended))),
                Ended::Overtaken(connection) => return Ok(Err(connection)),
                Ended::Failed(failed) => failed,
            };
            if failed.is_lost {
                let recovered = self.recover(held, task, failed).await;
                return recovered.map(|connection| Ok((connection, true)));
            }
            let may_retry = left > 0 && self.may_retry(task, &failed);
            let Failed {
                error,
                connection: returned,
                mark,
                ..
            } = failed;
            connection = match returned {
                Some(connection) if may_retry => connection,
                Some(connection) => {
                    // What it held is free when the error is told.
                    connection.close().await;
                    return Err(error);
                }
                None => return Err(error),
            };
            left -= 1;
            let (revision, pause) = (task.step.revision.clone(), backoff.next_pause());
            self.notice(Notice::Retrying {
                revision,
                left,
                pause,
            });
            tokio::time::sleep(pause).await;
            state.note(task.step, mark);
        }
    }

    /// Whether a step can be run again from the start, or from where it stopped.
    fn may_retry(&self, task: Task<'_>, failed: &Failed) -> bool {
        let can_go_on = match &failed.mark {
            None => failed.error.partial.is_none(),
            Some(mark) => self.environment.settings.history && !mark.has_lent,
        };
        failed.is_lock_timeout && can_go_on && task.edges.begins && task.edges.ends
    }
}
