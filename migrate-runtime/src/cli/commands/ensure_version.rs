//! `ensure-version`

use crate::cli::{Context, Fault};

/// Create the version table where it is missing, without a row
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print a script for the database's own shell instead of running anything; the database is not read
    #[arg(long)]
    sql: bool,
}

impl Args {
    /// Creates the table, or says that it is there.
    ///
    /// # Errors
    ///
    /// The database cannot be reached or written.
    pub async fn run(self, context: Context<'_>) -> Result<(), Fault> {
        let Context {
            environment,
            database_url,
            ui,
        } = context;
        let database = database_url.database()?;
        if self.sql {
            let script = environment.ensure_version_script(database.dialect());
            ui.result(script.trim_end());
            return Ok(());
        }
        let table = &environment.settings.version_table;
        match environment.ensure_version(&database, &mut ()).await? {
            true => ui.status("Created", format_args!("{table} in {database}")),
            false => ui.status("Unchanged", format_args!("{database} has {table} already")),
        }
        Ok(())
    }
}
