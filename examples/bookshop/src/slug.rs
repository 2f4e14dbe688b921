//! Slugs: titles as they stand in an address.

/// The words of a title in lower case, with hyphens between them; empty for a title without words.
pub(crate) fn slug(title: &str) -> String {
    let lower = title.to_lowercase();
    let words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn words_are_joined_by_hyphens() {
        for (title, expected) in [
            ("Dune", "dune"),
            ("  The Left Hand of Darkness ", "the-left-hand-of-darkness"),
            ("Catch-22: a novel", "catch-22-a-novel"),
            ("Der Prozeß", "der-prozeß"),
            ("?!", ""),
        ] {
            assert_eq!(slug(title), expected);
        }
    }
}
