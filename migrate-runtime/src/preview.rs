//! What a plan would do, without a database: for `--sql` and `--plan`.

use std::panic::Location;

use migrate_script::graph::{Plan, Step};

use crate::apply::failed_step;
use crate::dialect::Dialect;
use crate::environment::Environment;
use crate::error::{ConnectionError, Error, ErrorKind};
use crate::operations::{Operations, Statements};
use crate::script::{Bodies, Body};
use crate::sql;
use crate::version_table::VersionTable;

/// What one step would do.
#[derive(Debug)]
#[non_exhaustive]
pub struct Preview {
    /// The step.
    pub step: Step,
    /// The statements of its operations, in order.
    pub statements: Vec<String>,
    /// The statements that change the rows of the version table.
    pub version_statements: Vec<String>,
    /// Where the revision asks for the database; what it does behind that is known only when it runs.
    pub reads_at: Option<&'static Location<'static>>,
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
            let (statements, reads_at) = self.record(step, body, dialect).await?;
            let version_statements = table.statements(&step.rows);
            let step = step.clone();
            previews.push(Preview {
                step,
                statements,
                version_statements,
                reads_at,
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
    ) -> Result<(Vec<String>, Option<&'static Location<'static>>), Error> {
        let mut operations = Operations::new(dialect).with_arguments(self.arguments);
        let returned = match body {
            None => Ok(()),
            Some(Body::Plain(function)) => {
                function(&mut operations);
                Ok(())
            }
            Some(Body::Async(function)) => function(&mut operations).await,
        };
        let reads_at = match returned {
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
        let mut statements = Statements::new(dialect);
        for recorded in operations.recorded() {
            let rendered = recorded.operation.render(&mut statements);
            rendered.map_err(|source| {
                let (step, location) = (failed_step(step, self.graph), recorded.location);
                ErrorKind::Render {
                    step,
                    location,
                    source,
                }
            })?;
        }
        Ok((statements.into_vec(), reads_at))
    }

    /// The script that does what a plan does: for `psql` or `sqlite3`, which stop at the first error.
    ///
    /// # Errors
    ///
    /// As [`Self::preview`], and a revision that reads the database.
    pub async fn script(&self, plan: &Plan, dialect: &'static Dialect) -> Result<String, Error> {
        let mut script = Script {
            text: format!("{}\n\n", dialect.script_header),
        };
        let table = VersionTable::new(dialect, self.settings);
        let whole = self.is_one_transaction(plan);
        let last = plan.steps.len().saturating_sub(1);
        for (index, preview) in self.preview(plan, dialect).await?.iter().enumerate() {
            let step = &preview.step;
            if let Some(location) = preview.reads_at {
                let step = failed_step(step, self.graph);
                return Err(ErrorKind::Offline { step, location }.into());
            }
            if !whole || index == 0 {
                script.statement(dialect.begin);
            }
            if step.creates_version_table {
                script.statement(&table.create().sql);
            }
            script
                .text
                .push_str(&format!("-- Running {}\n\n", self.graph.log_text(step)));
            preview
                .statements
                .iter()
                .for_each(|sql| script.statement(sql));
            preview
                .version_statements
                .iter()
                .for_each(|sql| script.statement(sql));
            if !whole || index == last {
                script.statement("COMMIT");
            }
        }
        Ok(script.text)
    }
}

struct Script {
    text: String,
}

impl Script {
    fn statement(&mut self, sql: &str) {
        self.text.push_str(sql);
        self.text.push_str(sql::terminator(sql));
        self.text.push_str("\n\n");
    }
}
