//! The table as it is.

use crate::definition::{DefinitionError, TableDefinition};
use crate::existing_table::ExistingTable;
use crate::operations::{BatchAlterTable, Directive, RenderError, Statements};

/// The table as it is: as it was found, or for a script, as it was described.
pub(super) struct OldTable<'a> {
    pub(super) definition: TableDefinition,
    pub(super) seen: Option<&'a ExistingTable>,
}

impl<'a> OldTable<'a> {
    pub(super) fn find(
        batch: &BatchAlterTable,
        statements: &Statements<'a>,
    ) -> Result<Self, RenderError> {
        let table = &batch.table.name;
        let lexis = statements.dialect.lexis;
        let parse = |sql: &str| {
            let definition = TableDefinition::parse(sql, lexis);
            definition.map_err(|error| of_table(table, &error))
        };
        if let Some(seen) = statements.table {
            let definition = parse(&seen.sql)?;
            check(table, &definition, seen)?;
            return Ok(Self {
                definition,
                seen: Some(seen),
            });
        }
        let Some(described) = &batch.described else {
            return Err(RenderError::Unseen {
                what: "`batch_alter_table`".to_owned(),
                table: table.clone(),
                help: if batch.is_first {
                    DESCRIBE
                } else {
                    RENAME_LAST
                },
            });
        };
        let mut create = Statements::new(statements.dialect).with_naming(statements.naming);
        described.render(&mut create)?;
        let create = create.into_vec();
        let sql = create.first().map_or("", |statement| &*statement.sql);
        Ok(Self {
            definition: parse(sql)?,
            seen: None,
        })
    }
}

/// Makes sure that the definition was understood as the database understands it.
fn check(
    table: &str,
    definition: &TableDefinition,
    seen: &ExistingTable,
) -> Result<(), RenderError> {
    let found = definition
        .columns()
        .map(|column| (column.name(), column.is_computed()));
    let known = seen
        .columns
        .iter()
        .map(|column| (&*column.name, column.computed));
    if found.eq(known) {
        return Ok(());
    }
    Err(RenderError::invalid(format!(
        "the definition of table `{table}` has columns that could not be made out: {}",
        definition.sql()
    )))
}

/// What is wrong with a definition, or a change of it.
pub(super) fn of_table(table: &str, error: &DefinitionError) -> RenderError {
    RenderError::invalid(format!("table `{table}` cannot be made anew: {error}"))
}

const DESCRIBE: &str = "describe it with `copy_from`, or run the revision online";
const RENAME_LAST: &str =
    "rename columns behind all other changes of the block, or run the revision online";
