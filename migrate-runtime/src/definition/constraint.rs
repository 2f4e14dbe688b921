//! The constraints of a definition, behind columns and behind all of them.

use super::TableDefinition;
use super::clause::{Clause, ClausePlace, Kind};
use super::parse::Item;

/// A primary key, a unique constraint, a check or a foreign key.
#[derive(Debug, Clone)]
pub(crate) struct Constraint<'d> {
    pub(crate) kind: Kind,
    /// Its name, if it has one.
    pub(crate) name: Option<&'d str>,
    /// The columns that it is over: those of a key, or the one that it stands behind.
    pub(crate) columns: Vec<&'d str>,
    /// The table and the columns that a foreign key refers to.
    pub(crate) referred: Option<(&'d str, &'d [String])>,
    pub(crate) place: ClausePlace,
}

impl TableDefinition {
    /// All constraints whose names count.
    pub(crate) fn constraints(&self) -> impl Iterator<Item = Constraint<'_>> {
        const KINDS: [Kind; 4] = [
            Kind::Check,
            Kind::ForeignKey,
            Kind::PrimaryKey,
            Kind::Unique,
        ];
        let constraints = self
            .clauses()
            .filter(|(_, clause, _)| KINDS.contains(&clause.kind));
        constraints.map(|(item, clause, place)| Constraint {
            kind: clause.kind,
            name: clause.name.as_deref(),
            columns: match &item.column {
                Some(column) => vec![&*column.name],
                None => clause.columns.iter().map(|column| &*column.name).collect(),
            },
            referred: clause
                .referred
                .as_ref()
                .map(|(table, columns)| (&**table, &**columns)),
            place,
        })
    }

    /// All clauses, of columns and of the table.
    pub(super) fn clauses(&self) -> impl Iterator<Item = (&Item, &Clause, ClausePlace)> {
        let items = self.parts.items.iter().enumerate();
        items.flat_map(|(number, item)| {
            let clauses = item.clauses.iter().enumerate();
            clauses.map(move |(clause, it)| {
                (
                    item,
                    it,
                    ClausePlace {
                        item: number,
                        clause,
                    },
                )
            })
        })
    }
}
