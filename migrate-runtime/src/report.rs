//! What a run did, and who is told while it runs.

use std::time::Duration;

use migrate_script::graph::{Direction, Plan, Step};
use migrate_script::{Revision, RevisionId};

use crate::lock::Holder;

/// What a run did.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Report {
    /// The steps, in the order in which they ran; empty where there was nothing to do.
    pub steps: Vec<Done>,
    /// The rows of the version table afterwards.
    pub current: Vec<RevisionId>,
}

/// A step that was done.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Done {
    /// The revision.
    pub revision: RevisionId,
    /// Whether it was applied, undone or stamped.
    pub direction: Direction,
    /// How long it took.
    pub elapsed: Duration,
}

/// Someone who is told what a run does. Every method does nothing unless overridden.
pub trait Reporter: Send {
    /// The plan is made; nothing has run yet. With no steps, the run is over.
    fn planned(&mut self, database: &str, current: &[RevisionId], plan: &Plan) {
        let _ = (database, current, plan);
    }

    /// Another process holds the lock, and the run waits for it.
    fn waiting(&mut self, holder: &Holder) {
        let _ = holder;
    }

    /// A step begins.
    fn started(&mut self, step: &Step, revision: &Revision) {
        let _ = (step, revision);
    }

    /// A step is done.
    fn finished(&mut self, step: &Step, revision: &Revision, elapsed: Duration) {
        let _ = (step, revision, elapsed);
    }
}

/// Tells nobody.
impl Reporter for () {}
