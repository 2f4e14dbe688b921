//! Tables.

use migrate_runtime::Operations;
use migrate_runtime::dialect::Family;
use migrate_runtime::schema;

use super::Renderer;
use super::call::{self, Block, begin, call};
use super::constraints::{self, Kept as _};
use super::expression::bare;
use crate::autogenerate::compare::mysql::is_of_column;
use crate::autogenerate::schema::{Column, Deferral, ForeignKey, Name, Table};

impl Renderer<'_> {
    /// The table with all that it holds; what `create_table` cannot say stands behind it.
    pub(super) fn create_table(&self, op: &mut Block<'_, Operations>, name: &Name, table: &Table) {
        if let Some(statement) = &table.statement {
            begin!(op.execute(statement));
            return self.create_behind(op, name, table);
        }
        let chain = call::create_table(op, name, |t| {
            let inline = Inline::of(self, name, table);
            for column in &table.columns {
                let column = self.without_index(table, column);
                self.column_of_table(t, (name, table), &column, &inline);
            }
            self.constraints_of_table(t, name, table, &inline);
            if let Some(comment) = &table.comment {
                begin!(t.comment(comment));
            }
        });
        let partition_by = table.partition_by.as_ref();
        let partition_by = partition_by.map(|it| format!("PARTITION BY {it}"));
        let options = table.options.iter().cloned().chain(partition_by);
        let options = options.collect::<Vec<_>>().join(" ");
        match self.dialect.family {
            _ if options.is_empty() => {}
            Family::Mysql => call!(chain.mysql_options(options)),
            Family::Sqlite => call!(chain.sqlite_options(options)),
            _ => call!(chain.postgres_options(options)),
        }
        self.constraints_behind(op, name, table);
        self.create_behind(op, name, table);
    }

    /// What belongs to a table and has statements of its own.
    fn create_behind(&self, op: &mut Block<'_, Operations>, name: &Name, table: &Table) {
        for (index, it) in &table.indexes {
            self.create_index(op, name, index, it);
        }
        let keys = table.foreign_keys.iter();
        for (key, it) in keys.filter(|(_, it)| self.waits_for_index(name, table, it)) {
            self.create_foreign_key(op, name, key, it);
        }
        for definition in table.triggers.values() {
            begin!(op.execute(definition));
        }
    }

    fn column_of_table(
        &self,
        t: &mut Block<'_, schema::Table>,
        (name, table): (&Name, &Table),
        column: &Column,
        inline: &Inline<'_>,
    ) {
        let data_type = self.data_type(&column.data_type);
        let mut chain = begin!(t.column(column.name, data_type));
        if inline.primary_key == Some(&column.name) {
            call!(chain.primary_key());
        }
        let key = table.primary_key.as_ref();
        let is_key = key.is_some_and(|key| key.columns.contains(&column.name));
        self.describe(&mut chain, column, is_key);
        if inline.uniques.contains(&&column.name) {
            call!(chain.unique());
        }
        if let Some(check) = self.check_of_new(name, column) {
            call!(chain.check(bare(&check.condition)));
        }
        if let Some((_, key)) = inline.foreign_key(&column.name) {
            call!(chain.references(key.referred, key.referred_columns[0]));
            if let Some(action) = constraints::action(key.on_delete) {
                call!(chain.on_delete(action));
            }
            if let Some(action) = constraints::action(key.on_update) {
                call!(chain.on_update(action));
            }
        }
    }

    fn constraints_of_table(
        &self,
        t: &mut Block<'_, schema::Table>,
        name: &Name,
        table: &Table,
        inline: &Inline<'_>,
    ) {
        if let Some(key) = table
            .primary_key
            .as_ref()
            .filter(|_| inline.primary_key.is_none())
        {
            let chain = begin!(t.primary_key(key.columns));
            if !self.names_primary_key(name, &key.name) {
                call!(chain.name(key.name));
            }
            constraints::defer!(chain, key.deferral);
        }
        for (unique, it) in &table.uniques {
            let is_inline = it.columns.len() == 1
                && inline.uniques.contains(&&it.columns[0])
                && self.names_unique(name, &it.columns, unique);
            if is_inline || !it.is_kept() {
                continue;
            }
            let mut chain = begin!(t.unique(it.columns));
            if !self.names_unique(name, &it.columns, unique) {
                call!(chain.name(unique));
            }
            constraints::unique(&mut chain, it);
        }
        for (check, it) in table
            .checks
            .iter()
            .filter(|(_, it)| it.is_kept() && it.is_valid)
            .filter(|(_, it)| !self.is_mysql() || !is_of_column(it))
        {
            let chain = begin!(t.check(bare(&it.condition)));
            if !self.names_check(name, check) {
                call!(chain.name(check));
            }
        }
        for (key, it) in &table.foreign_keys {
            let is_later = self.waits_for_index(name, table, it);
            if inline.has(key) || !it.is_kept() || !it.is_valid || is_later {
                continue;
            }
            let mut chain = begin!(t.foreign_key(it.columns, it.referred, it.referred_columns));
            if !self.names_foreign_key(name, &it.columns, key) {
                call!(chain.name(key));
            }
            constraints::foreign_key(&mut chain, it);
        }
        for (exclude, it) in &table.excludes {
            if let Some(parsed) = self.exclude(name, exclude, it) {
                let mut chain = begin!(t.exclude(parsed.elements));
                call!(chain.name(exclude));
                parsed.describe(&mut chain);
            }
        }
    }

    /// The constraints that `create_table` cannot say.
    fn constraints_behind(&self, op: &mut Block<'_, Operations>, name: &Name, table: &Table) {
        for (unique, it) in table.uniques.iter().filter(|(_, it)| !it.is_kept()) {
            self.create_unique(op, name, unique, it);
        }
        let checks = table.checks.iter();
        for (check, it) in checks.filter(|(_, it)| !it.is_kept() || !it.is_valid) {
            self.create_check(op, name, check, it);
        }
        let keys = table.foreign_keys.iter();
        for (key, it) in keys.filter(|(_, it)| !it.is_kept() || !it.is_valid) {
            self.create_foreign_key(op, name, key, it);
        }
        for (exclude, it) in &table.excludes {
            if self.exclude(name, exclude, it).is_none() {
                self.create_exclude(op, name, exclude, it);
            }
        }
    }

    /// Renames a table, and moves it to another schema.
    pub(super) fn rename_table(&self, op: &mut Block<'_, Operations>, from: &Name, to: &Name) {
        let mut from = from.clone();
        if from.schema != to.schema {
            let schema = match &to.schema {
                Some(schema) => self.dialect.quote(schema).into_owned(),
                None => DEFAULT_SCHEMA.to_owned(),
            };
            let table = self.quote(&from);
            begin!(op.execute(format!("ALTER TABLE {table} SET SCHEMA {schema}")));
            from.schema.clone_from(&to.schema);
        }
        if from.name != to.name {
            begin!(op.rename_table(from, to.name));
        }
    }
}

