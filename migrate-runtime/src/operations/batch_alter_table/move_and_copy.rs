//! The statements that put a new table in the place of the old one.
//!
//! They are SQLite's own procedure, <https://www.sqlite.org/lang_altertable.html#otheralter>, but for the foreign keys,
//! which the session switches off before it begins the transaction.

use super::new_table::NewTable;
use super::old_table::OldTable;
use crate::definition::{Kind, TableDefinition, same_name};
use crate::operations::{Operation, RenderError, Statements};
use crate::schema::TableName;
use crate::version_table::OVERFLOW;

/// The longest name of the new table before it has its own, which is Alembic's.
const LONGEST_NAME: usize = 50;

/// Writes the statements.
pub(super) fn move_and_copy(
    old: &OldTable<'_>,
    new: &NewTable<'_>,
    statements: &mut Statements<'_>,
) -> Result<(), RenderError> {
    Move::new(old, new, statements).push(statements)
}

struct Move<'a> {
    old: &'a OldTable<'a>,
    new: &'a NewTable<'a>,
    /// The table, quoted,
    table: String,
    /// and the new one before it has this name.
    temporary: String,
    temporary_name: String,
}

impl<'a> Move<'a> {
    fn new(old: &'a OldTable<'a>, new: &'a NewTable<'a>, statements: &Statements<'_>) -> Self {
        let name = format!("_alembic_tmp_{}", new.table.name);
        let temporary = TableName {
            schema: new.table.schema.clone(),
            name: name.chars().take(LONGEST_NAME).collect(),
        };
        Self {
            old,
            new,
            table: statements.dialect.quote_table(new.table),
            temporary: statements.dialect.quote_table(&temporary),
            temporary_name: temporary.name,
        }
    }

    fn push(&self, statements: &mut Statements<'_>) -> Result<(), RenderError> {
        self.check_that_rows_stay(statements)?;
        render_all(&self.new.before, statements)?;
        self.push_expectations(statements);
        statements.push(self.new.definition.for_table(&self.temporary));
        self.push_copy(statements);
        self.push_value_checks(statements);
        self.push_sequence(statements);
        self.push_swap(statements);
        for index in &self.new.indexes {
            statements.push(index.sql.as_str());
        }
        for trigger in self.old.seen.iter().flat_map(|seen| &seen.triggers) {
            statements.push(trigger.as_str());
        }
        render_all(&self.new.behind, statements)?;
        self.push_schema_check(statements);
        self.push_foreign_key_checks(statements);
        Ok(())
    }

    /// Refuses to drop the old table where that would touch rows which refer to it.
    fn check_that_rows_stay(&self, statements: &Statements<'_>) -> Result<(), RenderError> {
        let Some(seen) = self.old.seen.filter(|seen| seen.foreign_keys) else {
            return Ok(());
        };
        let definitions = [&self.old.definition, &self.new.definition];
        let own = definitions
            .iter()
            .any(|it| refers_to_itself(it))
            .then_some(&self.new.table.name);
        let Some(referring) = seen.referring.first().or(own) else {
            return Ok(());
        };
        let what = format!(
            "make table `{}` anew while foreign keys are on: to drop the old one would delete or orphan the rows of \
             `{referring}` that refer to it",
            self.new.table.name
        );
        Err(statements.unsupported(what, FOREIGN_KEYS))
    }

