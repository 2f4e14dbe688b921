//! The crates that the types of fields are from.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};

/// A crate, and the feature of sqlx that reads its types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Crate {
    pub(crate) name: &'static str,
    pub(crate) feature: Option<&'static str>,
}

const CRATES: &[(&str, Option<&str>)] = &[
    ("bit_vec", Some("bit-vec")),
    ("ipnetwork", Some("ipnetwork")),
    ("mac_address", Some("mac_address")),
    ("rust_decimal", Some("rust_decimal")),
    ("serde_json", Some("json")),
    ("sqlx", Some("postgres")),
    ("time", Some("time")),
    ("uuid", Some("uuid")),
];

/// The crates that are named where a path begins.
pub(super) fn crates(tokens: TokenStream) -> Vec<Crate> {
    let mut found = BTreeSet::new();
    add(tokens, &mut found);
    let found = CRATES.iter().filter(|(name, _)| found.contains(*name));
    found
        .map(|&(name, feature)| Crate { name, feature })
        .collect()
}

fn add(tokens: TokenStream, found: &mut BTreeSet<String>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => add(group.stream(), found),
            TokenTree::Ident(ident) => {
                let is_path = |it: &TokenTree| matches!(it, TokenTree::Punct(it) if it.as_char() == ':' && it.spacing() == proc_macro2::Spacing::Joint);
                if tokens.peek().is_some_and(is_path) {
                    found.insert(ident.to_string());
                }
            }
            _ => {}
        }
    }
}
