//! The grammar of an attribute: words, some with a value, some with arguments.
//!
//! `primary_key, type = varchar(80), unique(["a", "b"], name = "uq")`

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Token, parenthesized, token};

use super::faults::Faults;

/// A word and what is said with it.
pub(super) struct Argument {
    pub(super) word: Ident,
    pub(super) value: Value,
}

/// What is said with a word.
pub(super) enum Value {
    /// Nothing: the word alone.
    Nothing,
    /// `word = …`
    Is(Expr),
    /// `word(…)`
    Call(Call),
}

/// What stands in the parentheses behind a word: first values, then words.
pub(super) struct Call {
    pub(super) values: Vec<Expr>,
    pub(super) arguments: Vec<Argument>,
}

impl Argument {
    /// The word as text, `r#` aside.
    pub(super) fn name(&self) -> String {
        self.word.unraw().to_string()
    }

    /// The text of `word = "…"`.
    pub(super) fn text(&self, faults: &mut Faults) -> Option<LitStr> {
        match &self.value {
            Value::Is(Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            })) => Some(text.clone()),
            _ => {
                let name = self.name();
                faults.at(self, format!("write a text: `{name} = \"…\"`"));
                None
            }
        }
    }

    /// Whether the word stands alone, as it must.
    pub(super) fn flag(&self, faults: &mut Faults) -> bool {
        let is_flag = matches!(self.value, Value::Nothing);
        if !is_flag {
            faults.at(self, format!("`{}` stands alone", self.name()));
        }
        is_flag
    }
}

impl ToTokens for Argument {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.word.to_tokens(tokens);
        match &self.value {
            Value::Nothing => {}
            Value::Is(value) => value.to_tokens(tokens),
            Value::Call(call) => {
                for value in &call.values {
                    value.to_tokens(tokens);
                }
                for argument in &call.arguments {
                    argument.to_tokens(tokens);
                }
            }
        }
    }
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let word = input.call(Ident::parse_any)?;
        let value = if input.parse::<Option<Token![=]>>()?.is_some() {
            Value::Is(input.parse()?)
        } else if input.peek(token::Paren) {
            let content;
            parenthesized!(content in input);
            Value::Call(content.parse()?)
        } else {
            Value::Nothing
        };
        Ok(Self { word, value })
    }
}

impl Parse for Call {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut call = Self {
            values: Vec::new(),
            arguments: Vec::new(),
        };
        while !input.is_empty() {
            if input.peek(Lit) || input.peek(token::Bracket) || input.peek(token::Paren) {
                call.values.push(input.parse()?);
            } else {
                call.arguments.push(input.parse()?);
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(call)
    }
}

/// The arguments of all attributes of one name; a word that is not in `repeatable` is refused the second time.
pub(super) fn arguments(
    attributes: &[Attribute],
    name: &str,
    repeatable: &[&str],
    faults: &mut Faults,
) -> Vec<Argument> {
    let mut found: Vec<Argument> = Vec::new();
    for attribute in attributes.iter().filter(|it| it.path().is_ident(name)) {
        let parse = Punctuated::<Argument, Token![,]>::parse_terminated;
        match attribute.parse_args_with(parse) {
            Ok(arguments) => found.extend(arguments),
            Err(error) => faults.push(error),
        }
    }
    refuse_twice(&found, repeatable, faults);
    found
}

/// Refuses a word that is said before, and may be said once.
pub(super) fn refuse_twice<'a>(
    arguments: impl IntoIterator<Item = &'a Argument>,
    repeatable: &[&str],
    faults: &mut Faults,
) {
    let mut said = HashSet::new();
    for argument in arguments {
        let name = argument.name();
        if !repeatable.contains(&&*name) && !said.insert(name.clone()) {
            faults.at(&argument.word, format!("`{name}` is said twice"));
        }
    }
}

/// Refuses an attribute that belongs somewhere else.
pub(super) fn refuse(attributes: &[Attribute], name: &str, instead: &str, faults: &mut Faults) {
    for attribute in attributes.iter().filter(|it| it.path().is_ident(name)) {
        faults.at(attribute.path(), format!("`#[{name}(…)]` {instead}"));
    }
}
