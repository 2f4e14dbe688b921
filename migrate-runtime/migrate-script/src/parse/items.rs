//! What a file declares at its top level, told from its tokens alone.
//!
//! Only constants and functions are looked at, and of these only the outside; all else is skipped. What is
//! wrong inside of it is the compiler's to report, at the file's own line; whoever only reads the revisions
//! need not be kept waiting for it, or from it.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenTree};

use super::cursor::{Cursor, is_brace, is_punct, span};

/// The top level of a file.
#[derive(Default)]
pub(super) struct Items<'t> {
    /// All tokens of the file.
    pub(super) tokens: &'t [TokenTree],
    /// The brackets of the inner attributes at the start, which `//!` and `/*! … */` are as well.
    pub(super) attributes: Vec<&'t Group>,
    pub(super) constants: Vec<Constant<'t>>,
    pub(super) functions: Vec<Function<'t>>,
}

/// `const NAME: TYPE = VALUE;`
pub(super) struct Constant<'t> {
    pub(super) is_private: bool,
    pub(super) name: &'t Ident,
    pub(super) ty: &'t [TokenTree],
    pub(super) value: &'t [TokenTree],
}

/// `fn name<GENERICS>(INPUTS) OUTPUT { … }`
pub(super) struct Function<'t> {
    pub(super) is_private: bool,
    pub(super) qualifiers: Qualifiers,
    pub(super) name: &'t Ident,
    /// With the angle brackets; empty where there are none.
    pub(super) generics: &'t [TokenTree],
    pub(super) inputs: &'t Group,
    /// With the arrow; empty where there is none.
    pub(super) output: &'t [TokenTree],
}

/// Where the words before `fn` stand, as far as they matter.
#[derive(Default, Clone, Copy)]
pub(super) struct Qualifiers {
    pub(super) asyncness: Option<Span>,
    pub(super) unsafety: Option<Span>,
    pub(super) abi: Option<Span>,
}

/// A token that cannot stand where it does; without one, the end of the file.
pub(super) struct Unexpected {
    pub(super) found: Option<Span>,
    pub(super) expected: &'static str,
}

type Result<T> = std::result::Result<T, Unexpected>;

/// The words that begin an item which nothing is wanted of, and which ends with `;` whatever is in it.
const ENDED_BY_SEMICOLON: [&str; 3] = ["use", "static", "type"];

/// The words that begin an item which nothing is wanted of, and which ends with `;` or its first braces.
const ENDED_BY_BRACES: [&str; 12] = [
    "auto", "const", "default", "enum", "extern", "impl", "macro", "mod", "struct", "trait",
    "union", "unsafe",
];

/// Reads the top level of a file.
pub(super) fn read(tokens: &[TokenTree]) -> Result<Items<'_>> {
    let mut cursor = Cursor::new(tokens);
    let mut items = Items {
        tokens,
        ..Items::default()
    };
    while let Some(attribute) = inner_attribute(&mut cursor)? {
        items.attributes.push(attribute);
    }
    while !cursor.is_at_end() {
        read_item(&mut cursor, &mut items)?;
    }
    Ok(items)
}

fn inner_attribute<'t>(cursor: &mut Cursor<'t>) -> Result<Option<&'t Group>> {
    let mut ahead = *cursor;
    if ahead.punct('#').is_none() || ahead.punct('!').is_none() {
        return Ok(None);
    }
    *cursor = ahead;
    expect_brackets(cursor).map(Some)
}

fn read_item<'t>(cursor: &mut Cursor<'t>, items: &mut Items<'t>) -> Result<()> {
    while cursor.punct('#').is_some() {
        expect_brackets(cursor)?;
    }
    let is_private = !skip_visibility(cursor);
    if let Some(qualifiers) = qualifiers(cursor) {
        items
            .functions
            .extend(function(cursor, is_private, qualifiers)?);
    } else if is_constant(*cursor) {
        items.constants.extend(constant(cursor, is_private)?);
    } else {
        skip_other(cursor)?;
    }
    Ok(())
}

/// Skips `pub`, `pub(crate)` and the like; whether there was one.
fn skip_visibility(cursor: &mut Cursor<'_>) -> bool {
    let is_there = cursor.word("pub").is_some();
    if is_there {
        cursor.group(Delimiter::Parenthesis);
    }
    is_there
}

/// The words up to and with `fn`, if a function is next.
fn qualifiers(cursor: &mut Cursor<'_>) -> Option<Qualifiers> {
    let mut ahead = *cursor;
    let mut qualifiers = Qualifiers::default();
    loop {
        let start = ahead;
        let word = ahead.ident()?;
        if word == "fn" {
            break;
        } else if word == "async" {
            qualifiers.asyncness = Some(word.span());
        } else if word == "unsafe" {
            qualifiers.unsafety = Some(word.span());
        } else if word == "extern" {
            if let Some(TokenTree::Literal(_)) = ahead.peek() {
                ahead.bump();
            }
            qualifiers.abi = Some(span(start.until(ahead)));
        } else if word != "const" && word != "safe" {
            return None;
        }
    }
    *cursor = ahead;
    Some(qualifiers)
}

