//! The known word that a mistyped one most likely stands for.

/// The candidate most like `word`, or `None` where nothing is near enough to be worth naming.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A third of the letters may be wrong; two words of which more differs only look alike by chance.
    let length = word.chars().count();
    let limit = (length / 3).max(1);
    candidates
        .into_iter()
        // Comparing takes time and memory of the product of the two lengths.
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= limit)
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_a_near_word_only() {
        let known = [
            "timezone",
            "transaction",
            "version-table",
            "version-table-pk",
        ];
        for (word, expected) in [
            ("time-zone", Some("timezone")),
            ("trasnaction", Some("transaction")),
            ("version_table", Some("version-table")),
            ("version-tablepk", Some("version-table-pk")),
            ("sourceless", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known), expected, "{word}");
        }
    }
}
