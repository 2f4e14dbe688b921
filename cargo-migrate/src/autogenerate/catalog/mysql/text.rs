//! Texts of the server, as they can be compared and written into a revision.

use std::borrow::Cow;
use std::collections::BTreeSet;

use migrate_runtime::dialect::MYSQL;

/// A text without the name of its database before the names of its relations: `` `shop`.`users` `` becomes `` `users` ``.
///
/// An alias may be called as the database is: so a name of two parts is taken for that of a relation only if there is
/// such a relation, or if it is called.
pub(super) fn unqualified(text: &str, database: &str, relations: &BTreeSet<String>) -> String {
    let mut plain = String::with_capacity(text.len());
    for part in parts(text) {
        match part {
            Part::Other(other) => plain.push_str(other),
            Part::Name { text, names, rest } => {
                let is_here = names.first().is_some_and(|(it, _)| it == database);
                let is_relation = match names.as_slice() {
                    [_, (name, _)] => relations.contains(name) || rest.starts_with('('),
                    names => names.len() > 2,
                };
                let second = names.get(1).filter(|_| is_here && is_relation);
                plain.push_str(second.map_or(text, |(_, at)| &text[*at..]));
            }
        }
    }
    plain
}

/// The relations of the database that a text reads, whose names it writes with the database's.
pub(super) fn relations_in(
    text: &str,
    database: &str,
    relations: &BTreeSet<String>,
) -> BTreeSet<String> {
    let named = parts(text).into_iter().filter_map(|part| match part {
        Part::Name { names, .. } if names.first().is_some_and(|(it, _)| it == database) => {
            names.into_iter().nth(1).map(|(name, _)| name)
        }
        _ => None,
    });
    named.filter(|name| relations.contains(name)).collect()
}

/// A text as MySQL keeps it in its catalog, where a backslash stands before quotes and backslashes.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (character, characters.clone().next()) {
            ('\\', Some(next @ ('\'' | '"' | '\\'))) => {
                plain.push(next);
                characters.next();
            }
            _ => plain.push(character),
        }
    }
    plain.into()
}

/// An expression without the parentheses around all of it, which MySQL writes and MariaDB does not.
pub(super) fn bare(expression: &str) -> &str {
    let inside = expression
        .strip_prefix('(')
        .and_then(|it| it.strip_suffix(')'));
    inside.filter(|it| is_balanced(it)).unwrap_or(expression)
}

/// Whether no parenthesis is closed before it is opened.
fn is_balanced(text: &str) -> bool {
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(next) = text[at..].chars().next() {
        match (next, depth) {
            ('`' | '\'' | '"', _) => {
                at += quoted(&text[at..], next);
                continue;
            }
            ('(', _) => depth += 1,
            (')', 0) => return false,
            (')', _) => depth -= 1,
            _ => {}
        }
        at += next.len_utf8();
    }
    true
}

/// A default that is one string, as this library writes strings: the server writes some of them in another way.
pub(super) fn literal(default: &str) -> Cow<'_, str> {
    match string(default) {
        Some(text) => MYSQL.literal(&text).into(),
        None => default.into(),
    }
}

/// What a text is the literal of, if it is one string and nothing else.
fn string(text: &str) -> Option<String> {
    let mut characters = text.strip_prefix('\'')?.chars();
    let mut string = String::new();
    loop {
        match characters.next()? {
            '\'' => match characters.next() {
                None => return Some(string),
                Some('\'') => string.push('\''),
                Some(_) => return None,
            },
            '\\' => match characters.next()? {
                'n' => string.push('\n'),
                'r' => string.push('\r'),
                't' => string.push('\t'),
                'Z' => string.push('\x1a'),
                // These stay two characters.
                escaped @ ('%' | '_') => string.extend(['\\', escaped]),
                // Nor could a literal of ours hold it.
                '0' => return None,
                escaped => string.push(escaped),
            },
            character => string.push(character),
        }
    }
}