/// Reads a function from behind its `fn`; `None` where it has no body, and hence is none.
fn function<'t>(
    cursor: &mut Cursor<'t>,
    is_private: bool,
    qualifiers: Qualifiers,
) -> Result<Option<Function<'t>>> {
    let name = expect(cursor, Cursor::ident, "identifier")?;
    let generics = cursor.angle_brackets().unwrap_or_default();
    let parentheses = |cursor: &mut Cursor<'t>| cursor.group(Delimiter::Parenthesis);
    let inputs = expect(cursor, parentheses, "parentheses")?;
    let ends_output = |token: &TokenTree| {
        let is_where = matches!(token, TokenTree::Ident(ident) if ident == "where");
        is_where || is_brace(token)
    };
    let output = cursor.take_until_outside_angles(ends_output);
    if !output.is_empty() && !is_punct(&output[0], '-') {
        return Err(unexpected(output.first(), "curly braces"));
    }
    cursor.take_until_outside_angles(is_brace);
    if cursor.punct(';').is_some() {
        return Ok(None);
    }
    let braces = |cursor: &mut Cursor<'t>| cursor.group(Delimiter::Brace);
    expect(cursor, braces, "curly braces")?;
    Ok(Some(Function {
        is_private,
        qualifiers,
        name,
        generics,
        inputs,
        output,
    }))
}

/// Whether a constant is next, and not one of the other items that may begin with `const`.
fn is_constant(mut cursor: Cursor<'_>) -> bool {
    const OTHERS: [&str; 4] = ["auto", "impl", "trait", "unsafe"];
    cursor.word("const").is_some() && !OTHERS.iter().any(|word| cursor.is_at_word(word))
}

/// Reads a constant; `None` where it has no value, and hence is none.
fn constant<'t>(cursor: &mut Cursor<'t>, is_private: bool) -> Result<Option<Constant<'t>>> {
    cursor.word("const");
    let name = expect(cursor, Cursor::ident, "identifier")?;
    cursor.angle_brackets();
    expect(cursor, |it| it.punct(':'), "`:`")?;
    let ty = cursor.take_until_outside_angles(|it| is_punct(it, '='));
    if ty.is_empty() {
        return Err(unexpected(cursor.peek(), "a type"));
    }
    if cursor.punct(';').is_some() {
        return Ok(None);
    }
    expect(cursor, |it| it.punct('='), "`=`")?;
    let value = take_statement(cursor);
    if value.is_empty() {
        return Err(unexpected(cursor.peek(), "an expression"));
    }
    expect(cursor, |it| it.punct(';'), "`;`")?;
    Ok(Some(Constant {
        is_private,
        name,
        ty,
        value,
    }))
}

/// The tokens up to a `;`, or to the `pub` of the next item, before which it was forgotten.
fn take_statement<'t>(cursor: &mut Cursor<'t>) -> &'t [TokenTree] {
    let is_pub = |token: &TokenTree| matches!(token, TokenTree::Ident(ident) if ident == "pub");
    cursor.take_until(|token| is_punct(token, ';') || is_pub(token))
}

/// Skips an item that is neither a constant nor a function.
fn skip_other(cursor: &mut Cursor<'_>) -> Result<()> {
    let is_any = |words: &[&str]| words.iter().any(|word| cursor.is_at_word(word));
    if is_any(&ENDED_BY_SEMICOLON) {
        take_statement(cursor);
        return expect(cursor, |it| it.punct(';'), "`;`").map(drop);
    }
    if !is_any(&ENDED_BY_BRACES) && !is_macro_call(*cursor) {
        return Err(unexpected(cursor.peek(), "an item"));
    }
    cursor.take_until_outside_angles(is_brace);
    match cursor.bump() {
        Some(_) => Ok(()),
        None => Err(unexpected(None, "curly braces or `;`")),
    }
}

/// Whether `name!` is next, `a::path::to::name!` perhaps.
fn is_macro_call(mut cursor: Cursor<'_>) -> bool {
    cursor.path_separator();
    loop {
        if cursor.ident().is_none() {
            return false;
        }
        if !cursor.path_separator() {
            return cursor.punct('!').is_some();
        }
    }
}

fn expect_brackets<'t>(cursor: &mut Cursor<'t>) -> Result<&'t Group> {
    let brackets = |cursor: &mut Cursor<'t>| cursor.group(Delimiter::Bracket);
    expect(cursor, brackets, "square brackets")
}

fn expect<'t, T>(
    cursor: &mut Cursor<'t>,
    read: impl Fn(&mut Cursor<'t>) -> Option<T>,
    expected: &'static str,
) -> Result<T> {
    read(cursor).ok_or_else(|| unexpected(cursor.peek(), expected))
}

fn unexpected(found: Option<&TokenTree>, expected: &'static str) -> Unexpected {
    let found = found.map(|token| match token {
        TokenTree::Group(group) => group.span_open(),
        token => token.span(),
    });
    Unexpected { found, expected }
}
