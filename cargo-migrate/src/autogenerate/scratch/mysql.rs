//! Scratch places on MySQL and MariaDB: a database beside the live one, for nothing there can be rolled back.

mod guard;
#[cfg(test)]
mod tests;
mod trouble;

use migrate_runtime::Operations;
use migrate_runtime::dialect::MYSQL;
use migrate_runtime::operations::Statements;
use migrate_runtime::rehearsal::rehearse;
use migrate_runtime::settings::NamingConvention;
use migrate_script::diagnostic::Diagnostic;
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use super::databases::{self, Live, Made};
use super::{Failure, PREFIX, PROOF, WANTED, random, unfit};
use crate::autogenerate::catalog::{self, Options};
use crate::autogenerate::query::query_as;
use crate::autogenerate::schema::Schema;
use crate::error::Result;
use guard::Guard;

/// A database like the live one, but empty, which is dropped when this value is.
///
/// A program that was killed leaves it behind: the next that makes one on the same server drops it.
pub(crate) struct Scratch {
    made: databases::Guard,
    live: MySqlConnectOptions,
    guard: Guard,
    /// Holds a lock on the name, so that others see that the scratch database is not left behind.
    _holder: MySqlConnection,
}

/// What the live database says of itself.
struct Facts {
    character_set: String,
    collation: String,
    user: String,
}

/// A database that there is already.
struct Other {
    name: String,
}

/// A lock, tried.
struct Attempt {
    is_taken: Option<String>,
}

impl Scratch {
    /// Makes a database with the character set and the collation of the live one.
    ///
    /// # Errors
    ///
    /// The user may not make it.
    pub(crate) async fn create(live: &MySqlConnectOptions) -> Result<Self> {
        let live = live.clone().disable_statement_logging();
        let connection = live.connect().await;
        let mut holder = connection.map_err(|error| trouble::unconnected(&error))?;
        let name = format!("{PREFIX}{}", random());
        let prepare = async {
            let facts = Facts::ask(&mut holder).await?;
            let others = others(&mut holder).await?;
            drop_left_behind(&mut holder, &others).await?;
            try_lock(&mut holder, &name).await?;
            Ok((facts, others))
        };
        let (facts, others) = prepare.await.map_err(|error| trouble::lost(&error))?;
        let made = databases::Guard::new(Made {
            name,
            live: Live::Mysql(live.clone()),
        });
        let create = format!(
            "CREATE DATABASE {} CHARACTER SET {} COLLATE {}",
            made.name(),
            facts.character_set,
            facts.collation
        );
        let created = sqlx::raw_sql(AssertSqlSafe(create))
            .execute(&mut holder)
            .await;
        created.map_err(|error| {
            made.forget();
            trouble::cannot_make(&facts.user, &error)
        })?;
        Ok(Self {
            made,
            live,
            guard: Guard::new(others),
            _holder: holder,
        })
    }

    /// Where it is.
    pub(crate) fn options(&self) -> MySqlConnectOptions {
        self.live.clone().database(self.made.name())
    }

    /// Connects to it.
    ///
    /// # Errors
    ///
    /// The server takes no further connection.
    pub(crate) async fn connect(&self) -> Result<MySqlConnection, Diagnostic> {
        let connection = self.options().connect().await;
        connection.map_err(|error| trouble::unconnected(&error))
    }

    /// Executes statements on a connection of their own, each of which may be several.
    ///
    /// # Errors
    ///
    /// One of them failed, or would change another database.
    pub(crate) async fn execute(&self, statements: &[String]) -> Result<(), Failure> {
        let failure = |fault, statement| Failure {
            fault,
            statement,
            position: None,
        };
        for (number, statement) in statements.iter().enumerate() {
            self.judge(statement)
                .map_err(|fault| failure(*fault, Some(number)))?;
        }
        let connection = self.connect().await;
        let mut connection = connection.map_err(|fault| failure(fault, None))?;
        for (number, statement) in statements.iter().enumerate() {
            let done = sqlx::raw_sql(AssertSqlSafe(statement.as_str()))
                .execute(&mut connection)
                .await;
            done.map_err(|error| {
                failure(trouble::failed(WANTED, statement, &error), Some(number))
            })?;
        }
        Ok(())
    }

    fn judge(&self, statement: &str) -> Result<(), Box<Diagnostic>> {
        let judged = self.guard.judge(statement);
        judged.map_err(|beyond| Box::new(trouble::goes_beyond(statement, &beyond)))
    }

