//! The grammar of targets: what the text says, before any revision is looked up.

/// A target that counts steps: `+1`, `-2`, `shop@+1`, `ae10-3`, `shop@head-1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Relative<'a> {
    /// What stands before the `@`.
    pub branch: Option<&'a str>,
    /// The revision, or word, from which is counted; without one, from the rows of the version table.
    pub symbol: Option<&'a str>,
    /// How many steps up; down where negative.
    pub steps: i64,
    /// The steps as they were written.
    pub written: &'a str,
}

impl<'a> Relative<'a> {
    /// Reads a target; `None` where it does not count steps. As with Alembic, anything may follow the number.
    pub(super) fn parse(target: &'a str) -> Option<Self> {
        let with_branch = target
            .match_indices('@')
            .filter(|&(at, _)| at > 0)
            .find_map(|(at, _)| {
                let (symbol, steps, written) = parse_steps(&target[at + 1..])?;
                Some(Self {
                    branch: Some(&target[..at]),
                    symbol,
                    steps,
                    written,
                })
            });
        with_branch.or_else(|| {
            let (symbol, steps, written) = parse_steps(target)?;
            Some(Self {
                branch: None,
                symbol,
                steps,
                written,
            })
        })
    }
}

/// Reads a word, which may be missing, and a signed number after it.
fn parse_steps(text: &str) -> Option<(Option<&str>, i64, &str)> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let sign = text.find(|c| !is_word(c))?;
    let (symbol, number) = text.split_at(sign);
    let digits = number.strip_prefix(['+', '-'])?;
    let end = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    let written = &number[..=end];
    // More steps than any graph has are as good as the most that fit.
    let count = digits[..end].parse().unwrap_or(i64::MAX);
    let steps = if number.starts_with('-') {
        -count
    } else {
        count
    };
    (end > 0).then_some(((!symbol.is_empty()).then_some(symbol), steps, written))
}

/// How many steps down from the heads a target like `-2` says, in the commands that do not read the rows.
pub(super) fn steps_below_heads(target: &str) -> Option<i64> {
    let digits = target.trim().strip_prefix('-')?;
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let steps: i64 = is_number.then(|| digits.parse().unwrap_or(i64::MAX))?;
    (steps > 0).then_some(steps)
}

/// The branch, if one is named, and what stands behind the first `@`.
pub(super) fn split_branch(target: &str) -> (Option<&str>, &str) {
    match target.split_once('@') {
        // An empty name narrows nothing.
        Some(("", symbol)) => (None, symbol),
        Some((branch, symbol)) => (Some(branch), symbol),
        None => (None, target),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(target: &str) -> Option<(Option<&str>, Option<&str>, i64)> {
        Relative::parse(target).map(|relative| (relative.branch, relative.symbol, relative.steps))
    }

    #[test]
    fn reads_relative_targets() {
        for (target, expected) in [
            ("+1", Some((None, None, 1))),
            ("-12", Some((None, None, -12))),
            ("+1junk", Some((None, None, 1))),
            ("ae10-3", Some((None, Some("ae10"), -3))),
            ("shop@+2", Some((Some("shop"), None, 2))),
            ("shop@head-1", Some((Some("shop"), Some("head"), -1))),
            ("a@b@c-1", Some((Some("a@b"), Some("c"), -1))),
            (
                "feature-x@ae10+1",
                Some((Some("feature-x"), Some("ae10"), 1)),
            ),
            ("é13-0", Some((None, Some("é13"), 0))),
            ("+99999999999999999999", Some((None, None, i64::MAX))),
            ("v1.4-1", None),
            ("head", None),
            ("shop@head", None),
            ("+", None),
            ("", None),
            ("@+1", None),
        ] {
            assert_eq!(parts(target), expected, "{target}");
        }
    }

    #[test]
    fn reads_steps_below_heads() {
        assert_eq!(steps_below_heads("-3"), Some(3));
        for target in ["3", "+3", "-", "-0", "-a", "--3", ""] {
            assert_eq!(steps_below_heads(target), None, "{target}");
        }
    }

    #[test]
    fn splits_at_the_first_at_sign() {
        assert_eq!(split_branch("a@b@c"), (Some("a"), "b@c"));
        assert_eq!(split_branch("@head"), (None, "head"));
        assert_eq!(split_branch("head"), (None, "head"));
    }
}
