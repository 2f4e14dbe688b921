//! The part of the configuration that a run against a database needs.
//!
//! `embed!` writes it into the program as a constant; the subcommand reads it from `Cargo.toml`.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

/// How revisions are grouped into transactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum TransactionMode {
    /// Each revision in a transaction of its own: a failure keeps what was applied before it.
    #[default]
    PerRevision,
    /// The whole run in one transaction: a failure keeps nothing.
    All,
}

/// What an upgrade does where an applied revision is not what it was when it was applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum EditedRevisions {
    /// It says so, and goes on.
    #[default]
    Warn,
    /// It fails before anything is done.
    Deny,
    /// Nothing.
    Allow,
}

/// What an upgrade does where the database is at a revision that the program does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum NewerDatabase {
    /// It fails.
    #[default]
    Deny,
    /// It says so, leaves the database as it is, and succeeds: a program may start beside its successor.
    Allow,
}

/// How constraints and indexes without a name are named, as SQLAlchemy's `naming_convention` does: a template a
/// kind, `uq_%(table_name)s_%(column_0_N_name)s` say. Where there is none, the database chooses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NamingConvention {
    /// Indexes, `ix`.
    pub index: Option<Cow<'static, str>>,
    /// Unique constraints, `uq`.
    pub unique: Option<Cow<'static, str>>,
    /// Check constraints, `ck`.
    pub check: Option<Cow<'static, str>>,
    /// Foreign keys, `fk`.
    pub foreign_key: Option<Cow<'static, str>>,
    /// Primary keys, `pk`.
    pub primary_key: Option<Cow<'static, str>>,
}

impl NamingConvention {
    /// The database chooses every name.
    pub const NONE: Self = Self {
        index: None,
        unique: None,
        check: None,
        foreign_key: None,
        primary_key: None,
    };
}

/// The settings of a run against a database.
///
/// Its debug form says whether there is a database URL, and not which: it may hold a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Settings {
    /// The name of the configuration; `None` for the plain one.
    pub name: Option<Cow<'static, str>>,
    /// Name of the version table; `alembic_version`, as Alembic's, unless configured.
    pub version_table: Cow<'static, str>,
    /// Schema of the version table; `None` is the connection's default schema.
    pub version_table_schema: Option<Cow<'static, str>>,
    /// Whether the version table gets a primary key when it is created.
    pub version_table_primary_key: bool,
    /// How revisions are grouped into transactions.
    pub transaction: TransactionMode,
    /// How long to wait for another process that holds the migration lock.
    pub lock_wait: Duration,
    /// Whether what was done is written down in a table beside the version table.
    pub history: bool,
    /// What an upgrade does where an applied revision has changed since.
    pub edited_revisions: EditedRevisions,
    /// What an upgrade does where the database is at a revision that the program does not know.
    pub newer_database: NewerDatabase,
    /// How long a statement may wait for a lock that somebody else's transaction holds; `None` is the server's own
    /// limit.
    pub lock_timeout: Option<Duration>,
    /// How long a statement may take; `None` is the server's own limit.
    pub statement_timeout: Option<Duration>,
    /// How often a revision that ran into a lock is tried again.
    pub lock_retries: u32,
    /// The configured database URL, the last place where one is looked for.
    pub database_url: Option<Cow<'static, str>>,
    /// How constraints and indexes without a name are named.
    pub naming_convention: NamingConvention,
    /// The environment files to read, relative to the package; `.env` unless configured.
    pub env_file: Cow<'static, str>,
}

impl Settings {
    /// What holds where nothing is configured.
    pub const DEFAULT: Self = Self {
        name: None,
        version_table: Cow::Borrowed("alembic_version"),
        version_table_schema: None,
        version_table_primary_key: true,
        transaction: TransactionMode::PerRevision,
        lock_wait: Duration::from_secs(60),
        history: true,
        edited_revisions: EditedRevisions::Warn,
        newer_database: NewerDatabase::Deny,
        lock_timeout: None,
        statement_timeout: None,
        lock_retries: 5,
        database_url: None,
        naming_convention: NamingConvention::NONE,
        env_file: Cow::Borrowed(".env"),
    };

    /// The variable that holds the database URL: `DATABASE_URL`; for a configuration with the name
    /// `analytics`, `ANALYTICS_DATABASE_URL`.
    ///
    /// A named one has a variable of its own, so that the revisions of one database cannot reach another
    /// because the plain variable is set.
    pub fn database_url_variable(&self) -> Cow<'static, str> {
        match &self.name {
            None => Cow::Borrowed("DATABASE_URL"),
            Some(name) => {
                let name = name.to_ascii_uppercase().replace('-', "_");
                Cow::Owned(format!("{name}_DATABASE_URL"))
            }
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            version_table,
            version_table_schema,
            version_table_primary_key,
            transaction,
            lock_wait,
            history,
            edited_revisions,
            newer_database,
            lock_timeout,
            statement_timeout,
            lock_retries,
            database_url,
            env_file,
            name,
            naming_convention,
        } = self;
        f.debug_struct("Settings")
            .field("version_table", version_table)
            .field("version_table_schema", version_table_schema)
            .field("version_table_primary_key", version_table_primary_key)
            .field("transaction", transaction)
            .field("lock_wait", lock_wait)
            .field("history", history)
            .field("edited_revisions", edited_revisions)
            .field("newer_database", newer_database)
            .field("lock_timeout", lock_timeout)
            .field("statement_timeout", statement_timeout)
            .field("lock_retries", lock_retries)
            .field("has_database_url", &database_url.is_some())
            .field("env_file", env_file)
            .field("name", name)
            .field("naming_convention", naming_convention)
            .finish()
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::DEFAULT
    }
}

#[cfg(test)]
mod tests {
    use super::Settings;

    #[test]
    fn the_debug_form_hides_the_database_url() {
        let settings = Settings {
            database_url: Some("postgres://ann:secret@db/shop".into()),
            ..Settings::DEFAULT
        };
        let shown = format!("{settings:?}");
        assert!(!shown.contains("secret"), "{shown}");
    }
}
