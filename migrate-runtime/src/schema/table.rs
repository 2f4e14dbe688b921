//! A table under construction: its columns and constraints.

use super::{
    Check, Column, Exclude, ForeignKey, PrimaryKey, TableName, Type, Unique, column, names,
};

/// The columns and constraints of a table, filled in the closure of `op.create_table`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    pub(crate) columns: Vec<Column>,
    pub(crate) primary_key: Option<PrimaryKey>,
    pub(crate) uniques: Vec<Unique>,
    pub(crate) checks: Vec<Check>,
    pub(crate) foreign_keys: Vec<ForeignKey>,
    pub(crate) excludes: Vec<Exclude>,
    pub(crate) comment: Option<String>,
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
        self.primary_key.insert(PrimaryKey::new(names(columns)))
    }

    /// Adds a unique constraint.
    pub fn unique<I>(&mut self, columns: I) -> &mut Unique
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        push(&mut self.uniques, Unique::new(names(columns)))
    }

    /// Adds a condition that every row must meet, as an SQL expression.
    pub fn check(&mut self, condition: impl Into<String>) -> &mut Check {
        push(&mut self.checks, Check::new(condition.into()))
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
        let (columns, referred_columns) = (names(columns), names(referred_columns));
        let key = ForeignKey::new(columns, referred_table.into(), referred_columns);
        push(&mut self.foreign_keys, key)
    }

    /// Adds an exclusion constraint over pairs of an expression and the operator that compares it:
    /// `[("room", "="), ("during", "&&")]`; PostgreSQL only.
    pub fn exclude<I, E, O>(&mut self, elements: I) -> &mut Exclude
    where
        I: IntoIterator<Item = (E, O)>,
        E: Into<String>,
        O: Into<String>,
    {
        push(&mut self.excludes, Exclude::new(elements))
    }

    /// Says what the table is for, in the database itself; left out where there are no comments (SQLite).
    pub fn comment(&mut self, comment: impl Into<String>) {
        self.comment = Some(comment.into());
    }
}

/// Appends and lends what was appended.
fn push<T>(list: &mut Vec<T>, item: T) -> &mut T {
    list.push(item);
    list.last_mut().expect("an item was pushed just before")
}
