//! The value of a string literal.

use std::str::Chars;

use proc_macro2::Literal;

/// The value of a string literal; `None` where the literal is of another kind.
pub(super) fn string(literal: &Literal) -> Option<String> {
    let text = literal.to_string();
    match text.strip_prefix('r') {
        Some(raw) => {
            let raw = raw.trim_matches('#');
            let text = raw.strip_prefix('"')?.strip_suffix('"')?;
            // As everywhere in Rust, a line ends with `\n` alone; another `\r` is not allowed here.
            Some(text.replace("\r\n", "\n"))
        }
        None => unescaped(text.strip_prefix('"')?.strip_suffix('"')?),
    }
}

/// The lexer has let pass only what is right, so that nothing is checked again.
fn unescaped(text: &str) -> Option<String> {
    let mut value = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        match character {
            '\\' => value.extend(escaped(&mut rest)?),
            // As everywhere in Rust, a line ends with `\n` alone.
            '\r' if rest.as_str().starts_with('\n') => {}
            character => value.push(character),
        }
    }
    Some(value)
}

/// What the characters behind a backslash stand for: nothing where the line goes on below.
fn escaped(rest: &mut Chars<'_>) -> Option<Option<char>> {
    let character = match rest.next()? {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '0' => '\0',
        'x' => hexadecimal(rest.by_ref().take(2))?,
        'u' => hexadecimal(rest.by_ref().skip(1).take_while(|it| *it != '}'))?,
        '\n' | '\r' => {
            *rest = rest
                .as_str()
                .trim_start_matches([' ', '\t', '\r', '\n'])
                .chars();
            return Some(None);
        }
        itself => itself,
    };
    Some(Some(character))
}

fn hexadecimal(digits: impl Iterator<Item = char>) -> Option<char> {
    let digits: String = digits.filter(|it| *it != '_').collect();
    char::from_u32(u32::from_str_radix(&digits, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_what_rustc_takes_it_for() {
        for (text, expected) in [
            (r#""""#, ""),
            (r#""abc123""#, "abc123"),
            (r#""a\"b\\c\'d""#, "a\"b\\c'd"),
            (r#""\n\r\t\0""#, "\n\r\t\0"),
            (r#""\x41\u{31}\u{1_F600}\u{0}""#, "A1\u{1f600}\0"),
            ("\"a\\\n   \t\r\n b\"", "ab"),
            ("\"a\\\r\n  b\"", "ab"),
            ("\"a\r\nb\nc\"", "a\nb\nc"),
            (r##"r#"a"\n"#"##, "a\"\\n"),
            (r#"r"""#, ""),
            ("r##\"a\"#b\"##", "a\"#b"),
            ("r\"a\r\nb\"", "a\nb"),
        ] {
            let literal: Literal = text.parse().expect(text);
            assert_eq!(string(&literal).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_literals_have_none() {
        for text in [
            "1",
            "'a'",
            "b\"a\"",
            "c\"a\"",
            "br\"a\"",
            "1.5",
            "b'a'",
            "\"a\"suffix",
        ] {
            let literal: Literal = text.parse().expect(text);
            assert_eq!(string(&literal), None, "{text}");
        }
    }
}
