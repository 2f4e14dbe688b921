//! The faults of one derive, so that all are told at once.

use migrate_script::nearest::nearest;
use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;

/// The faults that were found so far.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<syn::Error>);

impl Faults {
    /// Adds a fault at some tokens.
    pub(super) fn at(&mut self, tokens: impl ToTokens, message: impl std::fmt::Display) {
        self.0.push(syn::Error::new_spanned(tokens, message));
    }

    /// Adds what the parser says.
    pub(super) fn push(&mut self, error: syn::Error) {
        self.0.push(error);
    }

    /// Adds that a word is none of those that are known.
    pub(super) fn unknown(&mut self, word: &Ident, known: &[&str]) {
        let text = word.to_string();
        let message = match ALIASES.iter().find(|(alias, _)| *alias == text) {
            Some((_, it)) if known.contains(it) => format!("`{text}` is called `{it}` here"),
            _ => match nearest(&text, known.iter().copied()) {
                Some(near) => format!("there is no `{text}`: `{near}` is the nearest"),
                None => format!("there is no `{text}` here, but {}", listed(known)),
            },
        };
        self.at(word, message);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The faults as errors of the compiler.
    pub(super) fn into_tokens(self) -> TokenStream {
        self.0
            .into_iter()
            .map(syn::Error::into_compile_error)
            .collect()
    }
}

/// What others call it, and what it is called here.
const ALIASES: &[(&str, &str)] = &[
    ("collation", "collate"),
    ("condition", "where_"),
    ("default", "server_default"),
    ("foreign_key", "references"),
    ("generated", "computed"),
    ("method", "using"),
    ("null", "nullable"),
    ("pk", "primary_key"),
    ("rename", "name"),
    ("sql_type", "type"),
    ("table_name", "name"),
    ("type_", "type"),
    ("type_name", "name"),
    ("where", "where_"),
];

fn listed(words: &[&str]) -> String {
    let words = words.iter().map(|word| format!("`{word}`"));
    words.collect::<Vec<_>>().join(", ")
}
