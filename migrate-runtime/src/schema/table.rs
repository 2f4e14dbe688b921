//! A table under construction: its columns and constraints.

use super::{Check, Column, ForeignKey, PrimaryKey, TableName, Type, Unique, column, names};

/// The columns and constraints of a table, filled in the closure of `op.create_table`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    pub(crate) columns: Vec<Column>,
    pub(crate) primary_key: Option<PrimaryKey>,
    pub(crate) uniques: Vec<Unique>,
    pub(crate) checks: Vec<Check>,
    pub(crate) foreign_keys: Vec<ForeignKey>,
}

impl Table {
    /// Adds a column, nullable until said otherwise.
    pub fn column(&mut self, name: impl Into<String>, data_type: Type) -> &mut Column {
        push(&mut self.columns, column(name, data_type))
    }

    /// Sets the primary key over the given columns, in this order.
    pub fn primary_key<I>(&mut self, columns: I) -> &mut PrimaryKey
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.primary_key.insert(PrimaryKey {
            name: None,
            columns: names(columns),
        })
    }

    /// Adds a unique constraint.
    pub fn unique<I>(&mut self, columns: I) -> &mut Unique
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        push(
            &mut self.uniques,
            Unique {
                name: None,
                columns: names(columns),
            },
        )
    }

    /// Adds a condition that every row must meet, as an SQL expression.
    pub fn check(&mut self, condition: impl Into<String>) -> &mut Check {
        push(
            &mut self.checks,
            Check {
                name: None,
                condition: condition.into(),
            },
        )
    }

    /// Adds a foreign key from `columns` to `referred_columns` of `referred_table`.
    pub fn foreign_key<I, J>(
        &mut self,
        columns: I,
        referred_table: impl Into<TableName>,
        referred_columns: J,
    ) -> &mut ForeignKey
    where
        I: IntoIterator,
        I::Item: Into<String>,
        J: IntoIterator,
        J::Item: Into<String>,
    {
        let key = ForeignKey {
            name: None,
            columns: names(columns),
            referred_table: referred_table.into(),
            referred_columns: names(referred_columns),
            on_delete: None,
            on_update: None,
        };
        push(&mut self.foreign_keys, key)
    }
}

/// Appends and lends what was appended.
fn push<T>(list: &mut Vec<T>, item: T) -> &mut T {
    list.push(item);
    list.last_mut().expect("an item was pushed just before")
}
