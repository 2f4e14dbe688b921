//! `--sql` and `--plan`: to look before the deed.

use std::ffi::OsString;

use crate::Database;
use crate::cli::{Context, Fault};
use crate::settings::TransactionMode;
use migrate_script::graph::Plan;

/// The options of `upgrade` and `downgrade` that run nothing.
#[derive(Debug, clap::Args)]
pub(super) struct PreviewArgs {
    /// Print a script for the database's own shell instead of running anything; the database is not read
    #[arg(long, conflicts_with = "plan")]
    pub(super) sql: bool,
    /// Print what would run, in order, and run nothing
    #[arg(long)]
    pub(super) plan: bool,
}

impl PreviewArgs {
    pub(super) fn into_arguments(self) -> impl Iterator<Item = OsString> {
        let Self { sql, plan } = self;
        let options = [(sql, "--sql"), (plan, "--plan")];
        options
            .into_iter()
            .filter(|(given, _)| *given)
            .map(|(_, option)| option.into())
    }
}

impl Context<'_> {
    /// Prints the script of a plan.
    pub(super) async fn print_script(self, plan: &Plan) -> Result<(), Fault> {
        // The URL says which dialect; nobody connects.
        let dialect = self.database_url.database()?.dialect();
        let script = self.environment.script(plan, dialect).await?;
        self.ui.result(script.trim_end());
        Ok(())
    }

    /// Prints each step of a plan with its statements.
    pub(super) async fn print_plan(self, plan: &Plan, database: &Database) -> Result<(), Fault> {
        let Context {
            environment,
            database_url: _,
            ui,
        } = self;
        if plan.steps.is_empty() {
            ui.status("Unchanged", format_args!("{database}: nothing would run"));
        }
        for warning in &plan.warnings {
            ui.warning(warning);
        }
        let dialect = database.dialect();
        let together = environment.settings.transaction == TransactionMode::All;
        for preview in environment.preview(plan, dialect).await? {
            let step = environment.graph.log_text(&preview.step);
            let transaction = match preview.statements.iter().any(|statement| statement.alone) {
                true => "not in one transaction",
                false if together && dialect.transactional_ddl => {
                    "in one transaction with the others"
                }
                false => "in a transaction of its own",
            };
            ui.result(format_args!("{step} ({transaction})"));
            let indented = |sql: &String| format!("    {}", sql.replace('\n', "\n    "));
            for statement in &preview.statements {
                if statement.alone {
                    ui.result("    -- commits by itself:");
                }
                ui.result(indented(&statement.sql));
            }
            if let Some(location) = preview.reads_at {
                ui.result(format_args!(
                    "    … reads the database at line {} of its file; what it does behind that is known when it runs",
                    location.line()
                ));
            }
            preview
                .version_statements
                .iter()
                .for_each(|sql| ui.result(indented(sql)));
        }
        Ok(())
    }
}
