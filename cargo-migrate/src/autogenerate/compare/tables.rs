//! Tables, and what belongs to them.

use std::collections::BTreeMap;

use migrate_script::config::Kind;

use super::{Options, comments, sides};
use crate::autogenerate::change::Change;
use crate::autogenerate::schema::{Column, Index, Name, Schema, Table};

/// `whole` is the first schema with what is left alone too: a dropped table is dropped, and comes back, with all of it.
pub(super) fn compare(
    whole: &Schema,
    from: &Schema,
    to: &Schema,
    options: &Options,
    changes: &mut Vec<Change>,
) {
    for (name, before, after) in sides(&from.tables, &to.tables) {
        match (before, after) {
            (Some(before), Some(after)) => Comparison {
                name,
                from: before,
                to: after,
                options,
                changes,
            }
            .compare(),
            (Some(before), None) => {
                let table = whole.tables.get(name).unwrap_or(before);
                changes.push(Change::DropTable(name.clone(), table.clone()));
            }
            (None, Some(after)) => changes.push(Change::CreateTable(name.clone(), after.clone())),
            (None, None) => {}
        }
    }
}

/// One table that is on both sides.
struct Comparison<'a> {
    name: &'a Name,
    from: &'a Table,
    to: &'a Table,
    options: &'a Options,
    changes: &'a mut Vec<Change>,
}

impl Comparison<'_> {
    fn compare(mut self) {
        if self.from.comment != self.to.comment {
            self.changes.push(Change::TableComment {
                table: self.name.clone(),
                from: self.from.comment.clone(),
                to: self.to.comment.clone(),
            });
        }
        self.columns();
        if self.options.compares(Kind::Constraints) {
            self.primary_key();
        }
        self.constraints();
        self.indexes();
        self.triggers();
    }

    fn columns(&mut self) {
        for column in &self.from.columns {
            match find(self.to, &column.name) {
                Some(wanted) => self.column(column, wanted),
                None => self.drop_column(column),
            }
        }
        for column in &self.to.columns {
            if find(self.from, &column.name).is_none() {
                self.add_column(column);
            }
        }
    }

    fn column(&mut self, from: &Column, to: &Column) {
        let wanted = self.options.wanted(from, to);
        if from.computed != wanted.computed {
            self.drop_column(from);
            self.add_column(&wanted);
        } else if *from != wanted {
            self.changes.push(Change::AlterColumn {
                table: self.name.clone(),
                from: from.clone(),
                to: wanted,
            });
        }
    }

    fn add_column(&mut self, column: &Column) {
        self.changes.push(Change::AddColumn {
            table: self.name.clone(),
            column: column.clone(),
        });
    }

    fn drop_column(&mut self, column: &Column) {
        self.changes.push(Change::DropColumn {
            table: self.name.clone(),
            column: column.clone(),
        });
    }

    fn primary_key(&mut self) {
        let table = self.name;
        let (from, to) = (&self.from.primary_key, &self.to.primary_key);
        if from == to {
            return;
        }
        let drop = from.clone().map(|key| Change::DropPrimaryKey {
            table: table.clone(),
            key,
        });
        let create = to.clone().map(|key| Change::CreatePrimaryKey {
            table: table.clone(),
            key,
        });
        self.changes.extend(drop.into_iter().chain(create));
    }

    fn constraints(&mut self) {
        let (name, from, to) = (self.name, self.from, self.to);
        let table = || name.clone();
        let (old, new) = differing(&from.uniques, &to.uniques, PartialEq::eq);
        self.changes
            .extend(old.into_iter().map(|(name, unique)| Change::DropUnique {
                table: table(),
                name,
                unique,
            }));
        self.changes
            .extend(new.into_iter().map(|(name, unique)| Change::CreateUnique {
                table: table(),
                name,
                unique,
            }));
        let (old, new) = differing(&from.foreign_keys, &to.foreign_keys, PartialEq::eq);
        self.changes
            .extend(old.into_iter().map(|(name, key)| Change::DropForeignKey {
                table: table(),
                name,
                key,
            }));
        self.changes
            .extend(new.into_iter().map(|(name, key)| Change::CreateForeignKey {
                table: table(),
                name,
                key,
            }));
        let (old, new) = differing(&from.checks, &to.checks, PartialEq::eq);
        self.changes
            .extend(old.into_iter().map(|(name, check)| Change::DropCheck {
                table: table(),
                name,
                check,
            }));
        self.changes
            .extend(new.into_iter().map(|(name, check)| Change::CreateCheck {
                table: table(),
                name,
                check,
            }));
        let (old, new) = differing(&from.excludes, &to.excludes, PartialEq::eq);
        self.changes
            .extend(old.into_iter().map(|(name, exclude)| Change::DropExclude {
                table: table(),
                name,
                exclude,
            }));
        self.changes.extend(
            new.into_iter()
                .map(|(name, exclude)| Change::CreateExclude {
                    table: table(),
                    name,
                    exclude,
                }),
        );
    }

    fn indexes(&mut self) {
        let (table, from, to) = (self.name, &self.from.indexes, &self.to.indexes);
        let is_same = |from: &_, to: &_| without_comment(from) == without_comment(to);
        for (name, from) in from {
            if let Some(to) = to.get(name).filter(|to| is_same(from, to)) {
                let object = || comments::index(table, name);
                comments::compare(object, &from.comment, &to.comment, self.changes);
            }
        }
        let (old, new) = differing(from, to, is_same);
        self.changes
            .extend(old.into_iter().map(|(name, index)| Change::DropIndex {
                table: table.clone(),
                name,
                index,
            }));
        self.changes
            .extend(new.into_iter().map(|(name, index)| Change::CreateIndex {
                table: table.clone(),
                name,
                index,
            }));
    }

    fn triggers(&mut self) {
        let table = || self.name.clone();
        let (from, to) = (&self.from.triggers, &self.to.triggers);
        let (old, new) = differing(from, to, PartialEq::eq);
        self.changes.extend(
            old.into_iter()
                .map(|(name, definition)| Change::DropTrigger {
                    table: table(),
                    name,
                    definition,
                }),
        );
        self.changes.extend(
            new.into_iter()
                .map(|(name, definition)| Change::CreateTrigger {
                    table: table(),
                    name,
                    definition,
                }),
        );
    }
}

fn find<'a>(table: &'a Table, column: &str) -> Option<&'a Column> {
    table.columns.iter().find(|it| it.name == column)
}

fn without_comment(index: &Index) -> Index {
    let mut index = index.clone();
    index.comment = None;
    index
}

/// What is to be dropped, and what is to be created, by name.
type Differing<T> = (Vec<(String, T)>, Vec<(String, T)>);

fn differing<T: Clone>(
    from: &BTreeMap<String, T>,
    to: &BTreeMap<String, T>,
    is_same: impl Fn(&T, &T) -> bool,
) -> Differing<T> {
    let (mut dropped, mut created) = (Vec::new(), Vec::new());
    for (name, before, after) in sides(from, to) {
        let is_same = before
            .zip(after)
            .is_some_and(|(before, after)| is_same(before, after));
        if !is_same {
            dropped.extend(before.map(|it| (name.clone(), it.clone())));
            created.extend(after.map(|it| (name.clone(), it.clone())));
        }
    }
    (dropped, created)
}
