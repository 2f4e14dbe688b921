//! What can never be undone: found before anything is.

use migrate_script::graph::{Direction, Plan};

use crate::apply::failed_step;
use crate::dialect::Dialect;
use crate::environment::Environment;
use crate::error::{Error, ErrorKind};
use crate::operations::Operations;
use crate::script::{Bodies, Body};

impl Environment<'_> {
    /// Refuses a plan with a downgrade that says that it cannot be done.
    ///
    /// A plain function only records, so it can be asked before the run. An `async` one may read, and is asked by
    /// running it: then the revisions above it are undone already.
    pub(crate) fn refuse_irreversible(
        &self,
        plan: &Plan,
        dialect: &'static Dialect,
    ) -> Result<(), Error> {
        let bodies = Bodies::new(self.scripts);
        for step in &plan.steps {
            if step.direction != Direction::Downgrade {
                continue;
            }
            let Some(Body::Plain(function)) = bodies.of(step)? else {
                continue;
            };
            let mut operations = Operations::new(dialect).with_arguments(self.arguments);
            function(&mut operations);
            for recorded in operations.recorded() {
                if let Some(reason) = recorded.operation.irreversible() {
                    let step = failed_step(step, self.graph);
                    let (location, reason) = (recorded.location, reason.to_owned());
                    return Err(ErrorKind::Irreversible {
                        step,
                        location,
                        reason,
                    }
                    .into());
                }
            }
        }
        Ok(())
    }
}