/// PostgreSQL's, which alone can move a table to another schema.
const DEFAULT_SCHEMA: &str = "public";

/// The keys that stand at their columns.
struct Inline<'a> {
    primary_key: Option<&'a String>,
    uniques: Vec<&'a String>,
    foreign_keys: Vec<(&'a String, &'a ForeignKey)>,
}

impl<'a> Inline<'a> {
    fn of(renderer: &Renderer<'_>, name: &Name, table: &'a Table) -> Self {
        let key = table.primary_key.as_ref().filter(|it| {
            it.columns.len() == 1
                && it.deferral == Deferral::NotDeferrable
                && renderer.names_primary_key(name, &it.name)
        });
        let uniques = table.uniques.iter().filter(|(unique, it)| {
            it.columns.len() == 1
                && it.is_plain()
                && renderer.names_unique(name, &it.columns, unique)
        });
        let mut foreign_keys: Vec<(&String, &ForeignKey)> = Vec::new();
        for (key, it) in &table.foreign_keys {
            let is_first = !foreign_keys.iter().any(|(_, of)| of.columns == it.columns);
            let is_single = it.columns.len() == 1 && it.referred_columns.len() == 1;
            if is_first
                && is_single
                && it.is_plain()
                && renderer.names_foreign_key(name, &it.columns, key)
            {
                foreign_keys.push((key, it));
            }
        }
        Self {
            primary_key: key.map(|it| &it.columns[0]),
            uniques: uniques.map(|(_, it)| &it.columns[0]).collect(),
            foreign_keys,
        }
    }

    fn foreign_key(&self, column: &str) -> Option<(&'a String, &'a ForeignKey)> {
        let mut keys = self.foreign_keys.iter();
        keys.find(|(_, it)| it.columns[0] == column).copied()
    }

    fn has(&self, key: &str) -> bool {
        self.foreign_keys.iter().any(|(name, _)| *name == key)
    }
}
