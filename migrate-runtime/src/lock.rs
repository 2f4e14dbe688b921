//! The migration lock: one process at a time changes a version table.

use std::fmt;

#[cfg(feature = "postgres")]
mod advisory;

#[cfg(feature = "postgres")]
pub(crate) use advisory::{Backoff, key};

/// Who holds the migration lock.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holder {
    /// The server's process of the holding connection; `None` if it was gone when asked for.
    pub pid: Option<i32>,
    /// The application name of that connection.
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
