//! The clauses that `CREATE TABLE` and `ALTER TABLE` share.

use std::borrow::Cow;

use super::render::{RenderError, Statements};
use crate::dialect::{Identity, ReferredTable};
use crate::schema::{Check, Column, ForeignKey, PrimaryKey, TableName, Unique};

impl Statements<'_> {
    /// `name TYPE [DEFAULT …] [NOT NULL]`: the column without its constraints.
    ///
    /// `key` are the columns of the table's primary key.
    fn column(&self, column: &Column, key: &[String]) -> Result<String, RenderError> {
        if (column.on_delete.is_some() || column.on_update.is_some()) && column.references.is_none()
        {
            let name = &column.name;
            return Err(RenderError::invalid(format!(
                "column `{name}` has an action for a foreign key, but references nothing"
            )));
        }
        let mut sql = format!(
            "{} {}",
            self.dialect.quote(&column.name),
            self.column_type(column, key)?
        );
        if let Some(default) = &column.server_default {
            sql.push_str(&format!(" DEFAULT {}", self.default(default)));
        }
        // The key implies it, but SQLite takes NULL in a key that does not say so.
        if !column.nullable || key.contains(&column.name) {
            sql.push_str(" NOT NULL");
        }
        Ok(sql)
    }

    /// The column with its check and its foreign key.
    ///
    /// They belong to the column and not to the table: so SQLite drops them with the column.
    pub(super) fn constrained_column(
        &self,
        table: &TableName,
        column: &Column,
        key: &[String],
    ) -> Result<String, RenderError> {
        let mut sql = self.column(column, key)?;
        if let Some(condition) = &column.check {
            sql.push_str(&format!(" CHECK ({condition})"));
        }
        if let Some(key) = column.foreign_key() {
            sql.push_str(&format!(" {}", self.references(table, &key)?));
        }
        Ok(sql)
    }

    fn default<'e>(&self, expression: &'e str) -> Cow<'e, str> {
        if self.dialect.bare_default || is_literal(expression) {
            expression.into()
        } else {
            format!("({expression})").into()
        }
    }

    fn column_type(&self, column: &Column, key: &[String]) -> Result<String, RenderError> {
        let name = self.dialect.type_name(&column.data_type);
        match self.dialect.identity {
            _ if !column.identity => Ok(name.into_owned()),
            Identity::Clause(clause) => Ok(format!("{name} {clause}")),
            Identity::RowId(spelling) if key == [column.name.as_str()] => Ok(spelling.to_owned()),
            Identity::RowId(_) => Err(self.unsupported(
                format!(
                    "number the rows in column `{}`, which is not the sole primary key",
                    column.name
                ),
                "make it the only column of the primary key",
            )),
        }
    }

    /// `[CONSTRAINT name] PRIMARY KEY (…)`
    pub(super) fn primary_key(&self, key: &PrimaryKey) -> String {
        let columns = self.dialect.quote_list(&key.columns);
        self.named(key.name.as_deref(), format!("PRIMARY KEY ({columns})"))
    }

    /// `[CONSTRAINT name] UNIQUE (…)`
    pub(super) fn unique(&self, unique: &Unique) -> String {
        let columns = self.dialect.quote_list(&unique.columns);
        self.named(unique.name.as_deref(), format!("UNIQUE ({columns})"))
    }

    /// `[CONSTRAINT name] CHECK (…)`
    pub(super) fn check(&self, check: &Check) -> String {
        self.named(
            check.name.as_deref(),
            format!("CHECK ({})", check.condition),
        )
    }

    /// `[CONSTRAINT name] FOREIGN KEY (…) REFERENCES …`, of a constraint on `table`
    pub(super) fn foreign_key(
        &self,
        table: &TableName,
        key: &ForeignKey,
    ) -> Result<String, RenderError> {
        let columns = self.dialect.quote_list(&key.columns);
        let references = self.references(table, key)?;
        Ok(self.named(
            key.name.as_deref(),
            format!("FOREIGN KEY ({columns}) {references}"),
        ))
    }

    /// `REFERENCES table (…) [ON DELETE …] [ON UPDATE …]`, of a constraint on `table`
    pub(super) fn references(
        &self,
        table: &TableName,
        key: &ForeignKey,
    ) -> Result<String, RenderError> {
        let referred = self.referred_table(table, &key.referred_table)?;
        let columns = self.dialect.quote_list(&key.referred_columns);
        let mut sql = format!("REFERENCES {referred} ({columns})");
        if let Some(action) = key.on_delete {
            sql.push_str(&format!(" ON DELETE {}", action.as_sql()));
        }
        if let Some(action) = key.on_update {
            sql.push_str(&format!(" ON UPDATE {}", action.as_sql()));
        }
        Ok(sql)
    }

    fn referred_table(
        &self,
        table: &TableName,
        referred: &TableName,
    ) -> Result<String, RenderError> {
        let (ReferredTable::SameSchema(default), Some(schema)) =
            (self.dialect.referred_table, &referred.schema)
        else {
            return Ok(self.dialect.quote_table(referred));
        };
        if table.schema.as_deref().unwrap_or(default) == schema {
            return Ok(self.dialect.quote(&referred.name).into_owned());
        }
        let what = format!("reference table `{}` in another schema", referred.name);
        Err(self.unsupported(what, "keep both tables in one schema"))
    }

    fn named(&self, name: Option<&str>, constraint: String) -> String {
        match name {
            Some(name) => format!("CONSTRAINT {} {constraint}", self.dialect.quote(name)),
            None => constraint,
        }
    }
}

/// Whether an expression is one word, one number or one string.
fn is_literal(expression: &str) -> bool {
    let text = expression.trim();
    let word = text.strip_prefix(['-', '+']).unwrap_or(text);
    let string = text
        .strip_prefix('\'')
        .and_then(|text| text.strip_suffix('\''));
    word.chars()
        .all(|c| c.is_alphanumeric() || "_.".contains(c))
        || string.is_some_and(|text| !text.replace("''", "").contains('\''))
}
