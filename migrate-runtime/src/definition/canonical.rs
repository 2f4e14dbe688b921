//! Expressions in one form, so that how they were written makes no difference.

use std::collections::HashMap;

use super::name::unquoted;
use crate::dialect::{Lexis, SQLITE};
use crate::sql::{SplitError, Token, tokens};

/// The words of the language that an expression may hold.
const KEYWORDS: &[&str] = &[
    "ALL",
    "AND",
    "AS",
    "ASC",
    "BETWEEN",
    "BY",
    "CASE",
    "COLLATE",
    "CURRENT_DATE",
    "CURRENT_TIME",
    "CURRENT_TIMESTAMP",
    "DESC",
    "DISTINCT",
    "ELSE",
    "END",
    "ESCAPE",
    "EXCEPT",
    "EXISTS",
    "FALSE",
    "FILTER",
    "FROM",
    "GLOB",
    "GROUP",
    "HAVING",
    "IN",
    "INTERSECT",
    "IS",
    "ISNULL",
    "JOIN",
    "LIKE",
    "LIMIT",
    "MATCH",
    "NOT",
    "NOTNULL",
    "NULL",
    "ON",
    "OR",
    "ORDER",
    "OVER",
    "REGEXP",
    "SELECT",
    "THEN",
    "TRUE",
    "UNION",
    "VALUES",
    "WHEN",
    "WHERE",
];

/// An expression in its one form: keywords in capitals, functions in small letters, columns as the table has them, one blank around
/// operators and none that says nothing; without comments and without parentheses around all of it.
///
/// Nothing changes that could mean something else: strings, numbers, the order of operands.
///
/// # Errors
///
/// A quote or comment that is never closed.
pub(crate) fn canonical(
    expression: &str,
    lexis: Lexis,
    columns: &Columns<'_>,
) -> Result<String, SplitError> {
    let tokens = tokens(expression, lexis)?;
    let atoms = atoms(&tokens, columns);
    Ok(written(inside(&atoms)))
}

/// The columns that an expression may name, found however their names are written.
#[derive(Debug)]
pub(crate) struct Columns<'c>(HashMap<String, &'c str>);

impl<'c> Columns<'c> {
    pub(crate) fn new(names: impl IntoIterator<Item = &'c str>) -> Self {
        let names = names.into_iter();
        Self(
            names
                .map(|name| (name.to_ascii_lowercase(), name))
                .collect(),
        )
    }

    /// The name as the table has it.
    fn spelled(&self, name: &str) -> Option<&'c str> {
        self.0.get(&name.to_ascii_lowercase()).copied()
    }
}

#[derive(Debug)]
struct Atom {
    text: String,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Keyword,
    /// A name, a number, a string.
    Operand,
    Operator,
    /// An operator with one operand, which is behind it.
    Prefix,
    Open,
    Close,
    Comma,
    Dot,
}