    /// Does recorded operations, as a run would do them.
    ///
    /// # Errors
    ///
    /// One of them cannot be written for the database, would change another one, or failed.
    pub(crate) async fn apply(
        &self,
        operations: &Operations,
        naming: &NamingConvention,
    ) -> Result<()> {
        for recorded in operations.recorded() {
            let mut statements = Statements::new(operations.dialect()).with_naming(naming);
            // What must see its table first has no text of anybody's in it.
            if recorded.render(&mut statements).is_ok() {
                for statement in statements.into_vec() {
                    self.judge(&statement.sql).map_err(|fault| *fault)?;
                }
            }
        }
        let mut connection = self.connect().await?;
        let done = rehearse(&mut connection, operations, naming).await;
        let failed =
            |statement: &str, error: &sqlx::Error| trouble::failed(PROOF, statement, error);
        Ok(done.map_err(|fault| unfit(fault, failed))?)
    }

    /// Reads what is there.
    ///
    /// # Errors
    ///
    /// The connection failed.
    pub(crate) async fn read(&self, options: &Options) -> Result<Schema> {
        let mut connection = self.connect().await?;
        let read = catalog::mysql::read(&mut connection, options).await;
        Ok(read.map_err(|error| trouble::lost(&error))?)
    }

    /// What there is beyond what is compared, in words.
    ///
    /// # Errors
    ///
    /// The connection failed.
    pub(crate) async fn beyond(&self) -> Result<Vec<String>> {
        let mut connection = self.connect().await?;
        let beyond = catalog::mysql::beyond::read(&mut connection).await;
        Ok(beyond.map_err(|error| trouble::lost(&error))?)
    }

    /// Drops it.
    ///
    /// # Errors
    ///
    /// The server does not do it; it is tried once more then.
    pub(crate) async fn close(self) -> Result<()> {
        let dropped = self.made.close().await;
        Ok(dropped.map_err(|error| trouble::lost(&error))?)
    }
}

impl Facts {
    async fn ask(connection: &mut MySqlConnection) -> Result<Self, sqlx::Error> {
        let query = query_as!(
            "mysql",
            Self,
            r#"
            SELECT CAST(default_character_set_name AS CHAR) AS `character_set!`,
                   CAST(default_collation_name AS CHAR) AS `collation!`, CAST(current_user() AS CHAR) AS `user!`
            FROM information_schema.schemata
            WHERE schema_name = database()
            "#
        );
        query.fetch_one(connection).await
    }
}

/// The databases of the server that the user sees.
async fn others(connection: &mut MySqlConnection) -> Result<Vec<String>, sqlx::Error> {
    let query = query_as!(
        "mysql",
        Other,
        r#"
        SELECT CAST(schema_name AS CHAR) AS `name!` FROM information_schema.schemata
        WHERE schema_name <> 'information_schema'
        "#
    );
    let others = query.fetch_all(connection).await?.into_iter();
    Ok(others.map(|it| it.name).collect())
}

/// Drops the databases of programs that are gone. One that does not go, because it is another user's say, is no trouble.
async fn drop_left_behind(
    holder: &mut MySqlConnection,
    others: &[String],
) -> Result<(), sqlx::Error> {
    for name in others.iter().filter(|it| it.starts_with(PREFIX)) {
        if try_lock(holder, name).await? {
            let drop = format!("DROP DATABASE IF EXISTS {}", MYSQL.quote(name));
            let _ = sqlx::raw_sql(AssertSqlSafe(drop))
                .execute(&mut *holder)
                .await;
        }
    }
    Ok(())
}

/// Locks a name until the connection ends, unless another has done so. A lock is the server's, whatever the database.
async fn try_lock(connection: &mut MySqlConnection, name: &str) -> Result<bool, sqlx::Error> {
    let query = query_as!(
        "mysql",
        Attempt,
        "SELECT CAST(get_lock(?, 0) AS CHAR) AS is_taken",
        name
    );
    let Attempt { is_taken } = query.fetch_one(connection).await?;
    Ok(is_taken.as_deref() == Some("1"))
}

/// Drops a scratch database.
pub(super) async fn drop_database(
    name: &str,
    live: &MySqlConnectOptions,
) -> Result<(), sqlx::Error> {
    let mut connection = live.connect().await?;
    let drop = format!("DROP DATABASE IF EXISTS {name}");
    sqlx::raw_sql(AssertSqlSafe(drop))
        .execute(&mut connection)
        .await?;
    connection.close().await
}
