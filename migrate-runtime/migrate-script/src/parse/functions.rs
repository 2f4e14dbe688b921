//! The functions of a revision file: which of the two forms each has.

use proc_macro2::{Span, TokenTree};

use super::cursor::{Cursor, span, split_at_commas};
use super::items::{Function, Items, Qualifiers};
use super::syntax::Source;
use super::{Form, types};

/// Reads the form of a function.
pub(super) fn read(source: &mut Source, items: &Items<'_>, name: &str) -> Option<Form> {
    let Some(function) = find(items, name) else {
        let message = format!("the function `{name}` is missing");
        source.missing(message, format!("write `{} {{ … }}`", plain(name)));
        return None;
    };
    check_visibility(source, function, name);
    match form(function) {
        Ok(form) => Some(form),
        Err(span) => {
            let position = source.position(span);
            let message = format!("`{name}` has the wrong signature");
            let help = format!(
                "write `{}`, or, where it reads the database, `pub async fn {name}(op: &mut Operations) -> Result`",
                plain(name)
            );
            source.fault_with_help(position, message, help);
            None
        }
    }
}

/// The function with a name.
pub(super) fn find<'i, 't>(items: &'i Items<'t>, name: &str) -> Option<&'i Function<'t>> {
    let mut functions = items.functions.iter();
    functions.find(|function| function.name == name)
}

fn plain(name: &str) -> String {
    format!("pub fn {name}(op: &mut Operations)")
}

/// The expansion of `embed!` names the functions from outside of the file.
fn check_visibility(source: &mut Source, function: &Function<'_>, name: &str) {
    if function.is_private {
        let position = source.position(function.name.span());
        let message = format!("`{name}` is private");
        source.fault_with_help(position, message, "write `pub` before it".to_owned());
    }
}

/// The form that a signature has, or the part of it that fits neither.
fn form(function: &Function<'_>) -> Result<Form, Span> {
    let Qualifiers {
        asyncness,
        unsafety,
        abi,
    } = function.qualifiers;
    if let Some(span) = unsafety.or(abi) {
        return Err(span);
    }
    // `<>` has no parameters.
    if function.generics.len() > 2 {
        return Err(span(function.generics));
    }
    let inputs = Vec::from_iter(function.inputs.stream());
    match split_at_commas(&inputs)[..] {
        [input] if types::is_operations(type_of(input)) => {}
        _ => return Err(function.inputs.span()),
    }
    match (asyncness, function.output) {
        (None, []) => Ok(Form::Plain),
        (None, [_, _, ty @ ..]) if types::is_unit(ty) => Ok(Form::Plain),
        (Some(_), [_, _, ty @ ..]) if types::is_result(ty) => Ok(Form::Async),
        (Some(word), []) => Err(word),
        (_, output) => Err(span(output)),
    }
}

/// The type of a parameter: what stands behind the first colon; nothing for `&mut self`.
fn type_of(input: &[TokenTree]) -> &[TokenTree] {
    let mut cursor = Cursor::new(input);
    while !cursor.is_at_end() {
        if cursor.path_separator() {
            continue;
        }
        if cursor.punct(':').is_some() {
            break;
        }
        cursor.bump();
    }
    cursor.rest()
}
