//! A JSON value and how it is written.
//!
//! Written by hand, since a runner would pay five crates and a few seconds of every build for the
//! general solution. A value can only be put together, so that what is written is correct JSON; a test
//! holds it against a parser.

use std::fmt::{self, Write};

/// A JSON value. Written over several lines, lists without objects on one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum Json {
    Null,
    Bool(bool),
    Number(u32),
    Text(String),
    List(Vec<Json>),
    /// Members in the order in which they are written.
    Object(Vec<(&'static str, Json)>),
}

impl Json {
    /// A list of texts.
    pub(in crate::cli) fn texts<T: ToString>(texts: impl IntoIterator<Item = T>) -> Self {
        let texts = texts.into_iter().map(|text| Self::Text(text.to_string()));
        Self::List(texts.collect())
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(value) => write!(f, "{value}"),
            Self::Text(text) => write_text(f, text),
            Self::List(items) => self.write_list(f, items, depth),
            Self::Object(members) => write_between(f, ['{', '}'], members, Some(depth), |f, it| {
                write_text(f, it.0)?;
                f.write_str(": ")?;
                it.1.write(f, depth + 1)
            }),
        }
    }

    fn write_list(&self, f: &mut fmt::Formatter<'_>, items: &[Json], depth: usize) -> fmt::Result {
        let is_object = |item: &Json| matches!(item, Self::Object(_));
        let broken = items.iter().any(is_object).then_some(depth);
        write_between(f, ['[', ']'], items, broken, |f, item| {
            item.write(f, depth + 1)
        })
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0)
    }
}

/// Writes items between brackets: a line each at the `broken` depth, or all on one line.
fn write_between<T>(
    f: &mut fmt::Formatter<'_>,
    [open, close]: [char; 2],
    items: &[T],
    broken: Option<usize>,
    mut write_item: impl FnMut(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    let broken = broken.filter(|_| !items.is_empty());
    f.write_char(open)?;
    for (index, item) in items.iter().enumerate() {
        match (index, broken) {
            (0, None) => {}
            (_, None) => f.write_str(", ")?,
            (0, Some(depth)) => write_line_break(f, depth + 1)?,
            (_, Some(depth)) => {
                f.write_char(',')?;
                write_line_break(f, depth + 1)?;
            }
        }
        write_item(f, item)?;
    }
    if let Some(depth) = broken {
        write_line_break(f, depth)?;
    }
    f.write_char(close)
}

fn write_line_break(f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
    write!(f, "\n{:1$}", "", depth * 2)
}

/// Writes a text in quotes. Beside what JSON asks for, `<` and the two line ends that only JavaScript
/// knows are escaped, so that the text may stand in a `<script>`.
fn write_text(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for character in text.chars() {
        match character {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            '<' | '\u{2028}' | '\u{2029}' | ..' ' => write!(f, "\\u{:04x}", u32::from(character))?,
            character => f.write_char(character)?,
        }
    }
    f.write_char('"')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    #[test]
    fn is_laid_out_for_people_too() {
        let revision = |labels: &[&str]| {
            let members = vec![("id", Json::texts(labels)), ("head", Json::Bool(true))];
            Json::Object(members)
        };
        let document = Json::Object(vec![
            ("version", Json::Number(1)),
            (
                "revisions",
                Json::List(vec![revision(&["a", "b"]), revision(&[])]),
            ),
            ("none", Json::List(Vec::new())),
            ("nothing", Json::Object(Vec::new())),
            ("null", Json::Null),
        ]);
        let expected = r#"{
  "version": 1,
  "revisions": [
    {
      "id": ["a", "b"],
      "head": true
    },
    {
      "id": [],
      "head": true
    }
  ],
  "none": [],
  "nothing": {},
  "null": null
}"#;
        assert_eq!(document.to_string(), expected);
    }

    #[test]
    fn a_text_cannot_end_a_script() {
        let text = "</script>\u{2028}\"\\\n\r\t\u{1}é😀";
        let written = Json::Text(text.to_owned()).to_string();
        let expected = r#""\u003c/script>\u2028\"\\\n\r\t\u0001é😀""#;
        assert_eq!(written, expected);
        assert_eq!(parse(&written), Value::String(text.to_owned()));
    }

    proptest! {
        #[test]
        fn a_parser_reads_what_was_written(json in any_json()) {
            prop_assert_eq!(parse(&json.to_string()), value(&json));
        }
    }

    fn any_json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::Bool),
            any::<u32>().prop_map(Json::Number),
            any::<String>().prop_map(Json::Text),
            "[\\PC\\x00-\\x1f\"\\\\<\u{2028}\u{2029}\u{7f}]*".prop_map(Json::Text),
        ];
        leaf.prop_recursive(3, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Json::List),
                prop::collection::vec(inner, 0..4).prop_map(|values| {
                    Json::Object(
                        ["a", "b \"quoted\"", "<c>", ""]
                            .into_iter()
                            .zip(values)
                            .collect(),
                    )
                }),
            ]
        })
    }

    fn parse(text: &str) -> Value {
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    fn value(json: &Json) -> Value {
        match json {
            Json::Null => Value::Null,
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(number) => Value::from(*number),
            Json::Text(text) => Value::String(text.clone()),
            Json::List(items) => items.iter().map(value).collect(),
            Json::Object(members) => members
                .iter()
                .map(|(name, it)| ((*name).to_owned(), value(it)))
                .collect(),
        }
    }
}
