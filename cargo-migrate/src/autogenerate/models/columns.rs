//! Columns as fields.

use proc_macro2::Ident;
use quote::quote;

use super::Writer;
use super::inline::Inline;
use super::tables::reference;
use super::words::{Words, docs, shown};
use crate::autogenerate::render::model::{action, bare, text};
use crate::autogenerate::schema::{Column, Identity, Table};

/// Where fields begin.
pub(super) const INDENT: &str = "    ";

impl Writer<'_> {
    /// A field, with all that stands at its column.
    pub(super) fn field(
        &mut self,
        table: &Table,
        column: &Column,
        field: &Ident,
        inline: &Inline<'_>,
    ) -> String {
        let mut words = Words::default();
        // Of others than ASCII, Rust knows several forms for one.
        let said = field.to_string();
        let said = said.strip_prefix("r#").unwrap_or(&said);
        if said != column.name || !column.name.is_ascii() {
            words.text("name", &column.name);
        }
        if inline.primary_key == Some(column.name.as_str()) {
            words.flag("primary_key");
        }
        match column.identity {
            Some(Identity::ByDefault) => words.flag("identity"),
            Some(Identity::Always) => words.flag("identity_always"),
            None => {}
        }
        let column_type = self.column_type(column);
        if let Some(given) = column_type.given {
            words.is("type", given);
        }
        if let Some(expression) = self.renderer.default_of(column) {
            words.text("server_default", expression);
        }
        if let Some(computed) = &column.computed {
            let word = match computed.is_stored {
                true => "computed",
                false => "computed_virtual",
            };
            words.text(word, bare(&computed.expression));
        }
        if let Some(collation) = &column.collation {
            words.text("collate", collation);
        }
        inline.say(&column.name, &mut words);
        if let Some(comment) = &column.comment {
            words.text("comment", comment);
        }
        let key = table.primary_key.as_ref();
        let is_key = key.is_some_and(|key| key.columns.contains(&column.name));
        let source = column_type.field.source;
        if !column_type.field.is_known {
            self.unknown.insert(column.data_type.clone());
        }
        let field_type = match column.is_nullable && !is_key {
            true => quote!(Option<#source>),
            false => source,
        };
        let (docs, attribute) = (
            docs(&column.comment, INDENT),
            words.attribute("column", INDENT),
        );
        format!(
            "{docs}{attribute}{INDENT}pub {field}: {},\n",
            shown(field_type)
        )
    }
}

impl Inline<'_> {
    /// What stands at a column instead of the table.
    fn say(&self, column: &str, words: &mut Words) {
        if self.uniques.contains(&column) {
            words.flag("unique");
        }
        let key = self.foreign_keys.iter().find(|it| it.columns[0] == column);
        if let Some(key) = key
            && let Some(referred) = reference(&key.referred)
        {
            let column = text(&key.referred_columns[0]);
            words.call(
                "references",
                vec![referred, quote!(#column)],
                Words::default(),
            );
            if let Some(action) = action(key.on_delete) {
                words.is("on_delete", action);
            }
            if let Some(action) = action(key.on_update) {
                words.is("on_update", action);
            }
        }
        if self.indexes.contains(&column) {
            words.flag("index");
        }
        let check = self.checks.iter().find(|(of, _)| *of == column);
        if let Some((_, check)) = check {
            words.text("check", bare(&check.condition));
        }
    }
}
