//! Expressions of the server, as a person would write them.

/// An expression without the parentheses around the whole of it.
pub(super) fn bare(expression: &str) -> &str {
    let mut bare = expression.trim();
    while let Some(inner) = bare.strip_prefix('(').and_then(|it| it.strip_suffix(')')) {
        if !is_whole(inner) {
            break;
        }
        bare = inner.trim();
    }
    bare
}

/// Whether each parenthesis that is closed in a text is opened in it.
fn is_whole(text: &str) -> bool {
    let (mut depth, mut quote) = (0_usize, None);
    for c in text.chars() {
        match (c, quote) {
            // What it escapes depends on the database.
            ('\\', _) => return false,
            (_, Some(mark)) if c == mark => quote = None,
            (_, Some(_)) => {}
            ('\'' | '"' | '`', None) => quote = Some(c),
            ('(', None) => depth += 1,
            (')', None) => match depth.checked_sub(1) {
                Some(outer) => depth = outer,
                None => return false,
            },
            _ => {}
        }
    }
    depth == 0 && quote.is_none()
}

/// A default without the cast that PostgreSQL adds to a literal, where the column's type says the same.
pub(super) fn default<'d>(default: &'d str, data_type: &str) -> &'d str {
    let Some((literal, cast)) = literal_and_cast(default) else {
        return default;
    };
    let inner = &literal[1..literal.len() - 1];
    if cast == "integer" && is_negative_number(inner) {
        return inner;
    }
    let is_sized = |name: &str| {
        data_type
            .strip_prefix(name)
            .is_some_and(|size| size.starts_with('(') && size.ends_with(')'))
    };
    let is_same = cast == data_type
        || (cast == "character varying" && is_sized("character varying"))
        || (cast == "bpchar" && is_sized("character"));
    if is_same { literal } else { default }
}

/// `'text'::type`, taken apart, where there is nothing else.
fn literal_and_cast(default: &str) -> Option<(&str, &str)> {
    let inner = default.strip_prefix('\'')?;
    let mut marks = inner.match_indices('\'').peekable();
    while let Some((end, _)) = marks.next() {
        // Two of them are one in the text.
        if marks.next_if(|(next, _)| *next == end + 1).is_some() {
            continue;
        }
        let (literal, rest) = default.split_at(end + 2);
        let cast = rest.strip_prefix("::")?;
        return (!cast.contains('\'') && !literal.contains('\\')).then_some((literal, cast));
    }
    None
}

fn is_negative_number(text: &str) -> bool {
    text.starts_with('-') && text.parse::<i32>().is_ok_and(|number| number < 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outermost_parentheses_go() {
        for (text, expected) in [
            ("(price > 0)", "price > 0"),
            ("((price > 0))", "price > 0"),
            ("(a) + (b)", "(a) + (b)"),
            ("(')' = x)", "')' = x"),
            (r#"("(" = x)"#, r#""(" = x"#),
            (r"(x = E'\\')", r"(x = E'\\')"),
            ("lower(name)", "lower(name)"),
        ] {
            assert_eq!(bare(text), expected, "{text}");
        }
    }

    #[test]
    fn a_cast_goes_where_the_column_says_the_same() {
        for (text, data_type, expected) in [
            (
                "'open'::character varying",
                "character varying(20)",
                "'open'",
            ),
            (
                "'open'::character varying",
                "text",
                "'open'::character varying",
            ),
            ("'open'::text", "text", "'open'"),
            ("'it''s'::text", "text", "'it''s'"),
            ("'x'::bpchar", "character(1)", "'x'"),
            ("'sad'::mood", "mood", "'sad'"),
            ("'{}'::jsonb", "jsonb", "'{}'"),
            ("'-1'::integer", "bigint", "-1"),
            ("'-1'::bigint", "integer", "'-1'::bigint"),
            ("'a'::text || 'b'::text", "text", "'a'::text || 'b'::text"),
            (
                "nextval('a_id_seq'::regclass)",
                "bigint",
                "nextval('a_id_seq'::regclass)",
            ),
            ("now()", "timestamp with time zone", "now()"),
            (r"E'a\\b'::text", "text", r"E'a\\b'::text"),
        ] {
            assert_eq!(default(text, data_type), expected, "{text}");
        }
    }
}
