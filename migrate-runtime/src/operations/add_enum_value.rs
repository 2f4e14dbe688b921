//! `op.add_enum_value(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::TableName;

/// Adds a value to an enum.
#[derive(Debug, Clone)]
pub struct AddEnumValue {
    pub(crate) name: TableName,
    pub(crate) value: String,
    pub(crate) place: Option<Place>,
    pub(crate) if_not_exists: bool,
}

/// Where a new value stands among the others.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    Before(String),
    After(String),
}

impl Operations {
    /// Adds a value to an enum, behind all others unless said otherwise.
    ///
    /// PostgreSQL lets no row use the value before it is committed: a revision that writes it into rows, or all
    /// revisions in one transaction, need it outside of the transaction.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.autocommit_block(|op| {
    ///     op.add_enum_value("mood", "content").before("happy").if_not_exists();
    /// });
    /// op.execute("UPDATE users SET mood = 'content' WHERE mood IS NULL");
    /// # }
    /// ```
    #[track_caller]
    pub fn add_enum_value(
        &mut self,
        name: impl Into<TableName>,
        value: impl Into<String>,
    ) -> &mut AddEnumValue {
        self.record(AddEnumValue {
            name: name.into(),
            value: value.into(),
            place: None,
            if_not_exists: false,
        })
    }
}

impl AddEnumValue {
    /// Sorts the value before another one.
    pub fn before(&mut self, value: impl Into<String>) -> &mut Self {
        self.place = Some(Place::Before(value.into()));
        self
    }

    /// Sorts the value behind another one.
    pub fn after(&mut self, value: impl Into<String>) -> &mut Self {
        self.place = Some(Place::After(value.into()));
        self
    }

    /// Does nothing where the enum has this value.
    pub fn if_not_exists(&mut self) -> &mut Self {
        self.if_not_exists = true;
        self
    }
}

impl Directive for AddEnumValue {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        statements.check_named_enum(&self.name)?;
        let dialect = statements.dialect;
        let name = dialect.quote_table(&self.name);
        let exists = if self.if_not_exists {
            "IF NOT EXISTS "
        } else {
            ""
        };
        let value = dialect.literal(&self.value);
        let place = match &self.place {
            None => String::new(),
            Some(Place::Before(other)) => format!(" BEFORE {}", dialect.literal(other)),
            Some(Place::After(other)) => format!(" AFTER {}", dialect.literal(other)),
        };
        statements.push(format!(
            "ALTER TYPE {name} ADD VALUE {exists}{value}{place}"
        ));
        Ok(())
    }

    variant!(AddEnumValue);
}
