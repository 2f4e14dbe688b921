//! Taking a `CREATE TABLE` apart.

use std::ops::Range;

use super::DefinitionError;
use super::clause::{self, Clause};
use super::name::unquoted;
use crate::dialect::Lexis;
use crate::sql::{Token, tokens};

/// Where everything stands in a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) table: String,
    pub(super) table_span: Range<usize>,
    /// Where the parentheses begin.
    pub(super) open: usize,
    /// Where they have ended.
    pub(super) close: usize,
    pub(super) items: Vec<Item>,
    pub(super) without_row_ids: bool,
}

/// What stands between two commas: a column, or constraints of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) span: Range<usize>,
    /// Where the comma behind it is.
    pub(super) comma: Option<usize>,
    /// The name of a column.
    pub(super) column: Option<Name>,
    pub(super) clauses: Vec<Clause>,
}

/// A name, and where it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) name: String,
    pub(super) end: usize,
}

impl Parts {
    pub(super) fn parse(sql: &str, lexis: Lexis) -> Result<Self, DefinitionError> {
        let tokens = tokens(sql, lexis)?;
        let open = tokens
            .iter()
            .position(|token| token.is("("))
            .ok_or(DefinitionError::NoTable)?;
        let (head, body) = tokens.split_at(open);
        let [create, words @ .., table] = head else {
            return Err(DefinitionError::NoTable);
        };
        let (words, start) = match words {
            [words @ .., schema, dot] if dot.is(".") => (words, schema.start),
            words => (words, table.start),
        };
        let is_virtual = words.first().is_some_and(|token| token.is("VIRTUAL"));
        if !create.is("CREATE") || is_virtual || !is_before_name(words) {
            return Err(DefinitionError::NoTable);
        }
        let close = closing(body).ok_or(DefinitionError::NoTable)?;
        let (items, mut options) = (in_parentheses(body), body[close..].iter());
        if items.is_empty() {
            return Err(DefinitionError::NoTable);
        }
        Ok(Self {
            table: unquoted(table.text),
            table_span: start..table.end(),
            open: body[0].end(),
            close: body[close].end(),
            items: items.iter().map(Item::new).collect(),
            without_row_ids: options.any(|token| token.is("WITHOUT")),
        })
    }
}

/// Whether words end in `TABLE` or in `TABLE IF NOT EXISTS`.
fn is_before_name(words: &[Token<'_>]) -> bool {
    let words = match words {
        [words @ .., a, b, c] if a.is("IF") && b.is("NOT") && c.is("EXISTS") => words,
        words => words,
    };
    words.last().is_some_and(|word| word.is("TABLE"))
}

impl Item {
    fn new(listed: &Listed<'_, '_>) -> Self {
        let (tokens, first) = (listed.tokens, &listed.tokens[0]);
        let words = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];
        let is_column = !words.iter().any(|word| first.is(word));
        let name = Name {
            name: unquoted(first.text),
            end: first.end(),
        };
        Self {
            span: listed.span(),
            comma: listed.comma,
            column: is_column.then_some(name),
            clauses: match is_column {
                true => clause::of_column(&tokens[1..]),
                false => clause::of_table(tokens),
            },
        }
    }
}

/// What stands between two commas: one token at least.
pub(super) struct Listed<'t, 's> {
    pub(super) tokens: &'t [Token<'s>],
    /// Where the comma behind it is.
    comma: Option<usize>,
}

impl Listed<'_, '_> {
    pub(super) fn span(&self) -> Range<usize> {
        self.tokens[0].start..self.tokens[self.tokens.len() - 1].end()
    }
}

/// What stands between the commas in the first parentheses.
pub(super) fn in_parentheses<'t, 's>(tokens: &'t [Token<'s>]) -> Vec<Listed<'t, 's>> {
    let Some(open) = tokens.iter().position(|token| token.is("(")) else {
        return Vec::new();
    };
    let tokens = &tokens[open..];
    let mut depth = 0;
    let inside = &tokens[1..closing(tokens).unwrap_or(tokens.len())];
    let items = inside.split_inclusive(|token| {
        let is_comma = depth == 0 && token.is(",");
        depth = depth_behind(depth, token);
        is_comma
    });
    let items = items.map(|item| match item {
        [tokens @ .., comma] if comma.is(",") => Listed {
            tokens,
            comma: Some(comma.start),
        },
        tokens => Listed {
            tokens,
            comma: None,
        },
    });
    items.filter(|item| !item.tokens.is_empty()).collect()
}

/// The token that closes the parenthesis which is the first one.
fn closing(tokens: &[Token<'_>]) -> Option<usize> {
    let mut depth = 0;
    tokens.iter().position(|token| {
        depth = depth_behind(depth, token);
        depth == 0
    })
}

/// How many parentheses are open behind a token.
pub(super) fn depth_behind(depth: usize, token: &Token<'_>) -> usize {
    match token.text {
        "(" => depth + 1,
        ")" => depth.saturating_sub(1),
        _ => depth,
    }
}
