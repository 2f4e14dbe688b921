//! What a batch can do.

use std::panic::Location;

use super::change::Change;
use super::division::{Part, divide};
use crate::definition::Place;
use crate::dialect::{AlterColumns, Dialect};
use crate::operations::{
    AlterColumn, BatchAlterTable, CreateIndex, CreateTable, DropColumn, DropConstraint, DropIndex,
    Operation, Operations, Recorded,
};
use crate::schema::{
    Check, Column, ConstraintKind, ForeignKey, IndexPart, Name, PrimaryKey, Table, TableName,
    Unique,
};

/// The operations on one table, recorded in the block of
/// [`batch_alter_table`](Operations::batch_alter_table): those of [`Operations`], without the table's name.
#[derive(Debug)]
pub struct BatchOperations {
    table: TableName,
    op: Operations,
    /// Where added columns stand, by the numbers of their operations.
    places: Vec<(usize, Place)>,
    recreate: Recreate,
    described: Option<CreateTable>,
}

/// Whether the table is made anew, where it cannot be altered in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Recreate {
    /// If a change needs it.
    Auto,
    Always,
    Never,
}

/// A column that a batch adds.
#[derive(Debug)]
pub struct BatchColumn<'b> {
    number: usize,
    places: &'b mut Vec<(usize, Place)>,
}

impl BatchColumn<'_> {
    /// Has the column before another one; where tables are altered in place it stands behind all others.
    pub fn insert_before(self, column: impl Into<String>) {
        self.places
            .push((self.number, Place::Before(column.into())));
    }

    /// Has the column behind another one; where tables are altered in place it stands behind all others.
    pub fn insert_after(self, column: impl Into<String>) {
        self.places.push((self.number, Place::After(column.into())));
    }
}

impl BatchOperations {
    pub(super) fn new(dialect: &'static Dialect, table: TableName) -> Self {
        Self {
            table,
            op: Operations::new(dialect),
            places: Vec::new(),
            recreate: Recreate::Auto,
            described: None,
        }
    }

    /// Makes the table anew even if it could be altered in place, Alembic's `recreate="always"`; on SQLite only.
    pub fn recreate_always(&mut self) {
        self.recreate = Recreate::Always;
    }

    /// Never makes the table anew, Alembic's `recreate="never"`: what SQLite cannot alter in place is an error.
    pub fn recreate_never(&mut self) {
        self.recreate = Recreate::Never;
    }

    /// Describes the table as it is before the block, for a script (`--sql`), which cannot look.
    ///
    /// The script takes only a table with these columns, without indexes and triggers (drop them before the block,
    /// and create them again behind it), and without rows that refer to it, unless foreign keys are off. A run looks
    /// at the table itself, and needs no description.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.batch_alter_table("users", |b| {
    ///     b.copy_from(|t| {
    ///         t.column("id", bigint()).primary_key().identity();
    ///         t.column("email", text());
    ///     });
    ///     b.alter_column("email", |c| c.set_not_null());
    /// });
    /// # }
    /// ```
    pub fn copy_from(&mut self, define: impl FnOnce(&mut Table)) -> &mut CreateTable {
        let mut table = Table::default();
        define(&mut table);
        self.described.insert(CreateTable {
            name: self.table.clone(),
            table,
            if_not_exists: false,
            prefix: None,
            options: Vec::new(),
        })
    }

