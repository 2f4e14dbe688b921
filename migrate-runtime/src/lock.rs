//! The migration lock: one process at a time changes a version table.

mod backoff;

use std::fmt;
use std::time::{Duration, Instant};

use crate::backend::{Attempt, Connection};
use crate::database::Database;
use crate::error::{Error, ErrorKind};
use crate::report::Reporter;
use crate::settings::Settings;
use crate::version_table::VersionTable;

pub(crate) use backoff::Backoff;

/// Who holds the migration lock.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holder {
    /// The server's process or thread of the holding connection; `None` if it was gone when asked for.
    pub pid: Option<i64>,
    /// The application name of that connection, or its account.
    pub application: String,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.pid, self.application.as_str()) {
            (None, _) => f.write_str("another process"),
            (Some(pid), "") => write!(f, "process {pid}"),
            (Some(pid), application) => write!(f, "process {pid} (`{application}`)"),
        }
    }
}

/// What the lock is named by: the same for every process that works on the same version table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key(pub(crate) i64);

impl Key {
    /// The table's name and schema, FNV-1a over them, behind a prefix that keeps clear of other programs' keys.
    pub(crate) fn new(settings: &Settings) -> Self {
        const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
        const PRIME: u64 = 0x0000_0100_0000_01b3;
        let schema = settings.version_table_schema.as_deref().unwrap_or_default();
        let text = format!("cargo-migrate\0{schema}\0{}", settings.version_table);
        let hash = text.bytes().fold(OFFSET, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(PRIME)
        });
        Self(hash.cast_signed())
    }
}

/// The lock, taken.
#[derive(Debug)]
pub(crate) enum Lock {
    /// Each transaction locks the database by itself.
    Needless,
    /// The run's own connection holds it, until it closes.
    Own,
    /// A transaction of another connection holds it, until it ends.
    Other(Box<Connection>),
}

impl Lock {
    /// Makes sure that a lock which another connection holds is still held.
    pub(crate) async fn check(&mut self) -> Result<(), Error> {
        if let Self::Other(connection) = self {
            let sent = connection.send("SELECT 1".to_owned(), std::iter::empty());
            sent.await
                .map_err(|(_, error)| ErrorKind::Database(error))?;
        }
        Ok(())
    }

    /// Gives the lock back. Without this, it goes when the server notices that the connection is closed.
    pub(crate) async fn release(self) {
        if let Self::Other(connection) = self {
            connection.close().await;
        }
    }
}

/// Takes the lock.
///
/// Tries and sleeps instead of waiting inside of the server: a session that waits there holds a
/// snapshot, and a `CREATE INDEX CONCURRENTLY` of the lock's holder would wait for that session in turn.
///
/// Behind a pooler, a connection cannot hold a lock beyond its transaction. So a second one holds it, whose
/// transaction stays open for the whole run.
pub(crate) async fn lock(
    connection: &mut Connection,
    database: &Database,
    settings: &Settings,
    reporter: &mut dyn Reporter,
) -> Result<Lock, Error> {
    let mut attempts = Attempts::new(settings);
    loop {
        let attempt = connection.try_lock(attempts.key).await;
        match attempt.map_err(ErrorKind::Database)? {
            Attempt::Taken => return Ok(Lock::Own),
            Attempt::Needless => return Ok(Lock::Needless),
            Attempt::Held => attempts.pause(connection, reporter).await?,
            Attempt::Pooled => break,
        }
    }
    tracing::debug!("a pooler stands before the server; a transaction of its own holds the lock");
    let mut holder = Connection::open_pooled(database).await?;
    *connection = Connection::open_pooled(database).await?;
    loop {
        let taken = holder.try_lock_in_transaction(attempts.key).await;
        if taken.map_err(ErrorKind::Database)? {
            // What a killed run has sent may be on its way still: nothing of the lock tells of it.
            let table = VersionTable::new(connection.dialect(), settings).name();
            let waited = connection.wait_for_writers(&table).await;
            waited.map_err(ErrorKind::Database)?;
            return Ok(Lock::Other(Box::new(holder)));
        }
        attempts.pause(&mut holder, reporter).await?;
    }
}

/// The attempts to take a lock that another process holds.
struct Attempts {
    key: Key,
    wait: Duration,
    started: Instant,
    backoff: Backoff,
}

impl Attempts {
    fn new(settings: &Settings) -> Self {
        Self {
            key: Key::new(settings),
            wait: settings.lock_wait,
            started: Instant::now(),
            backoff: Backoff::new(Duration::from_millis(25), Duration::from_secs(1)),
        }
    }

    /// Tells who holds the lock, and waits a little.
    async fn pause(
        &mut self,
        connection: &mut Connection,
        reporter: &mut dyn Reporter,
    ) -> Result<(), Error> {
        let holder = connection.lock_holder(self.key).await;
        let holder = holder.map_err(ErrorKind::Database)?;
        if self.started.elapsed() >= self.wait {
            let waited = self.wait;
            return Err(ErrorKind::Locked { holder, waited }.into());
        }
        reporter.waiting(&holder);
        tokio::time::sleep(self.backoff.next_pause()).await;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_depends_on_the_version_table_alone() {
        let default = Key::new(&Settings::DEFAULT);
        let patient = Settings {
            lock_wait: Duration::ZERO,
            ..Settings::DEFAULT
        };
        assert_eq!(default, Key::new(&patient));
        let other = Settings {
            version_table: "other".into(),
            ..Settings::DEFAULT
        };
        assert_ne!(default, Key::new(&other));
    }
}
