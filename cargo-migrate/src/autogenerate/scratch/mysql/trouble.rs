//! What is told when a scratch database cannot be had, or does not take what is made in it.

use migrate_runtime::dialect::MYSQL;
use migrate_script::diagnostic::Diagnostic;
use sqlx::mysql::MySqlDatabaseError;

use super::guard::Beyond;
use crate::autogenerate::scratch::PREFIX;

/// `ER_DBACCESS_DENIED_ERROR`
const ACCESS_DENIED: u16 = 1044;
/// `ER_OPTION_PREVENTS_STATEMENT`, and MariaDB's `ER_READ_ONLY_MODE`.
const READ_ONLY: [u16; 2] = [1290, 1836];

/// The database could not be made: which right is missing, and how it is given.
pub(super) fn cannot_make(user: &str, error: &sqlx::Error) -> Diagnostic {
    let trouble = match number(error) {
        Some(ACCESS_DENIED) => {
            let pattern = PREFIX.replace('_', r"\_");
            let user = account(user);
            Diagnostic::new(
                "a scratch database cannot be made: that takes all rights on databases of this name",
            )
            .help(format!(
                "``GRANT ALL PRIVILEGES ON `{pattern}%`.* TO {user}`` gives them; or name a user who has them with \
                 `--database-url`"
            ))
        }
        Some(number) if READ_ONLY.contains(&number) => Diagnostic::new(
            "a scratch database cannot be made: the server takes no writes",
        )
        .help("name a server with `--database-url` that is no replica, a developer's own say"),
        _ => Diagnostic::new("a scratch database cannot be made"),
    };
    server_says(trouble, error)
}

/// `shop@localhost` as a statement names it.
fn account(user: &str) -> String {
    match user.rsplit_once('@') {
        Some((user, host)) => format!("{}@{}", MYSQL.literal(user), MYSQL.literal(host)),
        None => MYSQL.literal(user),
    }
}

/// A statement failed in the scratch database.
pub(super) fn failed(title: &str, statement: &str, error: &sqlx::Error) -> Diagnostic {
    let trouble = Diagnostic::new(title);
    server_says(trouble.note("statement", statement.trim()), error)
}

/// A statement would have changed what is not the scratch database's own.
pub(super) fn goes_beyond(statement: &str, beyond: &Beyond) -> Diagnostic {
    let (why, help) = match beyond {
        Beyond::Databases => (
            "it makes, drops or chooses a database".to_owned(),
            "leave it out: all is made in a scratch database; a dump has no such statement without `--databases`",
        ),
        Beyond::Server => (
            "it concerns the whole server, or is none that makes a schema".to_owned(),
            "leave it out: users, rights and settings of the server are not compared",
        ),
        Beyond::Indirect => (
            "what it runs is written elsewhere".to_owned(),
            "leave it out, or write down what it runs",
        ),
        Beyond::Names(other) => (
            format!("it names `{other}`, another database of this server"),
            "leave the names of databases out: all is made in a scratch database",
        ),
        Beyond::Runs => (
            "it could run a trigger, a routine or a view that names another database".to_owned(),
            "leave it out: rows are not compared",
        ),
    };
    Diagnostic::new(format!(
        "a statement goes beyond the scratch database: {why}"
    ))
    .note("statement", statement.trim())
    .help(help)
}

/// There is no connection.
pub(super) fn unconnected(error: &sqlx::Error) -> Diagnostic {
    let trouble = Diagnostic::new("cannot connect for a scratch database");
    server_says(trouble, error)
}

/// The connection or the server failed.
pub(super) fn lost(error: &sqlx::Error) -> Diagnostic {
    server_says(Diagnostic::new("the scratch place is lost"), error)
}

fn said(error: &sqlx::Error) -> Option<&MySqlDatabaseError> {
    error.as_database_error()?.try_downcast_ref()
}

fn number(error: &sqlx::Error) -> Option<u16> {
    said(error).map(MySqlDatabaseError::number)
}

/// Adds the server's own words.
fn server_says(trouble: Diagnostic, error: &sqlx::Error) -> Diagnostic {
    match said(error) {
        Some(said) => trouble.note(
            "the server says",
            format!("{} ({})", said.message(), said.number()),
        ),
        None => trouble.note("cause", error.to_string()),
    }
}
