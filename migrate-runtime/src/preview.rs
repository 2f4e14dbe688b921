//! What a plan would do, without a database: for `--sql` and `--plan`.

use std::panic::Location;

use migrate_script::graph::{Direction, Plan, Step};

use crate::apply::failed_step;
use crate::dialect::Dialect;
use crate::environment::Environment;
use crate::error::{ConnectionError, Error, ErrorKind};
use crate::history::{Entry, HistoryTable};
use crate::operations::{Operations, RenderError, Statement, Statements};
use crate::script::{Bodies, Body};
use crate::session::Limits;
use crate::sql;
use crate::version_table::VersionTable;

/// What one step would do.
#[derive(Debug)]
#[non_exhaustive]
pub struct Preview {
    /// The step.
    pub step: Step,
    /// The statements of its operations, in order.
    pub statements: Vec<Statement>,
    /// The statements that change the rows of the version table.
    pub version_statements: Vec<String>,
    /// Where the revision asks for the database; what it does behind that is known only when it runs.
    pub reads_at: Option<&'static Location<'static>>,
    /// An operation that cannot be written before it has seen its table; `reads_at` says where.
    pub(crate) unseen: Option<RenderError>,
    /// How long the statements may wait and run.
    limits: Limits,
}

/// What a revision recorded without a database.
struct Recording {
    statements: Vec<Statement>,
    reads_at: Option<&'static Location<'static>>,
    unseen: Option<RenderError>,
    limits: Limits,
}

impl Environment<'_> {
    /// What each step of a plan would do on a database of this dialect.
    ///
    /// # Errors
    ///
    /// An operation that the dialect cannot do, a revision that returns an error of its own, or an
    /// environment without code.
    pub async fn preview(
        &self,
        plan: &Plan,
        dialect: &'static Dialect,
    ) -> Result<Vec<Preview>, Error> {
        let table = VersionTable::new(dialect, self.settings);
        let bodies = Bodies::new(self.scripts);
        let mut previews = Vec::with_capacity(plan.steps.len());
        for step in &plan.steps {
            let body = bodies.of(step)?;
            let Recording {
                statements,
                reads_at,
                unseen,
                limits,
            } = self.record(step, body, dialect).await?;
            let version_statements = table.statements(&step.rows);
            let step = step.clone();
            previews.push(Preview {
                step,
                statements,
                version_statements,
                reads_at,
                unseen,
                limits,
            });
        }
        Ok(previews)
    }

    /// Calls the revision's function with a recorder that is connected to nothing.
    async fn record(
        &self,
        step: &Step,
        body: Option<Body>,
        dialect: &'static Dialect,
    ) -> Result<Recording, Error> {
        let limits = Limits {
            lock: self.settings.lock_timeout,
            statement: self.settings.statement_timeout,
        };
        let operations = Operations::new(dialect).with_limits(limits);
        let mut operations = operations.with_arguments(self.arguments);
        let returned = match body {
            None => Ok(()),
            Some(Body::Plain(function)) => {
                function(&mut operations);
                Ok(())
            }
            Some(Body::Async(function)) => function(&mut operations).await,
        };
        let mut reads_at = match returned {
            Ok(()) => None,
            Err(failure) => match failure.0.downcast_ref() {
                Some(ConnectionError::Offline { location }) => Some(*location),
                _ => {
                    let step = failed_step(step, self.graph);
                    return Err(ErrorKind::Revision {
                        step,
                        source: failure.0,
                    }
                    .into());
                }
            },
        };
        let mut statements = Statements::new(dialect).with_naming(&self.settings.naming_convention);
        let mut unseen = None;
        for recorded in operations.recorded() {
            match recorded.render(&mut statements) {
                Ok(()) => {}
                Err(error @ RenderError::Unseen { .. }) => {
                    (reads_at, unseen) = (Some(recorded.location), Some(error));
                    break;
                }
                Err(source) => {
                    let (step, location) = (failed_step(step, self.graph), recorded.location);
                    return Err(ErrorKind::Render {
                        step,
                        location,
                        source,
                    }
                    .into());
                }
            }
        }
        Ok(Recording {
            statements: statements.into_vec(),
            reads_at,
            unseen,
            limits: operations.limits(),
        })
    }

    /// The script that does what a plan does: for `psql` or `sqlite3`, which stop at the first error.
    ///
    /// # Errors
    ///
    /// As [`Self::preview`], and a revision that reads the database.
    pub async fn script(&self, plan: &Plan, dialect: &'static Dialect) -> Result<String, Error> {
        let table = VersionTable::new(dialect, self.settings);
        let history = HistoryTable::new(dialect, self.settings);
        let bodies = Bodies::new(self.scripts);
        let whole = self.is_one_transaction(plan, dialect);
        let mut script = Script::new(dialect);
        for preview in &self.preview(plan, dialect).await? {
            let step = &preview.step;
            if let Some(location) = preview.reads_at {
                let step = failed_step(step, self.graph);
                return Err(match preview.unseen.clone() {
                    None => ErrorKind::Offline { step, location }.into(),
                    Some(source) => ErrorKind::Render {
                        step,
                        location,
                        source,
                    }
                    .into(),
                });
            }
            script.limit(preview.limits);
            script.comment(&format!("Running {}", self.graph.log_text(step)));
            if step.creates_version_table {
                let create = table.create();
                script.statement(&create.sql, create.alone);
            }
            if let Some(history) = history.as_ref()
                && !std::mem::replace(&mut script.has_history, true)
            {
                // The script may begin with any revision, of a database that has no history yet.
                let create = history.create();
                script.statement(&create.sql, create.alone);
                if step.direction == Direction::Stamp {
                    script.statement(&history.forget().sql, false);
                }
            }
            for statement in &preview.statements {
                script.statement(&statement.sql, statement.alone);
            }
            for statement in &preview.version_statements {
                script.statement(statement, false);
            }
            if let Some(history) = &history {
                let entry = Entry::of(step, self.hash(&bodies, &step.revision));
                script.statement(&history.insert(&entry, None).sql, false);
            }
            if !whole {
                script.commit();
            }
        }
        script.commit();
        Ok(script.text)
    }
}

