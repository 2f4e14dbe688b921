//! Columns, as a table's definition and `ALTER TABLE … ADD COLUMN` write them.

use std::borrow::Cow;

use crate::dialect::{Defaults, Identity};
use crate::operations::{RenderError, Statements};
use crate::schema::{Column, IdentityKind, TableName, Type};

impl Statements<'_> {
    /// The column with what belongs to it; `key` are the columns of the table's primary key, and `keys` what stands
    /// behind the column for a key over it alone.
    ///
    /// Its check and, where it may stand there, its foreign key are the column's and not the table's: so SQLite
    /// drops them with the column. MariaDB wants the check last of all.
    pub(in crate::operations) fn constrained_column(
        &self,
        table: &TableName,
        column: &Column,
        key: &[String],
        keys: &str,
    ) -> Result<String, RenderError> {
        let mut sql = self.column(column, key)?;
        sql.push_str(keys);
        sql.push_str(&self.comment_clause(column.comment.as_deref()));
        let implied = self.type_check(&column.name, &column.data_type);
        for condition in implied.iter().chain(&column.check) {
            sql.push_str(&format!(" CHECK ({condition})"));
        }
        if let Some(key) = column.foreign_key()
            && self.dialect.columns.inline_references
        {
            sql.push_str(&format!(" {}", self.inline_references(table, &key)?));
        }
        Ok(sql)
    }

    /// `name TYPE [COLLATE …] [GENERATED …] [DEFAULT …] [NOT NULL]`: the column without its constraints.
    fn column(&self, column: &Column, key: &[String]) -> Result<String, RenderError> {
        let name = &column.name;
        if (column.on_delete.is_some() || column.on_update.is_some()) && column.references.is_none()
        {
            return Err(RenderError::invalid(format!(
                "column `{name}` has an action for a foreign key, but references nothing"
            )));
        }
        let mut sql = format!(
            "{} {}",
            self.dialect.quote(name),
            self.column_type(column, key)?
        );
        if let Some(collation) = &column.collation {
            sql.push_str(&format!(" COLLATE {}", self.dialect.quote(collation)));
        }
        if let Some(computed) = &column.computed {
            if column.server_default.is_some() || column.identity.is_some() {
                return Err(RenderError::invalid(format!(
                    "column `{name}` is computed, and so has neither a default nor a number"
                )));
            }
            let kind = if computed.stored { "STORED" } else { "VIRTUAL" };
            let expression = &computed.expression;
            sql.push_str(&format!(" GENERATED ALWAYS AS ({expression}) {kind}"));
        }
        if let Some(default) = &column.server_default {
            let default = self.default(default, &column.data_type);
            sql.push_str(&format!(" DEFAULT {default}"));
        }
        if self.refuses_null(column, key) {
            sql.push_str(" NOT NULL");
        }
        Ok(sql)
    }

    /// Whether a column refuses NULL; `key` are the columns of the primary key.
    pub(crate) fn refuses_null(&self, column: &Column, key: &[String]) -> bool {
        let may_say = column.computed.is_none() || self.dialect.columns.computed_not_null;
        // The key implies it, but SQLite takes NULL in a key that does not say so.
        may_say && (!column.nullable || key.contains(&column.name))
    }

    /// What stands behind `DEFAULT`, for a column of this type.
    pub(in crate::operations) fn default<'e>(
        &self,
        expression: &'e str,
        data_type: &Type,
    ) -> Cow<'e, str> {
        let bare = match self.dialect.defaults {
            Defaults::Anything => true,
            Defaults::Literals => is_word(expression) || is_literal(expression),
            Defaults::ShortLiterals => {
                is_literal(expression)
                    && (!data_type.is_unlimited() || expression.trim().eq_ignore_ascii_case("null"))
            }
        };
        if bare {
            expression.into()
        } else {
            format!("({expression})").into()
        }
    }

    /// The type, and how the database numbers the rows in it, if it does; `key` are the columns of the primary key.
    pub(in crate::operations) fn column_type<'c>(
        &self,
        column: &'c Column,
        key: &[String],
    ) -> Result<Cow<'c, str>, RenderError> {
        let name = self.type_name(&column.data_type)?;
        let Some(kind) = column.identity else {
            return Ok(name);
        };
        match (self.dialect.identity, kind) {
            (Identity::Clause { by_default, .. }, IdentityKind::ByDefault) => {
                Ok(format!("{name} {by_default}").into())
            }
            (
                Identity::Clause {
                    always: Some(always),
                    ..
                },
                IdentityKind::Always,
            ) => Ok(format!("{name} {always}").into()),
            (Identity::RowId(spelling), IdentityKind::ByDefault)
                if key == [column.name.as_str()] =>
            {
                Ok(spelling.into())
            }
            (Identity::RowId(_), IdentityKind::ByDefault) => Err(self.unsupported(
                format!(
                    "number the rows in column `{}`, which is not the sole primary key",
                    column.name
                ),
                "make it the only column of the primary key",
            )),
            (_, IdentityKind::Always) => Err(self.unsupported(
                "refuse other numbers than its own in a column",
                "use `identity()`, which takes the numbers that an `INSERT` gives",
            )),
        }
    }
}

/// Whether an expression is one word: a number, a constant, a function without parentheses.
fn is_word(expression: &str) -> bool {
    let text = expression.trim();
    let word = text.strip_prefix(['-', '+']).unwrap_or(text);
    word.chars()
        .all(|c| c.is_alphanumeric() || "_.".contains(c))
}

/// Whether an expression is one number, one truth value, NULL or one string.
pub(in crate::operations) fn is_literal(expression: &str) -> bool {
    let text = expression.trim();
    let string = text
        .strip_prefix('\'')
        .and_then(|text| text.strip_suffix('\''));
    let number = text
        .trim_start_matches(['-', '+'])
        .starts_with(|c: char| c.is_ascii_digit());
    let constant = ["null", "true", "false"]
        .iter()
        .any(|it| text.eq_ignore_ascii_case(it));
    (number && is_word(text))
        || constant
        || string.is_some_and(|text| !text.replace("''", "").contains('\''))
}