    /// In a script: makes sure that the table is the one that was described, and foreign keys are off.
    fn push_expectations(&self, statements: &mut Statements<'_>) {
        if self.old.seen.is_some() {
            return;
        }
        let dialect = statements.dialect;
        let columns: Vec<_> = self
            .old
            .definition
            .columns()
            .map(|column| column.name())
            .collect();
        let columns = dialect.literal(&columns.join(","));
        let name = dialect.literal(&self.new.table.name);
        let arguments = self.arguments(&self.new.table.name, statements);
        let catalog = self.in_schema("sqlite_master", statements);
        push_assertion(
            statements,
            "foreign keys are off",
            "(SELECT foreign_keys FROM pragma_foreign_keys) = 0",
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

    /// Copies the rows.
    fn push_copy(&self, statements: &mut Statements<'_>) {
        let dialect = statements.dialect;
        let mut pairs = Vec::new();
        if let Some(row_id) = self.row_id() {
            pairs.push((row_id.to_owned(), row_id.to_owned()));
        }
        for column in self
            .new
            .definition
            .columns()
            .filter(|column| !column.is_computed())
        {
            if let Some(copied) = self
                .new
                .copied
                .iter()
                .find(|it| same_name(&it.column, column.name()))
            {
                pairs.push((
                    dialect.quote(column.name()).into_owned(),
                    copied.expression.clone(),
                ));
            }
        }
        let (columns, expressions): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
        // An `ON CONFLICT` of a constraint could leave rows out without a word.
        statements.push(format!(
            "INSERT OR ABORT INTO {} ({}) SELECT {} FROM {}",
            self.temporary,
            columns.join(", "),
            expressions.join(", "),
            self.table
        ));
    }

    /// The name of the rows' numbers, where no column shows them.
    fn row_id(&self) -> Option<&'static str> {
        let definitions = [&self.old.definition, &self.new.definition];
        if !definitions.iter().all(|it| it.has_row_ids()) || self.new.definition.row_id().is_some()
        {
            return None;
        }
        let is_free = |name: &&str| definitions.iter().all(|it| it.column(name).is_err());
        ["rowid", "_rowid_", "oid"].into_iter().find(is_free)
    }

    /// Makes sure that the values of a column of another type are of that.
    fn push_value_checks(&self, statements: &mut Statements<'_>) {
        for copied in &self.new.copied {
            let (Some(kept_as), Ok(column)) =
                (copied.kept_as, self.new.definition.column(&copied.column))
            else {
                continue;
            };
            let quoted = statements.dialect.quote(column.name());
            let wrong = format!(
                "SELECT 1 FROM {} WHERE typeof({quoted}) NOT IN ('{kept_as}', 'null')",
                self.temporary
            );
            let meaning = format!(
                "column `{}` of table `{}` has values that are no {}: say with `using` what becomes of them",
                column.name(),
                self.new.table.name,
                column.data_type()
            );
            push_check(statements, &format!("NOT EXISTS ({wrong})"), meaning);
        }
    }

    /// Has the new table count on from where the old one is.
    fn push_sequence(&self, statements: &mut Statements<'_>) {
        if !self.old.definition.is_autoincrement() || !self.new.definition.is_autoincrement() {
            return;
        }
        let sequence = self.in_schema("sqlite_sequence", statements);
        let old = statements.dialect.literal(self.old.definition.table());
        let new = statements.dialect.literal(&self.temporary_name);
        statements.push(format!("DELETE FROM {sequence} WHERE name = {new}"));
        statements.push(format!(
            "INSERT INTO {sequence} (name, seq) SELECT {new}, seq FROM {sequence} WHERE name = {old} COLLATE NOCASE"
        ));
    }

    /// Drops the old table, and gives the new one its name.
    fn push_swap(&self, statements: &mut Statements<'_>) {
        let name = statements
            .dialect
            .quote(self.old.definition.table())
            .into_owned();
        statements.push(format!("DROP TABLE {}", self.table));
        // Views and triggers speak of a table that is not there now, which would be an error.
        statements.push("PRAGMA legacy_alter_table = ON");
        statements.push(format!("ALTER TABLE {} RENAME TO {name}", self.temporary));
        statements.push("PRAGMA legacy_alter_table = OFF");
    }

    /// Has the database look at all views and triggers, which may speak of a dropped column.
    fn push_schema_check(&self, statements: &mut Statements<'_>) {
        if self.new.has_dropped_column {
            let table = &self.temporary;
            // It does so whenever a column gets a new name: <https://www.sqlite.org/lang_altertable.html#altertabrename>.
            statements.push(format!("CREATE TABLE {table} (a)"));
            statements.push(format!("ALTER TABLE {table} RENAME COLUMN a TO b"));
            statements.push(format!("DROP TABLE {table}"));
        }
    }

    /// Makes sure that all rows refer to rows that are there, if that was the case before.
    fn push_foreign_key_checks(&self, statements: &mut Statements<'_>) {
        let own = std::iter::once(&self.new.table.name);
        let tables: Vec<_> = match self.old.seen {
            Some(seen) if seen.check_foreign_keys => own.chain(&seen.referring).collect(),
            None if self.new.has_new_foreign_key => own.collect(),
            _ => Vec::new(),
        };
        for table in tables {
            let arguments = self.arguments(table, statements);
            let meaning =
                format!("table `{table}` has rows that refer to rows which are not there");
            let condition =
                format!("NOT EXISTS (SELECT 1 FROM pragma_foreign_key_check({arguments}))");
            push_check(statements, &condition, meaning);
        }
    }

    /// The arguments of a pragma that asks for a table.
    fn arguments(&self, table: &str, statements: &Statements<'_>) -> String {
        let names = [Some(table), self.new.table.schema.as_deref()]
            .into_iter()
            .flatten();
        names
            .map(|name| statements.dialect.literal(name))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// A table of the catalog, in the schema of this table.
    fn in_schema(&self, name: &str, statements: &Statements<'_>) -> String {
        statements.dialect.quote_table(&TableName {
            schema: self.new.table.schema.clone(),
            name: name.to_owned(),
        })
    }
}

fn render_all(
    operations: &[&Operation],
    statements: &mut Statements<'_>,
) -> Result<(), RenderError> {
    operations
        .iter()
        .try_for_each(|operation| operation.render(statements))
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

/// Adds a statement that fails unless a condition holds.
fn push_check(statements: &mut Statements<'_>, condition: &str, meaning: String) {
    statements.push_check(
        format!("SELECT CASE WHEN {condition} THEN 1 ELSE {OVERFLOW} END"),
        meaning,
    );
}

/// Adds such a statement to a script, whose reader sees what is to hold.
fn push_assertion(statements: &mut Statements<'_>, what: &str, condition: &str) {
    statements.push(format!(
        "-- {what}\nSELECT CASE WHEN {condition} THEN 1 ELSE {OVERFLOW} END"
    ));
}

const FOREIGN_KEYS: &str = "they can be switched off before a transaction only: have `batch_alter_table` before the \
                            revision reads the database (`op.sqlite()`), or in a revision of its own, with \
                            `transaction = \"per-revision\"`";