    /// Adds a column; see [`Operations::add_column`].
    #[track_caller]
    pub fn add_column(&mut self, column: impl Into<Column>) -> BatchColumn<'_> {
        let number = self.op.recorded().len();
        self.op.add_column(self.table.clone(), column);
        BatchColumn {
            number,
            places: &mut self.places,
        }
    }

    /// Drops a column; see [`Operations::drop_column`].
    #[track_caller]
    pub fn drop_column(&mut self, column: impl Into<String>) -> &mut DropColumn {
        self.op.drop_column(self.table.clone(), column)
    }

    /// Changes a column; see [`Operations::alter_column`]. SQLite keeps no comments, and leaves them out here.
    #[track_caller]
    pub fn alter_column(
        &mut self,
        column: impl Into<String>,
        change: impl FnOnce(&mut AlterColumn) -> &mut AlterColumn,
    ) -> &mut AlterColumn {
        self.op.alter_column(self.table.clone(), column, change)
    }

    /// Makes columns the primary key; see [`Operations::create_primary_key`].
    #[track_caller]
    pub fn create_primary_key<I>(&mut self, name: impl Into<Name>, columns: I) -> &mut PrimaryKey
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.op
            .create_primary_key(name, self.table.clone(), columns)
    }

    /// Adds a unique constraint; see [`Operations::create_unique_constraint`].
    #[track_caller]
    pub fn create_unique_constraint<I>(&mut self, name: impl Into<Name>, columns: I) -> &mut Unique
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.op
            .create_unique_constraint(name, self.table.clone(), columns)
    }

    /// Adds a condition that every row must meet; see [`Operations::create_check_constraint`].
    #[track_caller]
    pub fn create_check_constraint(
        &mut self,
        name: impl Into<Name>,
        condition: impl Into<String>,
    ) -> &mut Check {
        self.op
            .create_check_constraint(name, self.table.clone(), condition)
    }

    /// Adds a foreign key; see [`Operations::create_foreign_key`].
    #[track_caller]
    pub fn create_foreign_key<I, J>(
        &mut self,
        name: impl Into<Name>,
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
        let table = self.table.clone();
        self.op
            .create_foreign_key(name, table, columns, referred_table, referred_columns)
    }

    /// Drops a constraint; see [`Operations::drop_constraint`].
    ///
    /// On SQLite one without a name is found by the name that the naming convention gives it, or by that which
    /// PostgreSQL would: `users_email_key`, `users_shop_id_fkey`. A primary key without a name is found by any.
    #[track_caller]
    pub fn drop_constraint(
        &mut self,
        name: impl Into<String>,
        kind: ConstraintKind,
    ) -> &mut DropConstraint {
        self.op.drop_constraint(name, self.table.clone(), kind)
    }

    /// Creates an index; see [`Operations::create_index`].
    #[track_caller]
    pub fn create_index<I>(&mut self, name: impl Into<Name>, parts: I) -> &mut CreateIndex
    where
        I: IntoIterator,
        I::Item: Into<IndexPart>,
    {
        self.op.create_index(name, self.table.clone(), parts)
    }

    /// Drops an index; see [`Operations::drop_index`].
    #[track_caller]
    pub fn drop_index(&mut self, name: impl Into<String>) -> &mut DropIndex {
        self.op.drop_index(name, self.table.clone())
    }

    /// Records what the block comes to: its operations as they are, and where it must be, a table made anew.
    pub(super) fn record_in(self, op: &mut Operations, location: &'static Location<'static>) {
        let (_, recorded) = self.op.into_parts();
        let in_place = op.dialect().columns.alter != AlterColumns::Recreate;
        if in_place || self.recreate == Recreate::Never {
            return op.extend(recorded);
        }
        let changes = recorded.into_iter().enumerate().map(|(number, recorded)| {
            let mut places = self.places.iter().rev();
            let place = places.find(|(it, _)| *it == number);
            Change {
                recorded,
                place: place.map(|(_, place)| place.clone()),
            }
        });
        let parts = divide(
            changes,
            op.dialect().lexis,
            self.recreate == Recreate::Always,
        );
        for (number, part) in parts.into_iter().enumerate() {
            match part {
                Part::InPlace(recorded) => op.extend([*recorded]),
                Part::Anew(changes) => op.extend([Recorded {
                    operation: Operation::BatchAlterTable(BatchAlterTable {
                        table: self.table.clone(),
                        changes,
                        // Behind a part the table is no longer what was described.
                        described: self.described.clone().filter(|_| number == 0),
                        is_first: number == 0,
                    }),
                    location,
                    outside_transaction: false,
                }]),
            }
        }
    }
}
