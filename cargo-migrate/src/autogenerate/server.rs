//! The database that is compared, and the scratch places beside it: one interface for all servers.

use migrate_runtime::dialect::{Dialect, MARIADB, MYSQL, POSTGRES, SQLITE};
use migrate_runtime::operations::Statements;
use migrate_runtime::settings::NamingConvention;
use migrate_runtime::{Database, Operations};
use migrate_script::diagnostic::Diagnostic;
use sqlx::ConnectOptions as _;
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::SqliteConnection;

use super::catalog;
use super::obstacles::Obstacle;
use super::schema::Schema;
use super::scratch::postgres::{database::ScratchDatabase, schema::ScratchSchema};
use super::scratch::{Failure, mysql, sqlite, unwritten};
use crate::error::{Error, Result};

/// A connection to the live database. Nothing of it is ever changed.
pub(crate) enum Server {
    Postgres {
        options: PgConnectOptions,
        connection: PgConnection,
    },
    /// Without a connection where the file is not there yet.
    Sqlite(Option<SqliteConnection>),
    Mysql {
        options: MySqlConnectOptions,
        connection: MySqlConnection,
        dialect: &'static Dialect,
    },
}

/// What a scratch place has room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    /// What names no schema: on PostgreSQL, a schema in a transaction.
    Schema,
    /// Anything.
    Database,
}

impl Room {
    /// As many tables as a transaction may make: it holds locks on each of them and on what belongs to them, and a server as it
    /// is installed has room for 6,400.
    const MOST_TABLES: usize = 300;

    /// The room for so many tables of the default schema, or for what is in `schemas` too.
    pub(crate) fn of(tables: usize, schemas: &[String]) -> Self {
        if schemas.is_empty() && tables <= Self::MOST_TABLES {
            Self::Schema
        } else {
            Self::Database
        }
    }
}

/// A place where a schema is made, and gone again.
pub(crate) enum Scratch<'c> {
    PostgresSchema(ScratchSchema<'c>),
    PostgresDatabase(ScratchDatabase),
    Sqlite(sqlite::Scratch),
    Mysql(mysql::Scratch),
}

impl Server {
    /// Connects.
    ///
    /// # Errors
    ///
    /// The database cannot be reached.
    pub(crate) async fn connect(database: &Database) -> Result<Self> {
        let cannot = |error| Error::system(format!("cannot connect to {database}"), error);
        if let Some(options) = database.as_postgres() {
            let options = options.clone().disable_statement_logging();
            let connection = options.connect().await.map_err(cannot)?;
            return Ok(Self::Postgres {
                options,
                connection,
            });
        }
        if let Some(options) = database.as_mysql() {
            let options = options.clone().disable_statement_logging();
            let mut connection = options.connect().await.map_err(cannot)?;
            let is_mariadb = catalog::mysql::is_mariadb(&mut connection).await;
            let dialect = match is_mariadb.map_err(unread)? {
                true => &MARIADB,
                false => &MYSQL,
            };
            return Ok(Self::Mysql {
                options,
                connection,
                dialect,
            });
        }
        let Some(options) = database.as_sqlite() else {
            return Err(Diagnostic::new(format!("{database} is of no known kind")).into());
        };
        if !options.get_filename().exists() {
            return Ok(Self::Sqlite(None));
        }
        let options = options.clone().create_if_missing(false);
        let options = options.disable_statement_logging();
        let connection = options.connect().await.map_err(cannot)?;
        Ok(Self::Sqlite(Some(connection)))
    }

    /// The facts of its SQL.
    pub(crate) fn dialect(&self) -> &'static Dialect {
        match self {
            Self::Postgres { .. } => &POSTGRES,
            Self::Sqlite(_) => &SQLITE,
            Self::Mysql { dialect, .. } => dialect,
        }
    }

    /// Reads the schema as it is.
    ///
    /// # Errors
    ///
    /// The connection failed, or the user may not read the catalog.
    pub(crate) async fn read(&mut self, options: &catalog::Options) -> Result<Schema> {
        let read = match self {
            Self::Postgres { connection, .. } => catalog::postgres::read(connection, options).await,
            Self::Sqlite(None) => Ok(Schema::empty(SQLITE.family)),
            Self::Sqlite(Some(connection)) => catalog::sqlite::read(connection, options).await,
            Self::Mysql { connection, .. } => catalog::mysql::read(connection, options).await,
        };
        read.map_err(unread)
    }

    /// What there is beyond what is compared, in words.
    ///
    /// # Errors
    ///
    /// The connection failed.
    pub(crate) async fn beyond(&mut self, options: &catalog::Options) -> Result<Vec<String>> {
        let beyond = match self {
            Self::Postgres { connection, .. } => {
                catalog::postgres::beyond::read(connection, &options.schemas).await
            }
            Self::Sqlite(None) => Ok(Vec::new()),
            Self::Sqlite(Some(connection)) => catalog::sqlite::beyond::read(connection).await,
            Self::Mysql { connection, .. } => catalog::mysql::beyond::read(connection).await,
        };
        let mut beyond = beyond.map_err(unread)?;
        if !self.sees_triggers().await? {
            beyond.push("each trigger, for the user lacks the right TRIGGER".to_owned());
        }
        Ok(beyond)
    }

    /// What is not compared, and makes changes fail.
    ///
    /// # Errors
    ///
    /// The connection failed.
    pub(crate) async fn obstacles(&mut self, options: &catalog::Options) -> Result<Vec<Obstacle>> {
        let Self::Postgres { connection, .. } = self else {
            return Ok(Vec::new());
        };
        let found = catalog::postgres::obstacles::read(connection, &options.schemas).await;
        found.map_err(unread)
    }

    /// Whether the user sees the triggers that there are.
    ///
    /// # Errors
    ///
    /// The connection failed.
    pub(crate) async fn sees_triggers(&mut self) -> Result<bool> {
        let Self::Mysql { connection, .. } = self else {
            return Ok(true);
        };
        let sees = catalog::mysql::sees_triggers(connection).await;
        sees.map_err(unread)
    }

    /// Makes a scratch place.
    ///
    /// # Errors
    ///
    /// A right is missing.
    pub(crate) async fn scratch(&mut self, room: Room) -> Result<Scratch<'_>> {
        Ok(match (self, room) {
            (Self::Postgres { connection, .. }, Room::Schema) => {
                Scratch::PostgresSchema(ScratchSchema::open(connection).await?)
            }
            (Self::Postgres { options, .. }, Room::Database) => {
                Scratch::PostgresDatabase(ScratchDatabase::create(options).await?)
            }
            (Self::Sqlite(_), _) => Scratch::Sqlite(sqlite::Scratch::open().await?),
            (Self::Mysql { options, .. }, _) => {
                Scratch::Mysql(mysql::Scratch::create(options).await?)
            }
        })
    }
}

