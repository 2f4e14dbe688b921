//! Creating the version table and the history without a row: for a database whose migrations are run by someone who may
//! not create tables, or that is to be read before the first revision.

use crate::backend::{Access, Connection};
use crate::database::IntoDatabase;
use crate::dialect::Dialect;
use crate::environment::Environment;
use crate::error::Error;
use crate::history::HistoryTable;
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
        if !self.is_table_missing(&mut connection).await? {
            connection.close().await;
            return Ok(false);
        }
        let held = lock(&mut connection, &database, self.settings, reporter).await?;
        let missing = self.is_table_missing(&mut connection).await?;
        if missing {
            let message = self.ensure_version_message(connection.dialect(), "\n");
            let sent = connection.send(message, std::iter::empty()).await;
            sent.map_err(|(_, error)| connection.failure(error, wait))?;
        }
        connection.close().await;
        held.release().await;
        Ok(missing)
    }

    /// The script that creates the version table where it is missing.
    pub fn ensure_version_script(&self, dialect: &'static Dialect) -> String {
        let message = self.ensure_version_message(dialect, "\n\n");
        format!("{}\n\n{message}", dialect.script_header)
    }

    /// Whether one of the tool's tables is missing.
    async fn is_table_missing(&self, connection: &mut Connection) -> Result<bool, Error> {
        let table = VersionTable::new(connection.dialect(), self.settings);
        let both = HistoryTable::new(connection.dialect(), self.settings);
        let query = both.map_or_else(|| table.select(), |history| history.select_state(&table));
        match connection.texts::<1>(query).await {
            Ok(rows) => Ok(rows.is_none()),
            Err(error) => Err(connection.failure(error, self.settings.lock_wait).into()),
        }
    }

    /// The statements, each with what ends it and a gap behind it.
    fn ensure_version_message(&self, dialect: &'static Dialect, gap: &str) -> String {
        let table = VersionTable::new(dialect, self.settings).create().sql;
        let history = HistoryTable::new(dialect, self.settings).map(|history| history.create().sql);
        let begin = [dialect.begin.to_owned(), table].into_iter();
        let statements = begin.chain(history).chain(["COMMIT".to_owned()]);
        let ended = statements.map(|sql| format!("{sql}{}{gap}", sql::terminator(&sql)));
        ended.collect()
    }
}
