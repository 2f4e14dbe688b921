//! What stands at a column: keys, checks and indexes over it alone that need no name.

use std::collections::BTreeSet;

use migrate_runtime::dialect::Family;

use super::Writer;
use super::tables::reference;
use crate::autogenerate::render::model::{is_plain_foreign_key, is_plain_unique, is_said_check};
use crate::autogenerate::schema::{
    Check, Deferral, ForeignKey, Index, IndexKey, IndexPart, Name, Table, Unique,
};

/// Keys, checks and indexes of columns.
pub(super) struct Inline<'t> {
    pub(super) primary_key: Option<&'t str>,
    pub(super) uniques: Vec<&'t str>,
    pub(super) foreign_keys: Vec<&'t ForeignKey>,
    pub(super) checks: Vec<(&'t str, &'t Check)>,
    pub(super) indexes: Vec<&'t str>,
    /// All but the primary key.
    pub(super) names: BTreeSet<(Kind, &'t str)>,
}

/// What has a name. MariaDB and MySQL give one to several things of a table, if they are not of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Unique,
    ForeignKey,
    Check,
    Index,
}

impl<'t> Inline<'t> {
    pub(super) fn of(writer: &Writer<'_>, name: &Name, table: &'t Table) -> Self {
        let key = table.primary_key.as_ref().filter(|it| {
            it.columns.len() == 1
                && it.deferral == Deferral::NotDeferrable
                && writer.chooses_primary_key(name, it)
        });
        let mut inline = Self {
            primary_key: key.map(|it| it.columns[0].as_str()),
            uniques: Vec::new(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            indexes: Vec::new(),
            names: BTreeSet::new(),
        };
        for (unique, it) in &table.uniques {
            let is_inline = it.columns.len() == 1
                && is_plain_unique(it)
                && !writer.says_more(it)
                && writer.chooses_unique(name, unique, it)
                && !inline.uniques.contains(&it.columns[0].as_str());
            if is_inline {
                inline.uniques.push(&it.columns[0]);
                inline.names.insert((Kind::Unique, unique));
            }
        }
        for (key, it) in &table.foreign_keys {
            let is_inline = it.columns.len() == 1
                && it.referred_columns.len() == 1
                && is_plain_foreign_key(it)
                && reference(&it.referred).is_some()
                && writer.chooses_foreign_key(name, key, it)
                && !inline
                    .foreign_keys
                    .iter()
                    .any(|of| of.columns == it.columns);
            if is_inline {
                inline.foreign_keys.push(it);
                inline.names.insert((Kind::ForeignKey, key));
            }
        }
        for (check, it) in table.checks.iter().filter(|(_, it)| is_said_check(it)) {
            let column = writer.column_of_check(name, &table.columns, (check, it));
            let column = column.filter(|it| inline.checks.iter().all(|(of, _)| of != it));
            if let Some(column) = column {
                inline.checks.push((column, it));
                inline.names.insert((Kind::Check, check));
            }
        }
        for (index, it) in &table.indexes {
            let column = only_column(it).filter(|_| writer.is_said_index(it));
            let column = column.filter(|_| writer.chooses_index(name, index, it));
            if let Some(column) = column.filter(|it| !inline.indexes.contains(it)) {
                inline.indexes.push(column);
                inline.names.insert((Kind::Index, index));
            }
        }
        inline
    }
}

impl Writer<'_> {
    /// Whether a unique constraint says more than its columns, as it may on SQLite.
    pub(super) fn says_more(&self, it: &Unique) -> bool {
        self.family() == Family::Sqlite
            && it.definition != format!("UNIQUE ({})", it.columns.join(", "))
    }

    /// Whether an index says no more than a directive can; MariaDB and MySQL have kinds and words of their own.
    pub(super) fn is_said_index(&self, it: &Index) -> bool {
        self.family() != Family::Mysql || (it.definition.ends_with(')') && it.method == "btree")
    }
}

/// The column of an index that is over one alone, of which nothing else is said.
fn only_column(index: &Index) -> Option<&str> {
    let [
        IndexPart {
            key: IndexKey::Column(column),
            prefix: None,
            is_descending: false,
            nulls_first: None,
            collation: None,
            operator_class: None,
        },
    ] = &index.parts[..]
    else {
        return None;
    };
    let is_plain = !index.is_unique
        && index.method.eq_ignore_ascii_case("btree")
        && index.include.is_empty()
        && !index.nulls_not_distinct
        && index.condition.is_none()
        && index.storage.is_empty()
        && index.comment.is_none();
    is_plain.then_some(column)
}
