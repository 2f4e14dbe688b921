//! `op.drop_trigger(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::TableName;

/// Drops a trigger.
#[derive(Debug, Clone)]
pub struct DropTrigger {
    pub(crate) name: String,
    pub(crate) table: TableName,
    pub(crate) if_exists: bool,
}

impl Operations {
    /// Drops a trigger of a table.
    #[track_caller]
    pub fn drop_trigger(
        &mut self,
        name: impl Into<String>,
        table: impl Into<TableName>,
    ) -> &mut DropTrigger {
        self.record(DropTrigger {
            name: name.into(),
            table: table.into(),
            if_exists: false,
        })
    }
}

impl DropTrigger {
    /// Does nothing where there is no such trigger.
    pub fn if_exists(&mut self) -> &mut Self {
        self.if_exists = true;
        self
    }
}

impl Directive for DropTrigger {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let exists = if self.if_exists { "IF EXISTS " } else { "" };
        let name = statements.trigger(&self.name, &self.table);
        let mut sql = format!("DROP TRIGGER {exists}{name}");
        if statements.dialect.objects.triggers_of_table {
            let table = statements.dialect.quote_table(&self.table);
            sql.push_str(&format!(" ON {table}"));
        }
        statements.push(sql);
        Ok(())
    }

    variant!(DropTrigger);
}
