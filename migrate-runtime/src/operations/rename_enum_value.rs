//! `op.rename_enum_value(…)`

use super::{Directive, Operations, RenderError, Statements, variant};
use crate::schema::TableName;

/// Renames a value of an enum, in all rows that have it.
#[derive(Debug, Clone)]
pub struct RenameEnumValue {
    pub(crate) name: TableName,
    pub(crate) value: String,
    pub(crate) new_value: String,
}

impl Operations {
    /// Renames a value of an enum, in all rows that have it.
    #[track_caller]
    pub fn rename_enum_value(
        &mut self,
        name: impl Into<TableName>,
        value: impl Into<String>,
        new_value: impl Into<String>,
    ) -> &mut RenameEnumValue {
        self.record(RenameEnumValue {
            name: name.into(),
            value: value.into(),
            new_value: new_value.into(),
        })
    }
}

impl Directive for RenameEnumValue {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        statements.check_named_enum(&self.name)?;
        let dialect = statements.dialect;
        let name = dialect.quote_table(&self.name);
        let (value, new_value) = (
            dialect.literal(&self.value),
            dialect.literal(&self.new_value),
        );
        statements.push(format!(
            "ALTER TYPE {name} RENAME VALUE {value} TO {new_value}"
        ));
        Ok(())
    }

    variant!(RenameEnumValue);
}
