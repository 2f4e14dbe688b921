//! `op.drop_sequence(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::TableName;

/// Drops a sequence.
#[derive(Debug, Clone)]
pub struct DropSequence {
    pub(crate) name: TableName,
    pub(crate) if_exists: bool,
    pub(crate) cascade: bool,
}

impl Operations {
    /// Drops a sequence.
    #[track_caller]
    pub fn drop_sequence(&mut self, name: impl Into<TableName>) -> &mut DropSequence {
        self.record(DropSequence {
            name: name.into(),
            if_exists: false,
            cascade: false,
        })
    }
}

impl DropSequence {
    /// Does nothing where there is no such sequence.
    pub fn if_exists(&mut self) -> &mut Self {
        self.if_exists = true;
        self
    }

    /// Drops the defaults that use it too; PostgreSQL only.
    pub fn cascade(&mut self) -> &mut Self {
        self.cascade = true;
        self
    }
}

impl Directive for DropSequence {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        if !statements.dialect.objects.sequences {
            let help = "leave it out where there can be no sequence";
            return Err(statements.unsupported("drop a sequence", help));
        }
        let may_cascade = statements.dialect.objects.drop_cascade;
        let cascade = statements.cascade(self.cascade, may_cascade, "a sequence")?;
        let exists = if self.if_exists { "IF EXISTS " } else { "" };
        let name = statements.dialect.quote_table(&self.name);
        statements.push(format!("DROP SEQUENCE {exists}{name}{cascade}"));
        Ok(())
    }

    variant!(DropSequence);
}
