//! Alembic for Rust, checked by the compiler: the runtime that applies an embedded revision chain.
//!
//! A migrations package has this crate as its one ordinary dependency. `embed!()` reads the package's
//! revision files at compile time, refuses a chain that could not be applied, and defines `MIGRATOR`:
//!
//! ```ignore
//! // src/lib.rs
//! migrate_runtime::embed!();
//! ```
//!
//! ```ignore
//! // At the start of a service, or in a test:
//! migrations::MIGRATOR.upgrade(&pool, "head").await?;
//! ```
//!
//! Features: `postgres`, `sqlite` and `mysql` (MariaDB too) are the drivers, `models` the derives of autogenerate,
//! `cli` the commands of the runner binary.
#![deny(missing_docs)]

#[cfg(not(any(feature = "postgres", feature = "sqlite", feature = "mysql")))]
compile_error!(
    "choose a database: enable the feature `postgres`, `sqlite` or `mysql` of `migrate-runtime`"
);

mod apply;
mod backend;
#[cfg(feature = "cli")]
pub mod cli;
mod database;
mod definition;
pub mod dialect;
mod ensure_version;
mod environment;
mod error;
mod existing_table;
mod history;
#[cfg(all(
    any(test, fuzzing),
    feature = "mysql",
    feature = "postgres",
    feature = "sqlite"
))]
#[doc(hidden)]
pub mod hostile;
#[doc(hidden)]
pub mod inspection;
mod irreversible;
mod lock;
mod migrator;
pub mod models;
pub mod operations;
mod preview;
#[doc(hidden)]
pub mod rehearsal;
mod report;
pub mod schema;
mod script;
mod session;
mod sql;
mod version_table;

pub use database::{Database, IntoDatabase, UrlError};
pub use environment::Environment;
pub use error::{ConnectionError, Error, ErrorKind, FailedStep, Failure, LostOutcome, Result};
pub use history::HistoryEntry;
pub use lock::Holder;
pub use migrate_macros::embed;
pub use migrate_script::{Revision, RevisionId, graph, settings};
pub use migrator::Migrator;
pub use operations::Operations;
pub use preview::Preview;
pub use report::{Done, Notice, Report, Reporter};
pub use session::{InDoubt, Partial, Work};
pub use sqlx;

/// Everything that a revision file needs: `use migrate_runtime::prelude::*;`.
pub mod prelude {
    pub use crate::Operations;
    pub use crate::error::Result;
    pub use crate::row;
    pub use crate::schema::Action::{self, *};
    pub use crate::schema::*;
    pub use sqlx;
}

/// What `embed!` and the derives write; no part of the public interface.
#[doc(hidden)]
pub mod __private {
    #[cfg(feature = "models")]
    pub use crate::models::metadata::Registered;
    pub use crate::script::{Body, BodyFuture, Script};
    #[cfg(feature = "models")]
    pub use inventory;
    pub use migrate_script::Settings;
    pub use migrate_script::settings::{
        EditedRevisions, NamingConvention, NewerDatabase, TransactionMode,
    };

    /// The migrator of a package.
    pub const fn migrator(scripts: &'static [Script], settings: Settings) -> crate::Migrator {
        crate::Migrator::new(scripts, settings)
    }
}
