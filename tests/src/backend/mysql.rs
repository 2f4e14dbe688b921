//! MariaDB, on the server that `TEST_MYSQL_URL` names.

use std::process::Command;

use migrate_runtime::dialect::{Dialect, MARIADB};
use migrate_runtime::{Operations, Result};
use sqlx::{AssertSqlSafe, MySqlConnection};

use super::{Backend, catalog, text_of};
use crate::mysql::MysqlDatabase;
use crate::shell;

/// A database of its own on the test server.
#[derive(Debug)]
pub struct Mysql(MysqlDatabase);

/// The name of the migration lock of `alembic_version`, as an expression.
///
/// Written down, because programs of different versions must agree on it.
const LOCK_NAME: &str = "concat('cargo-migrate ', sha1(concat(database(), ' 1e0bceb2b3c25f39')))";

impl Backend for Mysql {
    const DIALECT: &'static Dialect = &MARIADB;
    const NAME: &'static str = "mariadb";
    type Connection = MySqlConnection;

    fn create() -> Self {
        Self(MysqlDatabase::create())
    }

    fn url(&self) -> &str {
        &self.0.url
    }

    fn shell(&self) -> Command {
        shell::mariadb(self.url())
    }

    async fn connect(&self) -> MySqlConnection {
        self.0.connect().await
    }

    queries!();

    async fn others(&self) -> Vec<String> {
        let others = "SELECT id FROM information_schema.processlist \
                      WHERE db = database() AND id <> connection_id()";
        self.rows(others).await
    }

    async fn schema(&self) -> String {
        let mut lines = self.rows(catalog::MYSQL).await;
        for table in self.tables().await {
            let create = format!("SHOW CREATE TABLE `{}`", table.replace('`', "``"));
            lines.extend(self.rows(&create).await.iter().map(|table| plain(table)));
        }
        lines.join("\n")
    }

    async fn tables(&self) -> Vec<String> {
        let query = "SELECT table_name FROM information_schema.tables WHERE table_schema = database() \
                     AND table_type = 'BASE TABLE' AND table_name NOT IN ('alembic_version', 'alembic_version_history') \
                     ORDER BY BINARY table_name";
        self.rows(query).await
    }

    async fn has_version_table(&self) -> bool {
        let query = "SELECT 1 FROM information_schema.tables \
                     WHERE table_schema = database() AND table_name = 'alembic_version'";
        !self.rows(query).await.is_empty()
    }

    async fn lent_rows(op: &mut Operations, sql: &'static str) -> Result<Vec<String>> {
        let rows = sqlx::raw_sql(sql).fetch_all(op.mysql().await?).await?;
        Ok(rows.iter().map(text_of).collect())
    }

    async fn lend_other(op: &mut Operations) -> Result {
        op.sqlite().await?;
        Ok(())
    }

    async fn hold_the_lock(&self) -> MySqlConnection {
        let mut connection = self.connect().await;
        let lock = format!("SELECT get_lock({LOCK_NAME}, 0)");
        let lock = sqlx::raw_sql(AssertSqlSafe(lock)).execute(&mut connection);
        lock.await.expect("it is free");
        connection
    }
}

/// The definition of a table without what the server's version and settings choose.
fn plain(create: &str) -> String {
    const CHOSEN: &str = r" (ENGINE=InnoDB|AUTO_INCREMENT=\d+|DEFAULT CHARSET=\w+|COLLATE=\w+)";
    let chosen = regex::Regex::new(CHOSEN).expect("the pattern is valid");
    chosen.replace_all(create, "").into_owned()
}
