//! A revision's operations, done on a connection of the caller's: autogenerate proves so, in a scratch place, what it has
//! written. No part of the public interface.
//!
//! It does what a run would do to the schema, and nothing of what makes a run safe: no transaction is begun or ended, no version is
//! written down, and what a failed operation has done so far stays.

mod lent;

use std::panic::Location;

use crate::dialect::Dialect;
use crate::existing_table::ExistingTable;
use crate::operations::{Operations, Recorded, RenderError, Statements};
use crate::settings::NamingConvention;
use crate::sql;

pub use lent::Lent;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The dialect cannot do what an operation asks for.
    #[error("{source}")]
    Render {
        /// The place that recorded the operation.
        location: &'static Location<'static>,
        /// Why not.
        source: RenderError,
    },
    /// A statement failed.
    #[error("`{statement}` failed: {source}")]
    Statement {
        /// The place that recorded its operation; none for a setting of ours.
        location: Option<&'static Location<'static>>,
        /// Its text.
        statement: String,
        /// What the statement makes sure of, if it is a check.
        check: Option<String>,
        /// Why.
        source: sqlx::Error,
    },
}

/// The statements of a text, without those that begin or end a transaction: where they are executed, each is one.
///
/// # Errors
///
/// A literal or a comment has no end.
pub fn split(text: &str, dialect: &'static Dialect) -> Result<Vec<String>, RenderError> {
    let statements = sql::split(text, dialect.lexis)?.into_iter();
    let statements = statements.filter(|it| sql::transaction_keyword(it).is_none());
    Ok(statements.map(str::to_owned).collect())
}

/// Does what was recorded, one operation after the other.
///
/// Those that must see their table look at it as it has become. On SQLite foreign keys are off while tables are made anew,
/// unless the connection is in a transaction.
///
/// # Errors
///
/// An operation cannot be written for the dialect, or one of its statements fails.
pub async fn rehearse<'c>(
    connection: impl Into<Lent<'c>>,
    operations: &Operations,
    naming: &NamingConvention,
) -> Result<(), Fault> {
    let recorded = operations.recorded();
    let mut connection = connection.into();
    let dialect = operations.dialect();
    let recreates = recorded.iter().any(|it| it.operation.recreates(dialect));
    let were_on = match recreates {
        true => connection
            .switch_foreign_keys_off()
            .await
            .map_err(setting)?,
        false => false,
    };
    let mut rehearsal = Rehearsal {
        connection,
        naming,
        were_on,
    };
    let mut done = Ok(());
    for recorded in recorded {
        done = rehearsal.act(operations, recorded).await;
        if done.is_err() {
            break;
        }
    }
    if were_on {
        let switched = rehearsal.connection.switch_foreign_keys_on().await;
        done = done.and(switched.map_err(setting));
    }
    done
}

struct Rehearsal<'c, 'n> {
    connection: Lent<'c>,
    naming: &'n NamingConvention,
    /// Whether foreign keys were on before, so that rows are checked.
    were_on: bool,
}

impl Rehearsal<'_, '_> {
    async fn act(&mut self, operations: &Operations, recorded: &Recorded) -> Result<(), Fault> {
        let location = recorded.location;
        let table = self.read_table(operations, recorded).await?;
        let mut statements = Statements::new(operations.dialect()).with_naming(self.naming);
        if let Some(table) = &table {
            statements = statements.with_table(table);
        }
        let rendered = recorded.render(&mut statements);
        rendered.map_err(|source| Fault::Render { location, source })?;
        for statement in statements.into_vec() {
            let done = self.connection.execute(&statement.sql).await;
            done.map_err(|source| Fault::Statement {
                location: Some(location),
                statement: statement.sql,
                check: statement.check,
                source,
            })?;
        }
        Ok(())
    }

    async fn read_table(
        &mut self,
        operations: &Operations,
        recorded: &Recorded,
    ) -> Result<Option<ExistingTable>, Fault> {
        let (dialect, location) = (operations.dialect(), recorded.location);
        let Some(name) = recorded.operation.table_to_read(dialect) else {
            return Ok(None);
        };
        let table = self.connection.read_table(dialect, name).await;
        let table = table.map_err(|source| Fault::Statement {
            location: Some(location),
            statement: format!("(a look at table {})", name.name),
            check: None,
            source,
        })?;
        let mut table = table.ok_or_else(|| Fault::Render {
            location,
            source: RenderError::invalid(format!("there is no table `{}`", name.name)),
        })?;
        table.check_foreign_keys = self.were_on;
        Ok(Some(table))
    }
}

fn setting(source: sqlx::Error) -> Fault {
    Fault::Statement {
        location: None,
        statement: "PRAGMA foreign_keys".to_owned(),
        check: None,
        source,
    }
}
