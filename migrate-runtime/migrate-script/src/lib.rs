//! What the macro, the subcommand and the runtime of cargo-migrate share.
//!
//! The revision graph, the identifier grammar, the planner, the grammar of revision files and their
//! names, and the configuration: everything that Alembic keeps in `alembic.script`. No database, no
//! async runtime; only [`directory`] touches the file system.
//!
//! The parts that read source code ([`parse`], [`directory`], [`config`]) are behind the feature
//! `files`, so that an application that embeds its revisions links neither a parser nor TOML.
#![deny(missing_docs)]

#[cfg(feature = "files")]
pub mod check;
#[cfg(feature = "files")]
pub mod config;
#[cfg(feature = "diagnostics")]
pub mod diagnostic;
#[cfg(feature = "files")]
pub mod directory;
#[cfg(feature = "files")]
pub mod file_name;
pub mod graph;
#[cfg(all(feature = "files", any(test, fuzzing)))]
#[doc(hidden)]
pub mod hostile;
#[cfg(feature = "files")]
pub mod lock_file;
#[cfg(feature = "files")]
pub mod nearest;
#[cfg(feature = "files")]
pub mod parse;
mod revision;
pub mod settings;

#[cfg(feature = "files")]
pub use config::Config;
#[cfg(feature = "diagnostics")]
pub use diagnostic::Diagnostic;
#[cfg(feature = "files")]
pub use directory::Directory;
pub use graph::{GraphError, Plan, RevisionMap, Step};
#[cfg(feature = "files")]
pub use parse::RevisionFile;
pub use revision::{Revision, RevisionId};
pub use settings::Settings;
