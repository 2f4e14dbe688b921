//! The clauses of a column and the constraints of a table.

use std::ops::Range;

use super::name::unquoted;
use super::parse::{depth_behind, in_parentheses};
use crate::sql::Token;

/// What a clause says; in the order in which this library writes them behind a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Type,
    Collate,
    Generated,
    Default,
    NotNull,
    Null,
    Check,
    ForeignKey,
    PrimaryKey,
    Unique,
    /// A name that names nothing, a `DEFERRABLE` that stands alone.
    Other,
}

/// A clause of a column, or a constraint of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clause {
    pub(super) kind: Kind,
    /// The name behind `CONSTRAINT`.
    pub(super) name: Option<String>,
    pub(super) span: Range<usize>,
    /// The span without `CONSTRAINT name`.
    pub(super) body: Range<usize>,
    /// What a key of a table is over: the columns in its parentheses.
    pub(super) columns: Vec<Element>,
    /// The table and the columns behind `REFERENCES`.
    pub(super) referred: Option<(String, Vec<String>)>,
    /// Where `AUTOINCREMENT` stands.
    pub(super) autoincrement: Option<Range<usize>>,
}

/// Where a clause stands, until the next change of its definition: the number of its item, and in that its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClausePlace {
    pub(super) item: usize,
    pub(super) clause: usize,
}

/// A column in the parentheses of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) span: Range<usize>,
}

/// Where a clause begins, in tokens.
struct Start {
    kind: Kind,
    at: usize,
    /// Where its keyword is: behind `CONSTRAINT name`, if it has one.
    body: usize,
}

impl Start {
    /// `CONSTRAINT name`, and nothing yet that it names.
    fn is_open(&self, tokens: &[Token<'_>]) -> bool {
        self.body == self.at && tokens[self.at].is("CONSTRAINT")
    }
}

/// The clauses in the tokens behind a column's name.
pub(super) fn of_column(tokens: &[Token<'_>]) -> Vec<Clause> {
    clauses(tokens, begun_in_column)
}

/// The constraints in the tokens between two commas: one, for they need no comma between them.
pub(super) fn of_table(tokens: &[Token<'_>]) -> Vec<Clause> {
    clauses(tokens, |tokens, at, _| begun_in_table(&tokens[at]))
}

/// Cuts tokens where a clause begins; any other token goes on with the clause before it.
fn clauses(
    tokens: &[Token<'_>],
    begun: impl Fn(&[Token<'_>], usize, Option<Kind>) -> Option<Kind>,
) -> Vec<Clause> {
    let mut starts: Vec<Start> = Vec::new();
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate() {
        let kind = match depth {
            0 => begun(tokens, at, starts.last().map(|start| start.kind)),
            _ => None,
        };
        match (kind, starts.last_mut()) {
            (Some(kind), Some(last))
                if last.is_open(tokens) && at == last.at + 2 && !token.is("CONSTRAINT") =>
            {
                (last.kind, last.body) = (kind, at);
            }
            (Some(kind), _) => starts.push(Start { kind, at, body: at }),
            (None, None) => starts.push(Start {
                kind: Kind::Type,
                at,
                body: at,
            }),
            (None, Some(_)) => {}
        }
        depth = depth_behind(depth, token);
    }
    let ends = starts
        .iter()
        .skip(1)
        .map(|start| start.at)
        .chain([tokens.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(start, end)| Clause::new(start, &tokens[..end]))
        .collect()
}

fn begun_in_table(token: &Token<'_>) -> Option<Kind> {
    const WORDS: [(&str, Kind); 5] = [
        ("CONSTRAINT", Kind::Other),
        ("PRIMARY", Kind::PrimaryKey),
        ("UNIQUE", Kind::Unique),
        ("CHECK", Kind::Check),
        ("FOREIGN", Kind::ForeignKey),
    ];
    let (_, kind) = WORDS.iter().find(|(word, _)| token.is(word))?;
    Some(*kind)
}

fn begun_in_column(tokens: &[Token<'_>], at: usize, current: Option<Kind>) -> Option<Kind> {
    const TAKE_NEXT: [&str; 6] = [
        "COLLATE",
        "CONFLICT",
        "CONSTRAINT",
        "DEFAULT",
        "REFERENCES",
        "SET",
    ];
    const WORDS: [(&str, Kind); 9] = [
        ("CONSTRAINT", Kind::Other),
        ("COLLATE", Kind::Collate),
        ("AS", Kind::Generated),
        ("DEFAULT", Kind::Default),
        ("NULL", Kind::Null),
        ("CHECK", Kind::Check),
        ("REFERENCES", Kind::ForeignKey),
        ("PRIMARY", Kind::PrimaryKey),
        ("UNIQUE", Kind::Unique),
    ];
    let token = &tokens[at];
    let before = |word| at > 0 && tokens[at - 1].is(word);
    let behind = |word| tokens.get(at + 1).is_some_and(|next| next.is(word));
    // What these words take may be a word that begins a clause elsewhere: `DEFAULT NULL`, `SET NULL`.
    if TAKE_NEXT.into_iter().any(before) {
        return None;
    }
    let is_not_deferrable = token.is("NOT") && behind("DEFERRABLE");
    if is_not_deferrable || (token.is("DEFERRABLE") && !before("NOT")) {
        return (current != Some(Kind::ForeignKey)).then_some(Kind::Other);
    }
    if token.is("NOT") && behind("NULL") {
        return Some(Kind::NotNull);
    }
    if token.is("GENERATED") && behind("ALWAYS") {
        return Some(Kind::Generated);
    }
    let goes_on = (token.is("NULL") && before("NOT")) || (token.is("AS") && before("ALWAYS"));
    let (_, kind) = WORDS.iter().find(|(word, _)| !goes_on && token.is(word))?;
    Some(*kind)
}

impl Clause {
    /// The clause that begins at `start` and ends with the tokens.
    fn new(start: &Start, tokens: &[Token<'_>]) -> Self {
        let (body, end) = (&tokens[start.body..], tokens[tokens.len() - 1].end());
        let is_named = tokens[start.at].is("CONSTRAINT");
        let name = tokens.get(start.at + 1).filter(|_| is_named);
        let at = body.iter().position(|token| token.is("REFERENCES"));
        let referred = at.map(|at| &body[at + 1..]);
        let key = &body[..at.unwrap_or(body.len())];
        Self {
            kind: start.kind,
            name: name.map(|name| unquoted(name.text)),
            span: tokens[start.at].start..end,
            body: body[0].start..end,
            columns: match start.kind {
                Kind::PrimaryKey | Kind::Unique | Kind::ForeignKey => elements(key),
                _ => Vec::new(),
            },
            referred: referred.and_then(|tokens| {
                let columns = elements(tokens).into_iter().map(|it| it.name);
                Some((unquoted(tokens.first()?.text), columns.collect()))
            }),
            autoincrement: body
                .iter()
                .find(|token| start.kind == Kind::PrimaryKey && token.is("AUTOINCREMENT"))
                .map(|token| token.start..token.end()),
        }
    }
}

/// The columns in the first parentheses.
fn elements(tokens: &[Token<'_>]) -> Vec<Element> {
    let elements = in_parentheses(tokens).into_iter();
    let elements = elements.map(|element| Element {
        name: unquoted(element.tokens[0].text),
        span: element.span(),
    });
    elements.collect()
}
