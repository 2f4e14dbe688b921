//! `op.batch_alter_table(…)`

mod batch_operations;
mod change;
mod copied;
mod division;
mod move_and_copy;
mod new_table;
mod old_table;

use std::panic::Location;

use super::{CreateTable, Directive, Operations, RenderError, Statements, variant};
use crate::dialect::{AlterColumns, Dialect};
use crate::schema::TableName;

pub use batch_operations::{BatchColumn, BatchOperations};
use change::Change;
use move_and_copy::move_and_copy;
use new_table::NewTable;
use old_table::OldTable;

/// Makes a table anew, with changes, where it cannot be altered in place.
#[derive(Debug, Clone)]
pub struct BatchAlterTable {
    table: TableName,
    changes: Vec<Change>,
    /// The table as it is, for a script.
    described: Option<CreateTable>,
    /// Whether its block has done nothing before.
    is_first: bool,
}

impl Operations {
    /// Changes a table, on SQLite too.
    ///
    /// Where tables are altered in place, the block is its operations one after the other. SQLite alters little in
    /// place: a new column that is no key and not unique, a column's name. For all else the table is made anew, as
    /// Alembic's batch mode does: a new one is created, the rows are copied, the old one is dropped and the new one
    /// takes its name, all in the revision's transaction.
    ///
    /// Nothing gets lost on the way that the block does not speak of: the statement that SQLite keeps of the table is
    /// changed as a text, so that collations, checks without names, `AUTOINCREMENT`, `STRICT`, computed columns and
    /// comments stay as they were written. Indexes and triggers are created again, rows keep their numbers, and rows
    /// of other tables that refer to it are left alone and checked in the end. As on PostgreSQL, what cannot be without
    /// a dropped column goes with it: indexes over it, and unique constraints, foreign keys and checks that name it;
    /// a primary key goes on with the columns that it has left. A view or a trigger that reads it is an error.
    ///
    /// Values that the new type of a column cannot hold are an error too:
    /// [`using`](super::AlterColumn::using) says what becomes of them.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// op.batch_alter_table("products", |b| {
    ///     b.alter_column("price", |c| c.set_type(numeric(12, 2)).set_not_null());
    ///     b.add_column(column("slug", varchar(80)).unique()).insert_after("name");
    ///     b.create_foreign_key("fk_products_shop", ["shop_id"], "shops", ["id"]);
    ///     b.drop_column("shop");
    /// });
    /// # }
    /// ```
    #[track_caller]
    pub fn batch_alter_table(
        &mut self,
        table: impl Into<TableName>,
        block: impl FnOnce(&mut BatchOperations),
    ) {
        let mut batch = BatchOperations::new(self.dialect(), table.into());
        block(&mut batch);
        batch.record_in(self, Location::caller());
    }
}

impl Directive for BatchAlterTable {
    fn render(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        if statements.dialect.columns.alter != AlterColumns::Recreate {
            return Err(statements.unsupported("make a table anew", "alter it in place"));
        }
        if statements.outside_transaction {
            return Err(RenderError::invalid(
                "a table is made anew in one transaction: take `batch_alter_table` out of `autocommit_block`",
            ));
        }
        let old = OldTable::find(self, statements)?;
        let mut new = NewTable::new(&self.table, &old, statements.dialect);
        for change in &self.changes {
            new.apply(change, statements)?;
        }
        move_and_copy(&old, &new, statements)
    }

    fn table_to_read(&self, _dialect: &'static Dialect) -> Option<&TableName> {
        Some(&self.table)
    }

    fn recreates(&self, _dialect: &'static Dialect) -> bool {
        true
    }

    variant!(BatchAlterTable);
}
