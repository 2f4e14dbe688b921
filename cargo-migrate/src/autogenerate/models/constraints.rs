//! The constraints of tables.

use migrate_runtime::dialect::Family;
use quote::quote;

use super::Writer;
use super::inline::{Inline, Kind};
use super::tables::{Said, reference};
use super::words::{Words, list};
use crate::autogenerate::render::model::{
    action, bare, is_said_check, is_said_foreign_key, is_said_unique, text,
};
use crate::autogenerate::schema::{Check, Column, ForeignKey, Name, Table, Unique};

impl Writer<'_> {
    /// The constraints that stand at no column.
    pub(super) fn constraints(
        &self,
        (name, table): (&Name, &Table),
        inline: &Inline<'_>,
        said: &mut Said,
    ) {
        let key = table.primary_key.as_ref();
        if let Some(key) = key.filter(|_| inline.primary_key.is_none()) {
            let mut more = Words::default();
            if !self.chooses_primary_key(name, key) {
                more.text("name", &key.name);
            }
            more.deferral(key.deferral);
            said.words
                .call("primary_key", vec![list(&key.columns)], more);
        }
        let is_inline = |kind: Kind, it: &str| inline.names.contains(&(kind, it));
        for (unique, it) in table
            .uniques
            .iter()
            .filter(|(it, _)| !is_inline(Kind::Unique, it))
        {
            self.unique(name, unique, it, said);
        }
        for (check, it) in table
            .checks
            .iter()
            .filter(|(it, _)| !is_inline(Kind::Check, it))
        {
            self.check((name, &table.columns), (check, it), said);
        }
        for (key, it) in table
            .foreign_keys
            .iter()
            .filter(|(it, _)| !is_inline(Kind::ForeignKey, it))
        {
            self.foreign_key(name, key, it, said);
        }
        for (exclude, it) in &table.excludes {
            let Some(parts) = self.renderer.exclude_parts(name, exclude, it) else {
                said.left_out
                    .push(format!("the constraint `{exclude}`: {}", it.definition));
                continue;
            };
            let mut more = Words::default();
            more.text("name", exclude);
            if let Some(method) = &parts.method {
                more.text("using", method);
            }
            if let Some(condition) = &parts.condition {
                more.text("where_", condition);
            }
            more.deferral(parts.deferral);
            said.words.call("exclude", vec![parts.elements], more);
        }
    }

    fn unique(&self, table: &Name, name: &str, it: &Unique, said: &mut Said) {
        if !is_said_unique(it) || self.says_more(it) {
            said.left_out
                .push(format!("the constraint `{name}`: {}", it.definition));
            return;
        }
        let mut more = Words::default();
        if !self.chooses_unique(table, name, it) {
            more.text("name", name);
        }
        if it.nulls_not_distinct {
            more.flag("nulls_not_distinct");
        }
        more.deferral(it.deferral);
        said.words.call("unique", vec![list(&it.columns)], more);
    }

    fn check(
        &self,
        (table, columns): (&Name, &[Column]),
        (name, it): (&str, &Check),
        said: &mut Said,
    ) {
        let is_of_column = self.column_of_check(table, columns, (name, it)).is_some();
        if !is_said_check(it) || (is_of_column && self.family() == Family::Mysql) {
            said.left_out
                .push(format!("the constraint `{name}`: {}", it.definition));
            return;
        }
        let mut more = Words::default();
        if !self.chooses_check(table, columns, (name, it)) {
            more.text("name", name);
        }
        let condition = text(bare(&it.condition));
        said.words.call("check", vec![quote!(#condition)], more);
    }

    fn foreign_key(&self, table: &Name, name: &str, it: &ForeignKey, said: &mut Said) {
        let referred = reference(&it.referred).filter(|_| is_said_foreign_key(it));
        let Some(referred) = referred else {
            said.left_out
                .push(format!("the constraint `{name}`: {}", it.definition));
            return;
        };
        let mut more = Words::default();
        if !self.chooses_foreign_key(table, name, it) {
            more.text("name", name);
        }
        if it.is_match_full {
            more.flag("match_full");
        }
        if let Some(action) = action(it.on_delete) {
            more.is("on_delete", action);
        }
        if let Some(action) = action(it.on_update) {
            more.is("on_update", action);
        }
        more.deferral(it.deferral);
        let values = vec![list(&it.columns), referred, list(&it.referred_columns)];
        said.words.call("foreign_key", values, more);
    }
}
