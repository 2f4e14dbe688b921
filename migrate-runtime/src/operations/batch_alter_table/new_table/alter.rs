//! Changes of a column.

use super::NewTable;
use crate::definition::{Affinity, Kind, same_name};
use crate::operations::{AlterColumn, RenderError, Statements};
use crate::schema::{Column, Type, column};

impl NewTable<'_> {
    pub(super) fn alter_column(
        &mut self,
        alter: &AlterColumn,
        statements: &Statements<'_>,
    ) -> Result<(), RenderError> {
        alter.check(statements)?;
        let name = &*alter.column;
        let old_type = self
            .in_table(self.definition.column(name))?
            .data_type()
            .to_owned();
        self.set_type(alter, &old_type, statements)?;
        if let Some(collation) = &alter.collation {
            let collation = statements.dialect.quote(collation);
            self.set(name, Kind::Collate, Some(&format!("COLLATE {collation}")))?;
        }
        if alter.drop_expression {
            self.set(name, Kind::Generated, None)?;
        }
        if let Some(default) = &alter.server_default {
            let data_type = alter.data_type.clone().unwrap_or(Type::Native(old_type));
            let default = default
                .as_ref()
                .map(|it| statements.default(it, &data_type));
            let default = default.map(|it| format!("DEFAULT {it}"));
            self.set(name, Kind::Default, default.as_deref())?;
        }
        if let Some(nullable) = alter.nullable {
            let changed = self.definition.set_nullable(name, nullable);
            self.in_table(changed)?;
        }
        Ok(())
    }

    /// Sets the type, and what belongs to it: the check of an enum, the conversion of the values.
    fn set_type(
        &mut self,
        alter: &AlterColumn,
        old_type: &str,
        statements: &Statements<'_>,
    ) -> Result<(), RenderError> {
        let name = &*alter.column;
        let Some(new_type) = self.new_type(alter, old_type, statements)? else {
            return Ok(());
        };
        if alter.identity == Some(false) {
            let changed = self.definition.drop_autoincrement();
            self.in_table(changed)?;
        }
        self.set(name, Kind::Type, Some(&new_type))?;
        let check = |data_type: &Type| statements.type_check(name, data_type);
        let old_check = alter.existing.as_ref().and_then(|it| check(&it.data_type));
        let new_check = alter.data_type.as_ref().and_then(check);
        if old_check.is_some() || new_check.is_some() {
            let dropped = self.definition.drop_lists_of_values(name);
            self.in_table(dropped)?;
        }
        if let Some(condition) = new_check {
            let check = format!("CHECK ({condition})");
            let added = self.definition.insert_clause(name, Kind::Check, &check);
            self.in_table(added)?;
        }
        let copied = self
            .copied
            .iter_mut()
            .find(|it| same_name(&it.column, name));
        match (copied, &alter.using) {
            (Some(copied), Some(using)) => copied.expression = format!("({using})"),
            (Some(copied), None) => copied.convert(old_type, &new_type),
            (None, _) => {}
        }
        Ok(())
    }

    /// The name of the new type, if there is one.
    ///
    /// A column that numbers the rows goes on doing so with any type of whole numbers: their numbers have 64 bits.
    fn new_type(
        &self,
        alter: &AlterColumn,
        old_type: &str,
        statements: &Statements<'_>,
    ) -> Result<Option<String>, RenderError> {
        let name = &*alter.column;
        let data_type = match (&alter.data_type, alter.identity) {
            (None, None) => return Ok(None),
            (Some(data_type), _) => data_type.clone(),
            (None, Some(_)) => Type::Native(old_type.to_owned()),
        };
        let key = self
            .definition
            .constraints()
            .find(|it| it.kind == Kind::PrimaryKey);
        let key = key.map_or_else(Vec::new, |it| {
            it.columns.iter().map(ToString::to_string).collect()
        });
        let type_name = statements.type_name(&data_type)?.into_owned();
        let is_row_id = self
            .definition
            .row_id()
            .is_some_and(|it| same_name(it, name));
        let numbers = alter
            .identity
            .unwrap_or(is_row_id && Affinity::of(&type_name) == Affinity::Integer);
        if numbers {
            let name = self.in_table(self.definition.column(name))?.name();
            let mut numbering: Column = column(name, data_type);
            return statements
                .column_type(numbering.identity(), &key)
                .map(|it| Some(it.into_owned()));
        }
        if alter.identity == Some(false) && is_row_id && type_name.eq_ignore_ascii_case(old_type) {
            let what = format!(
                "stop numbering the rows in column `{name}`, which has the type {type_name}"
            );
            return Err(statements.unsupported(what, "give it another type: `set_type(bigint())`"));
        }
        Ok(Some(type_name))
    }

    fn set(&mut self, column: &str, kind: Kind, text: Option<&str>) -> Result<(), RenderError> {
        let changed = self.definition.set_clause(column, kind, text);
        self.in_table(changed)
    }
}
