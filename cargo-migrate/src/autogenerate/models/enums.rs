//! Enums: those of the database, and on MariaDB and MySQL those of columns.

use std::collections::{BTreeMap, BTreeSet};

use migrate_runtime::schema::{self, Type};
use proc_macro2::Ident;

use super::columns::INDENT;
use super::idents::{Idents, is_snake, is_snake_of, upper_camel};
use super::words::{Words, docs};
use super::{Item, Writer};
use crate::autogenerate::render::model::table_name;
use crate::autogenerate::schema::{Comment, Enum, Name, Schema};

/// A case that derives know, and how a name in snake_case is written in it.
type Case = (&'static str, fn(&str) -> String);

const CASES: &[Case] = &[
    ("snake_case", str::to_owned),
    ("SCREAMING_SNAKE_CASE", str::to_uppercase),
    ("kebab-case", |name| name.replace('_', "-")),
];

/// The enums that columns have.
pub(super) struct Enums {
    /// By their names.
    named: BTreeMap<Name, Ident>,
    /// Those of columns, by their types as the server writes them.
    of_columns: BTreeMap<String, OfColumn>,
}

/// An enum that has no name in the database.
struct OfColumn {
    ident: Ident,
    name: String,
    values: Vec<String>,
}

impl Enums {
    /// Names them. A type that several columns have is one, called after the first of them.
    pub(super) fn new(schema: &Schema, idents: &mut Idents) -> Self {
        let named = schema.enums.keys().map(|name| {
            let ident = idents.of_type(&name.name, name.schema.as_deref(), "Enum");
            (name.clone(), ident)
        });
        let named = named.collect();
        let mut columns: BTreeMap<&str, Vec<(&Name, &str)>> = BTreeMap::new();
        for (table, it) in &schema.tables {
            for column in &it.columns {
                let columns = columns.entry(&column.data_type).or_default();
                columns.push((table, &column.name));
            }
        }
        let of_columns = columns.into_iter().filter_map(|(text, columns)| {
            let values = values_in_column(text)?;
            let name = match &columns[..] {
                [(table, column)] => format!("{}_{column}", table.name),
                columns => columns[0].1.to_owned(),
            };
            let ident = idents.of_type(&name, None, "Enum");
            let it = OfColumn {
                ident,
                name,
                values,
            };
            Some((text.to_owned(), it))
        });
        let of_columns = of_columns.collect();
        Self { named, of_columns }
    }
}

impl Writer<'_> {
    /// The enum of a type that has a name.
    pub(super) fn named_enum(&self, text: &str) -> Option<(&Ident, Type)> {
        let (name, it) = self.renderer.enum_of(text)?;
        let ident = self.enums.named.get(&name)?;
        let values = it.values.clone();
        Some((ident, schema::enumeration(table_name(&name), values)))
    }

    /// The enum of a type that lists its values.
    pub(super) fn enum_of_column(&self, text: &str) -> Option<(&Ident, Type)> {
        let found = self.enums.of_columns.get(text)?;
        let values = found.values.clone();
        Some((
            &found.ident,
            schema::enumeration(found.name.as_str(), values),
        ))
    }

    /// All of them, as Rust.
    pub(super) fn enums(&self) -> Vec<Item> {
        let used = self.used();
        let named = self.enums.named.iter().map(|(name, ident)| {
            let mut left_out = Vec::new();
            if !used.contains(name) {
                left_out.push("the enum itself, since no column is of it".to_owned());
            }
            Item {
                name: name.clone(),
                left_out,
                text: enumeration(ident, name, &self.schema.enums[name]),
            }
        });
        let of_columns = self.enums.of_columns.values().map(|it| {
            let OfColumn {
                ident,
                name,
                values,
            } = it;
            let comment: Comment = None;
            let values = values.clone();
            let name = Name::plain(name);
            Item {
                text: enumeration(ident, &name, &Enum { values, comment }),
                left_out: Vec::new(),
                name,
            }
        });
        named.chain(of_columns).collect()
    }

    /// The enums that columns are of: a derive makes those alone.
    fn used(&self) -> BTreeSet<Name> {
        let columns = self.schema.tables.values().flat_map(|it| &it.columns);
        let types = columns.map(|it| it.data_type.trim_end_matches("[]"));
        let enums = types.filter_map(|it| self.renderer.enum_of(it));
        enums.map(|(name, _)| name).collect()
    }
}

