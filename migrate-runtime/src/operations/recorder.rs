//! The recorder that a revision writes its operations into.

use std::panic::Location;
use std::time::Duration;

use super::{Directive, Operation, Recorded};
use crate::dialect::Dialect;
use crate::session::{Limits, Session};

/// What a revision is to do, recorded in order.
///
/// Each directive is a method, which records and returns at once; the list is rendered for the dialect
/// and sent when the revision's function returns, or when it asks for a connection to read from.
#[derive(Debug)]
pub struct Operations {
    dialect: &'static Dialect,
    recorded: Vec<Recorded>,
    /// What was given for this run.
    arguments: Vec<(String, String)>,
    /// The live connection of an online run.
    session: Option<Session>,
    /// Whether what is recorded now is to run outside of a transaction.
    outside_transaction: bool,
    /// How long the revision's statements may wait and run.
    limits: Limits,
}

impl Operations {
    /// An empty recorder without a database: to look at what a revision does.
    pub fn new(dialect: &'static Dialect) -> Self {
        Self {
            dialect,
            recorded: Vec::new(),
            arguments: Vec::new(),
            session: None,
            outside_transaction: false,
            limits: Limits::default(),
        }
    }

    /// What was given for this run as `-x key=value`, or with
    /// [`Environment::with_arguments`](crate::Environment::with_arguments); the last one counts.
    ///
    /// `-x key` without a value gives the empty text.
    pub fn argument(&self, key: &str) -> Option<&str> {
        let mut given = self.arguments.iter().rev();
        let (_, value) = given.find(|(given, _)| given == key)?;
        Some(value)
    }

    /// The dialect that the operations will be written for.
    pub fn dialect(&self) -> &'static Dialect {
        self.dialect
    }

    /// What was recorded and not yet sent.
    pub fn recorded(&self) -> &[Recorded] {
        &self.recorded
    }

    pub(crate) fn online(session: Session) -> Self {
        let (dialect, limits) = (session.connection.dialect(), session.setting.limits);
        Self {
            session: Some(session),
            limits,
            ..Self::new(dialect)
        }
    }

    /// The same recorder with limits that hold unless the revision sets its own.
    pub(crate) fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// How long the revision's statements may wait and run.
    pub(crate) fn limits(&self) -> Limits {
        self.limits
    }

    /// Limits how long a statement of this revision may wait for a lock that another transaction holds, instead of
    /// the setting `lock-timeout`.
    ///
    /// A statement that waits for a lock of its own lets nobody past it to the table: a short limit keeps an
    /// application running. The revision is rolled back then and tried again, as often as `lock-retries` says.
    /// It counts from the next message on; in a function that does not read, for the whole revision. On SQLite the
    /// setting `lock-wait` is the limit, and this does nothing.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # use std::time::Duration;
    /// # fn upgrade(op: &mut Operations) {
    /// op.set_lock_timeout(Duration::from_secs(2));
    /// op.add_column("orders", column("note", text()));
    /// # }
    /// ```
    pub fn set_lock_timeout(&mut self, timeout: Duration) {
        self.limits.lock = Some(timeout);
    }

    /// Limits how long a statement of this revision may take, instead of the setting `statement-timeout`.
    ///
    /// It counts as [`set_lock_timeout`](Self::set_lock_timeout) does. MySQL limits queries only, and SQLite nothing.
    pub fn set_statement_timeout(&mut self, timeout: Duration) {
        self.limits.statement = Some(timeout);
    }

    /// The same recorder with arguments.
    pub(crate) fn with_arguments(mut self, arguments: &[(&str, &str)]) -> Self {
        let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        self.arguments = arguments.iter().map(owned).collect();
        self
    }

    /// Takes the session and what was recorded but not sent.
    pub(crate) fn into_parts(mut self) -> (Option<Session>, Vec<Recorded>) {
        if let Some(session) = &mut self.session {
            session.setting.limits = self.limits;
        }
        (self.session, self.recorded)
    }

    /// The live session and the list that is to be sent before it is lent.
    pub(crate) fn flushable(&mut self) -> Option<(&mut Session, Vec<Recorded>)> {
        let session = self.session.as_mut()?;
        session.setting.limits = self.limits;
        Some((session, std::mem::take(&mut self.recorded)))
    }

    /// Runs what `block` records outside of a transaction: what was recorded before is committed, then each
    /// statement runs and stays by itself, and what comes behind is in a transaction again.
    ///
    /// For what a database refuses in a transaction (`VACUUM`, `ALTER SYSTEM`). If the revision fails behind the
    /// block, what was done so far stays done; the error says what that is.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.autocommit_block(|op| {
    ///     op.execute("VACUUM");
    /// });
    /// # }
    /// ```
    pub fn autocommit_block(&mut self, block: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.outside_transaction, true);
        block(self);
        self.outside_transaction = outer;
    }

    /// Appends operations that were recorded apart, where this recorder is now.
    pub(super) fn extend(&mut self, recorded: impl IntoIterator<Item = Recorded>) {
        let outside_transaction = self.outside_transaction;
        self.recorded
            .extend(recorded.into_iter().map(|it| Recorded {
                outside_transaction,
                ..it
            }));
    }

    /// Appends a directive and lends it to its builder methods.
    #[track_caller]
    pub(crate) fn record<D>(&mut self, directive: D) -> &mut D
    where
        D: Directive + Into<Operation>,
    {
        self.recorded.push(Recorded {
            operation: directive.into(),
            location: Location::caller(),
            outside_transaction: self.outside_transaction,
        });
        let recorded = self
            .recorded
            .last_mut()
            .expect("an operation was pushed just before");
        D::of(&mut recorded.operation).expect("the operation is the directive it was made of")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_argument_of_a_name_counts() {
        let given = [("tenant", "acme"), ("data", ""), ("tenant", "shop")];
        let op = Operations::new(&crate::dialect::SQLITE).with_arguments(&given);
        assert_eq!(op.argument("tenant"), Some("shop"));
        assert_eq!(op.argument("data"), Some(""));
        assert_eq!(op.argument("ten"), None);
    }
}
