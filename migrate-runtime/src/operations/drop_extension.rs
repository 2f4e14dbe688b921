//! `op.drop_extension(…)`

use super::{Directive, Operations, RenderError, Statements, variant};

/// Removes an extension.
#[derive(Debug, Clone)]
pub struct DropExtension {
    pub(crate) name: String,
    pub(crate) if_exists: bool,
    pub(crate) cascade: bool,
}

impl Operations {
    /// Removes an extension from the database; PostgreSQL only.
    #[track_caller]
    pub fn drop_extension(&mut self, name: impl Into<String>) -> &mut DropExtension {
        self.record(DropExtension {
            name: name.into(),
            if_exists: false,
            cascade: false,
        })
    }
}

impl DropExtension {
    /// Does nothing where it is not installed.
    pub fn if_exists(&mut self) -> &mut Self {
        self.if_exists = true;
        self
    }

    /// Drops what uses it too.
    pub fn cascade(&mut self) -> &mut Self {
        self.cascade = true;
        self
    }
}

impl Directive for DropExtension {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        if !statements.dialect.objects.extensions {
            let help = "ask for it only where there are some: `if op.is_postgres() { … }`";
            return Err(statements.unsupported("remove an extension", help));
        }
        let may_cascade = statements.dialect.objects.drop_cascade;
        let cascade = statements.cascade(self.cascade, may_cascade, "an extension")?;
        let exists = if self.if_exists { "IF EXISTS " } else { "" };
        let name = statements.dialect.quote(&self.name);
        statements.push(format!("DROP EXTENSION {exists}{name}{cascade}"));
        Ok(())
    }

    variant!(DropExtension);
}
