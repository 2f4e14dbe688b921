//! Names in other cases, word by word as sqlx does it, so that both agree on every name.

use syn::LitStr;

use super::faults::Faults;

/// The rule that a `rename_all` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Lower,
    Snake,
    Upper,
    ScreamingSnake,
    Kebab,
    Camel,
    Pascal,
}

const CASES: &[(&str, Case)] = &[
    ("lowercase", Case::Lower),
    ("snake_case", Case::Snake),
    ("UPPERCASE", Case::Upper),
    ("SCREAMING_SNAKE_CASE", Case::ScreamingSnake),
    ("kebab-case", Case::Kebab),
    ("camelCase", Case::Camel),
    ("PascalCase", Case::Pascal),
];

impl Case {
    /// The rule by its name.
    pub(super) fn of(name: &LitStr, faults: &mut Faults) -> Option<Self> {
        let known = CASES.iter().find(|(known, _)| *known == name.value());
        if known.is_none() {
            let names = CASES.iter().map(|(name, _)| format!("`{name}`"));
            let names = names.collect::<Vec<_>>().join(", ");
            faults.at(name, format!("there is no such case; there are {names}"));
        }
        known.map(|(_, case)| *case)
    }

    /// A name in this case.
    pub(super) fn apply(self, name: &str) -> String {
        let joined = |word: fn(&str) -> String, with: &str| {
            let words = words(name);
            words
                .iter()
                .map(|it| word(it))
                .collect::<Vec<_>>()
                .join(with)
        };
        match self {
            Self::Lower => name.to_lowercase(),
            Self::Upper => name.to_uppercase(),
            Self::Snake => joined(str::to_lowercase, "_"),
            Self::ScreamingSnake => joined(str::to_uppercase, "_"),
            Self::Kebab => joined(str::to_lowercase, "-"),
            Self::Pascal => joined(capitalized, ""),
            Self::Camel => {
                let mut words = words(name).into_iter();
                let first = words.next().unwrap_or_default().to_lowercase();
                words.fold(first, |name, word| name + &capitalized(&word))
            }
        }
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first
        .chain(letters.as_str().to_lowercase().chars())
        .collect()
}

/// A word begins behind what is no letter or digit, at a capital behind a small letter, and at the last of several
/// capitals: `XMLHttpRequest2` is `XML`, `Http` and `Request2`.
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in name.split(|c: char| !c.is_alphanumeric()) {
        let letters: Vec<char> = part.chars().collect();
        let (mut word, mut is_small) = (String::new(), None);
        for (index, &letter) in letters.iter().enumerate() {
            let next_is_small = letters.get(index + 1).is_some_and(|it| it.is_lowercase());
            let begins = letter.is_uppercase()
                && (is_small == Some(true) || (is_small == Some(false) && next_is_small));
            if begins {
                words.push(std::mem::take(&mut word));
            }
            word.push(letter);
            if letter.is_lowercase() || letter.is_uppercase() {
                is_small = Some(letter.is_lowercase());
            }
        }
        words.push(word);
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_changed_as_sqlx_changes_them() {
        for (name, expected) in [
            ("OnSale", "on_sale"),
            ("XMLHttpRequest2", "xml_http_request2"),
            ("HTTP", "http"),
            ("A1B2", "a1b2"),
            ("A1Bc", "a1_bc"),
            ("Utf8Text", "utf8_text"),
            ("shop_id", "shop_id"),
            ("_shop__id", "shop_id"),
            ("createdAt", "created_at"),
        ] {
            assert_eq!(Case::Snake.apply(name), expected, "{name}");
        }
        let cases = CASES.iter().map(|(_, case)| case.apply("shop_OwnerId"));
        let expected = [
            "shop_ownerid",
            "shop_owner_id",
            "SHOP_OWNERID",
            "SHOP_OWNER_ID",
            "shop-owner-id",
            "shopOwnerId",
            "ShopOwnerId",
        ];
        assert!(cases.eq(expected));
    }
}
