//! The known names that a mistyped one most likely stands for.

/// How many names are worth offering.
const OFFERED: usize = 3;

/// The candidates most like `word`, the most like first; none where nothing is near enough.
pub(super) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Vec<String> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    // A third of the letters may be wrong; two words of which more differs only look alike by chance.
    let limit = (length / 3).max(1);
    let mut near: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= limit)
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&word, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|&(distance, _)| distance <= limit)
        .collect();
    near.sort_unstable();
    near.into_iter()
        .take(OFFERED)
        .map(|(_, candidate)| candidate.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_near_names_the_nearest_first() {
        let known = ["1f3a9c0b7d42", "1f3a9c0b7d43", "9e1f00aa12bc", "shop"];
        assert_eq!(
            nearest("1F3A9C0B7D42", known),
            ["1f3a9c0b7d42", "1f3a9c0b7d43"]
        );
        assert_eq!(nearest("9e1f00aa12bd", known), ["9e1f00aa12bc"]);
        assert_eq!(nearest("shpo", known), ["shop"]);
        assert!(nearest("warehouse", known).is_empty());
        assert!(nearest("", known).is_empty());
    }
}