fn enumeration(ident: &Ident, name: &Name, it: &Enum) -> String {
    let mut words = Words::default();
    if let Some(schema) = &name.schema {
        words.text("schema", schema);
    }
    if !is_snake_of(&name.name, ident) {
        words.text("name", &name.name);
    }
    let case = case(&it.values);
    if let Some(case) = case.filter(|it| *it != PASCAL) {
        words.text("rename_all", case);
    }
    if let Some(comment) = &it.comment {
        words.text("comment", comment);
    }
    let mut idents = Idents::default();
    let variants = it.values.iter().map(|value| {
        let ident = idents.of_variant(value);
        let mut words = Words::default();
        let is_same = match case {
            Some(_) => true,
            None => ident == value.as_str(),
        };
        if !is_same {
            words.text("rename", value);
        }
        let attribute = words.attribute("sql_enum", INDENT);
        format!("{attribute}{INDENT}{ident},\n")
    });
    let variants: String = variants.collect();
    let (docs, attribute) = (docs(&it.comment, ""), words.attribute("sql_enum", ""));
    format!("{docs}#[derive(SqlEnum)]\n{attribute}pub enum {ident} {{\n{variants}}}\n")
}

/// Variants are in this case anyway.
const PASCAL: &str = "PascalCase";

/// The case that all values are in, if they are what comes back of their variants.
fn case(values: &[String]) -> Option<&'static str> {
    let is_plain = |value: &String| upper_camel(value) == *value && value.is_ascii();
    if values.iter().all(|it| is_plain(it) && is_identifier(it)) {
        return Some(PASCAL);
    }
    let mut cases = CASES.iter();
    let found = cases.find(|(_, written)| {
        values.iter().all(|value| {
            let name = value.to_lowercase().replace('-', "_");
            is_snake(&name) && name != "self" && written(&name) == *value
        })
    });
    found.map(|(case, _)| *case)
}

fn is_identifier(text: &str) -> bool {
    syn::parse_str::<Ident>(text).is_ok()
}

/// The values of `enum('a','b')`, which is all of a type.
fn values_in_column(text: &str) -> Option<Vec<String>> {
    let mut rest = text.strip_prefix("enum(")?.strip_suffix(')')?;
    let mut values = Vec::new();
    loop {
        rest = rest.strip_prefix('\'')?;
        let mut value = String::new();
        loop {
            let end = rest.find('\'')?;
            value.push_str(&rest[..end]);
            rest = &rest[end + 1..];
            match rest.strip_prefix('\'') {
                Some(behind) => {
                    value.push('\'');
                    rest = behind;
                }
                None => break,
            }
        }
        // What it escapes depends on the session.
        if value.contains('\\') {
            return None;
        }
        values.push(value);
        match rest.strip_prefix(',') {
            Some(behind) => rest = behind,
            None => return rest.is_empty().then_some(values),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }

    #[test]
    fn the_case_of_all_values_is_found() {
        for (values, expected) in [
            (&["new", "on_sale"][..], Some("snake_case")),
            (&["NEW", "ON_SALE"], Some("SCREAMING_SNAKE_CASE")),
            (&["new", "on-sale"], Some("kebab-case")),
            (&["New", "OnSale"], Some("PascalCase")),
            (&["new", "OnSale"], None),
            (&["self"], None),
            (&["a b"], None),
        ] {
            assert_eq!(case(&texts(values)), expected, "{values:?}");
        }
    }

    #[test]
    fn the_values_of_a_column_are_read() {
        let values = values_in_column("enum('a','it''s',',','')");
        assert_eq!(values, Some(texts(&["a", "it's", ",", ""])));
        assert_eq!(values_in_column("enum('a') INVISIBLE"), None);
        assert_eq!(values_in_column("varchar(5)"), None);
    }
}
