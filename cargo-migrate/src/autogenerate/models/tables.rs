//! Tables as structs.

use migrate_runtime::dialect::Family;
use proc_macro2::TokenStream;
use quote::quote;

use super::idents::{Idents, is_snake_of};
use super::inline::Inline;
use super::words::{Words, docs};
use super::{Item, Writer};
use crate::autogenerate::render::model::text;
use crate::autogenerate::schema::{Name, Table};

/// What is said of a table beside its name and its columns.
#[derive(Default)]
pub(super) struct Said {
    pub(super) words: Words,
    /// What cannot be said.
    pub(super) left_out: Vec<String>,
}

impl Writer<'_> {
    /// A struct, with what could not be said of its table.
    pub(super) fn table(&mut self, name: &Name, table: &Table) -> Item {
        let ident = self.tables[name].clone();
        if reference(name).is_none() {
            let left_out = vec![format!(
                "the table `{}`, since a dot in a name is that behind a schema",
                name.name
            )];
            return Item {
                name: name.clone(),
                left_out,
                text: String::new(),
            };
        }
        let inline = Inline::of(self, name, table);
        let mut first = Words::default();
        if let Some(schema) = &name.schema {
            first.text("schema", schema);
        }
        if !is_snake_of(&name.name, &ident) {
            first.text("name", &name.name);
        }
        if let Some(comment) = &table.comment {
            first.text("comment", comment);
        }
        let mut said = Said::default();
        self.options(table, &mut said);
        self.constraints((name, table), &inline, &mut said);
        self.indexes((name, table), &inline, &mut said);
        let columns: Vec<_> = table.columns.iter().map(|it| it.name.as_str()).collect();
        let idents = Idents::default().of_fields(&columns);
        let fields = table.columns.iter();
        let fields = fields.map(|it| self.field(table, it, &idents[it.name.as_str()], &inline));
        let fields: String = fields.collect();
        let (docs, first) = (docs(&table.comment, ""), first.attribute("table", ""));
        let attributes = said.words.attributes("table");
        let text = format!(
            "{docs}#[derive(Table)]\n{first}{attributes}pub struct {ident} {{\n{fields}}}\n"
        );
        Item {
            name: name.clone(),
            left_out: said.left_out,
            text,
        }
    }

    /// What stands behind the parentheses of `CREATE TABLE`.
    fn options(&self, table: &Table, said: &mut Said) {
        let partition_by = table.partition_by.as_ref();
        let partition_by = partition_by.map(|it| format!("PARTITION BY {it}"));
        let options = table.options.iter().cloned().chain(partition_by);
        let options = options.collect::<Vec<_>>().join(" ");
        let word = match self.family() {
            Family::Mysql => "mysql_options",
            Family::Sqlite => "sqlite_options",
            _ => "postgres_options",
        };
        if !options.is_empty() {
            said.words.text(word, &options);
        }
        let Some(statement) = &table.statement else {
            return;
        };
        let behind = statement.rsplit_once(')');
        let behind = behind.map_or("", |(_, behind)| behind.trim());
        if !behind.is_empty() {
            said.words.text(word, behind);
        }
        for word in ["AUTOINCREMENT", "ON CONFLICT"] {
            if statement.to_uppercase().contains(word) {
                said.left_out
                    .push(format!("`{word}`, which is not compared"));
            }
        }
    }
}

/// A table as an attribute names it; `None` for a name that it would take apart.
pub(super) fn reference(name: &Name) -> Option<TokenStream> {
    let has_dot = name.name.contains('.');
    match &name.schema {
        None if has_dot => None,
        None => {
            let name = text(&name.name);
            Some(quote!(#name))
        }
        Some(schema) if !schema.contains('.') && !has_dot => {
            let name = text(&format!("{schema}.{}", name.name));
            Some(quote!(#name))
        }
        Some(schema) => {
            let (schema, name) = (text(schema), text(&name.name));
            Some(quote!((#schema, #name)))
        }
    }
}
