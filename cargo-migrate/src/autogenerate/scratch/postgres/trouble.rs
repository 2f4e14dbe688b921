//! What is told when a scratch place cannot be had, or does not take what is made in it.

use std::borrow::Cow;

use migrate_runtime::dialect::POSTGRES;
use migrate_script::diagnostic::Diagnostic;
use sqlx::postgres::{PgDatabaseError, PgErrorPosition};

use crate::error::Error;

/// SQLSTATE of a missing right.
const INSUFFICIENT_PRIVILEGE: &str = "42501";
/// SQLSTATE of a table of locks that is full, among others.
const OUT_OF_MEMORY: &str = "53200";
/// SQLSTATE of a division by zero.
const DIVISION_BY_ZERO: &str = "22012";
/// SQLSTATE of a write where nothing may be written.
const READ_ONLY: &str = "25006";

/// The place could not be made: which right is missing, and how it is given.
pub(super) fn cannot_make(place: &str, right: &str, grant: &str, error: &sqlx::Error) -> Error {
    let trouble = match code(error).as_deref() {
        Some(INSUFFICIENT_PRIVILEGE) => Diagnostic::new(format!(
            "{place} cannot be made: that takes the right {right}"
        ))
        .help(format!(
            "`{grant}` gives it; or name a user who has it with `--database-url`"
        )),
        Some(READ_ONLY) => Diagnostic::new(format!(
            "{place} cannot be made: the database takes no writes"
        ))
        .help("name a server with `--database-url` that is no standby, a developer's own say"),
        _ => Diagnostic::new(format!("{place} cannot be made")),
    };
    server_says(trouble, error).into()
}

/// A statement failed in the scratch place.
pub(super) fn failed(title: &str, statement: &str, error: &sqlx::Error) -> Diagnostic {
    let trouble = Diagnostic::new(title).note("statement", statement.trim());
    let trouble = server_says(trouble, error);
    match code(error).as_deref() {
        Some(OUT_OF_MEMORY) => trouble.help(
            "one transaction holds a lock on all that it makes: raise `max_locks_per_transaction`",
        ),
        _ => trouble,
    }
}

/// Where in its statement an error is, in characters counted from 0.
pub(super) fn position(error: &sqlx::Error) -> Option<usize> {
    let error = error.as_database_error()?;
    let position = error.try_downcast_ref::<PgDatabaseError>()?.position()?;
    match position {
        PgErrorPosition::Original(position) => position.checked_sub(1),
        PgErrorPosition::Internal { .. } => None,
    }
}

/// Whether a division by zero is what went wrong.
pub(super) fn is_division_by_zero(error: &sqlx::Error) -> bool {
    code(error).as_deref() == Some(DIVISION_BY_ZERO)
}

/// A statement would have changed more than its database.
pub(super) fn changes_server(statement: &str) -> Diagnostic {
    Diagnostic::new("a statement is about the whole server, not about one database")
        .note("statement", statement.trim())
        .note("note", "it was not done")
        .help(
            "leave out databases, roles and who belongs to them, settings of the server and psql's commands; `pg_dump` \
             writes them with `--create` only",
        )
}

/// A statement would have changed what is the database's own.
pub(super) fn goes_beyond(tables: &[String]) -> Diagnostic {
    Diagnostic::new(format!(
        "the wanted schema changes tables that it does not make: {}",
        tables.join(", ")
    ))
    .note(
        "note",
        "nothing was changed: the transaction is rolled back",
    )
    .help("statements that name schemas or refer to other tables need a scratch database")
}

/// There is no connection.
pub(super) fn unconnected(error: &sqlx::Error) -> Diagnostic {
    let trouble = Diagnostic::new("cannot connect for a scratch database");
    server_says(trouble, error)
}

/// The connection or the server failed.
pub(super) fn broken(error: &sqlx::Error) -> Error {
    lost(error).into()
}

/// The same, before it is an error.
pub(super) fn lost(error: &sqlx::Error) -> Diagnostic {
    server_says(Diagnostic::new("the scratch place is lost"), error)
}

fn code(error: &sqlx::Error) -> Option<Cow<'_, str>> {
    error.as_database_error()?.code()
}

/// Adds the server's own words.
fn server_says(trouble: Diagnostic, error: &sqlx::Error) -> Diagnostic {
    let said = error.as_database_error();
    let Some(said) = said.and_then(|error| error.try_downcast_ref::<PgDatabaseError>()) else {
        return trouble.note("cause", error.to_string());
    };
    let trouble = trouble.note(
        POSTGRES.name,
        format!("{} ({})", said.message(), said.code()),
    );
    let remarks = [("detail", said.detail()), ("hint", said.hint())];
    remarks
        .into_iter()
        .fold(trouble, |trouble, (title, remark)| match remark {
            Some(remark) => trouble.note(title, remark),
            None => trouble,
        })
}
