//! Expressions, as the server writes them.

/// An expression without the parentheses around all of it, which whoever writes it puts there anyway.
pub(super) fn bare(expression: &str) -> &str {
    let inside = expression
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    inside
        .filter(|inside| is_balanced(inside))
        .unwrap_or(expression)
}

/// Whether no parenthesis is closed before it is opened, outside of texts and quoted names.
fn is_balanced(text: &str) -> bool {
    let mut depth = 0_usize;
    let mut quote = None;
    for character in text.chars() {
        match (quote, character) {
            // A doubled quote ends and begins anew. A backslash is always doubled, so it escapes no quote.
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ')') if depth == 0 => return false,
            (None, ')') => depth -= 1,
            (None, _) => {}
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outer_parentheses_are_taken_away() {
        assert_eq!(bare("(price > 0)"), "price > 0");
        assert_eq!(bare("((a > 0) AND (b > 0))"), "(a > 0) AND (b > 0)");
        assert_eq!(bare("(a = ')'::text)"), "a = ')'::text");
        assert_eq!(
            bare("(a = 'it''s (not) :)'::text)"),
            "a = 'it''s (not) :)'::text"
        );
    }

    #[test]
    fn others_stay() {
        assert_eq!(bare("lower(name)"), "lower(name)");
        assert_eq!(bare("(a > 0) AND (b > 0)"), "(a > 0) AND (b > 0)");
        assert_eq!(
            bare("(a || ')'::text) = (b || '('::text)"),
            "(a || ')'::text) = (b || '('::text)"
        );
        assert_eq!(bare("('(('::text || a) = (b)"), "('(('::text || a) = (b)");
        assert_eq!(
            bare("(\")\" > 0) AND (\"(\" > 0)"),
            "(\")\" > 0) AND (\"(\" > 0)"
        );
        assert_eq!(bare("true"), "true");
        assert_eq!(bare("("), "(");
    }
}
