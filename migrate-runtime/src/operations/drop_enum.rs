//! `op.drop_enum(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::dialect::Enums;
use crate::schema::TableName;

/// Drops an enum.
#[derive(Debug, Clone)]
pub struct DropEnum {
    pub(crate) name: TableName,
    pub(crate) if_exists: bool,
}

impl Operations {
    /// Drops an enum, which no column uses any more.
    ///
    /// This does nothing on MySQL and SQLite, as [`create_enum`](Self::create_enum) does.
    #[track_caller]
    pub fn drop_enum(&mut self, name: impl Into<TableName>) -> &mut DropEnum {
        self.record(DropEnum {
            name: name.into(),
            if_exists: false,
        })
    }
}

impl DropEnum {
    /// Does nothing where there is no such enum.
    pub fn if_exists(&mut self) -> &mut Self {
        self.if_exists = true;
        self
    }
}

impl Directive for DropEnum {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        if statements.dialect.objects.enums == Enums::Named {
            let exists = if self.if_exists { "IF EXISTS " } else { "" };
            let name = statements.dialect.quote_table(&self.name);
            statements.push(format!("DROP TYPE {exists}{name}"));
        }
        Ok(())
    }

    variant!(DropEnum);
}