/// A script under construction.
struct Script {
    dialect: &'static Dialect,
    text: String,
    in_transaction: bool,
    /// Whether the history table was created.
    has_history: bool,
    /// How long the next statements may wait and run.
    limits: Limits,
}

impl Script {
    fn new(dialect: &'static Dialect) -> Self {
        Self {
            dialect,
            text: format!("{}\n\n", dialect.script_header),
            in_transaction: false,
            has_history: false,
            limits: Limits::default(),
        }
    }

    /// Limits how long the statements may wait and run that are added from now on.
    fn limit(&mut self, limits: Limits) {
        if self.limits == limits {
            return;
        }
        let dialect = self.dialect;
        let (reset, set) = match dialect.limits.local {
            false => (self.limits.reset(dialect), limits.of_connection(dialect)),
            true if self.in_transaction => (
                self.limits.reset_local(dialect),
                limits.of_transaction(dialect),
            ),
            true => Default::default(),
        };
        reset.iter().chain(&set).for_each(|sql| self.add(sql));
        self.limits = limits;
    }

    fn comment(&mut self, comment: &str) {
        self.text.push_str(&format!("-- {comment}\n\n"));
    }

    /// Adds a statement, in a transaction unless it commits by itself.
    fn statement(&mut self, statement: &str, alone: bool) {
        let dialect = self.dialect;
        if alone {
            self.commit();
            let limits = match dialect.limits.local {
                true => self.limits,
                // They are set for the connection already.
                false => Limits::default(),
            };
            limits
                .of_connection(dialect)
                .iter()
                .for_each(|sql| self.add(sql));
            self.add(statement);
            limits.reset(dialect).iter().for_each(|sql| self.add(sql));
            return;
        }
        if !self.in_transaction {
            self.in_transaction = true;
            self.add(dialect.begin);
            let limits = self.limits.of_transaction(dialect);
            limits.iter().for_each(|sql| self.add(sql));
        }
        self.add(statement);
    }

    fn commit(&mut self) {
        if std::mem::take(&mut self.in_transaction) {
            self.add("COMMIT");
        }
    }

    fn add(&mut self, sql: &str) {
        // MySQL's own shell ends a statement at any semicolon, that of a trigger's body too.
        let body = self.dialect.lexis.plain_bodies && sql.contains(';');
        let (before, end) = match body {
            true => ("DELIMITER ;;\n", "\n;;\nDELIMITER ;"),
            false => ("", sql::terminator(sql)),
        };
        for part in [before, sql, end, "\n\n"] {
            self.text.push_str(part);
        }
    }
}
