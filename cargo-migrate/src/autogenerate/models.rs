//! A database as models: the structs and enums that describe what is there.
//!
//! What is written is what a revision that makes the same database is written of, and the words are those of the derives.
//! What these would choose by themselves is left out: types, names, that a column takes no NULL.

mod chosen;
mod columns;
mod constraints;
mod crates;
mod enums;
mod idents;
mod indexes;
mod inline;
mod tables;
mod types;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use migrate_runtime::dialect::{Dialect, Family};
use migrate_runtime::settings::NamingConvention;
use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;

use self::crates::{Crate, crates};
use self::enums::Enums;
use self::idents::Idents;
use super::render::Renderer;
use super::schema::{Name, Schema};
use crate::error::{Error, Result};

/// Models, as Rust.
pub(crate) struct Models {
    /// Formatted, but for the project's own rustfmt.
    pub(crate) text: String,
    /// What the types of fields are from.
    pub(crate) crates: Vec<Crate>,
    /// What is not said of the database, in words.
    pub(crate) left_out: Vec<String>,
    /// The types of the database that are read into no type of Rust.
    pub(crate) unknown: BTreeSet<String>,
}

/// A struct or an enum.
struct Item {
    /// What it is called in the database.
    name: Name,
    /// What could not be said of it.
    left_out: Vec<String>,
    text: String,
}

impl Item {
    /// What could not be said, and of what.
    fn told(self) -> impl Iterator<Item = String> {
        let Self { name, left_out, .. } = self;
        left_out
            .into_iter()
            .map(move |what| format!("{name}: {what}"))
    }
}

/// What models are written with.
struct Writer<'a> {
    dialect: &'static Dialect,
    naming: &'a NamingConvention,
    schema: &'a Schema,
    renderer: Renderer<'a>,
    enums: Enums,
    tables: BTreeMap<Name, Ident>,
    unknown: BTreeSet<String>,
}

impl Models {
    /// Writes the models of a schema.
    ///
    /// # Errors
    ///
    /// Something cannot be written as Rust.
    pub(crate) fn of(
        dialect: &'static Dialect,
        naming: &NamingConvention,
        schema: &Schema,
    ) -> Result<Self> {
        let empty = Schema::empty(schema.family);
        let mut idents = Idents::default();
        let tables = schema.tables.keys().map(|name| {
            let ident = idents.of_type(&name.name, name.schema.as_deref(), "Row");
            (name.clone(), ident)
        });
        let tables = tables.collect();
        let enums = Enums::new(schema, &mut idents);
        let mut writer = Writer {
            dialect,
            naming,
            schema,
            renderer: Renderer::new(dialect, naming, &empty, schema),
            enums,
            tables,
            unknown: BTreeSet::new(),
        };
        writer.write()
    }
}

impl Writer<'_> {
    fn family(&self) -> Family {
        self.dialect.family
    }

    fn write(&mut self) -> Result<Models> {
        let schema = self.schema;
        let mut items = self.enums();
        let import = match (items.is_empty(), schema.tables.is_empty()) {
            (false, false) => "use migrate_runtime::models::{SqlEnum, Table};\n",
            (false, true) => "use migrate_runtime::models::SqlEnum;\n",
            (true, false) => "use migrate_runtime::models::Table;\n",
            (true, true) => "",
        };
        for (name, table) in &schema.tables {
            items.push(self.table(name, table));
        }
        let mut text = import.to_owned();
        for item in &items {
            text.push('\n');
            for what in &item.left_out {
                text.push_str(&format!("// Left out: {}\n", on_one_line(what)));
            }
            text.push_str(&item.text);
        }
        let file: TokenStream = syn::parse_file(&text)
            .map_err(|error| Error::system("cannot write the models as Rust", error))?
            .into_token_stream();
        Ok(Models {
            text,
            crates: crates(file),
            left_out: items.into_iter().flat_map(Item::told).collect(),
            unknown: std::mem::take(&mut self.unknown),
        })
    }
}

/// A text that may stand in a comment.
fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
