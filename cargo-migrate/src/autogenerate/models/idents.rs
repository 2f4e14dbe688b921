//! The names of the database as those of Rust.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span};

/// Names of types that mean something else in a file of models, or in an attribute's eyes.
const TAKEN: &[&str] = &[
    "Arc",
    "BigDecimal",
    "BitVec",
    "Box",
    "Cow",
    "Date",
    "DateTime",
    "Decimal",
    "IpNet",
    "IpNetwork",
    "Json",
    "JsonRawValue",
    "JsonValue",
    "MacAddress",
    "NaiveDate",
    "NaiveDateTime",
    "NaiveTime",
    "OffsetDateTime",
    "Option",
    "PrimitiveDateTime",
    "RawValue",
    "Rc",
    "SqlEnum",
    "String",
    "Table",
    "Text",
    "Time",
    "Uuid",
    "Value",
    "Vec",
];

/// Keywords that `r#` does not make names of.
const NEVER: &[&str] = &["_", "crate", "self", "super"];

/// Names of one namespace, each given once.
#[derive(Debug, Default)]
pub(super) struct Idents(BTreeSet<String>);

impl Idents {
    /// The name of a type: `order_items` is `OrderItems`. Where it is taken, there is `qualifier` before it, or else a number
    /// behind it.
    pub(super) fn of_type(&mut self, name: &str, qualifier: Option<&str>, suffix: &str) -> Ident {
        let mut wanted = type_name(name);
        if TAKEN.contains(&wanted.as_str()) || wanted.starts_with("Pg") {
            wanted.push_str(suffix);
        }
        if self.0.contains(&wanted)
            && let Some(qualifier) = qualifier
        {
            wanted = type_name(qualifier) + &wanted;
        }
        self.give(wanted)
    }

    /// The name of a variant of an enum.
    pub(super) fn of_variant(&mut self, value: &str) -> Ident {
        self.give(type_name(value))
    }

    /// The names of fields, by those of their columns: the same where it is a field's, and changed otherwise.
    pub(super) fn of_fields<'c>(mut self, columns: &[&'c str]) -> BTreeMap<&'c str, Ident> {
        let (same, others): (Vec<&str>, Vec<&str>) = columns.iter().partition(|it| is_field(it));
        let fields = same.into_iter().chain(others);
        fields.map(|it| (it, self.of_field(it))).collect()
    }

    fn of_field(&mut self, column: &str) -> Ident {
        if is_field(column) {
            return self.give(column.to_owned());
        }
        let words = words(column).join("_").to_lowercase();
        self.give(match is_ident(&words) {
            true => words,
            false => format!("column_{words}"),
        })
    }

    fn give(&mut self, wanted: String) -> Ident {
        let numbered = (2..).map(|number| format!("{wanted}{number}"));
        let mut names = [wanted.clone()].into_iter().chain(numbered);
        let name = names.find(|it| !self.0.contains(it)).unwrap_or(wanted);
        self.0.insert(name.clone());
        ident(&name)
    }
}

/// Whether a name, in snake_case, is that which a type of this name gets from its derive.
///
/// So it is where no word is lost in between: `order_items` is, and `a_b` or `order__items` are not.
pub(super) fn is_snake_of(name: &str, ident: &Ident) -> bool {
    is_snake(name) && *ident == upper_camel(name)
}

/// Whether a name is in snake_case, and the same again behind UpperCamelCase.
pub(super) fn is_snake(name: &str) -> bool {
    let words: Vec<&str> = name.split('_').collect();
    let last = words.len() - 1;
    words.iter().enumerate().all(|(index, word)| {
        let rest = word.strip_prefix(|c: char| c.is_ascii_lowercase());
        rest.is_some_and(|rest| {
            let is_word = rest
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
            // Two capitals in a row would be one word.
            is_word && (index == last || rest.contains(|c: char| c.is_ascii_lowercase()))
        })
    })
}

