//! The names that stand in a text of SQL, found without its grammar.
//!
//! Whether a text names something is asked to put changes in order and to see what a change concerns. A name too many costs
//! a needless step, one too few a failure: so keywords, aliases and the words of a comment count as names too.

use std::collections::BTreeSet;
use std::ops::Range;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    /// Without quotes.
    name: String,
    /// With them.
    place: Range<usize>,
    /// Whether a parenthesis follows, as it does where a function is called.
    is_called: bool,
    /// Whether it stands in a string, as the sequence does in `nextval('numbers')`.
    is_in_string: bool,
}

/// All the names in a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Words {
    names: BTreeSet<String>,
    /// Without those behind `AS`, which name what is new.
    columns: BTreeSet<String>,
    called: BTreeSet<String>,
    in_strings: BTreeSet<String>,
    has_star: bool,
}

impl Words {
    /// The names in a text.
    pub(crate) fn of(text: &str) -> Self {
        let mut words = Self {
            has_star: text.replace("(*)", "").contains('*'),
            ..Self::default()
        };
        let mut is_alias = false;
        for word in split(text) {
            let is_as = word.name.eq_ignore_ascii_case("as");
            let was_alias = std::mem::replace(&mut is_alias, is_as);
            if word.is_in_string {
                words.in_strings.insert(word.name);
            } else {
                if word.is_called {
                    words.called.insert(word.name.clone());
                }
                if !was_alias {
                    words.columns.insert(word.name.clone());
                }
                words.names.insert(word.name);
            }
        }
        words
    }

    /// Whether a table, a type or a sequence of this name is named.
    pub(crate) fn names(&self, name: &str) -> bool {
        self.names.contains(name) || self.in_strings.contains(name)
    }

    /// Whether a column of this name is named, or all columns are.
    pub(crate) fn names_column(&self, name: &str) -> bool {
        self.columns.contains(name) || self.has_star
    }

    /// Whether a function of this name, without its arguments, is called.
    pub(crate) fn calls(&self, function: &str) -> bool {
        self.called.contains(function)
    }

    /// Each name once.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.union(&self.in_strings).map(String::as_str)
    }
}

/// The text with one name in place of another; strings stay as they are.
pub(crate) fn replace(text: &str, from: &str, to: &str) -> String {
    replace_of(text, from, to, |_| true)
}

/// The text with one name in place of another, unless it is one of something else, as `name` is in `users.name`.
pub(crate) fn replace_of(text: &str, from: &str, to: &str, is_of: impl Fn(&str) -> bool) -> String {
    let mut replaced = String::new();
    let mut end = 0;
    let mut last: Option<Word> = None;
    for word in split(text) {
        let owner = last
            .as_ref()
            .filter(|last| text[last.place.end..word.place.start] == *".");
        let is_of = owner.is_none_or(|owner| is_of(&owner.name));
        last = Some(word.clone());
        if word.name == from && !word.is_in_string && is_of {
            replaced.push_str(&text[end..word.place.start]);
            // MySQL quotes each name, whether it need be or not.
            match text[word.place.start..].starts_with('`') {
                true => replaced.push_str(&format!("`{}`", to.replace('`', "``"))),
                false => replaced.push_str(&quote(to)),
            }
            end = word.place.end;
        }
    }
    replaced.push_str(&text[end..]);
    replaced
}

/// The name as it stands in SQL: in quotes where it needs some.
pub(crate) fn quote(name: &str) -> String {
    let is_plain = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if is_plain {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

fn split(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut is_in_string = false;
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let mut push = |name: String, length: usize| {
            let place = at..at + length;
            let is_called = text[place.end..].trim_start().starts_with('(');
            words.push(Word {
                name,
                place,
                is_called,
                is_in_string,
            });
        };
        at += match first {
            '\'' => {
                is_in_string = !is_in_string;
                1
            }
            '"' | '`' => match quoted(rest, first) {
                Some((name, length)) => {
                    push(name, length);
                    length
                }
                None => 1,
            },
            _ if is_part(first) => {
                let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
                if !first.is_ascii_digit() {
                    push(rest[..length].to_owned(), length);
                }
                length
            }
            _ => first.len_utf8(),
        };
    }
    words
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The name in quotes at the beginning, and how much of the text it takes.
fn quoted(text: &str, mark: char) -> Option<(String, usize)> {
    let mut name = String::new();
    let mut marks = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = marks.next() {
        if c != mark {
            name.push(c);
        } else if marks.next_if(|(_, next)| *next == mark).is_some() {
            name.push(mark);
        } else {
            return Some((name, at + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_with_and_without_quotes_and_in_strings() {
        let words = Words::of(
            r#"lower("Full Name") <> 'x'::shop.mood OR n > nextval('numbers'::regclass) + 1e5"#,
        );
        assert!(words.calls("lower") && words.calls("nextval") && !words.calls("mood"));
        assert!(words.names_column("Full Name") && !words.names_column("x"));
        assert!(words.names("mood") && words.names("numbers") && !words.names("e5"));
        assert!(!words.names("Full"));
    }

    #[test]
    fn a_star_names_every_column_unless_it_counts_rows() {
        assert!(Words::of("SELECT * FROM users").names_column("email"));
        assert!(!Words::of("SELECT count(*) FROM users").names_column("email"));
    }

    #[test]
    fn what_stands_behind_as_names_no_column() {
        let words = Words::of("SELECT a AS b FROM t");
        assert!(words.names_column("a") && !words.names_column("b"));
        assert!(Words::of("SELECT b AS b FROM t").names_column("b"));
    }

    #[test]
    fn a_name_is_replaced_where_it_is_one() {
        let text = r#"((a > 0) AND ("a" <> 'a') AND (ab > a1))"#;
        assert_eq!(
            replace(text, "a", "b"),
            "((b > 0) AND (b <> 'a') AND (ab > a1))"
        );
        let is_of = |owner: &str| owner != "t";
        assert_eq!(
            replace_of("a + t.a + u.a", "a", "b", is_of),
            "b + t.a + u.b"
        );
        assert_eq!(replace("UNIQUE (a)", "a", "Z z"), r#"UNIQUE ("Z z")"#);
        assert_eq!(replace("(`a` > 0)", "a", "b"), "(`b` > 0)");
    }

    #[test]
    fn what_is_never_closed_does_no_harm() {
        assert!(Words::of("\"a 'b").names("a"));
        assert!(Words::of("don't").names("don"));
        assert_eq!(Words::of("é \"").iter().collect::<Vec<_>>(), ["é"]);
    }
}
