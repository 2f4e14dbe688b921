//! The part of a file's name that tells people what the revision does.

/// The slug of a message: its words joined by `_` and in lower case; where that is longer than `length`
/// characters it is cut there, its last word dropped, and an `_` put at the end, as Alembic does.
pub fn slug(message: &str, length: usize) -> String {
    let words = message.split(|it: char| !(it.is_alphanumeric() || it == '_'));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let slug = words.join("_").to_lowercase();
    match slug.char_indices().nth(length) {
        None => slug,
        Some((end, _)) => {
            let cut = &slug[..end];
            let kept = cut.rsplit_once('_').map_or(cut, |(kept, _)| kept);
            format!("{kept}_")
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn is_alembics() {
        for (message, length, expected) in [
            ("create users", 40, "create_users"),
            ("  Add  UNIQUE (shop, name)!", 40, "add_unique_shop_name"),
            ("snake_case stays", 40, "snake_case_stays"),
            ("Größe ändern — ja", 40, "größe_ändern_ja"),
            ("", 40, ""),
            ("!?", 40, ""),
            ("../../etc/passwd", 40, "etc_passwd"),
            ("one two three", 13, "one_two_three"),
            // A word that ends exactly at the cut is dropped too: Alembic does not look beyond it.
            ("one two three", 7, "one_"),
            ("one two three", 9, "one_two_"),
            ("onetwothree", 5, "onetw_"),
            ("one", 0, "_"),
            ("äöü äöü", 5, "äöü_"),
        ] {
            assert_eq!(slug(message, length), expected, "{message} {length}");
        }
    }

    proptest! {
        #[test]
        fn is_a_file_name_of_bounded_length(message in any::<String>(), length in 0_usize..60) {
            let slug = slug(&message, length);
            prop_assert!(slug.chars().count() <= length + 1);
            // Lower-casing some letters leaves combining marks, which no file system minds.
            prop_assert!(!slug.contains(['/', '\\', '.', ' ', ':', '\0', '\n', '-']));
        }

        #[test]
        fn words_of_letters_survive(words in prop::collection::vec("[a-z]{1,8}", 1..6)) {
            prop_assert_eq!(slug(&words.join(" "), 100), words.join("_"));
        }
    }
}
