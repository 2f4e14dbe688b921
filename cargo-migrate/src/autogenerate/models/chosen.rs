//! The names that need not be written: those that the naming convention or the server chooses.

use migrate_runtime::Operations;
use migrate_runtime::dialect::Family;
use migrate_runtime::schema;

use super::Writer;
use crate::autogenerate::render::model::table_name;
use crate::autogenerate::schema::{
    Check, Column, ForeignKey, Index, IndexKey, Name, PrimaryKey, Unique,
};
use crate::autogenerate::server::statements;
use crate::autogenerate::words::Words;

impl Writer<'_> {
    pub(super) fn chooses_primary_key(&self, table: &Name, key: &PrimaryKey) -> bool {
        self.renderer.chooses_primary_key(table, &key.name)
            || self.says_convention(table, |t, is_named| {
                let made = t.primary_key(key.columns.clone());
                if is_named {
                    made.name(key.name.as_str());
                }
            })
    }

    pub(super) fn chooses_unique(&self, table: &Name, name: &str, it: &Unique) -> bool {
        let is_first_column = it.columns.first().is_some_and(|it| it == name);
        (self.family() == Family::Mysql && self.naming.unique.is_none() && is_first_column)
            || self.renderer.chooses_unique(table, &it.columns, name)
            || self.says_convention(table, |t, is_named| {
                let made = t.unique(it.columns.clone());
                if is_named {
                    made.name(name);
                }
            })
    }

    pub(super) fn chooses_foreign_key(&self, table: &Name, name: &str, it: &ForeignKey) -> bool {
        self.renderer.chooses_foreign_key(table, &it.columns, name)
            || self.says_convention(table, |t, is_named| {
                let referred = table_name(&it.referred);
                let columns = it.referred_columns.clone();
                let made = t.foreign_key(it.columns.clone(), referred, columns);
                if is_named {
                    made.name(name);
                }
            })
    }

    pub(super) fn chooses_index(&self, table: &Name, name: &str, it: &Index) -> bool {
        // Without columns, what a convention says of them is an error.
        let columns = it.parts.iter().map_while(|part| match &part.key {
            IndexKey::Column(column) => Some(column.clone()),
            IndexKey::Expression(_) => None,
        });
        let columns: Vec<_> = columns.collect();
        if columns.is_empty() {
            return false;
        }
        let written = |name: Option<&str>| {
            let mut op = Operations::new(self.dialect);
            op.create_index(name, table_name(table), columns.clone());
            statements(&op, self.naming).ok()
        };
        let chosen = written(None);
        chosen.is_some() && chosen == written(Some(name))
    }

    /// The column at which a check stands without a name: the server calls it after the only one that it is over.
    pub(super) fn column_of_check<'t>(
        &self,
        table: &Name,
        columns: &'t [Column],
        (name, it): (&str, &Check),
    ) -> Option<&'t str> {
        if self.family() == Family::Mysql {
            let is_of_column = !it.definition.starts_with("CHECK");
            let mut columns = columns.iter().map(|it| it.name.as_str());
            return columns.find(|column| is_of_column && *column == name);
        }
        let [column] = columns_in(it, columns)[..] else {
            return None;
        };
        let is_chosen = self.renderer.chooses_check(table, name)
            || (self.family() == Family::Postgres
                && name == format!("{}_{column}_check", table.name)
                && name.len() <= LONGEST);
        is_chosen.then_some(column)
    }

    /// Whether a check of the table gets its name by itself.
    pub(super) fn chooses_check(
        &self,
        table: &Name,
        columns: &[Column],
        (name, it): (&str, &Check),
    ) -> bool {
        self.renderer.chooses_check(table, name)
            || (self.family() == Family::Postgres
                && self.naming.check.is_none()
                && columns_in(it, columns).len() != 1
                && name == format!("{}_check", table.name)
                && name.len() <= LONGEST)
    }

    /// Whether the naming convention gives this name, asked of the runtime: with the name and without, it writes the same.
    fn says_convention(&self, table: &Name, define: impl Fn(&mut schema::Table, bool)) -> bool {
        let written = |is_named| {
            let mut op = Operations::new(self.dialect);
            op.create_table(table_name(table), |t| define(t, is_named));
            statements(&op, self.naming).ok()
        };
        let chosen = written(false);
        chosen.is_some() && chosen == written(true)
    }
}

/// How long a name may be before PostgreSQL cuts it, in bytes.
const LONGEST: usize = 63;

/// The columns that a check is over.
fn columns_in<'t>(check: &Check, columns: &'t [Column]) -> Vec<&'t str> {
    let words = Words::of(&check.condition);
    let columns = columns.iter().map(|it| it.name.as_str());
    columns.filter(|it| words.names_column(it)).collect()
}
