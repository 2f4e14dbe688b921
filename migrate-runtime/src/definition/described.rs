//! What a definition says, as data: for autogenerate, which compares it.

#[cfg(test)]
mod tests;

use super::canonical::{Columns, canonical};
use super::clause::{Clause, Kind};
use super::column::Column;
use super::constraint::Constraint;
use super::name::{same_name, unquoted};
use super::{DefinitionError, TableDefinition};
use crate::dialect::Lexis;
use crate::schema::ConstraintKind;
use crate::sql::{SplitError, tokens};

/// What a `CREATE TABLE` says that no pragma of SQLite tells. Expressions are in one form, however they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// In order.
    pub columns: Vec<DescribedColumn>,
    /// In order, those of columns among them.
    pub constraints: Vec<DescribedConstraint>,
    /// Whether a row's number is never given twice.
    pub is_autoincrement: bool,
    /// What stands behind the closing parenthesis: `STRICT`, `WITHOUT ROWID`.
    pub options: String,
    /// Whether constraints say what becomes of rows that do not meet them: `ON CONFLICT`.
    pub has_conflict_clauses: bool,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribedColumn {
    /// Without quotes.
    pub name: String,
    /// In capitals, with one blank between two words and behind a comma; empty without a type.
    pub data_type: String,
    /// The collation's name.
    pub collation: Option<String>,
    /// The expression behind `DEFAULT`.
    pub default: Option<String>,
    /// The expression of a computed column.
    pub computed: Option<String>,
}

/// A primary key, a unique constraint, a check or a foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribedConstraint {
    /// Which of them.
    pub kind: ConstraintKind,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// The name that it goes by if it has none.
    pub called: String,
    /// The columns of a key, or the one that it stands behind.
    pub columns: Vec<String>,
    /// The table and the columns that a foreign key refers to; without columns, its primary key.
    pub referred: Option<(String, Vec<String>)>,
    /// What it says: the condition of a check, the clauses of another one.
    pub text: String,
}

impl TableDefinition {
    /// What the definition says.
    pub(crate) fn described(&self) -> Result<Described, DefinitionError> {
        let names = self.names();
        let columns = self.columns().map(|column| self.describe(column, &names));
        let columns = columns.collect::<Result<_, SplitError>>()?;
        let mut constraints = Vec::new();
        for found in self.constraints() {
            let Some(kind) = kind(found.kind) else {
                continue;
            };
            let referred = found.referred;
            constraints.push(DescribedConstraint {
                kind,
                name: found.name.map(str::to_owned),
                called: self.called(&found, &names)?,
                text: self.text_of(self.clause(&found), &names)?,
                columns: found.columns.into_iter().map(str::to_owned).collect(),
                referred: referred.map(|(table, columns)| (table.to_owned(), columns.to_vec())),
            });
        }
        let behind = tokens(&self.sql[self.parts.close..], self.lexis)?;
        let behind = behind.iter().map(|token| token.text.to_uppercase());
        Ok(Described {
            columns,
            constraints,
            is_autoincrement: self.is_autoincrement(),
            options: behind.collect::<Vec<_>>().join(" ").replace(" ,", ","),
            has_conflict_clauses: self.has_conflict_clauses()?,
        })
    }

    /// The name that a constraint without one goes by: as PostgreSQL would call it, and a check by its text, so that the name
    /// does not depend on others.
    pub(crate) fn called(
        &self,
        constraint: &Constraint<'_>,
        names: &Columns<'_>,
    ) -> Result<String, SplitError> {
        let table = self.table();
        let over = || constraint.columns.join("_");
        Ok(match constraint.kind {
            Kind::PrimaryKey => format!("{table}_pkey"),
            Kind::Unique => format!("{table}_{}_key", over()),
            Kind::ForeignKey => format!("{table}_{}_fkey", over()),
            _ => {
                let digest = digest(&self.text_of(self.clause(constraint), names)?);
                format!("{table}_{digest:08x}_check")
            }
        })
    }

