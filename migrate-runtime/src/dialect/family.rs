//! Which database a revision is written for, where one statement cannot serve all.

use super::Family;
use crate::operations::Operations;

impl Operations {
    /// Whether the operations will be written for PostgreSQL.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// if op.is_postgres() {
    ///     op.execute("ALTER TABLE events SET (fillfactor = 70)");
    /// }
    /// # }
    /// ```
    pub fn is_postgres(&self) -> bool {
        self.dialect().family == Family::Postgres
    }

    /// Whether the operations will be written for SQLite.
    pub fn is_sqlite(&self) -> bool {
        self.dialect().family == Family::Sqlite
    }

    /// Whether the operations will be written for MySQL or MariaDB.
    pub fn is_mysql(&self) -> bool {
        self.dialect().family == Family::Mysql
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::{MARIADB, MYSQL, POSTGRES, SQLITE};

    #[test]
    fn a_dialect_is_of_one_family() {
        for (dialect, expected) in [
            (&POSTGRES, [true, false, false]),
            (&SQLITE, [false, true, false]),
            (&MARIADB, [false, false, true]),
            (&MYSQL, [false, false, true]),
        ] {
            let op = Operations::new(dialect);
            assert_eq!([op.is_postgres(), op.is_sqlite(), op.is_mysql()], expected);
        }
    }
}
