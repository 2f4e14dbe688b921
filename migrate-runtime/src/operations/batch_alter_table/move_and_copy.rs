//! The statements that put a new table in the place of the old one.
//!
//! They are SQLite's own procedure, <https://www.sqlite.org/lang_altertable.html#otheralter>, but for the foreign
//! keys, which the session switches off before it begins the transaction.

mod checks;

use super::copied::Copied;
use super::new_table::NewTable;
use super::old_table::OldTable;
use crate::definition::same_name;
use crate::operations::{Operation, RenderError, Statements};
use crate::schema::TableName;

/// The longest name of the new table before it has its own, which is Alembic's.
const LONGEST_NAME: usize = 50;

/// Writes the statements.
pub(super) fn move_and_copy(
    old: &OldTable<'_>,
    new: &NewTable<'_>,
    statements: &mut Statements<'_>,
) -> Result<(), RenderError> {
    let name = format!("_alembic_tmp_{}", new.table.name);
    let table = statements.dialect.quote_table(new.table);
    let temporary = TableName {
        schema: new.table.schema.clone(),
        name: name.chars().take(LONGEST_NAME).collect(),
    };
    let steps = Steps {
        old,
        new,
        table,
        temporary: statements.dialect.quote_table(&temporary),
        temporary_name: temporary.name,
    };
    steps.push(statements)
}

struct Steps<'a> {
    old: &'a OldTable<'a>,
    new: &'a NewTable<'a>,
    /// The table, quoted.
    table: String,
    /// The new table before it has its name, quoted and as it is.
    temporary: String,
    temporary_name: String,
}

impl Steps<'_> {
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

    /// Copies the rows.
    fn push_copy(&self, statements: &mut Statements<'_>) {
        let columns = self.new.definition.columns();
        let columns = columns
            .filter(|column| !column.is_computed())
            .filter_map(|column| {
                let quoted = statements.dialect.quote(column.name()).into_owned();
                Some((quoted, self.copied(column.name())?.expression.clone()))
            });
        let pairs = self.row_id(statements).into_iter().chain(columns);
        let (columns, expressions): (Vec<_>, Vec<_>) = pairs.unzip();
        // An `ON CONFLICT` of a constraint could leave rows out without a word.
        statements.push(format!(
            "INSERT OR ABORT INTO {} ({}) SELECT {} FROM {}",
            self.temporary,
            columns.join(", "),
            expressions.join(", "),
            self.table
        ));
    }

    /// Where the numbers of the rows go, and where they come from, if no column brings them along.
    fn row_id(&self, statements: &Statements<'_>) -> Option<(String, String)> {
        let definitions = [&self.old.definition, &self.new.definition];
        let is_free = |name: &&str| definitions.iter().all(|it| it.column(name).is_err());
        let free = ["rowid", "_rowid_", "oid"].into_iter().find(is_free)?;
        let shown = self.new.definition.row_id();
        let is_copied = shown.is_some_and(|column| self.copied(column).is_some());
        if is_copied || !definitions.iter().all(|it| it.has_row_ids()) {
            return None;
        }
        let target = shown.map_or(free.into(), |column| statements.dialect.quote(column));
        Some((target.into_owned(), free.to_owned()))
    }

    fn copied(&self, column: &str) -> Option<&Copied> {
        let mut copied = self.new.copied.iter();
        copied.find(|it| same_name(&it.column, column))
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
            "INSERT INTO {sequence} (name, seq) \
             SELECT {new}, seq FROM {sequence} WHERE name = {old} COLLATE NOCASE"
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
