//! The columns of a definition.

use super::clause::{Clause, ClausePlace, Kind};
use super::name::same_name;
use super::parse::{Item, Name};
use super::{DefinitionError, TableDefinition};

/// A column, as the statement writes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column<'d> {
    definition: &'d TableDefinition,
    /// Its number among all items.
    pub(super) number: usize,
    pub(super) item: &'d Item,
    /// Its name as the statement has it, and where that ends.
    pub(super) head: &'d Name,
}

impl TableDefinition {
    /// The columns, in order.
    pub(crate) fn columns(&self) -> impl Iterator<Item = Column<'_>> {
        let items = self.parts.items.iter().enumerate();
        items.filter_map(|(number, item)| {
            Some(Column {
                definition: self,
                number,
                item,
                head: item.column.as_ref()?,
            })
        })
    }

    /// The column of this name.
    pub(crate) fn column(&self, name: &str) -> Result<Column<'_>, DefinitionError> {
        let column = self.columns().find(|column| same_name(column.name(), name));
        column.ok_or_else(|| DefinitionError::NoColumn(name.to_owned()))
    }
}

impl<'d> Column<'d> {
    /// Its name, without quotes.
    pub(crate) fn name(self) -> &'d str {
        &self.head.name
    }

    /// Its type as it is written; empty without one.
    pub(crate) fn data_type(self) -> &'d str {
        let mut types = self.clauses(Kind::Type);
        types.next().map_or("", |(_, clause)| self.text(clause))
    }

    /// Whether its value is computed from others.
    pub(crate) fn is_computed(self) -> bool {
        self.clauses(Kind::Generated).next().is_some()
    }

    /// Its clauses of one kind.
    pub(super) fn clauses(self, kind: Kind) -> impl Iterator<Item = (ClausePlace, &'d Clause)> {
        let item = self.number;
        let clauses = self.item.clauses.iter().enumerate();
        let clauses = clauses.filter(move |(_, it)| it.kind == kind);
        clauses.map(move |(clause, it)| (ClausePlace { item, clause }, it))
    }

    /// What a clause says, without its name.
    pub(super) fn text(self, clause: &Clause) -> &'d str {
        &self.definition.sql[clause.body.clone()]
    }
}
