//! Enums that are types of their own, and those that are not.

use crate::dialect::Enums;
use crate::operations::{RenderError, Statements};
use crate::schema::TableName;

impl Statements<'_> {
    /// Refuses to change an enum by its name where its values are kept in each column that uses it.
    pub(in crate::operations) fn check_named_enum(
        &self,
        name: &TableName,
    ) -> Result<(), RenderError> {
        let help = match self.dialect.objects.enums {
            Enums::Named => return Ok(()),
            Enums::InColumn => {
                "give each column that uses it its new values: \
                 `alter_column(…, |c| c.set_type(enumeration(…)))`"
            }
            Enums::Check => {
                "give each column that uses it its new values, in `op.batch_alter_table`: \
                 `alter_column(…, |c| c.set_type(enumeration(…)))`"
            }
        };
        Err(self.unsupported(format!("change enum `{}` by its name", name.name), help))
    }
}
