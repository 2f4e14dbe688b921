//! The hash of a revision file: of what it says, not of how it is written.
//!
//! These do not count: spaces and line endings, in string literals as well; comments, doc comments among them;
//! a comma before a closing bracket; how a string literal spells its value. So rustfmt may space and wrap a
//! sealed file anew. What it moves rather than spaces does count: the order of `use`, the braces around the arm
//! of a `match`.

use std::fmt;
use std::str::FromStr;

use proc_macro2::{Delimiter, TokenTree};
use sha2::{Digest, Sha256};

use super::cursor::{Cursor, is_punct};
use super::literal;

/// The hash of a revision file's tokens; displayed, 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Seal([u8; Seal::LENGTH]);

/// A text that is no seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a seal has {} hexadecimal digits", 2 * Seal::LENGTH)]
pub struct NoSeal;

impl Seal {
    /// How many bytes of the hash are kept: a seal guards against mistakes, and is read in diffs.
    const LENGTH: usize = 16;

    /// The seal of a file with these tokens.
    pub(super) fn of(tokens: &[TokenTree]) -> Self {
        let mut hasher = Sha256::new();
        // Not recursive: how deep the brackets of a function go is the compiler's to limit.
        let mut open = vec![Level::new(tokens, Delimiter::None)];
        while let Some(level) = open.last_mut() {
            match level.tokens.next() {
                Some(TokenTree::Group(group)) => {
                    let delimiter = group.delimiter();
                    hasher.update(brackets(delimiter)[0]);
                    open.push(Level::new(&Vec::from_iter(group.stream()), delimiter));
                }
                Some(TokenTree::Ident(ident)) => hash_text(&mut hasher, 'i', &ident.to_string()),
                Some(TokenTree::Punct(punct)) => {
                    hash_text(&mut hasher, 'p', punct.as_char().encode_utf8(&mut [0; 4]));
                }
                Some(TokenTree::Literal(literal)) => match literal::string(&literal) {
                    Some(value) => hash_text(&mut hasher, 's', &value),
                    None => hash_text(&mut hasher, 'l', &literal.to_string().replace("\r\n", "\n")),
                },
                None => {
                    hasher.update(brackets(level.delimiter)[1]);
                    open.pop();
                }
            }
        }
        let hash = hasher.finalize();
        Self(std::array::from_fn(|index| hash[index]))
    }
}

/// The tokens between two brackets.
struct Level {
    tokens: std::vec::IntoIter<TokenTree>,
    delimiter: Delimiter,
}

impl Level {
    fn new(tokens: &[TokenTree], delimiter: Delimiter) -> Self {
        Self {
            tokens: counting(tokens).into_iter(),
            delimiter,
        }
    }
}

/// The tokens between two brackets that count.
fn counting(tokens: &[TokenTree]) -> Vec<TokenTree> {
    let mut cursor = Cursor::new(tokens);
    let mut counting = Vec::new();
    loop {
        while skip_doc_attribute(&mut cursor) {}
        let Some(token) = cursor.bump() else {
            return counting;
        };
        let is_last = cursor.peek().is_none_or(|next| is_punct(next, '>'));
        if !(is_last && is_punct(token, ',')) {
            counting.push(token.clone());
        }
    }
}

/// Skips `#[doc = …]` or `#![doc = …]`, which is what the lexer makes of a doc comment.
fn skip_doc_attribute(cursor: &mut Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    if ahead.punct('#').is_none() {
        return false;
    }
    ahead.punct('!');
    let is_doc = ahead.group(Delimiter::Bracket).is_some_and(|group| {
        let tokens = Vec::from_iter(group.stream().into_iter().take(2));
        let mut cursor = Cursor::new(&tokens);
        cursor.word("doc").is_some() && cursor.punct('=').is_some()
    });
    if is_doc {
        *cursor = ahead;
    }
    is_doc
}

fn brackets(delimiter: Delimiter) -> [&'static str; 2] {
    match delimiter {
        Delimiter::Parenthesis => ["(", ")"],
        Delimiter::Bracket => ["[", "]"],
        Delimiter::Brace => ["{", "}"],
        Delimiter::None => ["", ""],
    }
}

