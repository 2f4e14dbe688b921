//! Texts as Rust writes them.

use proc_macro2::Literal;

/// A string literal: a raw one where that reads better, which is where a text has quotes, backslashes or several
/// lines.
pub(super) fn text(text: &str) -> Literal {
    let asks = text.contains(['"', '\\', '\n']);
    match asks && text.chars().all(may_stand_in_a_raw_string) {
        true => raw(text).unwrap_or_else(|| Literal::string(text)),
        false => Literal::string(text),
    }
}

/// What is seen as what it is: a raw string cannot escape a control character, and the compiler turns line ends of
/// two characters into one.
fn may_stand_in_a_raw_string(c: char) -> bool {
    matches!(c, '"' | '\'' | '\\' | '\n' | '\t') || c.escape_debug().len() == 1
}

fn raw(text: &str) -> Option<Literal> {
    let hashes = (0..=text.len())
        .map(|count| "#".repeat(count))
        .find(|hashes| !text.contains(&format!("\"{hashes}")))?;
    format!("r{hashes}\"{text}\"{hashes}").parse().ok()
}
