//! The few types that a revision file names in its declarations, told from their tokens.

use proc_macro2::{Delimiter, Ident, TokenTree};

use super::cursor::Cursor;

/// Whether it is `&str`, with or without `'static`.
pub(super) fn is_str(ty: &[TokenTree]) -> bool {
    let mut cursor = Cursor::new(ty);
    skip_static_reference(&mut cursor).is_some()
        && cursor.word("str").is_some()
        && cursor.is_at_end()
}

/// Whether it is `&[&str]`, with or without `'static`.
pub(super) fn is_list_of_str(ty: &[TokenTree]) -> bool {
    let mut cursor = Cursor::new(ty);
    if skip_static_reference(&mut cursor).is_none() {
        return false;
    }
    let slice = cursor.group(Delimiter::Bracket);
    cursor.is_at_end() && slice.is_some_and(|it| is_str(&Vec::from_iter(it.stream())))
}

/// Whether it is `&mut Operations`, however the path to it is written.
pub(super) fn is_operations(ty: &[TokenTree]) -> bool {
    let mut cursor = Cursor::new(ty);
    if cursor.punct('&').is_none() {
        return false;
    }
    cursor.lifetime();
    cursor.word("mut").is_some() && last_name(cursor).is_some_and(|name| name == "Operations")
}

/// Whether it is a `Result`, of whatever and by whatever path.
pub(super) fn is_result(ty: &[TokenTree]) -> bool {
    last_name(Cursor::new(ty)).is_some_and(|name| name == "Result")
}

/// Whether it is `()`.
pub(super) fn is_unit(ty: &[TokenTree]) -> bool {
    let mut cursor = Cursor::new(ty);
    let tuple = cursor.group(Delimiter::Parenthesis);
    cursor.is_at_end() && tuple.is_some_and(|it| it.stream().is_empty())
}

/// `&` or `&'static`.
fn skip_static_reference(cursor: &mut Cursor<'_>) -> Option<()> {
    cursor.punct('&')?;
    let lifetime = cursor.lifetime();
    lifetime.is_none_or(|it| it == "static").then_some(())
}

/// The last name of a path that the rest is; `None` where it is none.
fn last_name(mut cursor: Cursor<'_>) -> Option<&Ident> {
    // `<Type as Trait>::` may begin it.
    cursor.angle_brackets();
    cursor.path_separator();
    loop {
        let name = cursor.ident()?;
        let mut goes_on = cursor.path_separator();
        if cursor.angle_brackets().is_some() {
            goes_on = cursor.path_separator();
        }
        if !goes_on {
            return cursor.is_at_end().then_some(name);
        }
    }
}