fn atoms(tokens: &[Token<'_>], columns: &Columns<'_>) -> Vec<Atom> {
    let mut atoms: Vec<Atom> = Vec::new();
    let mut end = None;
    for (at, token) in tokens.iter().enumerate() {
        let is_adjacent = end == Some(token.start);
        end = Some(token.end());
        if let Some(last) = atoms.last_mut()
            && is_adjacent
            && goes_on(last, token.text)
        {
            last.text.push_str(token.text);
            continue;
        }
        let is_called = tokens.get(at + 1).is_some_and(|next| next.is("("));
        let before = atoms.last().map(|atom| atom.kind);
        atoms.push(atom(token.text, is_called, before, columns));
    }
    atoms
}

/// Whether a token belongs to the one that it touches: `<` and `=`, `1` and `.5`, `2e` and `-3`, `x` and `'ff'`.
fn goes_on(last: &Atom, text: &str) -> bool {
    let is_number = last
        .text
        .starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let has_exponent = is_number
        && !last.text.to_ascii_lowercase().starts_with("0x")
        && last.text.ends_with(['e', 'E']);
    let has_digit = text.starts_with(|c: char| c.is_ascii_digit());
    match (last.kind, text) {
        (Kind::Operator, "-" | "+" | "~") => false,
        (Kind::Operator, "=" | ">" | "<" | "|" | "&") => {
            ["<", ">", "=", "!", "|", "-"].contains(&last.text.as_str()) || last.text == "->"
        }
        (Kind::Prefix, ">") => last.text == "-",
        (Kind::Operand, ".") => is_number && !last.text.contains('.'),
        (Kind::Operand, "+" | "-") => has_exponent,
        (Kind::Operand, _) if has_digit => {
            is_number && (last.text.ends_with('.') || last.text.ends_with(['+', '-']))
        }
        (Kind::Operand, text) => text.starts_with('\'') && last.text.eq_ignore_ascii_case("x"),
        _ => false,
    }
}

fn atom(text: &str, is_called: bool, before: Option<Kind>, columns: &Columns<'_>) -> Atom {
    let of = |text: &str, kind| Atom {
        text: text.to_owned(),
        kind,
    };
    match text {
        "(" => return of(text, Kind::Open),
        ")" => return of(text, Kind::Close),
        "," => return of(text, Kind::Comma),
        _ => {}
    }
    let is_behind_operand = matches!(before, Some(Kind::Operand | Kind::Close));
    if text == "." {
        let kind = match is_behind_operand {
            true => Kind::Dot,
            false => Kind::Operand,
        };
        return of(text, kind);
    }
    let first = text.chars().next().unwrap_or(' ');
    if matches!(first, '"' | '`' | '[') {
        let name = unquoted(text);
        return match columns.spelled(&name) {
            // A name in quotes that no column has would be a string.
            Some(column) if is_plain(column) => of(column, Kind::Operand),
            _ => of(text, Kind::Operand),
        };
    }
    if first == '\'' || first.is_ascii_digit() {
        return of(text, Kind::Operand);
    }
    if !(first.is_alphanumeric() || first == '_') {
        let is_prefix = matches!(text, "-" | "+" | "~") && !is_behind_operand;
        return of(
            text,
            if is_prefix {
                Kind::Prefix
            } else {
                Kind::Operator
            },
        );
    }
    let upper = text.to_ascii_uppercase();
    let is_keyword = KEYWORDS.contains(&upper.as_str());
    match columns.spelled(text) {
        // Which of both it is, its place tells.
        Some(_) if is_keyword => of(text, Kind::Keyword),
        Some(column) if !is_called => of(column, Kind::Operand),
        _ if is_keyword => of(&upper, Kind::Keyword),
        _ if upper == "CAST" => of(&upper, Kind::Operand),
        _ if is_called => of(&text.to_ascii_lowercase(), Kind::Operand),
        _ => of(text, Kind::Operand),
    }
}

/// Whether a name needs no quotes.
fn is_plain(name: &str) -> bool {
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let (lower, upper) = (name.to_ascii_lowercase(), name.to_ascii_uppercase());
    starts
        && SQLITE.quote(&lower) == lower
        && !KEYWORDS.contains(&upper.as_str())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// What stands in the parentheses around all of it, if there are any.
fn inside(atoms: &[Atom]) -> &[Atom] {
    let mut open = Vec::new();
    let mut closed = vec![None; atoms.len()];
    for (at, atom) in atoms.iter().enumerate() {
        match atom.kind {
            Kind::Open => open.push(at),
            Kind::Close => {
                if let Some(opened) = open.pop() {
                    closed[opened] = Some(at);
                }
            }
            _ => {}
        }
    }
    let (mut start, mut end) = (0, atoms.len());
    while start + 2 < end && closed[start] == Some(end - 1) {
        (start, end) = (start + 1, end - 1);
    }
    &atoms[start..end]
}

fn written(atoms: &[Atom]) -> String {
    let mut text = String::new();
    let mut before: Option<Kind> = None;
    for atom in atoms {
        let is_tight = match (before, atom.kind) {
            // Two signs would begin a comment.
            (Some(Kind::Prefix), Kind::Prefix) => false,
            (None | Some(Kind::Open | Kind::Prefix | Kind::Dot), _) => true,
            (_, Kind::Close | Kind::Comma | Kind::Dot) => true,
            // Of a function.
            (Some(Kind::Operand), Kind::Open) => true,
            _ => false,
        };
        if !is_tight {
            text.push(' ');
        }
        text.push_str(&atom.text);
        before = Some(atom.kind);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(expression: &str) -> String {
        let columns = Columns::new(["price", "Name", "order"]);
        canonical(expression, SQLITE.lexis, &columns).unwrap()
    }

    #[test]
    fn blanks_comments_and_letters_make_no_difference() {
        for (written, expected) in [
            ("price>0", "price > 0"),
            ("( PRICE  > 0 )", "price > 0"),
            ("((price > 0)) -- or free", "price > 0"),
            ("(price) + (1)", "(price) + (1)"),
            (
                "Length( [name] )>=3 and name<>''",
                "length(Name) >= 3 AND Name <> ''",
            ),
            ("price in(1,2 ,3)", "price IN (1, 2, 3)"),
            ("\"order\" is not null", "\"order\" IS NOT NULL"),
            ("price between - 1 and +1", "price BETWEEN -1 AND +1"),
            ("price-1>-2", "price - 1 > -2"),
            ("1- - -1", "1 - - -1"),
            ("1.50+.5+2e-3+2.5E+10", "1.50 + .5 + 2e-3 + 2.5E+10"),
            ("x'0f'=name||'a'", "x'0f' = Name || 'a'"),
            ("name->>'$.a'->'b'", "Name ->> '$.a' -> 'b'"),
            ("t.price=1", "t.price = 1"),
            ("cast(price as Integer)", "CAST(price AS Integer)"),
            ("'A  b'", "'A  b'"),
            ("current_timestamp", "CURRENT_TIMESTAMP"),
            (
                "case when price then 'a' else 'b' END",
                "CASE WHEN price THEN 'a' ELSE 'b' END",
            ),
        ] {
            assert_eq!(of(written), expected, "{written}");
            assert_eq!(of(expected), expected, "{written}");
        }
    }
}