/// A name as Rust writes it.
pub(super) fn ident(name: &str) -> Ident {
    match syn::parse_str::<Ident>(name) {
        // A keyword since the edition 2024.
        Ok(ident) if ident == "gen" => Ident::new_raw(name, Span::call_site()),
        Ok(ident) => ident,
        Err(_) if NEVER.contains(&name) => Ident::new(&format!("{name}_"), Span::call_site()),
        Err(_) => Ident::new_raw(name, Span::call_site()),
    }
}

/// Whether a column's name is one that Rust has and a person gives to a field.
fn is_field(column: &str) -> bool {
    let is_usual = !column.contains(char::is_uppercase) && !column.trim_matches('_').contains("__");
    is_usual && is_ident(column)
}

/// Whether Rust has such a name, a keyword as a raw one.
fn is_ident(name: &str) -> bool {
    syn::parse_str::<Ident>(name).is_ok()
        || syn::parse_str::<Ident>(&format!("r#{name}")).is_ok()
        || NEVER.contains(&name)
}

/// A name in UpperCamelCase that Rust has.
fn type_name(name: &str) -> String {
    let wanted = upper_camel(name);
    match wanted.as_str() {
        "" => "Unnamed".to_owned(),
        "Self" => "Self_".to_owned(),
        _ if is_ident(&wanted) => wanted,
        _ => format!("N{wanted}"),
    }
}

/// The words of a name, each with a capital.
pub(super) fn upper_camel(name: &str) -> String {
    let words = words(name).into_iter().map(|word| {
        let mut letters = word.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        let rest = match word.contains(char::is_lowercase) {
            true => letters.as_str().to_owned(),
            false => letters.as_str().to_lowercase(),
        };
        first.collect::<String>() + &rest
    });
    words.collect()
}

/// The words of a name: between what is no letter or digit, and from capital to capital behind a small letter.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for part in name.split(|c: char| !c.is_alphanumeric()) {
        let mut word = String::new();
        for c in part.chars() {
            if c.is_uppercase() && word.ends_with(char::is_lowercase) {
                words.push(std::mem::take(&mut word));
            }
            word.push(c);
        }
        words.push(word);
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_in_upper_camel_case() {
        for (name, expected) in [
            ("users", "Users"),
            ("order_items", "OrderItems"),
            ("OrderItems", "OrderItems"),
            ("orderItems", "OrderItems"),
            ("ORDER_ITEMS", "OrderItems"),
            ("2fa codes", "N2faCodes"),
            ("table", "TableRow"),
            ("---", "Unnamed"),
            ("self", "Self_"),
        ] {
            let ident = Idents::default().of_type(name, None, "Row");
            assert_eq!(ident.to_string(), expected);
        }
        let mut idents = Idents::default();
        idents.of_type("users", None, "Row");
        assert_eq!(
            idents.of_type("users", Some("billing"), "Row"),
            "BillingUsers"
        );
        assert_eq!(idents.of_type("Users", None, "Row"), "Users2");
    }

    #[test]
    fn fields_are_columns_where_rust_has_the_name() {
        for (column, expected) in [
            ("id", "id"),
            ("type", "r#type"),
            ("gen", "r#gen"),
            ("self", "self_"),
            ("createdAt", "created_at"),
            ("e-mail", "e_mail"),
            ("2nd", "column_2nd"),
            ("größe", "größe"),
            ("", "column_"),
        ] {
            let fields = Idents::default().of_fields(&[column]);
            assert_eq!(fields[column].to_string(), expected, "{column}");
        }
        let fields = Idents::default().of_fields(&["a b", "a_b"]);
        assert_eq!(fields["a_b"], "a_b");
        assert_eq!(fields["a b"], "a_b2");
    }

    #[test]
    fn snake_case_is_what_comes_back() {
        for name in ["users", "order_items", "t", "t1", "vector_x", "v2beta_x1"] {
            assert!(is_snake(name), "{name}");
        }
        for name in ["a_b", "log_2", "_x", "a__b", "Users", "x-y", ""] {
            assert!(!is_snake(name), "{name}");
        }
    }
}
