//! The bodies of a revision's functions.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Renderer;
use super::call::Statement;
use crate::autogenerate::change::Change;
use crate::error::{Error, Result};

impl Renderer<'_> {
    /// The changes as the lines of a function's body, each that destroys something, or may fail, below a comment that
    /// says so.
    pub(crate) fn body(&self, changes: &[Change]) -> Result<String> {
        let mut body = String::new();
        for step in self.steps(changes) {
            for change in step.changes() {
                if let Some(what) = change.destroys(self.dialect.family) {
                    body.push_str(&format!("    // Destroys: {}\n", on_one_line(&what)));
                }
                if let Some(why) = change.may_fail(self.dialect.family, changes) {
                    body.push_str(&format!("    // May fail: {}\n", on_one_line(&why)));
                }
            }
            for statement in self.statements(&step) {
                body.push_str(&written(&statement)?);
            }
        }
        Ok(body)
    }
}

/// A statement as it stands in a function.
///
/// The formatter puts a closure on lines of its own, with each of the arguments before it. So it is given a loop in
/// the place of a call with a block, whose first and last line are then those of the call.
fn written(statement: &Statement) -> Result<String> {
    let Statement::Block {
        receiver,
        method,
        arguments,
        parameter,
        body,
        chain,
    } = statement
    else {
        return formatted(&statement.tokens());
    };
    let (body, end) = match body.as_slice() {
        [Statement::Value(value)] => {
            let whole = formatted(&statement.tokens())?;
            if whole.lines().count() == 1 {
                return Ok(whole);
            }
            // As a statement, it is broken as one.
            (quote!(#value;), ";\n    }\n")
        }
        body => {
            let body = body.iter().map(Statement::tokens);
            (quote!(#(#body)*), "\n    }\n")
        }
    };
    let block = formatted(&quote!(loop { #body }))?;
    let lines = block
        .strip_prefix("    loop {")
        .and_then(|it| it.strip_suffix(end))
        .ok_or_else(|| unexpected(&block))?;
    let head = head(receiver, method, arguments, parameter)?;
    Ok(format!("{head}{lines}\n    }}){};\n", tail(chain)?))
}

/// `op.create_table("users", |t| {`
fn head(
    receiver: &Ident,
    method: &Ident,
    arguments: &[TokenStream],
    parameter: &Ident,
) -> Result<String> {
    let call = formatted(&quote!(#receiver.#method(#(#arguments),*);))?;
    let call = call.strip_suffix(");\n").ok_or_else(|| unexpected(&call))?;
    let separator = if arguments.is_empty() { "" } else { ", " };
    Ok(format!("{call}{separator}|{parameter}| {{"))
}

/// `.postgres_options("…")`
fn tail(chain: &TokenStream) -> Result<String> {
    let call = formatted(&quote!(t #chain;))?;
    let tail = call
        .strip_prefix("    t")
        .and_then(|it| it.strip_suffix(";\n"));
    tail.map(str::to_owned).ok_or_else(|| unexpected(&call))
}

/// Tokens as they stand in a function.
fn formatted(tokens: &TokenStream) -> Result<String> {
    let function = quote!(fn f() { #tokens });
    let file = syn::parse2(function)
        .map_err(|error| Error::system(format!("cannot write `{tokens}` as Rust"), error))?;
    let text = prettyplease::unparse(&file);
    let body = text
        .strip_prefix("fn f() {\n")
        .and_then(|it| it.strip_suffix("}\n"));
    body.map(str::to_owned).ok_or_else(|| unexpected(&text))
}

fn unexpected(text: &str) -> Error {
    Error::system("cannot format a statement", text)
}

/// A text that may stand in a comment.
fn on_one_line(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        '"' | '\'' | '\\' => c.to_string(),
        c => c.escape_debug().to_string(),
    });
    escaped.collect()
}
