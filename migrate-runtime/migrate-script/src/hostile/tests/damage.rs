//! Texts of many shapes.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::sample::{Index, select};

/// What stands in a text instead of, or beside, what was there.
#[derive(Debug, Clone)]
enum Damage {
    Deleted,
    Doubled,
    Moved(Index),
    Replaced(String),
}

/// Any text; one that is made of a few words, in any order; and a real one, damaged in some places.
pub(crate) fn text(
    words: &'static [&'static str],
    real: Vec<String>,
) -> impl Strategy<Value = String> {
    let bytes = prop::collection::vec(any::<u8>(), 0..64);
    let shaped = prop::collection::vec(select(words), 0..40);
    prop_oneof![
        1 => any::<String>(),
        1 => bytes.prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        3 => shaped.prop_map(|words| words.concat()),
        5 => damaged(words, real),
    ]
}

fn damaged(words: &'static [&'static str], real: Vec<String>) -> impl Strategy<Value = String> {
    let index = any::<Index>;
    let damage = prop_oneof![
        Just(Damage::Deleted),
        Just(Damage::Doubled),
        index().prop_map(Damage::Moved),
        any::<String>().prop_map(Damage::Replaced),
        select(words).prop_map(|word| Damage::Replaced(word.to_owned())),
    ];
    let places = prop::collection::vec((index(), 0_usize..40, damage), 0..6);
    (select(real), places).prop_map(|(mut text, places)| {
        for (at, length, damage) in places {
            apply(&mut text, at, length, damage);
        }
        text
    })
}

fn apply(text: &mut String, at: Index, length: usize, damage: Damage) {
    let place = |text: &str, at: Index| text.floor_char_boundary(at.index(text.len() + 1));
    let start = place(text, at);
    let end = text.ceil_char_boundary((start + length).min(text.len()));
    match damage {
        Damage::Deleted => text.replace_range(start..end, ""),
        Damage::Doubled => {
            let part = text[start..end].to_owned();
            text.insert_str(start, &part);
        }
        Damage::Moved(to) => {
            let part: String = text.drain(start..end).collect();
            text.insert_str(place(text, to), &part);
        }
        Damage::Replaced(by) => text.replace_range(start..end, &by),
    }
}

/// Calls a law with large texts that a reader may get lost in: brackets that are never closed, quotes, digits.
///
/// `HOSTILE_SIZE` in the environment is their size in bytes, where 16 KiB are not enough.
pub(crate) fn on_large_texts(words: &[&str], law: impl Fn(&str)) {
    let size = std::env::var("HOSTILE_SIZE").ok();
    let size = size.map_or(16 * 1024, |size| size.parse().expect("a number of bytes"));
    let repeated = |part: &str| part.repeat(size / part.len());
    let texts = PARTS.iter().chain(words).map(|part| repeated(part));
    let nested = [("(", ")"), ("[", "]"), ("{", "}"), ("/*", "*/")].map(|(open, close)| {
        let depth = size / (open.len() + close.len());
        open.repeat(depth) + &close.repeat(depth)
    });
    let numbers =
        ["+", "-", "a@+", "head-", "1:"].map(|before| format!("{before}{}", repeated("9")));
    for text in texts.chain(nested).chain(numbers) {
        let start = Instant::now();
        law(&text);
        let (elapsed, begins) = (start.elapsed(), text.chars().take(20).collect::<String>());
        // Work that grows with the square of the size takes minutes.
        assert!(elapsed < Duration::from_secs(10), "{elapsed:?}: {begins:?}");
    }
}

const PARTS: [&str; 51] = [
    "(", "[", "{", "<", ")", "()", "[[]]", "'", "\"", "`", "''", "\"\"", "'a'", "$", "$$", "$a$b",
    "$a$ $b$ ", "/*", "/*!", "/**/", "--", "-- \n", "#", "# \n", "//", "//!\n", "\\", "9", "a",
    "é", "\u{a0}", "@", "a@", ":", "a:", "+1", "-1", "%", "%41", "&a=b", ";", "a;", ",", "a,", ".",
    "a ", "E'", "r#", "\r", "\n", "\0",
];
