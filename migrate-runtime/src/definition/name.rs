//! Names, and whether an expression uses one.

use crate::dialect::Lexis;
use crate::sql::{SplitError, Token, tokens};

/// Whether two names are one: SQLite takes capitals and small letters for the same, those of ASCII.
pub(crate) fn same_name(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// The name inside of quotes, of which SQLite takes four kinds: <https://www.sqlite.org/lang_keywords.html>.
pub(super) fn unquoted(text: &str) -> String {
    let closing = match text.chars().next() {
        Some('[') => ']',
        Some(mark @ ('"' | '`' | '\'')) => mark,
        _ => return text.to_owned(),
    };
    let inner = text[1..].strip_suffix(closing).unwrap_or(&text[1..]);
    inner.replace(&format!("{closing}{closing}"), &closing.to_string())
}

/// Whether an SQL text speaks of a column, from its first parenthesis on: a check, a computed column, an index.
///
/// SQLite itself would not always say so: a quoted name that it does not know is a string to it
/// (<https://www.sqlite.org/quirks.html#dblquote>).
///
/// # Errors
///
/// A quote or comment that is never closed.
pub(crate) fn names(sql: &str, lexis: Lexis, column: &str) -> Result<bool, SplitError> {
    let tokens = tokens(sql, lexis)?;
    let open = tokens.iter().position(|token| token.is("("));
    let tokens = &tokens[open.unwrap_or(tokens.len())..];
    let mut named = (0..tokens.len()).filter(|at| is_name(tokens, *at));
    Ok(named.any(|at| same_name(&unquoted(tokens[at].text), column)))
}

/// Whether a token may name a column, and is no string, function, table, collation, type or word of the language.
fn is_name(tokens: &[Token<'_>], at: usize) -> bool {
    const WORDS: [&str; 20] = [
        "AND", "AS", "BETWEEN", "CASE", "COLLATE", "ELSE", "EXISTS", "FROM", "IN", "IS", "ISNULL",
        "NOT", "NOTNULL", "NULL", "ON", "OR", "SELECT", "THEN", "WHEN", "WHERE",
    ];
    let token = &tokens[at];
    let before = |word| at > 0 && tokens[at - 1].is(word);
    let behind = |sign| tokens.get(at + 1).is_some_and(|next| next.is(sign));
    let is_other = before("COLLATE") || before("AS") || behind("(") || behind(".");
    let is_string = token.text.starts_with('\'');
    !is_string && !is_other && !WORDS.iter().any(|word| token.is(word))
}