/// A piece of a text.
enum Part<'t> {
    /// Names in backticks with dots between them, each with its place in the text; and what follows.
    Name {
        text: &'t str,
        names: Vec<(String, usize)>,
        rest: &'t str,
    },
    Other(&'t str),
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(next) = text[at..].chars().next() {
        if next == '`' {
            parts.push(Part::Other(&text[start..at]));
            let length = names(&text[at..], &mut parts);
            at += length;
            start = at;
        } else if matches!(next, '\'' | '"') {
            at += quoted(&text[at..], next);
        } else {
            at += next.len_utf8();
        }
    }
    parts.push(Part::Other(&text[start..]));
    parts
}

/// Adds the names at the beginning of a text, and tells how long they are.
fn names<'t>(text: &'t str, parts: &mut Vec<Part<'t>>) -> usize {
    let mut names = Vec::new();
    let mut at = 0;
    loop {
        let length = quoted(&text[at..], '`');
        let name = text[at..at + length].trim_start_matches('`');
        let name = name.strip_suffix('`').unwrap_or(name);
        names.push((name.replace("``", "`"), at));
        at += length;
        if !text[at..].starts_with(".`") {
            break;
        }
        at += 1;
    }
    let (text, rest) = text.split_at(at);
    parts.push(Part::Name { text, names, rest });
    at
}

/// How long the quoted text is at the beginning, whose quote may be doubled in it; in a string, a backslash escapes it.
fn quoted(text: &str, mark: char) -> usize {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character == '\\' && mark != '`' {
            characters.next();
        } else if character == mark && characters.next_if(|(_, next)| *next == mark).is_none() {
            return at + 1;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relations() -> BTreeSet<String> {
        ["users", "shop", "it's"].map(str::to_owned).into()
    }

    #[test]
    fn the_database_goes_from_the_names_of_its_relations() {
        for (text, expected) in [
            (
                "select `shop`.`users`.`id` AS `id` from `shop`.`users`",
                "select `users`.`id` AS `id` from `users`",
            ),
            (
                "`shop`.`shop`.`id` = `shop`.`total`(1)",
                "`shop`.`id` = `total`(1)",
            ),
            // The alias of another table.
            ("`shop`.`price` > 1", "`shop`.`price` > 1"),
            (
                "'`shop`.`users`' = \"`shop`.`users`\"",
                "'`shop`.`users`' = \"`shop`.`users`\"",
            ),
            (
                r"'it\'s `shop`.`users`' <> `shop`.`it's`",
                r"'it\'s `shop`.`users`' <> `it's`",
            ),
            ("`other`.`users`.`id`", "`other`.`users`.`id`"),
            ("`shop", "`shop"),
            ("é `a``b`.`c`", "é `a``b`.`c`"),
        ] {
            assert_eq!(unqualified(text, "shop", &relations()), expected, "{text}");
        }
        let read = relations_in(
            "from `shop`.`users` join `shop`.`x` on '`shop`.`shop`' = 1",
            "shop",
            &relations(),
        );
        assert_eq!(read, BTreeSet::from(["users".to_owned()]));
    }

    #[test]
    fn a_string_is_written_in_one_way() {
        assert_eq!(literal(r"'it\'s'"), "'it''s'");
        assert_eq!(literal(r"'a\\b\n'"), "'a\\\\b\n'");
        assert_eq!(literal("concat('a','b')"), "concat('a','b')");
        assert_eq!(literal("'a' || 'b'"), "'a' || 'b'");
        assert_eq!(literal("X'61'"), "X'61'");
    }

    #[test]
    fn outer_parentheses_are_taken_away() {
        assert_eq!(bare("(`a` > 0)"), "`a` > 0");
        assert_eq!(bare("(`a` > 0) and (`b` > 0)"), "(`a` > 0) and (`b` > 0)");
        assert_eq!(bare(r"(`a` = '\')')"), r"`a` = '\')'");
        assert_eq!(bare("`a` > 0"), "`a` > 0");
    }

    #[test]
    fn mysql_escapes_quotes() {
        assert_eq!(
            unescaped(r"(`a` <> _utf8mb4\'x\\n\')"),
            r"(`a` <> _utf8mb4'x\n')"
        );
        assert_eq!(unescaped("`a` > 0"), "`a` > 0");
    }
}
