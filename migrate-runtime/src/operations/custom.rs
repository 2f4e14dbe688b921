//! `op.invoke(…)`: operations of the user's own.

use std::fmt;
use std::sync::Arc;

use super::{Directive, Operations, RenderError, Statements, variant};

/// An operation that a program defines for itself.
///
/// It is rendered as all others are: for the dialect, without a database, before anything of its revision is sent.
/// A trait of the program's makes it a directive:
///
/// ```
/// use migrate_runtime::operations::{CustomOperation, RenderError, Statements};
/// use migrate_runtime::prelude::*;
///
/// /// A table that keeps the rows that another one has lost.
/// #[derive(Debug)]
/// struct CreateAudit {
///     table: String,
/// }
///
/// impl CustomOperation for CreateAudit {
///     fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
///         let dialect = statements.dialect;
///         let audit = dialect.quote(&format!("{}_audit", self.table)).into_owned();
///         let table = dialect.quote(&self.table);
///         statements.push(format!("CREATE TABLE {audit} AS SELECT * FROM {table} WHERE 1 = 0"));
///         Ok(())
///     }
/// }
///
/// pub trait AuditOperations {
///     /// Creates a table that keeps the rows that another one has lost.
///     fn create_audit(&mut self, table: &str);
/// }
///
/// impl AuditOperations for Operations {
///     // So that an error names the line of the revision, and not this one.
///     #[track_caller]
///     fn create_audit(&mut self, table: &str) {
///         self.invoke(CreateAudit { table: table.to_owned() });
///     }
/// }
///
/// pub fn upgrade(op: &mut Operations) {
///     op.create_audit("orders");
/// }
/// ```
pub trait CustomOperation: fmt::Debug + Send + Sync {
    /// Writes the statements.
    ///
    /// # Errors
    ///
    /// [`Statements::unsupported`] for what the dialect cannot do, [`RenderError::invalid`] for what means nothing.
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError>;
}

/// An operation that a program defines for itself.
#[derive(Debug, Clone)]
pub struct Custom(Arc<dyn CustomOperation>);

impl Operations {
    /// Records an operation of the program's own; see [`CustomOperation`].
    #[track_caller]
    pub fn invoke(&mut self, operation: impl CustomOperation + 'static) {
        self.record(Custom(Arc::new(operation)));
    }
}

impl Directive for Custom {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        self.0.render(statements)
    }

    variant!(Custom);
}