    /// The names of the columns, as its expressions may write them.
    pub(crate) fn names(&self) -> Columns<'_> {
        Columns::new(self.columns().map(Column::name))
    }

    fn clause(&self, constraint: &Constraint<'_>) -> &Clause {
        let place = constraint.place;
        &self.parts.items[place.item].clauses[place.clause]
    }

    fn describe(
        &self,
        column: Column<'_>,
        names: &Columns<'_>,
    ) -> Result<DescribedColumn, SplitError> {
        let first = |kind| column.clauses(kind).next().map(|(_, clause)| clause);
        let expression = |kind| {
            let clause: Option<&Clause> = first(kind);
            clause.map(|clause| self.text_of(clause, names)).transpose()
        };
        let collation = first(Kind::Collate).map(|clause| tokens(column.text(clause), self.lexis));
        let collation = collation.transpose()?;
        Ok(DescribedColumn {
            name: column.name().to_owned(),
            data_type: data_type(column.data_type(), self.lexis)?,
            collation: collation.and_then(|tokens| Some(unquoted(tokens.last()?.text))),
            default: expression(Kind::Default)?,
            computed: expression(Kind::Generated)?,
        })
    }

    /// What a clause says behind its keyword, and behind what is told of it apart.
    fn text_of(&self, clause: &Clause, names: &Columns<'_>) -> Result<String, SplitError> {
        let text = &self.sql[clause.body.clone()];
        let tokens = tokens(text, self.lexis)?;
        let find = |word: &str| tokens.iter().position(|token| token.is(word));
        let (first, last) = match clause.kind {
            // Behind its parentheses a column may be said to be stored.
            Kind::Check | Kind::Generated => (find("("), tokens.iter().rposition(|it| it.is(")"))),
            Kind::Default => (Some(1), None),
            Kind::ForeignKey => {
                let table = find("REFERENCES").map_or(0, |at| at + 1);
                let is_listed = tokens.get(table + 1).is_some_and(|token| token.is("("));
                let mut behind = tokens.iter().skip(table);
                let closed = behind.position(|token| token.is(")"));
                let end = closed.filter(|_| is_listed).unwrap_or(0);
                (Some(table + end + 1), None)
            }
            _ => (find("("), None),
        };
        let Some(first) = first.and_then(|at| tokens.get(at)) else {
            return Ok(String::new());
        };
        let end = last.map_or(text.len(), |at| tokens[at].end());
        canonical(&text[first.start..end.max(first.start)], self.lexis, names)
    }

    fn has_conflict_clauses(&self) -> Result<bool, SplitError> {
        for (_, clause, _) in self.clauses() {
            let tokens = tokens(&self.sql[clause.body.clone()], self.lexis)?;
            let mut pairs = tokens.windows(2);
            if pairs.any(|pair| pair[0].is("ON") && pair[1].is("CONFLICT")) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// A type in one form.
fn data_type(text: &str, lexis: Lexis) -> Result<String, SplitError> {
    let mut written = String::new();
    for token in tokens(text, lexis)? {
        let is_tight = written.is_empty()
            || written.ends_with(['(', '+', '-', '.'])
            || ["(", ")", ",", "."].iter().any(|sign| token.is(sign));
        if !is_tight {
            written.push(' ');
        }
        written.push_str(&unquoted(token.text).to_uppercase());
    }
    Ok(written)
}

fn kind(kind: Kind) -> Option<ConstraintKind> {
    match kind {
        Kind::PrimaryKey => Some(ConstraintKind::PrimaryKey),
        Kind::Unique => Some(ConstraintKind::Unique),
        Kind::Check => Some(ConstraintKind::Check),
        Kind::ForeignKey => Some(ConstraintKind::ForeignKey),
        _ => None,
    }
}

/// A number for a text, the same in each version of this library: FNV-1a.
fn digest(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |digest, byte| {
        (digest ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// Takes apart a statement that SQLite keeps; `None` where it is no ordinary table.
pub fn describe(sql: &str) -> Option<Described> {
    let definition = TableDefinition::parse(sql, crate::dialect::SQLITE.lexis).ok()?;
    definition.described().ok()
}

/// A text that SQLite keeps, with one blank where there is any gap, and without comments; as it is if it cannot be read.
pub fn plain(sql: &str) -> String {
    let Ok(tokens) = tokens(sql, crate::dialect::SQLITE.lexis) else {
        return sql.to_owned();
    };
    let mut text = String::new();
    let mut end = None;
    for token in tokens {
        if end.is_some_and(|end| end != token.start) {
            text.push(' ');
        }
        text.push_str(token.text);
        end = Some(token.end());
    }
    text
}

/// An expression of SQLite in one form, over these columns; as it is if it cannot be read.
pub fn expression(text: &str, columns: &[&str]) -> String {
    in_one_form(text, &Columns::new(columns.iter().copied()))
}

fn in_one_form(text: &str, columns: &Columns<'_>) -> String {
    let written = canonical(text, crate::dialect::SQLITE.lexis, columns);
    written.unwrap_or_else(|_| text.to_owned())
}

/// The elements of an index in the statement that creates it, and the condition behind `WHERE`, both in one form.
pub fn index(sql: &str, columns: &[&str]) -> Option<(Vec<String>, Option<String>)> {
    let lexis = crate::dialect::SQLITE.lexis;
    let tokens = tokens(sql, lexis).ok()?;
    let elements = super::parse::in_parentheses(&tokens);
    let columns = Columns::new(columns.iter().copied());
    let texts = elements
        .iter()
        .map(|element| in_one_form(&sql[element.span()], &columns));
    let behind = elements.last()?.span().end;
    let condition = tokens
        .iter()
        .filter(|token| token.start >= behind)
        .find(|token| token.is("WHERE"));
    let condition = condition.map(|token| in_one_form(&sql[token.end()..], &columns));
    Some((texts.collect(), condition))
}

/// The columns that a view's statement lists, as they are written there, and its query.
pub fn view(sql: &str) -> Option<(Option<String>, String)> {
    let tokens = tokens(sql, crate::dialect::SQLITE.lexis).ok()?;
    let at = tokens.iter().position(|token| token.is("AS"))?;
    let (head, query) = (&tokens[..at], tokens.get(at + 1)?);
    let list = head.iter().find(|token| token.is("("));
    let list = list.zip(head.last());
    let list = list.map(|(first, last)| plain(&sql[first.start..last.end()]));
    Some((list, plain(&sql[query.start..])))
}

/// Whether two names are one to SQLite.
pub fn is_same(a: &str, b: &str) -> bool {
    same_name(a, b)
}
