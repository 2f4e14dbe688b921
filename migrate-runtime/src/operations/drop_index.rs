//! `op.drop_index(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::TableName;

/// Drops an index.
#[derive(Debug, Clone)]
pub struct DropIndex {
    pub(crate) name: String,
    pub(crate) table: TableName,
    pub(crate) if_exists: bool,
    pub(crate) concurrently: bool,
}

impl Operations {
    /// Drops an index of a table.
    #[track_caller]
    pub fn drop_index(
        &mut self,
        name: impl Into<String>,
        table: impl Into<TableName>,
    ) -> &mut DropIndex {
        self.record(DropIndex {
            name: name.into(),
            table: table.into(),
            if_exists: false,
            concurrently: false,
        })
    }
}

impl DropIndex {
    /// Does nothing where there is no such index.
    pub fn if_exists(&mut self) -> &mut Self {
        self.if_exists = true;
        self
    }

    /// Drops the index while others use the table, outside of a transaction: what was recorded before
    /// is committed first.
    ///
    /// That is PostgreSQL's; where there is no such thing, the index is simply dropped.
    pub fn concurrently(&mut self) -> &mut Self {
        self.concurrently = true;
        self
    }
}

impl Directive for DropIndex {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        let (dialect, facts) = (statements.dialect, statements.dialect.indexes);
        let exists = statements.if_exists(self.if_exists, facts.if_exists, "an index")?;
        let index = if facts.of_table {
            let table = dialect.quote_table(&self.table);
            format!("{exists}{} ON {table}", dialect.quote(&self.name))
        } else {
            let name = TableName {
                schema: self.table.schema.clone(),
                name: self.name.clone(),
            };
            format!("{exists}{}", dialect.quote_table(&name))
        };
        if self.concurrently && facts.concurrently {
            statements.push_alone(format!("DROP INDEX CONCURRENTLY {index}"));
        } else {
            statements.push(format!("DROP INDEX {index}"));
        }
        Ok(())
    }

    variant!(DropIndex);
}
