//! `op.drop_function(…)`

use super::{Directive, Operations, RenderError, Statements, variant};

/// Drops a function.
#[derive(Debug, Clone)]
pub struct DropFunction {
    pub(crate) signature: String,
    pub(crate) if_exists: bool,
    pub(crate) cascade: bool,
}

impl Operations {
    /// Drops a function, by the name and the arguments that it was created with, but without their defaults.
    ///
    /// The arguments are left out where a name has one function only, on MySQL.
    #[track_caller]
    pub fn drop_function(&mut self, signature: impl Into<String>) -> &mut DropFunction {
        self.record(DropFunction {
            signature: signature.into(),
            if_exists: false,
            cascade: false,
        })
    }
}

impl DropFunction {
    /// Does nothing where there is no such function.
    pub fn if_exists(&mut self) -> &mut Self {
        self.if_exists = true;
        self
    }

    /// Drops the triggers and views that call it too; PostgreSQL only.
    pub fn cascade(&mut self) -> &mut Self {
        self.cascade = true;
        self
    }
}

impl Directive for DropFunction {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        statements.check_functions("drop a function in SQL")?;
        let may_cascade = statements.dialect.objects.drop_cascade;
        let cascade = statements.cascade(self.cascade, may_cascade, "a function")?;
        let exists = if self.if_exists { "IF EXISTS " } else { "" };
        let function = statements.dropped_function(&self.signature);
        statements.push(format!("DROP FUNCTION {exists}{function}{cascade}"));
        Ok(())
    }

    variant!(DropFunction);
}
