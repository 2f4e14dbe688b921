//! The revision graph: which revisions there are, what an identifier means, and what a command does.
//!
//! A [`RevisionMap`] is built once from all revisions and answers every question in time linear in
//! the number of revisions and edges. Inside, a revision is a number, its place in load order;
//! nothing recurses, so that a chain of any length is safe.
//!
//! Its behaviour is that of Alembic 1.20; where Alembic crashes, or leaves a version table behind
//! that it can no longer read itself, it does what is right instead.

mod applied;
mod build;
mod cycle;
mod display;
mod downgrade;
mod edges;
mod endpoint;
mod error;
mod faults;
mod history;
mod labels;
mod map;
mod nearest;
mod new_revision;
mod offline;
mod order;
mod plan;
mod redundant;
mod resolve;
mod stamp;
mod state;
mod target;
mod upgrade;
mod walk;

#[cfg(test)]
mod tests;

pub use display::LineStyle;
pub use endpoint::{Endpoint, Traversal};
pub use error::{Declaration, GraphError, Literal};
pub use map::RevisionMap;
pub use new_revision::NewRevisionParents;
pub use plan::{Direction, Plan, RowChange, Step};
