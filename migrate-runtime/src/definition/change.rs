//! Changes that are more than one clause.

use super::clause::{ClausePlace, Kind};
use super::name::{names, same_name};
use super::{DefinitionError, TableDefinition};
use crate::sql::{SplitError, Token, tokens};

impl TableDefinition {
    /// Drops a column, and the constraints that speak of it; a primary key goes on with the columns that it has
    /// left.
    pub(crate) fn drop_column(&mut self, name: &str) -> Result<(), DefinitionError> {
        self.check_not_computed_from(name)?;
        if self.columns().count() == 1 {
            return Err(DefinitionError::OnlyColumn(name.to_owned()));
        }
        loop {
            while let Some(place) = self.constraint_over(name)? {
                self.remove_constraint(place)?;
            }
            // Which may have it twice.
            if !self.shorten_key(name)? {
                break;
            }
        }
        let number = self.column(name)?.number;
        self.remove_item(number)
    }

    fn check_not_computed_from(&self, name: &str) -> Result<(), DefinitionError> {
        for column in self.columns().filter(|it| !same_name(it.name(), name)) {
            for (_, clause) in column.clauses(Kind::Generated) {
                if names(column.text(clause), self.lexis, name)? {
                    return Err(DefinitionError::ComputedFrom {
                        column: column.name().to_owned(),
                        from: name.to_owned(),
                    });
                }
            }
        }
        Ok(())
    }

    /// A constraint that cannot be without a column, and does not stand behind it.
    fn constraint_over(&self, name: &str) -> Result<Option<ClausePlace>, DefinitionError> {
        let own = self.column(name)?.number;
        for (item, clause, place) in self.clauses().filter(|(_, _, place)| place.item != own) {
            let in_key = clause.columns.iter().any(|it| same_name(&it.name, name));
            let goes = match clause.kind {
                Kind::Check => names(&self.sql[clause.body.clone()], self.lexis, name)?,
                Kind::Unique | Kind::ForeignKey => item.column.is_none() && in_key,
                Kind::PrimaryKey => in_key && clause.columns.len() == 1,
                _ => false,
            };
            if goes {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }

    /// Takes a column out of the primary key, which has others; whether it was in there.
    fn shorten_key(&mut self, name: &str) -> Result<bool, DefinitionError> {
        // One behind a column goes with it, or stays with another.
        let key = self
            .clauses()
            .find(|(item, clause, _)| item.column.is_none() && clause.kind == Kind::PrimaryKey);
        let columns = key.map_or(&[][..], |(_, clause, _)| &clause.columns);
        let Some(at) = columns.iter().position(|it| same_name(&it.name, name)) else {
            return Ok(false);
        };
        let span = match columns.get(at + 1) {
            Some(next) => columns[at].span.start..next.span.start,
            None => columns[at - 1].span.end..columns[at].span.end,
        };
        self.replace(span, "").map(|()| true)
    }

    /// Refuses NULL in a column or allows it.
    pub(crate) fn set_nullable(
        &mut self,
        column: &str,
        nullable: bool,
    ) -> Result<(), DefinitionError> {
        if nullable {
            return self.set_clause(column, Kind::NotNull, None);
        }
        self.set_clause(column, Kind::Null, None)?;
        if self.column(column)?.clauses(Kind::NotNull).next().is_none() {
            self.insert_clause(column, Kind::NotNull, "NOT NULL")?;
        }
        Ok(())
    }

    /// Lets numbers of rows that are gone be given again.
    pub(crate) fn drop_autoincrement(&mut self) -> Result<(), DefinitionError> {
        let word = self
            .clauses()
            .find_map(|(_, clause, _)| clause.autoincrement.clone());
        let Some(word) = word else {
            return Ok(());
        };
        let before = self.sql[..word.start].trim_end().len();
        self.replace(before..word.end, "")
    }

    /// Drops the checks behind a column that do nothing but list its values: those of an enum.
    pub(crate) fn drop_lists_of_values(&mut self, column: &str) -> Result<(), DefinitionError> {
        while let Some(place) = self.list_of_values(column)? {
            self.remove_constraint(place)?;
        }
        Ok(())
    }

    fn list_of_values(&self, column: &str) -> Result<Option<ClausePlace>, SplitError> {
        let Ok(column) = self.column(column) else {
            return Ok(None);
        };
        for (place, clause) in column
            .clauses(Kind::Check)
            .filter(|(_, it)| it.name.is_none())
        {
            let tokens = tokens(column.text(clause), self.lexis)?;
            if is_list_of_values(&tokens) {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }
}

/// `CHECK (column IN ('a', 'b'))`
fn is_list_of_values(tokens: &[Token<'_>]) -> bool {
    let [_, open, _, is_in, open_list, values @ .., close_list, close] = tokens else {
        return false;
    };
    let signs = [
        (open, "("),
        (is_in, "IN"),
        (open_list, "("),
        (close_list, ")"),
        (close, ")"),
    ];
    let is_value = |token: &Token<'_>| token.text.starts_with('\'');
    signs.iter().all(|(token, text)| token.is(text))
        && values.iter().all(|it| is_value(it) || it.is(","))
}
