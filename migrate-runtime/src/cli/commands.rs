//! The commands that the runner and the subcommand share, one file each.

pub mod branches;
pub mod current;
pub mod downgrade;
pub mod ensure_version;
pub mod heads;
pub mod history;
mod preview_args;
mod run_args;
pub mod show;
pub mod stamp;
pub mod upgrade;

use migrate_script::RevisionId;

use super::{Context, Fault};

/// The rows of the version table, where a command needs them; the database is not contacted otherwise.
async fn rows_if(needed: bool, context: &Context<'_>) -> Result<Vec<RevisionId>, Fault> {
    if !needed {
        return Ok(Vec::new());
    }
    let database = context.database_url.database()?;
    Ok(context.environment.current(&database).await?)
}
