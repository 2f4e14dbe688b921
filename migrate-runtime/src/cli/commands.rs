//! The commands that the runner and the subcommand share, one file each.

pub mod branches;
pub mod current;
pub mod downgrade;
pub mod ensure_version;
pub mod heads;
pub mod history;
mod preview_args;
pub(super) mod process_revision_directives;
mod run_args;
pub mod show;
pub mod stamp;
pub mod target_metadata;
pub mod upgrade;

use migrate_script::RevisionId;

use super::view::Live;
use super::{Context, Fault};
use crate::database::Database;
use crate::history::HistoryEntry;

/// What a database says of its revisions.
#[derive(Debug, Default)]
struct Found {
    rows: Vec<RevisionId>,
    history: Vec<HistoryEntry>,
}

impl Found {
    /// Reads it, where a command needs it; the database is not contacted otherwise.
    async fn read_if(needed: bool, context: &Context<'_>) -> Result<Option<Self>, Fault> {
        if !needed {
            return Ok(None);
        }
        let database = context.database_url.database()?;
        Self::read(context, &database).await.map(Some)
    }

    async fn read(context: &Context<'_>, database: &Database) -> Result<Self, Fault> {
        let found = context.environment.current_and_history(database).await;
        let (rows, history) = found?;
        Ok(Self { rows, history })
    }

    fn live(&self) -> Live<'_> {
        let Self { rows, history } = self;
        Live { rows, history }
    }
}
