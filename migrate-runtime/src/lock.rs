//! The migration lock: one process at a time changes a version table.

mod backoff;

use std::fmt;
use std::time::Instant;

use crate::backend::Connection;
use crate::error::{Error, ErrorKind};
use crate::report::Reporter;
use crate::settings::Settings;

use backoff::Backoff;

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

/// Takes the lock, where it is one that a connection holds; says whether it did.
///
/// Tries and sleeps instead of waiting inside of the server: a session that waits there holds a
/// snapshot, and a `CREATE INDEX CONCURRENTLY` of the lock's holder would wait for that session in turn.
pub(crate) async fn lock(
    connection: &mut Connection,
    settings: &Settings,
    reporter: &mut dyn Reporter,
) -> Result<bool, Error> {
    let (key, wait) = (Key::new(settings), settings.lock_wait);
    let started = Instant::now();
    let mut backoff = Backoff::default();
    loop {
        let attempt = connection.try_lock(key).await;
        let Some(taken) = attempt.map_err(ErrorKind::Database)? else {
            return Ok(false);
        };
        if taken {
            return Ok(true);
        }
        let holder = connection.lock_holder(key).await;
        let holder = holder.map_err(ErrorKind::Database)?;
        if started.elapsed() >= wait {
            let waited = wait;
            return Err(ErrorKind::Locked { holder, waited }.into());
        }
        reporter.waiting(&holder);
        tokio::time::sleep(backoff.next_pause()).await;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

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
