//! Creating the version table without a row: for a database whose migrations are run by someone who may
//! not create tables, or that is to be read before the first revision.

use crate::backend::{Access, Connection};
use crate::database::IntoDatabase;
use crate::dialect::Dialect;
use crate::environment::Environment;
use crate::error::Error;
use crate::lock::lock;
use crate::report::Reporter;
use crate::sql;
use crate::version_table::VersionTable;

impl Environment<'_> {
    /// Creates the version table where it is missing, and says whether it was.
    ///
    /// # Errors
    ///
    /// The database cannot be reached or written, or another process holds the lock for too long.
    pub async fn ensure_version(
        &self,
        database: impl IntoDatabase,
        reporter: &mut dyn Reporter,
    ) -> Result<bool, Error> {
        let database = database.into_database()?;
        let wait = self.settings.lock_wait;
        let opened = Connection::open(&database, Access::Write, wait).await?;
        let mut connection = opened.expect("a connection to write always opens or fails");
        let mut missing = self.is_table_missing(&mut connection).await?;
        if missing && lock(&mut connection, self.settings, reporter).await? {
            missing = self.is_table_missing(&mut connection).await?;
        }
        if missing {
            let message = self.ensure_version_message(connection.dialect(), "\n");
            let sent = connection.send(message).await;
            sent.map_err(|(_, error)| connection.failure(error, wait))?;
        }
        connection.close().await;
        Ok(missing)
    }

    /// The script that creates the version table where it is missing.
    pub fn ensure_version_script(&self, dialect: &'static Dialect) -> String {
        let message = self.ensure_version_message(dialect, "\n\n");
        format!("{}\n\n{message}", dialect.script_header)
    }

    async fn is_table_missing(&self, connection: &mut Connection) -> Result<bool, Error> {
        let table = VersionTable::new(connection.dialect(), self.settings);
        match connection.versions(&table).await {
            Ok(versions) => Ok(versions.is_none()),
            Err(error) => Err(connection.failure(error, self.settings.lock_wait).into()),
        }
    }

    /// The statements, each with what ends it and a gap behind it.
    fn ensure_version_message(&self, dialect: &'static Dialect, gap: &str) -> String {
        let table = VersionTable::new(dialect, self.settings).create().sql;
        let statements = [dialect.begin, &table, "COMMIT"];
        let ended = statements.map(|sql| format!("{sql}{}{gap}", sql::terminator(sql)));
        ended.concat()
    }
}