impl Scratch<'_> {
    /// Executes statements.
    ///
    /// # Errors
    ///
    /// One of them failed.
    pub(crate) async fn execute(&mut self, statements: &[String]) -> Result<(), Failure> {
        match self {
            Self::PostgresSchema(scratch) => scratch.execute(statements).await,
            Self::PostgresDatabase(scratch) => scratch.execute(statements).await,
            Self::Sqlite(scratch) => scratch.execute(statements).await,
            Self::Mysql(scratch) => scratch.execute(statements).await,
        }
    }

    /// Does recorded operations.
    ///
    /// # Errors
    ///
    /// One of them cannot be written for the database, or failed.
    pub(crate) async fn apply(
        &mut self,
        operations: &Operations,
        naming: &NamingConvention,
    ) -> Result<()> {
        match self {
            Self::PostgresSchema(scratch) => {
                let statements = statements(operations, naming).map_err(|fault| *fault)?;
                Ok(scratch.rehearse(&statements).await?)
            }
            Self::PostgresDatabase(scratch) => {
                let statements = statements(operations, naming).map_err(|fault| *fault)?;
                Ok(scratch.rehearse(&statements).await?)
            }
            Self::Sqlite(scratch) => scratch.apply(operations, naming).await,
            Self::Mysql(scratch) => scratch.apply(operations, naming).await,
        }
    }

    /// Reads what is there.
    ///
    /// # Errors
    ///
    /// The connection failed.
    pub(crate) async fn read(&mut self, options: &catalog::Options) -> Result<Schema> {
        match self {
            Self::PostgresSchema(scratch) => scratch.read().await,
            Self::PostgresDatabase(scratch) => scratch.read(options).await,
            Self::Sqlite(scratch) => scratch.read(options).await,
            Self::Mysql(scratch) => scratch.read(options).await,
        }
    }

    /// What there is beyond what is compared, in words.
    ///
    /// # Errors
    ///
    /// The connection failed.
    pub(crate) async fn beyond(&mut self, options: &catalog::Options) -> Result<Vec<String>> {
        match self {
            Self::PostgresDatabase(scratch) => scratch.beyond(options).await,
            Self::PostgresSchema(_) => Ok(Vec::new()),
            Self::Sqlite(scratch) => scratch.beyond().await,
            Self::Mysql(scratch) => scratch.beyond().await,
        }
    }

    /// The schemas that there are beside the default one.
    ///
    /// # Errors
    ///
    /// The connection failed.
    pub(crate) async fn schemas(&mut self) -> Result<Vec<String>> {
        match self {
            Self::PostgresDatabase(scratch) => scratch.schemas().await,
            Self::PostgresSchema(_) | Self::Sqlite(_) | Self::Mysql(_) => Ok(Vec::new()),
        }
    }

    /// Where other programs find it, with the password; `None` for what nobody else sees.
    pub(crate) fn url(&self) -> Option<String> {
        match self {
            Self::PostgresSchema(_) | Self::Sqlite(_) => None,
            Self::PostgresDatabase(scratch) => Some(scratch.options().to_url_lossy().to_string()),
            Self::Mysql(scratch) => Some(scratch.options().to_url_lossy().to_string()),
        }
    }

    /// Takes everything back.
    ///
    /// # Errors
    ///
    /// The connection failed.
    pub(crate) async fn close(self) -> Result<()> {
        match self {
            Self::PostgresSchema(scratch) => scratch.close().await,
            Self::PostgresDatabase(scratch) => scratch.close().await,
            Self::Sqlite(scratch) => scratch.close().await,
            Self::Mysql(scratch) => scratch.close().await,
        }
    }
}

/// The statements of recorded operations.
///
/// # Errors
///
/// One of them cannot be written for the dialect.
pub(crate) fn statements(
    operations: &Operations,
    naming: &NamingConvention,
) -> Result<Vec<String>, Box<Diagnostic>> {
    let mut statements = Statements::new(operations.dialect()).with_naming(naming);
    for recorded in operations.recorded() {
        let rendered = recorded.render(&mut statements);
        rendered.map_err(|error| Box::new(unwritten(&error)))?;
    }
    let statements = statements.into_vec().into_iter();
    Ok(statements.map(|statement| statement.sql).collect())
}

fn unread(error: sqlx::Error) -> Error {
    if let sqlx::Error::Configuration(cause) = &error
        && let Some(hidden) = cause.downcast_ref::<catalog::mysql::HiddenView>()
    {
        return Error::new(hidden.to_string(), hidden.help());
    }
    Error::system("cannot read the database's catalog", error)
}
