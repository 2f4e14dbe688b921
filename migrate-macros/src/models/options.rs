//! Words that are methods of a builder, written as calls: `name = "uq", deferrable` is `.name("uq").deferrable()`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Expr;

use super::attribute::{Argument, Value, refuse_twice};
use super::faults::Faults;
use super::list::{self, Scope};

/// A word that a builder has, and what is said with it.
pub(super) type Word = (&'static str, Kind);

/// What is said with a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing: `deferrable`.
    Flag,
    /// A text: `name = "…"`.
    Text,
    /// What becomes of referring rows: `on_delete = Cascade`.
    Action,
    /// Columns of the table: `include = ["a", "b"]`.
    Columns,
    /// A table and its column: `references("shops", "id")`.
    References,
}

/// The calls of some words; each must be known.
pub(super) fn calls<'a>(
    arguments: impl IntoIterator<Item = &'a Argument, IntoIter: Clone>,
    known: &[Word],
    scope: Scope<'_>,
    faults: &mut Faults,
) -> TokenStream {
    let arguments = arguments.into_iter();
    refuse_twice(arguments.clone(), &[], faults);
    let mut calls = TokenStream::new();
    for argument in arguments {
        let name = argument.name();
        match known.iter().find(|(known, _)| *known == name) {
            Some((_, kind)) => calls.extend(call(argument, *kind, scope, faults)),
            None => {
                let names: Vec<_> = known.iter().map(|(name, _)| *name).collect();
                faults.unknown(&argument.word, &names);
            }
        }
    }
    calls
}

/// The call of one word.
pub(super) fn call(
    argument: &Argument,
    kind: Kind,
    scope: Scope<'_>,
    faults: &mut Faults,
) -> Option<TokenStream> {
    let word = &argument.word;
    let value = match (kind, &argument.value) {
        (Kind::Flag, _) => return argument.flag(faults).then(|| quote! { .#word() }),
        (Kind::Text, Value::Is(value)) => text(value, faults)?,
        (Kind::Action, Value::Is(value)) => list::action(value, faults)?,
        (Kind::Columns, Value::Is(value)) => {
            let columns = list::columns(value, scope, faults);
            quote! { [#(#columns),*] }
        }
        (Kind::References, Value::Call(call)) if call.values.len() == 2 => {
            if let Some(argument) = call.arguments.first() {
                faults.at(argument, "put it behind the parentheses");
            }
            let table = table(&call.values[0], faults)?;
            let column = text(&call.values[1], faults)?;
            quote! { #table, #column }
        }
        _ => {
            let name = argument.name();
            let form = match kind {
                Kind::Flag => name,
                Kind::Text => format!("{name} = \"…\""),
                Kind::Action => format!("{name} = Cascade"),
                Kind::Columns => format!("{name} = [\"…\"]"),
                Kind::References => format!("{name}(\"table\", \"column\")"),
            };
            faults.at(argument, format!("write `{form}`"));
            return None;
        }
    };
    Some(quote! { .#word(#value) })
}

/// A text, or something that is one when it is compiled: a constant, `concat!(…)`.
pub(super) fn text(value: &Expr, faults: &mut Faults) -> Option<TokenStream> {
    match value {
        Expr::Path(_) | Expr::Macro(_) => Some(value.to_token_stream()),
        _ => {
            let text = list::text(value);
            if text.is_none() {
                faults.at(value, "write a text: `\"…\"`");
            }
            text.map(ToTokens::to_token_stream)
        }
    }
}

/// The name of a table: `"shops"`, `"shop.shops"` or `("shop", "shops")`.
pub(super) fn table(value: &Expr, faults: &mut Faults) -> Option<TokenStream> {
    match value {
        Expr::Tuple(pair) if pair.elems.len() == 2 => {
            let texts: Option<Vec<_>> = pair.elems.iter().map(|it| text(it, faults)).collect();
            texts.map(|texts| quote! { (#(#texts),*) })
        }
        _ => text(value, faults),
    }
}
