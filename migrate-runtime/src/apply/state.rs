//! Where a database is: the rows of the version table, and what the history says beside them.

use std::collections::HashMap;

use migrate_script::RevisionId;
use migrate_script::graph::{Direction, GraphError, Plan, Step};

use super::Run;
use crate::backend::Connection;
use crate::environment::Environment;
use crate::error::{Error, ErrorKind};
use crate::history::{Mark, read_direction};

/// Where a database is.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) has_version_table: bool,
    pub(super) has_history: bool,
    pub(super) rows: Vec<RevisionId>,
    /// The hashes that revisions had when they were applied the last time.
    hashes: HashMap<String, String>,
    /// The step that was begun and not brought to its end.
    pub(super) unfinished: Option<Unfinished>,
}

/// A step that was begun and not brought to its end.
#[derive(Debug)]
pub(super) struct Unfinished {
    revision: RevisionId,
    direction: Direction,
    /// How far it came; `None` where this version cannot read it.
    mark: Option<Mark>,
}

impl Unfinished {
    fn is(&self, step: &Step) -> bool {
        self.revision == step.revision && self.direction == step.direction
    }
}

impl Run<'_> {
    pub(super) async fn read(&mut self, connection: &mut Connection) -> Result<State, Error> {
        match self.read_tables(connection).await {
            Ok(state) => Ok(state),
            Err(error) => {
                let wait = self.environment.settings.lock_wait;
                Err(connection.failure(error, wait).into())
            }
        }
    }

    /// Both tables in one query, where both are there: a database that has no history yet takes another.
    async fn read_tables(&mut self, connection: &mut Connection) -> Result<State, sqlx::Error> {
        if self.expects_history
            && let Some(state) = self.read_both(connection).await?
        {
            return Ok(state);
        }
        let query = self.table(connection).select();
        let rows = connection.texts(query).await?;
        let has_version_table = rows.is_some();
        if !std::mem::take(&mut self.expects_history)
            && has_version_table
            && let Some(state) = self.read_both(connection).await?
        {
            // Another process has made them meanwhile.
            return Ok(state);
        }
        let rows = rows.unwrap_or_default().into_iter();
        Ok(State {
            has_version_table,
            rows: rows.filter_map(|[id]| id.map(Into::into)).collect(),
            ..State::default()
        })
    }

    async fn read_both(
        &mut self,
        connection: &mut Connection,
    ) -> Result<Option<State>, sqlx::Error> {
        let Some(history) = self.history(connection) else {
            return Ok(None);
        };
        let query = history.select_state(&self.table(connection));
        Ok(connection.texts(query).await?.map(State::of))
    }
}

impl State {
    /// What the rows of both tables say.
    fn of(rows: Vec<[Option<String>; 6]>) -> Self {
        let mut state = Self {
            has_version_table: true,
            has_history: true,
            ..Self::default()
        };
        for [kind, _, revision, direction, hash, progress] in rows {
            let Some(revision) = revision else { continue };
            if kind.as_deref() == Some("0") {
                state.rows.push(revision.into());
                continue;
            }
            let Some(direction) = direction.as_deref().and_then(read_direction) else {
                continue;
            };
            if let Some(progress) = progress {
                state.unfinished = Some(Unfinished {
                    revision: revision.into(),
                    direction,
                    mark: progress.parse().ok(),
                });
            } else {
                match hash.filter(|_| direction != Direction::Downgrade) {
                    Some(hash) => state.hashes.insert(revision, hash),
                    None => state.hashes.remove(&revision),
                };
            }
        }
        state
    }

    /// The rows are these, and nothing is unfinished.
    pub(super) fn advance(&mut self, rows: Vec<RevisionId>) {
        self.has_version_table = true;
        self.has_history = true;
        self.rows = rows;
        self.unfinished = None;
    }

    /// The applied revisions that are not what they were when they were applied, in load order.
    pub(super) fn edited(
        &self,
        environment: &Environment<'_>,
    ) -> Result<Vec<RevisionId>, GraphError> {
        if self.hashes.is_empty() {
            return Ok(Vec::new());
        }
        let applied = environment.graph.applied(&self.rows)?;
        let hashes: HashMap<_, _> = environment
            .scripts
            .iter()
            .map(|it| (it.id, it.hash))
            .collect();
        let is_edited = |id: &str| match (self.hashes.get(id), hashes.get(id)) {
            (Some(then), Some(now)) => then != now,
            _ => false,
        };
        let edited = applied
            .into_iter()
            .filter(|revision| is_edited(&revision.id));
        Ok(edited.map(|revision| revision.id.clone()).collect())
    }

    /// Refuses a plan that does not begin with the revision which was begun and not brought to its end.
    pub(super) fn refuse_unfinished(&self, plan: &Plan) -> Result<(), Error> {
        let Some(unfinished) = &self.unfinished else {
            return Ok(());
        };
        if plan.steps.first().is_some_and(|step| unfinished.is(step)) {
            return Ok(());
        }
        let (revision, direction) = (unfinished.revision.clone(), unfinished.direction);
        Err(ErrorKind::Unfinished {
            revision,
            direction,
        }
        .into())
    }

    /// Whether it is not known what came of a statement.
    pub(super) fn is_in_doubt(&self) -> bool {
        let mark = self
            .unfinished
            .as_ref()
            .and_then(|unfinished| unfinished.mark);
        mark.is_some_and(|mark| mark.is_begun)
    }

    /// Whether a step was begun and not brought to its end.
    pub(super) fn has_begun(&self, step: &Step) -> bool {
        self.unfinished
            .as_ref()
            .is_some_and(|unfinished| unfinished.is(step))
    }

    /// How far a step came the last time, if it was begun; `Err` where it is not known.
    pub(super) fn mark_of(&self, step: &Step) -> Result<Option<Mark>, ()> {
        match &self.unfinished {
            Some(unfinished) if unfinished.is(step) => unfinished.mark.map(Some).ok_or(()),
            _ => Ok(None),
        }
    }

    /// Notes how far a step has come.
    pub(super) fn note(&mut self, step: &Step, mark: Option<Mark>) {
        self.unfinished = mark.map(|mark| Unfinished {
            revision: step.revision.clone(),
            direction: step.direction,
            mark: Some(mark),
        });
    }
}
