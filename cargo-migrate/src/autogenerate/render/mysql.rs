//! What MySQL and MariaDB need beside the change itself.
//!
//! A column is written anew with each change, so it is restated: without a look at the table, as a script needs it too. The
//! database numbers rows only in a column that a key begins with, so the number goes before such a key and comes
//! behind it. And a check may belong to its column.

use migrate_runtime::Operations;
use migrate_runtime::dialect::Family;
use migrate_runtime::schema;
use quote::quote;

use super::Renderer;
use super::call::{Argument, Block, Chain, Made, alter_column, call};
use super::expression::bare;
use crate::autogenerate::compare::mysql::{Key, is_of_column, kept_keys, keys, made_for};
use crate::autogenerate::schema::{Check, Column, ForeignKey, Index, Name, Schema, Table};

/// What a change of a column must restate.
#[derive(Debug, Clone, Copy)]
struct Restated<'c> {
    column: &'c Column,
    check: Option<&'c Check>,
}

impl Renderer<'_> {
    pub(super) fn is_mysql(&self) -> bool {
        self.dialect.family == Family::Mysql
    }

    /// All changes of a column in one.
    pub(super) fn redefine_column(
        &self,
        op: &mut Block<'_, Operations>,
        table: &Name,
        from: &Column,
        to: &Column,
    ) {
        // Without a key, there is no number now, or not yet.
        let has_key = self.keeps_key(table, &to.name, None);
        let numbered = |column: &Column| Column {
            identity: column.identity.filter(|_| has_key),
            ..column.clone()
        };
        let (from, to) = (&numbered(from), &numbered(to));
        if from == to {
            return;
        }
        let is_retyped = from.data_type != to.data_type || from.collation != to.collation;
        let mut before = from.clone();
        if is_retyped {
            before.collation = None;
        }
        let drops_default = from.default.is_some() && to.default.is_none();
        let check = self.check_that_stays(table, to);
        let restated = self.restated(Restated {
            column: &before,
            check,
        });
        alter_column(op, table, &to.name, |c| {
            // To drop a default alone leaves a column that may be null without any.
            if is_retyped || drops_default {
                call!(c.set_type(self.data_type(&to.data_type)));
                if let Some(collation) = to.collation.as_ref().filter(|_| is_retyped) {
                    call!(c.collate(collation));
                }
            }
            match (from.is_nullable, to.is_nullable) {
                (true, false) => call!(c.set_not_null()),
                (false, true) => call!(c.drop_not_null()),
                _ => {}
            }
            match &to.default {
                Some(default) if from.default.as_ref() != Some(default) => {
                    call!(c.set_default(default));
                }
                None if drops_default => call!(c.drop_default()),
                _ => {}
            }
            match (from.identity, to.identity) {
                (None, Some(_)) => call!(c.set_identity()),
                (Some(_), None) => call!(c.drop_identity()),
                _ => {}
            }
            match &to.comment {
                Some(comment) if from.comment.as_ref() != Some(comment) => {
                    call!(c.set_comment(comment));
                }
                None if from.comment.is_some() => call!(c.drop_comment()),
                _ => {}
            }
            call!(c.existing(restated));
        });
    }

    /// `column("name", varchar(40)).not_null()`
    fn restated(&self, Restated { column, check }: Restated<'_>) -> Made<schema::Column> {
        let Made { value, source } = self.data_type(&column.data_type);
        let mut restated = schema::column(column.name.as_str(), value);
        let name = column.name.source();
        let mut source = quote!(column(#name, #source));
        let mut chain = Chain {
            builder: &mut restated,
            source: &mut source,
        };
        self.describe(&mut chain, column, false);
        if let Some(check) = check {
            call!(chain.check(bare(&check.condition)));
        }
        Made {
            value: restated,
            source,
        }
    }

    /// The check that belongs to a column before and behind the changes.
    fn check_that_stays(&self, table: &Name, column: &Column) -> Option<&Check> {
        let before = check_of(self.from, table, &column.name)?;
        let after = self.to.tables.get(table)?;
        let mut after = after.checks.values();
        after
            .any(|it| it.condition == before.condition)
            .then_some(before)
    }

    /// The check that a new column brings with it.
    pub(super) fn check_of_new(&self, table: &Name, column: &Column) -> Option<&Check> {
        let check = check_of(self.to, table, &column.name).filter(|_| self.is_mysql())?;
        let before = self.from.tables.get(table);
        let mut before = before.into_iter().flat_map(|it| it.checks.values());
        (!before.any(|it| it.condition == check.condition)).then_some(check)
    }

    /// Adds the check of a column to it, unless that came with it.
    pub(super) fn create_check_of_column(
        &self,
        op: &mut Block<'_, Operations>,
        table: &Name,
        check: &Check,
    ) {
        let before = column_of(self.from, table, check);
        if let Some(column) = column_of(self.to, table, check).filter(|_| before.is_some()) {
            self.set_check(op, table, column, Some(check));
        }
    }

    /// Takes the check of a column from it, unless that goes too.
    pub(super) fn drop_check_of_column(
        &self,
        op: &mut Block<'_, Operations>,
        table: &Name,
        check: &Check,
    ) {
        let after = column_of(self.to, table, check);
        if let Some(column) = column_of(self.from, table, check).filter(|_| after.is_some()) {
            self.set_check(op, table, column, None);
        }
    }

    fn set_check(
        &self,
        op: &mut Block<'_, Operations>,
        table: &Name,
        column: &Column,
        check: Option<&Check>,
    ) {
        let restated = self.restated(Restated { column, check });
        alter_column(op, table, &column.name, |c| {
            call!(c.set_type(self.data_type(&column.data_type)));
            call!(c.existing(restated));
        });
    }

    /// Whether a key that begins with a column is there all the while; one may be left out.
    fn keeps_key(&self, table: &Name, column: &str, without: Option<&Key>) -> bool {
        let tables = self.from.tables.get(table).zip(self.to.tables.get(table));
        tables.is_some_and(|(from, to)| {
            let kept = kept_keys(from, to);
            let mut keys = keys(from).into_iter();
            keys.any(|(key, columns)| {
                let begins = columns.first().is_some_and(|it| it == column);
                begins && kept.contains(&key) && Some(&key) != without
            })
        })
    }

    /// Lets the database number the rows no more, before the key goes that it needs for that.
    pub(super) fn before_key_goes(&self, op: &mut Block<'_, Operations>, table: &Name, key: &Key) {
        if let Some(column) = self.numbered(self.from, table, key) {
            let check = check_of(self.from, table, &column.name);
            let restated = self.restated(Restated { column, check });
            alter_column(op, table, &column.name, |c| {
                call!(c.drop_identity());
                call!(c.existing(restated));
            });
        }
    }

    /// Lets the database number the rows, when the key is there that it needs for that.
    pub(super) fn behind_new_key(&self, op: &mut Block<'_, Operations>, table: &Name, key: &Key) {
        if let Some(column) = self.numbered(self.to, table, key) {
            let mut before = column.clone();
            before.identity = None;
            let check = check_of(self.to, table, &column.name);
            let restated = self.restated(Restated {
                column: &before,
                check,
            });
            alter_column(op, table, &column.name, |c| {
                call!(c.set_identity());
                call!(c.existing(restated));
            });
        }
    }

    /// The column that a key begins with, if rows are numbered in it and no other key does for that.
    fn numbered<'s>(&self, schema: &'s Schema, table: &Name, key: &Key) -> Option<&'s Column> {
        let found = schema.tables.get(table).filter(|_| self.is_mysql())?;
        let (_, columns) = keys(found).into_iter().find(|(it, _)| it == key)?;
        let column = find(found, columns.first()?)?;
        let is_first = numbering_key(found, column).is_some_and(|it| it == *key);
        (is_first && !self.keeps_key(table, &column.name, Some(key))).then_some(column)
    }

    /// A column of a new table as it is before the table's indexes.
    pub(super) fn without_index(&self, table: &Table, column: &Column) -> Column {
        let mut column = column.clone();
        let key = numbering_key(table, &column);
        if self.is_mysql() && matches!(key, None | Some(Key::Index(_))) {
            column.identity = None;
        }
        column
    }

    /// Whether a foreign key of a new table refers to this table itself by no more than an index.
    pub(super) fn waits_for_index(&self, name: &Name, table: &Table, key: &ForeignKey) -> bool {
        let mut keys = keys(table).into_iter();
        let is_served = |(it, columns): (Key, Vec<String>)| {
            !matches!(it, Key::Index(_)) && columns.starts_with(&key.referred_columns)
        };
        self.is_mysql() && key.referred == *name && !keys.any(is_served)
    }

    /// Whether a new column brings the primary key with it: so its rows are numbered from the beginning.
    pub(super) fn brings_key(&self, table: &Name, column: &str) -> bool {
        let (before, after) = (self.from.tables.get(table), self.to.tables.get(table));
        let is_new = before.is_some_and(|it| find(it, column).is_none());
        let is_numbered = |it: &Table| find(it, column).is_some_and(|it| it.identity.is_some());
        let key = after.filter(|it| is_numbered(it));
        let key = key.and_then(|it| it.primary_key.as_ref());
        self.is_mysql() && is_new && key.is_some_and(|it| it.columns == [column])
    }

    /// A new column as it is before its keys.
    pub(super) fn without_key(&self, table: &Name, column: &Column) -> Column {
        let mut column = column.clone();
        if self.is_mysql() && !self.brings_key(table, &column.name) {
            column.identity = None;
        }
        column
    }

    /// Whether an index comes with its foreign key, which is called the same.
    pub(super) fn comes_with_key(&self, table: &Name, name: &str, index: &Index) -> bool {
        let Some(after) = self.to.tables.get(table).filter(|_| self.is_mysql()) else {
            return false;
        };
        let Some((key, it)) = made_for(after, name, index).filter(|(key, _)| *key == name) else {
            return false;
        };
        let before = self.from.tables.get(table);
        let before = before.and_then(|it| it.foreign_keys.get(key));
        let is_new = before.is_none_or(|before| before.columns != it.columns);
        let mut serving = keys(after).into_iter();
        let index = Key::Index(name.to_owned());
        let is_served =
            serving.any(|(other, columns)| other != index && columns.starts_with(&it.columns));
        is_new && !is_served
    }

    /// An index of which the directive cannot say all, as a statement.
    pub(super) fn index_statement(
        &self,
        table: &Name,
        name: &str,
        index: &Index,
    ) -> Option<String> {
        let kind = match index.method.as_str() {
            "fulltext" => "FULLTEXT ",
            "spatial" => "SPATIAL ",
            _ if !self.is_mysql() || index.definition.ends_with(')') => return None,
            _ if index.is_unique => "UNIQUE ",
            _ => "",
        };
        let (table, name) = (self.quote(table), self.dialect.quote(name));
        let definition = &index.definition;
        Some(format!("CREATE {kind}INDEX {name} ON {table} {definition}"))
    }
}

/// The key that a column is numbered with: of those that begin with it, the one that is made first and dropped last.
fn numbering_key(table: &Table, column: &Column) -> Option<Key> {
    let mut keys = keys(table)
        .into_iter()
        .filter(|_| column.identity.is_some());
    let key = keys.find(|(_, columns)| columns.first() == Some(&column.name));
    key.map(|(key, _)| key)
}

/// The check that belongs to a column.
pub(super) fn check_of<'s>(schema: &'s Schema, table: &Name, column: &str) -> Option<&'s Check> {
    let mut checks = schema.tables.get(table)?.checks.values();
    checks.find(|it| is_of_column(it) && it.definition.starts_with(&head(column)))
}

/// The column that a check belongs to.
fn column_of<'s>(schema: &'s Schema, table: &Name, check: &Check) -> Option<&'s Column> {
    let mut columns = schema.tables.get(table)?.columns.iter();
    columns.find(|it| check.definition.starts_with(&head(&it.name)))
}

/// What the definition of a column's check begins with.
fn head(column: &str) -> String {
    format!("`{}` CHECK ", column.replace('`', "``"))
}

fn find<'t>(table: &'t Table, column: &str) -> Option<&'t Column> {
    table.columns.iter().find(|it| it.name == column)
}
