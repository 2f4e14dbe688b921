//! Expressions that the server writes in another way once it has read what it wrote.
//!
//! `status IN ('open', 'paid')`, for a `varchar`, is written as `(status)::text = ANY ((ARRAY['open'::character varying, …])::text[])`;
//! made from this text, it is written as `… ANY (ARRAY[('open'::character varying)::text, …])`, and so from then on. Both are
//! read as the latter. Triggers are read in the pretty form, which is `ANY (ARRAY['open'::character varying, …]::text[])` first
//! and `ANY (ARRAY['open'::character varying::text, …])` then.

use crate::autogenerate::schema::{IndexKey, Schema, Table};

/// Settles all expressions of a schema.
pub(super) fn settle(schema: &mut Schema) {
    for view in schema.views.values_mut() {
        settle_text(&mut view.query);
    }
    schema.tables.values_mut().for_each(settle_table);
}

fn settle_table(table: &mut Table) {
    for column in &mut table.columns {
        column.default.iter_mut().for_each(settle_text);
        if let Some(computed) = &mut column.computed {
            settle_text(&mut computed.expression);
        }
    }
    for check in table.checks.values_mut() {
        settle_text(&mut check.condition);
        settle_text(&mut check.definition);
    }
    for exclude in table.excludes.values_mut() {
        settle_text(&mut exclude.definition);
    }
    for index in table.indexes.values_mut() {
        settle_text(&mut index.definition);
        index.condition.iter_mut().for_each(settle_text);
        for part in &mut index.parts {
            if let IndexKey::Expression(expression) = &mut part.key {
                settle_text(expression);
            }
        }
    }
    table.triggers.values_mut().for_each(settle_pretty);
}

fn settle_text(text: &mut String) {
    settle_lists(text, ("(ARRAY[", "])::"), |it| format!("({it})"));
}

fn settle_pretty(text: &mut String) {
    let is_plain = |it: &str| {
        let (value, is_value) = match it.strip_prefix('\'').and_then(|it| it.rsplit_once('\'')) {
            Some((_, data_type)) => (data_type, true),
            None => (it, false),
        };
        let mut rest = value.chars();
        rest.all(|c| c.is_alphanumeric() || "_.:\"()".contains(c) || (is_value && c == ' '))
    };
    settle_lists(text, ("ARRAY[", "]::"), |it| match is_plain(it) {
        true => it.to_owned(),
        false => format!("({it})"),
    });
}

/// Settles the lists between such marks; `cast` writes an element as it stands before its type.
fn settle_lists(text: &mut String, (start, end): (&str, &str), cast: impl Fn(&str) -> String) {
    let mut from = 0;
    while let Some(at) = text[from..].find(start).map(|at| from + at) {
        match cast_list(&text[at + start.len()..], end, &cast) {
            Some((settled, length)) if !is_in_literal(&text[..at]) => {
                text.replace_range(at..at + start.len() + length, &settled);
                from = at + settled.len();
            }
            _ => from = at + start.len(),
        }
    }
}

/// `'a'::x, 'b'::x])::text[]` as `ARRAY[('a'::x)::text, ('b'::x)::text]`, and its length.
fn cast_list(text: &str, end: &str, cast: impl Fn(&str) -> String) -> Option<(String, usize)> {
    let (elements, length) = elements(text)?;
    let rest = text[length..].strip_prefix(end)?;
    let is_end = |c: char| !(c.is_alphanumeric() || " _\".".contains(c));
    let data_type = &rest[..rest.find(is_end)?];
    let whole = rest[data_type.len()..].starts_with("[]");
    let elements = elements.iter();
    let elements = elements.map(|it| format!("{}::{data_type}", cast(it)));
    let settled = format!("ARRAY[{}]", elements.collect::<Vec<_>>().join(", "));
    let length = length + end.len() + data_type.len() + "[]".len();
    whole.then_some((settled, length))
}

/// The elements of a list up to its bracket, and where that is.
fn elements(text: &str) -> Option<(Vec<&str>, usize)> {
    let (mut elements, mut start, mut depth, mut is_quoted) = (Vec::new(), 0, 0_u32, false);
    for (at, character) in text.char_indices() {
        match character {
            '\'' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '(' | '[' => depth += 1,
            ']' if depth == 0 => {
                elements.push(text[start..at].trim());
                return Some((elements, at));
            }
            ')' | ']' => depth = depth.checked_sub(1)?,
            ',' if depth == 0 => {
                elements.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    None
}

/// Whether a literal that begins before is still open.
fn is_in_literal(before: &str) -> bool {
    before.matches('\'').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cast_list_of_the_pretty_form_is_one() {
        for (text, settled) in [
            (
                "WHEN (new.a::text = ANY (ARRAY['x'::character varying, 'it''s, ]'::character varying]::text[]))",
                "WHEN (new.a::text = ANY (ARRAY['x'::character varying::text, 'it''s, ]'::character varying::text]))",
            ),
            (
                "ARRAY[new.a, new.a || 'x']::text[]",
                "ARRAY[new.a::text, (new.a || 'x')::text]",
            ),
            ("ARRAY['a'::text]", "ARRAY['a'::text]"),
        ] {
            let mut found = text.to_owned();
            settle_pretty(&mut found);
            assert_eq!(found, settled);
            settle_pretty(&mut found);
            assert_eq!(found, settled);
        }
    }

    #[test]
    fn a_cast_list_is_a_list_of_casts() {
        for (text, settled) in [
            (
                "(a)::text = ANY ((ARRAY['x'::character varying, 'it''s, ]'::character varying])::text[])",
                "(a)::text = ANY (ARRAY[('x'::character varying)::text, ('it''s, ]'::character varying)::text])",
            ),
            (
                "f((ARRAY[g(1, 2), 3])::double precision[])",
                "f(ARRAY[(g(1, 2))::double precision, (3)::double precision])",
            ),
            ("a = ANY (ARRAY[1, 2])", "a = ANY (ARRAY[1, 2])"),
            ("a = '(ARRAY[1])::text[]'", "a = '(ARRAY[1])::text[]'"),
            ("(ARRAY[1])::text", "(ARRAY[1])::text"),
            ("(ARRAY['a", "(ARRAY['a"),
        ] {
            let mut found = text.to_owned();
            settle_text(&mut found);
            assert_eq!(found, settled);
            settle_text(&mut found);
            assert_eq!(found, settled);
        }
    }
}
