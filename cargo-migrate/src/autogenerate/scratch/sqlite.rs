//! Scratch places on SQLite: a database in memory.

#[cfg(test)]
mod tests;

use migrate_runtime::dialect::SQLITE;
use migrate_runtime::operations::Operations;
use migrate_runtime::rehearsal;
use migrate_runtime::settings::NamingConvention;
use migrate_script::diagnostic::Diagnostic;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use super::{Failure, PROOF, WANTED, unfit};
use crate::autogenerate::catalog::{self, Options};
use crate::autogenerate::schema::Schema;
use crate::error::{Error, Result};

/// A database that is seen by nobody else, and gone when this value is.
#[derive(Debug)]
pub(crate) struct Scratch {
    connection: SqliteConnection,
}

impl Scratch {
    /// Makes a database in memory.
    ///
    /// # Errors
    ///
    /// There is no memory for it.
    pub(crate) async fn open() -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .in_memory(true)
            .disable_statement_logging();
        let opened = options.connect().await;
        let connection = opened.map_err(|error| lost(&error))?;
        Ok(Self { connection })
    }

    /// Executes statements.
    ///
    /// # Errors
    ///
    /// One of them failed.
    pub(crate) async fn execute(&mut self, statements: &[String]) -> Result<(), Failure> {
        for (number, statement) in statements.iter().enumerate() {
            let query = sqlx::raw_sql(AssertSqlSafe(statement.as_str()));
            let done = query.execute(&mut self.connection).await;
            done.map_err(|error| Failure {
                fault: failed(WANTED, statement, &error),
                statement: Some(number),
                position: None,
            })?;
        }
        Ok(())
    }

    /// Does what was recorded, as a run would.
    ///
    /// # Errors
    ///
    /// An operation cannot be done on SQLite, or one of its statements failed.
    pub(crate) async fn apply(
        &mut self,
        operations: &Operations,
        naming: &NamingConvention,
    ) -> Result<()> {
        let done = rehearsal::rehearse(&mut self.connection, operations, naming).await;
        done.map_err(|fault| {
            unfit(fault, |statement, error| failed(PROOF, statement, error)).into()
        })
    }

    /// Reads the database.
    ///
    /// # Errors
    ///
    /// The connection failed.
    pub(crate) async fn read(&mut self, options: &Options) -> Result<Schema> {
        let schema = catalog::sqlite::read(&mut self.connection, options).await;
        schema.map_err(|error| lost(&error))
    }

    /// What there is beyond what is compared, in words.
    ///
    /// # Errors
    ///
    /// The connection failed.
    pub(crate) async fn beyond(&mut self) -> Result<Vec<String>> {
        let beyond = catalog::sqlite::beyond::read(&mut self.connection).await;
        beyond.map_err(|error| lost(&error))
    }

    /// Ends it, which dropping it does too.
    ///
    /// # Errors
    ///
    /// The connection failed.
    pub(crate) async fn close(self) -> Result<()> {
        let closed = self.connection.close().await;
        closed.map_err(|error| lost(&error))
    }
}

/// A statement failed in the scratch place.
fn failed(title: &str, statement: &str, error: &sqlx::Error) -> Diagnostic {
    let trouble = Diagnostic::new(title).note("statement", statement.trim());
    says(trouble, error)
}

fn lost(error: &sqlx::Error) -> Error {
    says(Diagnostic::new("the scratch place is lost"), error).into()
}

/// Adds SQLite's own words.
fn says(trouble: Diagnostic, error: &sqlx::Error) -> Diagnostic {
    match error.as_database_error() {
        Some(said) => trouble.note(SQLITE.name, said.message()),
        None => trouble.note("cause", error.to_string()),
    }
}