/// Hashes a token so that no other sequence of tokens is hashed the same.
fn hash_text(hasher: &mut Sha256, kind: char, text: &str) {
    hasher.update(format!("{kind}{} {text}", text.len()));
}

impl FromStr for Seal {
    type Err = NoSeal;

    fn from_str(text: &str) -> Result<Self, NoSeal> {
        let is_digit = |it: u8| matches!(it, b'0'..=b'9' | b'a'..=b'f');
        if text.len() != 2 * Self::LENGTH || !text.bytes().all(is_digit) {
            return Err(NoSeal);
        }
        let number = u128::from_str_radix(text, 16).map_err(|_| NoSeal)?;
        Ok(Self(number.to_be_bytes()))
    }
}

impl fmt::Display for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;

    use super::*;

    fn seal(text: &str) -> Seal {
        let tokens = TokenStream::from_str(text).expect(text);
        Seal::of(&Vec::from_iter(tokens))
    }

    #[test]
    fn formatting_does_not_count() {
        for (one, other) in [
            ("f ( a,b );", "f(a, b);"),
            ("f(a, b);", "f(\r\n    a,\r\n    b,\r\n);"),
            (
                "let x: Vec<Vec<u8>>=-1;",
                "let x: Vec<\n    Vec<u8> ,\n> = - 1;",
            ),
            ("f(a); // why\n/* how */ g(b);", "f(a);\ng(b);"),
            (
                "//! add shops\n\n/// Applies it.\npub fn f() {}",
                "pub fn f() {}",
            ),
            (
                "/** a\r\n b */ fn f() { let x = 1; }",
                "fn f() { /* one */ let x = 1; }",
            ),
            (
                "#![doc = \"add shops\"] #[doc = \"it\"] struct A;",
                "struct A;",
            ),
            ("\"a\r\nb\"", "\"a\nb\""),
            ("r\"a\r\nb\"", "\"a\\nb\""),
            ("\"SELECT \\\r\n    1\"", "\"SELECT 1\""),
            ("b\"a\r\nb\"", "b\"a\nb\""),
        ] {
            assert_eq!(seal(one), seal(other), "{one} {other}");
        }
    }

    #[test]
    fn everything_else_counts() {
        for (one, other) in [
            ("f(a, b)", "f(b, a)"),
            ("f(a)", "f[a]"),
            ("f(a)", "g(a)"),
            ("f(a) (b)", "f(a (b))"),
            ("a b", "ab"),
            ("1", "2"),
            ("\"a\"", "a"),
            ("\"a\"", "\"a \""),
            ("\"a\\r\\nb\"", "\"a\\nb\""),
            ("\"a\" \"b\"", "\"ab\""),
            ("b\"a\"", "\"a\""),
            ("'a'", "'a"),
            ("#[cfg(test)] fn f() {}", "fn f() {}"),
            ("#[doc(hidden)] fn f() {}", "fn f() {}"),
            ("f(a, , b)", "f(a, b)"),
        ] {
            assert_ne!(seal(one), seal(other), "{one} {other}");
        }
    }

    #[test]
    fn brackets_may_be_as_deep_as_they_like() {
        let deep = |depth| format!("{}{}", "(".repeat(depth), ")".repeat(depth));
        assert_ne!(seal(&deep(100_000)), seal(&deep(100_001)));
    }

    /// What is written into a lock file must be found there by every later version.
    #[test]
    fn seals_stay_what_they_are() {
        let text = "use a::*;\n\npub fn upgrade(op: &mut Operations) {\n    op.execute(\"SELECT 1\");\n}\n";
        assert_eq!(seal(text).to_string(), "4ffa63e32a6878336b7cf72a6fc5f0ee");
    }

    #[test]
    fn what_is_written_is_read() {
        for text in [
            "00000000000000000000000000000001",
            "0123456789abcdeffedcba9876543210",
        ] {
            let seal: Seal = text.parse().expect(text);
            assert_eq!(seal.to_string(), text);
        }
        for text in [
            "",
            "1",
            "0123456789abcdeffedcba987654321",
            "0123456789abcdeffedcba98765432100",
            "0123456789ABCDEFFEDCBA9876543210",
            "+123456789abcdeffedcba9876543210",
        ] {
            assert_eq!(text.parse::<Seal>(), Err(NoSeal), "{text}");
        }
    }
}
