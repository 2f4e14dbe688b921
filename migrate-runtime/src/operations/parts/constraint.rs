//! Constraints, as a table's definition and `ALTER TABLE … ADD` write them.

use std::borrow::Cow;

use super::naming::Named;
use crate::dialect::ReferredTable;
use crate::operations::{RenderError, Statements};
use crate::schema::{
    Action, Check, Deferrable, Exclude, ForeignKey, PrimaryKey, TableName, Unique,
};

impl Statements<'_> {
    /// `[CONSTRAINT name] PRIMARY KEY (…)`, of a constraint on `table`
    pub(in crate::operations) fn primary_key(
        &self,
        table: &TableName,
        key: &PrimaryKey,
    ) -> Result<String, RenderError> {
        let columns = self.dialect.quote_list(&key.columns);
        let deferrable = self.deferrable_unique(key.deferrable)?;
        let name = self.primary_key_name(table, key)?;
        Ok(self.named(name, format!("PRIMARY KEY ({columns}){deferrable}")))
    }

    /// The name of a primary key, unless the database chooses it.
    pub(crate) fn primary_key_name<'k>(
        &self,
        table: &TableName,
        key: &'k PrimaryKey,
    ) -> Result<Option<Cow<'k, str>>, RenderError> {
        if !self.dialect.constraints.named_primary_key {
            return Ok(None);
        }
        let named = Named {
            table: Some(table),
            columns: &key.columns,
            ..Named::default()
        };
        let template = self.naming.primary_key.as_deref();
        self.name(key.name.as_deref(), template, named)
    }

    /// `[CONSTRAINT name] UNIQUE (…)`, of a constraint on `table`
    pub(in crate::operations) fn unique(
        &self,
        table: &TableName,
        unique: &Unique,
    ) -> Result<String, RenderError> {
        let columns = self.dialect.quote_list(&unique.columns);
        let deferrable = self.deferrable_unique(unique.deferrable)?;
        let nulls = match unique.nulls_not_distinct {
            false => "",
            true if self.dialect.constraints.nulls_not_distinct => " NULLS NOT DISTINCT",
            true => return Err(self.nulls_are_distinct()),
        };
        let name = self.unique_name(table, unique)?;
        Ok(self.named(name, format!("UNIQUE{nulls} ({columns}){deferrable}")))
    }

    /// The name of a unique constraint, unless the database chooses it.
    pub(crate) fn unique_name<'u>(
        &self,
        table: &TableName,
        unique: &'u Unique,
    ) -> Result<Option<Cow<'u, str>>, RenderError> {
        let named = Named {
            table: Some(table),
            columns: &unique.columns,
            ..Named::default()
        };
        self.name(unique.name.as_deref(), self.naming.unique.as_deref(), named)
    }

    pub(in crate::operations) fn nulls_are_distinct(&self) -> RenderError {
        let help = "make the columns NOT NULL, or index an expression that is never null";
        self.unsupported("take two nulls as equal", help)
    }

    /// `[CONSTRAINT name] CHECK (…)`, of a constraint on `table`
    pub(in crate::operations) fn check(
        &self,
        table: &TableName,
        check: &Check,
    ) -> Result<String, RenderError> {
        let name = self.check_name(table, check)?;
        Ok(self.named(name, format!("CHECK ({})", check.condition)))
    }

    /// The name of a check, unless the database chooses it.
    pub(crate) fn check_name<'c>(
        &self,
        table: &TableName,
        check: &'c Check,
    ) -> Result<Option<Cow<'c, str>>, RenderError> {
        let named = Named {
            table: Some(table),
            ..Named::default()
        };
        self.name(check.name.as_deref(), self.naming.check.as_deref(), named)
    }

    /// `[CONSTRAINT name] FOREIGN KEY (…) REFERENCES …`, of a constraint on `table`
    pub(in crate::operations) fn foreign_key(
        &self,
        table: &TableName,
        key: &ForeignKey,
    ) -> Result<String, RenderError> {
        let columns = self.dialect.quote_list(&key.columns);
        let references = self.references(table, key)?;
        let name = self.foreign_key_name(table, key)?;
        Ok(self.named(name, format!("FOREIGN KEY ({columns}) {references}")))
    }

    /// The foreign key of a column, behind it.
    pub(super) fn inline_references(
        &self,
        table: &TableName,
        key: &ForeignKey,
    ) -> Result<String, RenderError> {
        let name = self.foreign_key_name(table, key)?;
        Ok(self.named(name, self.references(table, key)?))
    }

    /// The name of a foreign key, unless the database chooses it.
    pub(crate) fn foreign_key_name<'k>(
        &self,
        table: &TableName,
        key: &'k ForeignKey,
    ) -> Result<Option<Cow<'k, str>>, RenderError> {
        let named = Named {
            table: Some(table),
            columns: &key.columns,
            referred_table: Some(&key.referred_table),
            referred_columns: &key.referred_columns,
        };
        self.name(
            key.name.as_deref(),
            self.naming.foreign_key.as_deref(),
            named,
        )
    }

    /// `REFERENCES table (…) [MATCH FULL] [ON DELETE …] [ON UPDATE …] [DEFERRABLE …]`
    fn references(&self, table: &TableName, key: &ForeignKey) -> Result<String, RenderError> {
        let referred = self.referred_table(table, &key.referred_table)?;
        let columns = self.dialect.quote_list(&key.referred_columns);
        let mut sql = format!("REFERENCES {referred} ({columns})");
        if key.match_full {
            if !self.dialect.constraints.match_type {
                let help = "make the columns NOT NULL, or check that all or none of them are null";
                return Err(self.unsupported("match a foreign key in full", help));
            }
            sql.push_str(" MATCH FULL");
        }
        let sets_default = [key.on_delete, key.on_update].contains(&Some(Action::SetDefault));
        if sets_default && !self.dialect.constraints.set_default {
            let help = "do it in a trigger, or set the columns to null";
            return Err(
                self.unsupported("set the columns of a foreign key to their defaults", help)
            );
        }
        if let Some(action) = key.on_delete {
            sql.push_str(&format!(" ON DELETE {}", action.as_sql()));
        }
        if let Some(action) = key.on_update {
            sql.push_str(&format!(" ON UPDATE {}", action.as_sql()));
        }
        let may = self.dialect.constraints.deferrable;
        sql.push_str(self.deferrable(key.deferrable, may)?);
        Ok(sql)
    }

    fn referred_table(
        &self,
        table: &TableName,
        referred: &TableName,
    ) -> Result<String, RenderError> {
        let (ReferredTable::SameSchema(default), Some(schema)) =
            (self.dialect.constraints.referred_table, &referred.schema)
        else {
            return Ok(self.dialect.quote_table(referred));
        };
        if table.schema.as_deref().unwrap_or(default) == schema {
            return Ok(self.dialect.quote(&referred.name).into_owned());
        }
        let what = format!("reference table `{}` in another schema", referred.name);
        Err(self.unsupported(what, "keep both tables in one schema"))
    }

    /// `[CONSTRAINT name] EXCLUDE [USING …] (…) [WHERE (…)]`
    pub(crate) fn exclude(&self, exclude: &Exclude) -> Result<String, RenderError> {
        if !self.dialect.constraints.exclude {
            let help = "check it in a trigger, or in the program inside of a transaction";
            return Err(self.unsupported("exclude rows by more than equality", help));
        }
        // The database's own choice, `btree`, can compare for equality only.
        let method = exclude.using.as_deref().unwrap_or("gist");
        let elements = exclude.elements.iter();
        let elements =
            elements.map(|(expression, operator)| format!("{expression} WITH {operator}"));
        let elements = elements.collect::<Vec<_>>().join(", ");
        let mut sql = format!("EXCLUDE USING {method} ({elements})");
        if let Some(condition) = &exclude.condition {
            sql.push_str(&format!(" WHERE ({condition})"));
        }
        sql.push_str(self.deferrable(exclude.deferrable, true)?);
        Ok(self.named(exclude.name.as_deref().map(Into::into), sql))
    }

    fn deferrable_unique(
        &self,
        deferrable: Option<Deferrable>,
    ) -> Result<&'static str, RenderError> {
        self.deferrable(deferrable, self.dialect.constraints.deferrable_unique)
    }

    fn deferrable(
        &self,
        deferrable: Option<Deferrable>,
        may: bool,
    ) -> Result<&'static str, RenderError> {
        match deferrable {
            None => Ok(""),
            Some(_) if !may => Err(self.unsupported(
                "put such a check off to the end of the transaction",
                "leave it out, and write the rows in the order that the constraint asks for",
            )),
            Some(Deferrable::InitiallyImmediate) => Ok(" DEFERRABLE"),
            Some(Deferrable::InitiallyDeferred) => Ok(" DEFERRABLE INITIALLY DEFERRED"),
        }
    }

    pub(super) fn named(&self, name: Option<Cow<'_, str>>, constraint: String) -> String {
        match name {
            Some(name) => format!("CONSTRAINT {} {constraint}", self.dialect.quote(&name)),
            None => constraint,
        }
    }
}
