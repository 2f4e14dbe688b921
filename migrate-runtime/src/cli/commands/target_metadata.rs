//! `target-metadata`

use clap::ValueEnum;

use crate::cli::target_metadata::{Target, document};
use crate::cli::{Context, Fault, Runner};
use crate::dialect::{Dialect, MARIADB, MYSQL, POSTGRES, SQLITE};

/// Print what the models want, for `cargo migrate`
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The database that it is written for
    #[arg(long, value_name = "DIALECT")]
    dialect: DialectName,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum DialectName {
    Postgres,
    Sqlite,
    Mariadb,
    Mysql,
}

impl Args {
    /// Prints the document.
    ///
    /// # Errors
    ///
    /// Models that contradict each other, or that the database has nothing for.
    pub(in crate::cli) fn run(self, runner: &Runner, context: Context<'_>) -> Result<(), Fault> {
        let target = Target {
            dialect: self.dialect.dialect(),
            naming: &context.environment.settings.naming_convention,
            has_hook: runner.hook.is_some(),
        };
        context.ui.result(document(&runner.metadata, target)?);
        Ok(())
    }
}

impl DialectName {
    fn dialect(self) -> &'static Dialect {
        match self {
            Self::Postgres => &POSTGRES,
            Self::Sqlite => &SQLITE,
            Self::Mariadb => &MARIADB,
            Self::Mysql => &MYSQL,
        }
    }
}
