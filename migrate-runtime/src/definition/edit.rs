//! Texts that are put into a definition and taken out of it.

use std::ops::Range;

use super::clause::{ClausePlace, Kind};
use super::parse::Parts;
use super::{DefinitionError, TableDefinition};

/// Where a new column stands: next to the one of this name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    Before(String),
    After(String),
}

impl TableDefinition {
    /// Puts a column where it is to stand, or behind all others.
    pub(crate) fn insert_column(
        &mut self,
        column: &str,
        place: Option<&Place>,
    ) -> Result<(), DefinitionError> {
        let at = match place {
            Some(Place::Before(name)) => {
                let at = self.column(name)?.item.span.start;
                let gap = self.gap();
                return self.replace(at..at, &format!("{column},{gap}"));
            }
            Some(Place::After(name)) => self.column(name)?.item.span.end,
            None => self
                .columns()
                .last()
                .map_or(self.parts.open, |it| it.item.span.end),
        };
        self.insert_item(at, column)
    }

    /// Puts a constraint behind all that is there.
    pub(crate) fn push_constraint(&mut self, constraint: &str) -> Result<(), DefinitionError> {
        let at = self
            .parts
            .items
            .last()
            .map_or(self.parts.open, |item| item.span.end);
        self.insert_item(at, constraint)
    }

    fn insert_item(&mut self, at: usize, text: &str) -> Result<(), DefinitionError> {
        let gap = self.gap();
        self.replace(at..at, &format!(",{gap}{text}"))
    }

    /// What stands before each item: a line break and as many blanks as before the first one.
    fn gap(&self) -> String {
        let first = self
            .parts
            .items
            .first()
            .map_or(self.parts.open, |item| item.span.start);
        let before = &self.sql[self.parts.open..first];
        match before.rsplit_once('\n') {
            Some((_, indent)) if indent.trim().is_empty() => format!("\n{indent}"),
            _ => " ".to_owned(),
        }
    }

    /// Takes a constraint out.
    pub(crate) fn remove_constraint(&mut self, place: ClausePlace) -> Result<(), DefinitionError> {
        let item = &self.parts.items[place.item];
        match (&item.column, &item.clauses[..]) {
            (None, [_]) => self.remove_item(place.item),
            _ => self.remove_clause(place),
        }
    }

    /// Takes a clause out, with the blanks before it.
    fn remove_clause(&mut self, place: ClausePlace) -> Result<(), DefinitionError> {
        self.replace(self.span_with_blanks(place), "")
    }

    /// Takes clauses out, which stand in this order.
    fn remove_clauses(&mut self, places: &[ClausePlace]) -> Result<(), DefinitionError> {
        let mut sql = self.sql.clone();
        // The last one first, as places behind a change are others.
        for place in places.iter().rev() {
            sql.replace_range(self.span_with_blanks(*place), "");
        }
        self.set_sql(sql)
    }

    fn span_with_blanks(&self, place: ClausePlace) -> Range<usize> {
        let item = &self.parts.items[place.item];
        let span = item.clauses[place.clause].span.clone();
        let before = match place.clause.checked_sub(1) {
            Some(before) => item.clauses[before].span.end,
            None => item.column.as_ref().map_or(span.start, |name| name.end),
        };
        if self.is_blank(before..span.start) {
            before..span.end
        } else {
            span
        }
    }

    /// Takes a column or a constraint out, with one of the commas next to it; comments stay.
    pub(super) fn remove_item(&mut self, number: usize) -> Result<(), DefinitionError> {
        let items = &self.parts.items;
        let Range { start, end } = items[number].span;
        let before = number.checked_sub(1).and_then(|before| items[before].comma);
        match (before, items[number].comma) {
            (Some(comma), behind) if behind.is_none() || self.is_blank(comma + 1..start) => {
                let kept = self.comments(comma + 1..start);
                self.replace(comma..end, &kept)
            }
            (_, Some(comma)) => {
                let next = items
                    .get(number + 1)
                    .map_or(comma + 1, |item| item.span.start);
                let kept = self.comments(end..comma) + &self.comments(comma + 1..next);
                self.replace(start..next, &kept)
            }
            _ => self.replace(start..end, ""),
        }
    }

    /// What stands between two things, if that is more than blanks.
    fn comments(&self, between: Range<usize>) -> String {
        let text = &self.sql[between];
        if text.trim().is_empty() {
            String::new()
        } else {
            text.to_owned()
        }
    }

    /// Writes a clause of a column in the place of the one of its kind, or where this library would; `None` takes
    /// it out.
    pub(crate) fn set_clause(
        &mut self,
        column: &str,
        kind: Kind,
        text: Option<&str>,
    ) -> Result<(), DefinitionError> {
        let kept = usize::from(text.is_some());
        let others = self.column(column)?.clauses(kind).skip(kept);
        let others: Vec<_> = others.map(|(place, _)| place).collect();
        self.remove_clauses(&others)?;
        let Some(text) = text else {
            return Ok(());
        };
        let found = self.column(column)?.clauses(kind).next();
        match found.map(|(_, clause)| clause.body.clone()) {
            Some(body) => self.replace(body, text),
            None => self.insert_clause(column, kind, text),
        }
    }

    /// Puts a clause behind a column, before those that this library writes behind it.
    pub(crate) fn insert_clause(
        &mut self,
        column: &str,
        kind: Kind,
        text: &str,
    ) -> Result<(), DefinitionError> {
        let column = self.column(column)?;
        let before = column
            .item
            .clauses
            .iter()
            .take_while(|clause| clause.kind <= kind);
        let at = before
            .last()
            .map_or(column.head.end, |clause| clause.span.end);
        self.replace(at..at, &format!(" {text}"))
    }

    fn is_blank(&self, range: Range<usize>) -> bool {
        self.sql[range].trim().is_empty()
    }

    pub(super) fn replace(
        &mut self,
        range: Range<usize>,
        text: &str,
    ) -> Result<(), DefinitionError> {
        let mut sql = self.sql.clone();
        sql.replace_range(range, text);
        self.set_sql(sql)
    }

    fn set_sql(&mut self, sql: String) -> Result<(), DefinitionError> {
        self.parts = Parts::parse(&sql, self.lexis)?;
        self.sql = sql;
        Ok(())
    }
}
