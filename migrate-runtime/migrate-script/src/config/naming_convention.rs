//! `naming-convention`: how constraints and indexes without a name are named.

use std::borrow::Cow;
use std::ops::Range;

use crate::nearest::nearest;
use crate::settings::NamingConvention;

use super::section::Section;

const KEYS: [&str; 5] = ["ix", "uq", "ck", "fk", "pk"];

/// The words that a template may have; of those with a `0`, any number or `0N` or `0_N` may stand for it.
const WORDS: [&str; 7] = [
    "table_name",
    "column_0_name",
    "column_0_label",
    "column_0N_name",
    "column_0_N_name",
    "referred_table_name",
    "referred_column_0_name",
];

pub(super) fn naming_convention(section: &mut Section<'_>) -> Option<NamingConvention> {
    section.table("naming-convention", |section| {
        section.check_keys(&KEYS);
        let [index, unique, check, foreign_key, primary_key] =
            KEYS.map(|key| template(section, key).map(Cow::Owned));
        NamingConvention {
            index,
            unique,
            check,
            foreign_key,
            primary_key,
        }
    })
}

fn template(section: &mut Section<'_>, key: &'static str) -> Option<String> {
    let template = section.text(key)?;
    let span = section.span_of(key)?;
    let mut rest = template.as_str();
    while let Some((_, behind)) = rest.split_once("%(") {
        let Some((word, behind)) = behind.split_once(")s") else {
            let message = format!("`{key}` has `%(` without `)s` behind it");
            section.fault_with_help(span, message, "write `%(table_name)s`".to_owned());
            return None;
        };
        if !is_known(word, key) {
            unknown_word(section, span, key, word);
            return None;
        }
        rest = behind;
    }
    Some(template)
}

/// Whether a constraint of this kind has what the word stands for.
fn is_known(word: &str, key: &str) -> bool {
    let (word, referred) = match word.strip_prefix("referred_") {
        Some(word) => (word, true),
        None => (word, false),
    };
    let column = || {
        let word = word.strip_prefix("column_")?;
        let which = word
            .strip_suffix("_name")
            .or_else(|| word.strip_suffix("_label"))?;
        let is_number = !which.is_empty() && which.chars().all(|c| c.is_ascii_digit());
        Some(is_number || which == "0N" || which == "0_N")
    };
    match (key, referred) {
        ("fk", _) | (_, false) => {
            word == "table_name" || (key != "ck" && column().unwrap_or_default())
        }
        (_, true) => false,
    }
}

fn unknown_word(section: &mut Section<'_>, span: Range<usize>, key: &str, word: &str) {
    let known = || WORDS.into_iter().filter(|word| is_known(word, key));
    let help = match nearest(word, known()) {
        _ if word == "constraint_name" => {
            "leave it out: a name that is given is used as it stands, and the template is for those \
             without one"
                .to_owned()
        }
        Some(nearest) => format!("`{nearest}` is the nearest known word"),
        None => format!("the known words are {}", known().collect::<Vec<_>>().join(", ")),
    };
    section.fault_with_help(span, format!("`{key}` has no word `{word}`"), help);
}
