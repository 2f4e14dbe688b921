//! A place in a sequence of tokens, and the questions that are asked there.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenTree};

/// A place in a sequence of tokens.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'t> {
    rest: &'t [TokenTree],
}

/// How deep a place is inside of `<…>`, which the lexer does not know as brackets.
#[derive(Default)]
struct Angles {
    depth: usize,
    /// The token before was the first half of `->` or `=>`.
    in_arrow: bool,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(tokens: &'t [TokenTree]) -> Self {
        Self { rest: tokens }
    }

    pub(super) fn peek(self) -> Option<&'t TokenTree> {
        self.rest.first()
    }

    pub(super) fn is_at_end(self) -> bool {
        self.rest.is_empty()
    }

    /// The tokens from here to the end.
    pub(super) fn rest(self) -> &'t [TokenTree] {
        self.rest
    }

    pub(super) fn is_at_word(self, word: &str) -> bool {
        matches!(self.peek(), Some(TokenTree::Ident(ident)) if ident == word)
    }

    /// The next token, and a step beyond it.
    pub(super) fn bump(&mut self) -> Option<&'t TokenTree> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    /// A name or a keyword, if one is next.
    pub(super) fn ident(&mut self) -> Option<&'t Ident> {
        match self.peek()? {
            TokenTree::Ident(ident) => {
                self.bump();
                Some(ident)
            }
            _ => None,
        }
    }

    /// This name or keyword, if it is next.
    pub(super) fn word(&mut self, word: &str) -> Option<&'t Ident> {
        self.is_at_word(word).then(|| self.ident())?
    }

    /// This character, if it is next.
    pub(super) fn punct(&mut self, character: char) -> Option<&'t Punct> {
        match self.peek()? {
            TokenTree::Punct(punct) if punct.as_char() == character => {
                self.bump();
                Some(punct)
            }
            _ => None,
        }
    }

    /// `::`, if it is next.
    pub(super) fn path_separator(&mut self) -> bool {
        let mut ahead = *self;
        let first = ahead.punct(':');
        let is_next =
            first.is_some_and(|it| it.spacing() == Spacing::Joint) && ahead.punct(':').is_some();
        if is_next {
            *self = ahead;
        }
        is_next
    }

    /// What stands in these brackets, if they are next.
    pub(super) fn group(&mut self, delimiter: Delimiter) -> Option<&'t Group> {
        match self.peek()? {
            TokenTree::Group(group) if group.delimiter() == delimiter => {
                self.bump();
                Some(group)
            }
            _ => None,
        }
    }

    /// The name of a lifetime such as `'static`, if one is next.
    pub(super) fn lifetime(&mut self) -> Option<&'t Ident> {
        self.punct('\'')?;
        self.ident()
    }

    /// `<…>`, if it is next and closed.
    pub(super) fn angle_brackets(&mut self) -> Option<&'t [TokenTree]> {
        let mut ahead = *self;
        let mut angles = Angles::default();
        if !is_punct(ahead.peek()?, '<') {
            return None;
        }
        loop {
            angles.see(ahead.bump()?);
            if angles.depth == 0 {
                let taken = self.until(ahead);
                *self = ahead;
                return Some(taken);
            }
        }
    }

    /// The tokens up to the first one that is wanted, wherever it stands but in brackets.
    pub(super) fn take_until(&mut self, is_wanted: impl Fn(&TokenTree) -> bool) -> &'t [TokenTree] {
        let found = self.rest.iter().position(is_wanted);
        let (taken, rest) = self.rest.split_at(found.unwrap_or(self.rest.len()));
        self.rest = rest;
        taken
    }

    /// The tokens up to the first one that is wanted and does not stand in `<…>` either; a `;` ends them in
    /// any case, so that a `<` too much does not swallow the rest of the file.
    pub(super) fn take_until_outside_angles(
        &mut self,
        is_wanted: impl Fn(&TokenTree) -> bool,
    ) -> &'t [TokenTree] {
        let start = *self;
        let mut angles = Angles::default();
        while let Some(token) = self.peek() {
            if is_punct(token, ';') || (angles.depth == 0 && is_wanted(token)) {
                break;
            }
            angles.see(token);
            self.bump();
        }
        start.until(*self)
    }

    /// The tokens from here to a later place.
    pub(super) fn until(self, later: Self) -> &'t [TokenTree] {
        &self.rest[..self.rest.len() - later.rest.len()]
    }
}

impl Angles {
    fn see(&mut self, token: &TokenTree) {
        let TokenTree::Punct(punct) = token else {
            self.in_arrow = false;
            return;
        };
        match punct.as_char() {
            '<' => self.depth += 1,
            '>' if !self.in_arrow => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.in_arrow = "-=".contains(punct.as_char()) && punct.spacing() == Spacing::Joint;
    }
}

/// The parts between commas that are not empty: a comma may stand at the end, and about two in a row it is
/// the compiler that complains.
pub(super) fn split_at_commas(tokens: &[TokenTree]) -> Vec<&[TokenTree]> {
    let mut cursor = Cursor::new(tokens);
    let mut parts = Vec::new();
    while !cursor.is_at_end() {
        parts.push(cursor.take_until_outside_angles(|token| is_punct(token, ',')));
        cursor.bump();
    }
    parts.retain(|part| !part.is_empty());
    parts
}

pub(super) fn is_punct(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

pub(super) fn is_brace(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// The place of some tokens, from the first to the last.
pub(super) fn span(tokens: &[TokenTree]) -> Span {
    let ends = tokens.first().zip(tokens.last());
    let joined = ends.and_then(|(first, last)| first.span().join(last.span()));
    joined.unwrap_or_else(Span::call_site)
}
