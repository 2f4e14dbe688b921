//! How long the statements of a revision may wait for locks, and how long they may take.

use std::time::Duration;

use crate::dialect::{Dialect, Limit, LimitUnit};

/// The limits of a revision's statements; `None` is the server's own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) lock: Option<Duration>,
    pub(crate) statement: Option<Duration>,
}

impl Limits {
    /// The statements that set the limits for the open transaction, where they can end with it.
    pub(crate) fn of_transaction(self, dialect: &Dialect) -> Vec<String> {
        match dialect.limits.local {
            true => self.set(dialect, "SET LOCAL"),
            false => Vec::new(),
        }
    }

    /// The statements that set the limits for the connection.
    pub(crate) fn of_connection(self, dialect: &Dialect) -> Vec<String> {
        self.set(dialect, "SET SESSION")
    }

    /// The statements that give the connection its own limits back.
    pub(crate) fn reset(self, dialect: &Dialect) -> Vec<String> {
        self.reset_with(dialect, "SET SESSION")
    }

    /// The statements that give the open transaction the connection's limits back.
    pub(crate) fn reset_local(self, dialect: &Dialect) -> Vec<String> {
        self.reset_with(dialect, "SET LOCAL")
    }

    fn reset_with(self, dialect: &Dialect, set: &str) -> Vec<String> {
        let limits = self.limits(dialect).into_iter();
        limits
            .map(|(limit, _)| format!("{set} {} = DEFAULT", limit.name))
            .collect()
    }

    fn set(self, dialect: &Dialect, set: &str) -> Vec<String> {
        let limits = self.limits(dialect).into_iter();
        limits
            .map(|(limit, time)| format!("{set} {} = {}", limit.name, value(time, limit.unit)))
            .collect()
    }

    fn limits(self, dialect: &Dialect) -> Vec<(&'static Limit, Duration)> {
        let facts = dialect.limits;
        [(self.lock, facts.lock), (self.statement, facts.statement)]
            .into_iter()
            .filter_map(|(time, limits)| Some((time?, limits)))
            .flat_map(|(time, limits)| limits.iter().map(move |limit| (limit, time)))
            .collect()
    }
}

/// Nothing is ever set to 0, which means no limit at all.
fn value(time: Duration, unit: LimitUnit) -> String {
    match unit {
        LimitUnit::Milliseconds => time.as_millis().max(1).to_string(),
        LimitUnit::Seconds => time.as_secs_f64().ceil().max(1.0).to_string(),
        LimitUnit::FractionalSeconds => format!("{:.3}", time.as_secs_f64().max(0.001)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::{MARIADB, POSTGRES, SQLITE};

    #[test]
    fn each_database_counts_in_its_own_unit() {
        let limits = Limits {
            lock: Some(Duration::from_millis(1500)),
            statement: Some(Duration::from_micros(10)),
        };
        assert_eq!(
            limits.of_transaction(&POSTGRES),
            [
                "SET LOCAL lock_timeout = 1500",
                "SET LOCAL statement_timeout = 1"
            ]
        );
        assert_eq!(
            limits.of_connection(&MARIADB),
            [
                "SET SESSION lock_wait_timeout = 2",
                "SET SESSION innodb_lock_wait_timeout = 2",
                "SET SESSION max_statement_time = 0.001"
            ]
        );
        assert_eq!(
            limits.reset(&POSTGRES)[0],
            "SET SESSION lock_timeout = DEFAULT"
        );
        assert!(limits.of_transaction(&MARIADB).is_empty());
        assert!(limits.of_connection(&SQLITE).is_empty());
    }
}
