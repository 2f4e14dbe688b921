//! What makes sure that nothing gets lost: before anything is written, and while it runs.

use super::Steps;
use crate::definition::{Kind, TableDefinition, same_name};
use crate::operations::{RenderError, Statements};
use crate::version_table::OVERFLOW;

impl Steps<'_> {
    /// Refuses to drop the old table where that would touch rows which refer to it.
    pub(super) fn check_that_rows_stay(
        &self,
        statements: &Statements<'_>,
    ) -> Result<(), RenderError> {
        let Some(seen) = self.old.seen.filter(|seen| seen.foreign_keys) else {
            return Ok(());
        };
        let table = &self.new.table.name;
        let mut definitions = [&self.old.definition, &self.new.definition].into_iter();
        let own = definitions.any(refers_to_itself).then_some(table);
        let Some(referring) = seen.referring.first().or(own) else {
            return Ok(());
        };
        let what = format!(
            "make table `{table}` anew while foreign keys are on: to drop the old one would delete or orphan the \
             rows of `{referring}` that refer to it"
        );
        Err(statements.unsupported(what, FOREIGN_KEYS))
    }

    /// In a script: makes sure that the table is the one that was described, and that no rows refer to it.
    pub(super) fn push_expectations(&self, statements: &mut Statements<'_>) {
        if self.old.seen.is_some() {
            return;
        }
        let dialect = statements.dialect;
        let name = dialect.literal(&self.new.table.name);
        let columns = self.old.definition.columns().map(|column| column.name());
        let columns = dialect.literal(&columns.collect::<Vec<_>>().join(","));
        let arguments = self.arguments(name.clone(), statements);
        let keys = self.arguments("m.name".to_owned(), statements);
        let catalog = self.in_schema("sqlite_master", statements);
        push_assertion(
            statements,
            "foreign keys are off, or none refers to the table",
            &format!(
                "(SELECT foreign_keys FROM pragma_foreign_keys) = 0 OR NOT EXISTS (SELECT 1 FROM {catalog} m, \
                 pragma_foreign_key_list({keys}) f WHERE m.type = 'table' AND f.\"table\" = {name} COLLATE NOCASE)"
            ),
        );
        push_assertion(
            statements,
            "the table has the columns that were described",
            &format!(
                "(SELECT group_concat(name) FROM pragma_table_xinfo({arguments})) = {columns} COLLATE NOCASE"
            ),
        );
        push_assertion(
            statements,
            "the table has no index and no trigger, which would get lost",
            &format!(
                "NOT EXISTS (SELECT 1 FROM {catalog} WHERE tbl_name = {name} COLLATE NOCASE \
                 AND type IN ('index', 'trigger') AND sql IS NOT NULL)"
            ),
        );
    }

    /// Makes sure that the values of a column of another type are of that.
    pub(super) fn push_value_checks(&self, statements: &mut Statements<'_>) {
        for copied in &self.new.copied {
            let column = self.new.definition.column(&copied.column);
            let (Some(kept_as), Ok(column)) = (copied.kept_as, column) else {
                continue;
            };
            let (name, data_type) = (column.name(), column.data_type());
            let condition = format!(
                "NOT EXISTS (SELECT 1 FROM {} WHERE typeof({}) NOT IN ('{kept_as}', 'null'))",
                self.temporary,
                statements.dialect.quote(name)
            );
            let meaning = format!(
                "column `{name}` of table `{}` has values that are no {data_type}: say with `using` what becomes of them",
                self.new.table.name
            );
            push_check(statements, &condition, meaning);
        }
    }

    /// Has the database look at all views and triggers, which may read a dropped column.
    pub(super) fn push_schema_check(&self, statements: &mut Statements<'_>) {
        if self.new.has_dropped_column {
            let table = &self.temporary;
            // It does so whenever a column gets a new name.
            statements.push(format!("CREATE TABLE {table} (a)"));
            statements.push(format!("ALTER TABLE {table} RENAME COLUMN a TO b"));
            statements.push(format!("DROP TABLE {table}"));
        }
    }

    /// Makes sure that all rows refer to rows that are there, if that was the case before.
    pub(super) fn push_foreign_key_checks(&self, statements: &mut Statements<'_>) {
        let own = std::iter::once(&self.new.table.name);
        let tables: Vec<_> = match self.old.seen {
            Some(seen) if seen.check_foreign_keys => own.chain(&seen.referring).collect(),
            None if self.new.has_new_foreign_key => own.collect(),
            _ => Vec::new(),
        };
        for table in tables {
            let arguments = self.arguments(statements.dialect.literal(table), statements);
            let condition =
                format!("NOT EXISTS (SELECT 1 FROM pragma_foreign_key_check({arguments}))");
            let meaning =
                format!("table `{table}` has rows that refer to rows which are not there");
            push_check(statements, &condition, meaning);
        }
    }

    /// The arguments of a pragma that is asked for a table: its name as an expression, and the schema.
    fn arguments(&self, name: String, statements: &Statements<'_>) -> String {
        match &self.new.table.schema {
            Some(schema) => format!("{name}, {}", statements.dialect.literal(schema)),
            None => name,
        }
    }
}

fn refers_to_itself(definition: &TableDefinition) -> bool {
    let mut keys = definition
        .constraints()
        .filter(|it| it.kind == Kind::ForeignKey);
    keys.any(|key| {
        key.referred
            .is_some_and(|(table, _)| same_name(table, definition.table()))
    })
}

/// Adds a statement that fails unless a condition holds, and what it means that it fails.
fn push_check(statements: &mut Statements<'_>, condition: &str, meaning: String) {
    statements.push_check(assertion(condition), meaning);
}

/// Adds such a statement to a script, with what is to hold as a comment for its reader.
fn push_assertion(statements: &mut Statements<'_>, what: &str, condition: &str) {
    statements.push(format!("-- {what}\n{}", assertion(condition)));
}

fn assertion(condition: &str) -> String {
    format!("SELECT CASE WHEN {condition} THEN 1 ELSE {OVERFLOW} END")
}

const FOREIGN_KEYS: &str = "they can be switched off before a transaction only: have `batch_alter_table` before the \
                            revision reads the database (`op.sqlite()`), or in a revision of its own, with \
                            `transaction = \"per-revision\"`";
