//! The `CREATE TABLE` that a database keeps, taken apart into texts and put together again.
//!
//! A change is a change of the text: all else stays as it was written, byte for byte, and so nothing gets lost that
//! no schema of ours has a word for. Behind each change the text is taken apart anew.
//!
//! The grammar is SQLite's: <https://www.sqlite.org/lang_createtable.html>.

mod affinity;
mod canonical;
mod change;
mod clause;
mod column;
mod constraint;
mod described;
mod edit;
mod name;
mod parse;
#[cfg(test)]
mod tests;
mod trigger;

use crate::dialect::Lexis;
use crate::sql::SplitError;

pub use described::{
    Described, DescribedColumn, DescribedConstraint, describe, expression, index, is_same, plain,
    view,
};

pub(crate) use affinity::Affinity;
pub(crate) use clause::Kind;
pub(crate) use constraint::Constraint;
pub(crate) use edit::Place;
pub(crate) use name::{names, same_name};
use parse::Parts;
pub(crate) use trigger::is_for_updates_of;

/// A `CREATE TABLE` statement, and where in it everything stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableDefinition {
    sql: String,
    lexis: Lexis,
    parts: Parts,
}

/// A text that is no definition of an ordinary table, or a change that it does not take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DefinitionError {
    #[error(transparent)]
    Split(#[from] SplitError),
    #[error("it is no ordinary table")]
    NoTable,
    #[error("it has no column `{0}`")]
    NoColumn(String),
    #[error("`{0}` is its only column")]
    OnlyColumn(String),
    #[error("its column `{column}` is computed from `{from}`")]
    ComputedFrom { column: String, from: String },
}

impl TableDefinition {
    /// Takes a statement apart.
    pub(crate) fn parse(sql: impl Into<String>, lexis: Lexis) -> Result<Self, DefinitionError> {
        let sql = sql.into();
        let parts = Parts::parse(&sql, lexis)?;
        Ok(Self { sql, lexis, parts })
    }

    /// The statement.
    pub(crate) fn sql(&self) -> &str {
        &self.sql
    }

    /// The name of the table.
    pub(crate) fn table(&self) -> &str {
        &self.parts.table
    }

    /// The statement for a table of another name, which is quoted already.
    pub(crate) fn for_table(&self, name: &str) -> String {
        let mut sql = self.sql.clone();
        sql.replace_range(self.parts.table_span.clone(), name);
        sql
    }

    /// Whether its rows have numbers that no column shows.
    pub(crate) fn has_row_ids(&self) -> bool {
        !self.parts.without_row_ids
    }

    /// The column that is the row's number under another name, if there is one:
    /// <https://www.sqlite.org/lang_createtable.html#rowid>.
    pub(crate) fn row_id(&self) -> Option<&str> {
        let key = self.constraints().find(|it| it.kind == Kind::PrimaryKey)?;
        let [column] = key.columns[..] else {
            return None;
        };
        let is_integer = self
            .column(column)
            .ok()?
            .data_type()
            .eq_ignore_ascii_case("INTEGER");
        (is_integer && self.has_row_ids()).then_some(column)
    }

    /// Whether a row's number is never given twice: `AUTOINCREMENT`.
    pub(crate) fn is_autoincrement(&self) -> bool {
        self.clauses()
            .any(|(_, clause, _)| clause.autoincrement.is_some())
    }
}
