//! `op.postgres()`, `op.sqlite()`, `op.mysql()`: the live connection, for a revision that reads.

use std::panic::Location;

use super::Operations;
use crate::backend::Connection;
use crate::error::ConnectionError;

macro_rules! lend {
    ($(#[$doc:meta])* $feature:literal, $method:ident, $variant:ident, $connection:ty, $name:literal) => {
        #[cfg(feature = $feature)]
        impl Operations {
            $(#[$doc])*
            #[track_caller]
            pub fn $method(
                &mut self,
            ) -> impl Future<Output = Result<&mut $connection, ConnectionError>> + Send {
                let location = Location::caller();
                async move {
                    let actual = self.dialect().name;
                    match self.connection(location).await? {
                        Connection::$variant(connection, ..) => Ok(&mut **connection),
                        #[allow(unreachable_patterns, reason = "with one driver there is no other")]
                        _ => Err(ConnectionError::OtherDatabase { location, asked: $name, actual }),
                    }
                }
            }
        }
    };
}

lend! {
    /// Sends what is recorded so far, and lends the connection, inside of the revision's transaction.
    ///
    /// # Errors
    ///
    /// One of the recorded operations fails, the run is on another database, or on none.
    "postgres", postgres, Postgres, sqlx::PgConnection, "PostgreSQL"
}

lend! {
    /// Sends what is recorded so far, and lends the connection, inside of the revision's transaction.
    ///
    /// # Errors
    ///
    /// One of the recorded operations fails, the run is on another database, or on none.
    "sqlite", sqlite, Sqlite, sqlx::SqliteConnection, "SQLite"
}

lend! {
    /// Sends what is recorded so far, and lends the connection, inside of a transaction.
    ///
    /// Changes of the schema commit by themselves on MySQL and MariaDB, what was done before on this connection
    /// with them.
    ///
    /// # Errors
    ///
    /// One of the recorded operations fails, the run is on another database, or on none.
    "mysql", mysql, Mysql, sqlx::MySqlConnection, "MySQL"
}

impl Operations {
    async fn connection(
        &mut self,
        location: &'static Location<'static>,
    ) -> Result<&mut Connection, ConnectionError> {
        let (session, recorded) = self
            .flushable()
            .ok_or(ConnectionError::Offline { location })?;
        if session.failure.is_none() {
            session.failure = session.flush(recorded, location).await.err();
        }
        match session.failure {
            None => Ok(&mut session.connection),
            Some(_) => Err(ConnectionError::Operation { location }),
        }
    }
}
