//! The statements that make a table, with its foreign keys apart where they can be added later: tables that refer to
//! each other can be made in any order then.

use super::Target;
use crate::operations::{CreateForeignKey, CreateTable, Operation, RenderError};
use crate::schema::{Column, ForeignKey};

/// The statements of one operation.
pub(super) fn of(
    operation: impl Into<Operation>,
    target: Target<'_>,
) -> Result<Vec<String>, RenderError> {
    let mut statements = target.statements();
    operation.into().render(&mut statements)?;
    Ok(statements.into_vec().into_iter().map(|it| it.sql).collect())
}

/// The table without its foreign keys, and these; the table as it is where they cannot be added later.
pub(super) fn without_foreign_keys(
    create: &CreateTable,
    target: Target<'_>,
) -> (CreateTable, Vec<CreateForeignKey>) {
    let mut create = create.clone();
    if !target.dialect.constraints.alter {
        return (create, Vec::new());
    }
    let of_columns: Vec<_> = create.table.columns.iter_mut().filter_map(take).collect();
    let of_table = std::mem::take(&mut create.table.foreign_keys);
    let keys = of_columns.into_iter().chain(of_table);
    let keys = keys.map(|constraint| CreateForeignKey {
        table: create.name.clone(),
        constraint,
    });
    let keys = keys.collect();
    (create, keys)
}

fn take(column: &mut Column) -> Option<ForeignKey> {
    let key = column.foreign_key()?;
    (column.references, column.on_delete, column.on_update) = (None, None, None);
    Some(key)
}
