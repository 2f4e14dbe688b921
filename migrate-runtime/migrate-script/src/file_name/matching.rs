//! Matching a file's stem against the parts of a template.
//!
//! Ids and slugs may hold the very characters that stand between them, so a stem can be cut in several
//! ways. All cuts are followed at once, as sets of the places that a prefix of the parts can end at.

use std::collections::BTreeSet;

use super::{Part, Token};

/// Whether the stem fits the parts with this id in the place of `{rev}`.
pub(super) fn fits(parts: &[Part], stem: &str, id: &str) -> bool {
    let ends = ends_of_all(parts, stem, BTreeSet::from([0]), Some(id));
    ends.contains(&stem.len())
}

/// The shortest id with which the stem fits the parts; the first of several that are equally short.
pub(super) fn shortest_id<'a>(parts: &[Part], stem: &'a str) -> Option<&'a str> {
    let place = parts.iter().position(|it| *it == Part::Token(Token::Rev))?;
    let starts = ends_of_all(&parts[..place], stem, BTreeSet::from([0]), None);
    let candidates = starts.into_iter().flat_map(|start| {
        let ends = ends_of(&parts[place], stem, start, None);
        ends.into_iter().map(move |end| &stem[start..end])
    });
    candidates
        .filter(|id| fits(parts, stem, id))
        .min_by_key(|id| id.len())
}

fn ends_of_all(
    parts: &[Part],
    stem: &str,
    starts: BTreeSet<usize>,
    id: Option<&str>,
) -> BTreeSet<usize> {
    parts.iter().fold(starts, |starts, part| {
        let ends = starts
            .into_iter()
            .flat_map(|start| ends_of(part, stem, start, id));
        ends.collect()
    })
}

/// The places at which a part that begins at `start` can end.
fn ends_of(part: &Part, stem: &str, start: usize, id: Option<&str>) -> Vec<usize> {
    let rest = &stem[start..];
    let literal = |text: &str| match rest.starts_with(text) {
        true => vec![start + text.len()],
        false => Vec::new(),
    };
    let run = |least, most, allowed: fn(char) -> bool| {
        let lengths = run_lengths(rest, least, most, allowed);
        lengths.into_iter().map(|length| start + length).collect()
    };
    match (part, id) {
        (Part::Text(text), _) => literal(text),
        (Part::Token(Token::Rev), Some(id)) => literal(id),
        (Part::Token(Token::Rev), None) => run(1, usize::MAX, |it| !"@-+:/".contains(it)),
        (Part::Token(Token::Slug), _) => run(0, usize::MAX, |it| it != '/'),
        (Part::Token(Token::Epoch), _) => run(1, usize::MAX, |it| it == '-' || it.is_ascii_digit()),
        (Part::Token(Token::Year), _) => run(4, usize::MAX, |it| it.is_ascii_digit()),
        (Part::Token(_), _) => run(2, 2, |it| it.is_ascii_digit()),
    }
}

/// The lengths in bytes of the prefixes that have `least` to `most` characters, all of them allowed.
fn run_lengths(text: &str, least: usize, most: usize, allowed: fn(char) -> bool) -> Vec<usize> {
    let characters = text.chars().take_while(|it| allowed(*it)).take(most);
    let lengths = characters.scan(0, |length, it| {
        *length += it.len_utf8();
        Some(*length)
    });
    std::iter::once(0).chain(lengths).skip(least).collect()
}

#[cfg(test)]
mod tests {
    use crate::file_name::FileTemplate;

    fn template(text: &str) -> FileTemplate {
        FileTemplate::parse(text).expect(text)
    }

    #[test]
    fn finds_the_id_in_a_stem() {
        let default = FileTemplate::DEFAULT;
        for (text, stem, expected) in [
            (
                default,
                "2025_09_30_1430-abc123def456_create_users",
                Some("abc123def456"),
            ),
            (
                default,
                "2025_09_30_1430-abc123def456_",
                Some("abc123def456"),
            ),
            (default, "12025_09_30_1430-ä_x-y", Some("ä")),
            (default, "2025_09_30_1430-abc123def456", None),
            (default, "2025_9_30_1430-abc123def456_create_users", None),
            (default, "create_users", None),
            ("{rev}_{slug}", "abc_create_users", Some("abc")),
            ("{slug}_{rev}", "create_users_abc", Some("abc")),
            ("{slug}-{rev}", "create-users-abc", Some("abc")),
            ("{year}/{rev}", "2025/abc", Some("abc")),
            ("{year}/{rev}", "2025/abc/d", None),
            ("{epoch}_{rev}", "-5_abc", Some("abc")),
            ("{year}_{slug}", "2025_create_users", None),
        ] {
            assert_eq!(template(text).id_in(stem), expected, "{text} {stem}");
        }
    }

    #[test]
    fn a_known_id_may_hold_what_stands_between_the_parts() {
        let template = template("{rev}_{slug}");
        assert!(template.names("add_users_to_shop", "add_users"));
        assert!(template.names("add_users_to_shop", "add"));
        assert!(!template.names("add_users_to_shop", "add_user"));
        assert!(!template.names("add", "add"));
    }

    #[test]
    fn many_slugs_do_not_take_for_ever() {
        let template = template(&"{slug}_".repeat(20));
        assert!(template.names(&"a_".repeat(125), "x"));
        assert!(!template.names(&"_a".repeat(125), "x"));
    }
}
