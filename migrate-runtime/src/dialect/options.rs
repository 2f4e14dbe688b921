//! What a table takes that only some databases know, passed through as it stands.

use super::Family;
use crate::operations::CreateTable;

impl CreateTable {
    /// What stands behind the closing parenthesis on PostgreSQL: `PARTITION BY RANGE (day) TABLESPACE fast`.
    pub fn postgres_options(&mut self, options: impl Into<String>) -> &mut Self {
        self.options(Family::Postgres, options)
    }

    /// What stands behind the closing parenthesis on SQLite: `STRICT, WITHOUT ROWID`.
    pub fn sqlite_options(&mut self, options: impl Into<String>) -> &mut Self {
        self.options(Family::Sqlite, options)
    }

    /// What stands behind the closing parenthesis on MySQL and MariaDB: `ENGINE = InnoDB`.
    pub fn mysql_options(&mut self, options: impl Into<String>) -> &mut Self {
        self.options(Family::Mysql, options)
    }
}
