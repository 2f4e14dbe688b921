//! Lists in attributes: columns of the table, parts of an index.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, ExprArray, ExprCall, ExprLit, ExprMethodCall, ExprPath, Lit, LitStr};

use super::attribute::{Argument, Value};
use super::column::Column;
use super::faults::Faults;

/// The columns of a table, for lists to be checked against.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a>(pub(super) &'a [Column]);

impl Scope<'_> {
    /// Says that there is no such column, where that is known.
    fn check(self, name: &LitStr, faults: &mut Faults) {
        let value = name.value();
        if self.0.iter().any(|column| column.name == value) {
            return;
        }
        let known = self.0.iter().map(|column| &*column.name);
        let message = match migrate_script::nearest::nearest(&value, known) {
            Some(near) => format!("the table has no column `{value}`: `{near}` is the nearest"),
            None => format!("the table has no column `{value}`"),
        };
        faults.at(name, message);
    }
}

/// The texts of `["a", "b"]`.
pub(super) fn texts(list: &Expr, what: &str, faults: &mut Faults) -> Vec<LitStr> {
    let Some(items) = items(list, what, faults) else {
        return Vec::new();
    };
    let mut texts = Vec::new();
    for item in items {
        match text(item) {
            Some(it) => texts.push(it.clone()),
            None => faults.at(item, "write a text: `\"…\"`"),
        }
    }
    texts
}

/// The columns of `["a", "b"]`, which the table has.
pub(super) fn columns(list: &Expr, scope: Scope<'_>, faults: &mut Faults) -> Vec<LitStr> {
    let columns = texts(list, "columns", faults);
    for (index, column) in columns.iter().enumerate() {
        scope.check(column, faults);
        if columns[..index]
            .iter()
            .any(|it| it.value() == column.value())
        {
            faults.at(
                column,
                format!("column `{}` is named twice", column.value()),
            );
        }
    }
    columns
}

/// The parts of an index: texts are columns, and all else is an expression of `by` and `expr`.
pub(super) fn index_parts(list: &Expr, scope: Scope<'_>, faults: &mut Faults) -> TokenStream {
    let items = items(list, "columns", faults).unwrap_or_default();
    let parts = items.into_iter().map(|item| match text(item) {
        Some(column) => {
            scope.check(column, faults);
            quote! { ::migrate_runtime::schema::by(#column) }
        }
        None => {
            if let Some(column) = column_of(item) {
                scope.check(column, faults);
            }
            with_schema(item)
        }
    });
    let parts: Vec<_> = parts.collect();
    quote! { [#(#parts),*] }
}

/// An expression that may name the functions of `migrate_runtime::schema`, as a revision does.
pub(super) fn with_schema(expression: &Expr) -> TokenStream {
    quote! {{
        #[allow(unused_imports)]
        use ::migrate_runtime::schema::*;
        #expression
    }}
}

/// The items of a list that is not empty.
fn items<'a>(list: &'a Expr, what: &str, faults: &mut Faults) -> Option<Vec<&'a Expr>> {
    match list {
        Expr::Array(ExprArray { elems, .. }) if elems.is_empty() => {
            faults.at(list, format!("there are no {what}"));
            None
        }
        Expr::Array(ExprArray { elems, .. }) => Some(elems.iter().collect()),
        _ => {
            faults.at(list, format!("write a list of {what}: `[\"…\", \"…\"]`"));
            None
        }
    }
}

/// An expression that is a text.
pub(super) fn text(expression: &Expr) -> Option<&LitStr> {
    match expression {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text),
        _ => None,
    }
}

/// The column in `by("column").desc()`.
fn column_of(expression: &Expr) -> Option<&LitStr> {
    match expression {
        Expr::MethodCall(ExprMethodCall { receiver, .. }) => column_of(receiver),
        Expr::Call(ExprCall { func, args, .. }) => match &**func {
            Expr::Path(ExprPath { path, .. }) if path.segments.last()?.ident == "by" => {
                text(args.first()?)
            }
            _ => None,
        },
        _ => None,
    }
}

/// `Cascade`, as `Action::Cascade`.
pub(super) fn action(expression: &Expr, faults: &mut Faults) -> Option<TokenStream> {
    let word: Option<&Ident> = match expression {
        Expr::Path(it) => it.path.get_ident(),
        _ => None,
    };
    let known = word.filter(|word| ACTIONS.iter().any(|it| *word == it));
    match (known, word) {
        (Some(word), _) => Some(quote! { ::migrate_runtime::schema::Action::#word }),
        (None, Some(word)) => {
            faults.unknown(word, ACTIONS);
            None
        }
        (None, None) => {
            let message = format!("write one of {}", ACTIONS.join(", "));
            faults.at(expression.to_token_stream(), message);
            None
        }
    }
}

const ACTIONS: &[&str] = &["NoAction", "Restrict", "Cascade", "SetNull", "SetDefault"];

/// The texts in the first list behind a word.
pub(super) fn names_in(argument: &Argument) -> impl Iterator<Item = &LitStr> {
    let list = match &argument.value {
        Value::Call(call) => call.values.first(),
        _ => None,
    };
    let items = match list {
        Some(Expr::Array(list)) => Some(list.elems.iter()),
        _ => None,
    };
    items.into_iter().flatten().filter_map(text)
}
