//! The version table: one row for each head of what is applied.
//!
//! Name, columns and row changes are Alembic's, so that a database can be handed over and back.

use crate::dialect::{Dialect, RowCheck};
use crate::schema::TableName;
use crate::session::{Origin, Piece};
use crate::settings::Settings;
use migrate_script::RevisionId;
use migrate_script::graph::RowChange;

/// The version table of a database, as SQL of its dialect.
#[derive(Debug, Clone, Copy)]
pub(crate) struct VersionTable<'a> {
    dialect: &'static Dialect,
    settings: &'a Settings,
}

impl<'a> VersionTable<'a> {
    pub(crate) fn new(dialect: &'static Dialect, settings: &'a Settings) -> Self {
        Self { dialect, settings }
    }

    pub(crate) fn name(&self) -> String {
        let schema = self.settings.version_table_schema.as_deref();
        self.dialect.quote_table(&TableName {
            schema: schema.map(str::to_owned),
            name: self.settings.version_table.to_string(),
        })
    }

    /// Reads the rows, in an order that does not depend on where they are stored.
    pub(crate) fn select(&self) -> String {
        format!(
            "SELECT version_num FROM {} ORDER BY version_num",
            self.name()
        )
    }

    /// Creates the table, as Alembic does.
    pub(crate) fn create(&self) -> Piece {
        let mut sql = format!("CREATE TABLE IF NOT EXISTS {} (\n", self.name());
        sql.push_str("    version_num VARCHAR(32) NOT NULL");
        if self.settings.version_table_primary_key {
            let constraint = format!("{}_pkc", self.settings.version_table);
            let constraint = self.dialect.quote(&constraint);
            sql.push_str(&format!(
                ",\n    CONSTRAINT {constraint} PRIMARY KEY (version_num)"
            ));
        }
        sql.push_str("\n)");
        version(sql).alone(!self.dialect.transactional_ddl)
    }

    /// Fails unless the rows are exactly those that the plan was made from.
    pub(crate) fn check_state(&self, expected: &[RevisionId]) -> Piece {
        let name = self.name();
        let count = expected.len();
        let list = expected
            .iter()
            .map(|id| self.dialect.literal(id))
            .collect::<Vec<_>>()
            .join(", ");
        let sql = format!(
            "SELECT CASE WHEN (SELECT count(*) FROM {name}) = {count} \
             AND (SELECT count(*) FROM {name} WHERE version_num IN ({list})) = {count} \
             THEN 1 ELSE {OVERFLOW} END"
        );
        Piece::new(sql, Origin::State)
    }

    /// The statements of a step's change, each making sure that it hits exactly one row.
    pub(crate) fn change(&self, rows: &RowChange) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for sql in self.statements(rows) {
            match sql.starts_with("INSERT") {
                true => pieces.push(version(sql)),
                false => pieces.extend(checked(self.dialect, sql, Origin::Version)),
            }
        }
        pieces
    }

    /// The statements of a step's change: deletes, inserts, updates.
    pub(crate) fn statements(&self, rows: &RowChange) -> Vec<String> {
        let name = self.name();
        let literal = |id: &RevisionId| self.dialect.literal(id);
        let deletes = rows.delete.iter().map(|id| {
            let id = literal(id);
            format!("DELETE FROM {name} WHERE version_num = {id}")
        });
        let inserts = rows.insert.iter().map(|id| {
            let id = literal(id);
            format!("INSERT INTO {name} (version_num) VALUES ({id})")
        });
        let updates = rows.update.iter().map(|(from, to)| {
            let (from, to) = (literal(from), literal(to));
            format!("UPDATE {name} SET version_num = {to} WHERE version_num = {from}")
        });
        deletes.chain(inserts).chain(updates).collect()
    }

    /// Keeps others from taking the table for what it was while the transaction is open, where no lock of the
    /// connection does.
    pub(crate) fn guard(&self) -> Piece {
        let lock = format!("LOCK TABLE {} IN ROW EXCLUSIVE MODE", self.name());
        Piece::new(lock, Origin::State)
    }

    /// Deletes all rows, known or not.
    pub(crate) fn purge(&self) -> Piece {
        version(format!("DELETE FROM {}", self.name()))
    }
}

/// A change that fails inside of its message unless it hits exactly one row.
pub(crate) fn checked(dialect: &Dialect, sql: String, origin: Origin) -> Vec<Piece> {
    let piece = |sql: String| Piece::new(sql, origin);
    match dialect.row_check {
        RowCheck::DivisionByCount => vec![piece(format!(
            "WITH changed AS ({sql} RETURNING 1) SELECT 1 / (count(*) = 1)::int FROM changed"
        ))],
        RowCheck::ChangesOverflow => {
            let check = format!("SELECT CASE changes() WHEN 1 THEN 1 ELSE {OVERFLOW} END");
            vec![piece(sql), piece(check)]
        }
        RowCheck::RowCountOverflow => {
            // sqlx counts the rows that an update has found, not those that it has changed.
            let check = "SELECT 9223372036854775807 + (row_count() <> 1)".to_owned();
            vec![piece(sql), piece(check)]
        }
    }
}

/// The rows, sorted, after a step has changed them.
pub(crate) fn rows_after(mut rows: Vec<RevisionId>, change: &RowChange) -> Vec<RevisionId> {
    rows.retain(|row| !change.delete.contains(row));
    rows.extend(change.insert.iter().cloned());
    for (from, to) in &change.update {
        if let Some(row) = rows.iter_mut().find(|row| *row == from) {
            row.clone_from(to);
        }
    }
    rows.sort_unstable();
    rows
}

/// An expression that SQLite evaluates to an error; it has no other way to raise one outside of triggers.
pub(crate) const OVERFLOW: &str = "abs(-9223372036854775807 - 1)";

fn version(sql: String) -> Piece {
    Piece::new(sql, Origin::Version)
}
