//! Putting values in the place of placeholders, and remembering which line came from which.

use std::path::Path;

use migrate_script::diagnostic::{Diagnostic, Position};

/// The text of a template and its path, as it is to be shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'a> {
    text: &'a str,
    path: &'a Path,
}

/// What a placeholder stands for.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    List(Vec<String>),
    /// Whole lines of Rust, indented, which stay as they are: they may be in the middle of a literal.
    Lines(String),
}

/// The text that came of a template.
#[derive(Debug, Default)]
pub(super) struct Filled {
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    text: String,
    /// The number of the template's line, counted from 1.
    from: usize,
}

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a str, path: &'a Path) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self { text, path }
    }

    /// Fills the template in, or reports every placeholder that means nothing.
    pub(super) fn fill(&self, values: &[(&str, Value)]) -> Result<Filled, Vec<Diagnostic>> {
        let (mut filled, mut faults) = (Filled::default(), Vec::new());
        for (index, line) in self.text.lines().enumerate() {
            if let Some(lines) = whole_lines(line, values) {
                filled.push_lines(lines, index + 1);
                continue;
            }
            match fill_line(line, values) {
                Ok(Some(text)) => filled.push(line, &text, index + 1),
                Ok(None) => {}
                Err((bytes, message)) => {
                    let mut position = Position::of_bytes(line, bytes);
                    position.line = index + 1;
                    faults.push(self.fault(position, message).help(help(values)));
                }
            }
        }
        match faults.is_empty() {
            true => Ok(filled),
            false => Err(faults),
        }
    }

    /// A fault at a place of the template.
    pub(super) fn fault(&self, position: Position, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(message).at(self.path, self.text, position)
    }

    /// A fault of the template as a whole.
    pub(super) fn fault_as_a_whole(&self, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(message).in_file(self.path)
    }

    /// The place in the template that a place in the filled text comes from.
    ///
    /// Where a value was put into the line, that is the line as a whole.
    pub(super) fn origin(&self, filled: &Filled, position: Position) -> Position {
        let last = filled.lines.len();
        let Some(line) = filled.lines.get(position.line.clamp(1, last.max(1)) - 1) else {
            return position;
        };
        let template = self.text.lines().nth(line.from - 1).unwrap_or_default();
        if template.trim_end() == line.text {
            let line = line.from;
            return Position { line, ..position };
        }
        let indent = template.chars().take_while(|it| it.is_whitespace()).count();
        Position {
            line: line.from,
            column: indent + 1,
            length: template.trim().chars().count(),
        }
    }
}

impl Filled {
    /// The whole text.
    pub(super) fn text(&self) -> String {
        let lines = self.lines.iter().map(|line| format!("{}\n", line.text));
        lines.collect()
    }

    /// A line of the text, counted from 1.
    pub(super) fn line(&self, number: usize) -> Option<&str> {
        let line = self.lines.get(number.checked_sub(1)?)?;
        Some(&line.text)
    }

    /// Adds what came of a line; the further lines of a value are indented, or comments, as the first is.
    fn push(&mut self, template: &str, text: &str, from: usize) {
        let lead = lead(template);
        for (index, line) in text.split('\n').enumerate() {
            let text = match index {
                0 => line.trim_end().to_owned(),
                _ => format!("{lead}{line}").trim_end().to_owned(),
            };
            self.lines.push(Line { text, from });
        }
    }

    /// Adds lines as they are.
    fn push_lines(&mut self, lines: &str, from: usize) {
        for line in lines.split_terminator('\n') {
            let text = line.to_owned();
            self.lines.push(Line { text, from });
        }
    }
}

/// The lines that a line of the template stands for as a whole.
fn whole_lines<'v>(line: &str, values: &'v [(&str, Value)]) -> Option<&'v str> {
    let placeholder = line.trim().strip_prefix("${")?.strip_suffix('}')?;
    let found = values.iter().find(|(name, _)| *name == placeholder.trim());
    match found {
        Some((_, Value::Lines(lines))) => Some(lines),
        _ => None,
    }
}

impl Value {
    fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.replace("\r\n", "\n"),
            Self::List(entries) => entries.join(", "),
            Self::Lines(lines) => lines.trim().to_owned(),
        }
    }

    fn literal(&self) -> String {
        match self {
            Self::Text(text) => format!("{text:?}"),
            Self::List(entries) => format!("{entries:?}"),
            Self::Lines(lines) => format!("{lines:?}"),
        }
    }
}

/// A line with its values; `None` where it held nothing but placeholders, and they are empty.
fn fill_line(
    line: &str,
    values: &[(&str, Value)],
) -> Result<Option<String>, (std::ops::Range<usize>, String)> {
    let (mut text, mut at) = (String::new(), 0);
    while let Some(found) = line[at..].find("${") {
        let start = at + found;
        if line[..start].ends_with('$') {
            // `$${` is a plain `${`.
            text.push_str(&line[at..start - 1]);
            text.push_str("${");
            at = start + 2;
            continue;
        }
        text.push_str(&line[at..start]);
        let Some(end) = line[start..].find('}').map(|length| start + length) else {
            let message = "the placeholder is not closed by `}` on its line".to_owned();
            return Err((start..line.len(), message));
        };
        let placeholder = &line[start + 2..end];
        let value = value(placeholder.trim(), values).ok_or_else(|| {
            (
                start..end + 1,
                format!("unknown placeholder `{placeholder}`"),
            )
        })?;
        text.push_str(&value);
        at = end + 1;
    }
    text.push_str(&line[at..]);
    let is_left_out = at > 0 && text.trim().is_empty();
    Ok((!is_left_out).then_some(text))
}

fn value(placeholder: &str, values: &[(&str, Value)]) -> Option<String> {
    let (name, is_literal) = match placeholder.strip_suffix(":?") {
        Some(name) => (name.trim_end(), true),
        None => (placeholder, false),
    };
    let (_, value) = values.iter().find(|(known, _)| *known == name)?;
    Some(match is_literal {
        true => value.literal(),
        false => value.shown(),
    })
}

fn help(values: &[(&str, Value)]) -> String {
    let names: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
    format!(
        "the placeholders are {}; `${{up_revision:?}}` is the value as Rust writes it, `$${{` a plain `${{`",
        names.join(", ")
    )
}

/// The indentation of a line, and the mark of its comment.
fn lead(line: &str) -> &str {
    let body = line.trim_start();
    let marks = ["//!", "///", "//"];
    let rest = marks.iter().find_map(|mark| body.strip_prefix(mark));
    let rest = rest.map_or(body, str::trim_start);
    &line[..line.len() - rest.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values() -> [(&'static str, Value); 5] {
        let text = |text: &str| Value::Text(text.to_owned());
        [
            ("message", text("add \"shops\"\nand carts")),
            ("up_revision", text("abc")),
            ("down_revision", Value::List(vec!["a".into(), "b".into()])),
            ("imports", text("")),
            (
                "upgrades",
                Value::Lines("    a(\"x  \n y\");\n    b();\n".to_owned()),
            ),
        ]
    }

    fn fill(text: &str) -> Result<String, String> {
        match Source::new(text, Path::new("t.rs.template")).fill(&values()) {
            Ok(filled) => Ok(filled.text()),
            Err(faults) => Err(faults.iter().map(ToString::to_string).collect()),
        }
    }

    #[test]
    fn values_stand_in_the_place_of_placeholders() {
        for (template, expected) in [
            ("a ${up_revision} b ${ up_revision }", "a abc b abc\n"),
            (
                "${up_revision:?}; &${down_revision:?}",
                "\"abc\"; &[\"a\", \"b\"]\n",
            ),
            ("Revises: ${down_revision}\r\n", "Revises: a, b\n"),
            ("//! ${message}", "//! add \"shops\"\n//! and carts\n"),
            ("    ${message}", "    add \"shops\"\n    and carts\n"),
            ("a\n${imports}\nb", "a\nb\n"),
            ("a\n\n// ${imports}\nb", "a\n\n//\nb\n"),
            (
                "$${up_revision} $x ${up_revision}",
                "${up_revision} $x abc\n",
            ),
            (
                "f {\n  ${ upgrades }\n}",
                "f {\n    a(\"x  \n y\");\n    b();\n}\n",
            ),
            ("fn f() { g! { {} } }", "fn f() { g! { {} } }\n"),
        ] {
            assert_eq!(fill(template).as_deref(), Ok(expected), "{template}");
        }
    }

    #[test]
    fn every_placeholder_that_means_nothing_is_shown_in_its_line() {
        let error = fill("x\nconst R: &str = ${repr(up_revision)};\n  ${message\n").unwrap_err();
        let expected = "\
error: unknown placeholder `repr(up_revision)`
 --> t.rs.template:2:17
  |
2 | const R: &str = ${repr(up_revision)};
  |                 ^^^^^^^^^^^^^^^^^^^^
  |
  = help: the placeholders are message, up_revision, down_revision, imports, upgrades; `${up_revision:?}` is the value as Rust writes it, `$${` a plain `${`error: the placeholder is not closed by `}` on its line
 --> t.rs.template:3:3
";
        assert!(error.starts_with(expected), "{error}");
    }

    #[test]
    fn a_place_leads_back_to_its_line() {
        let text = "${imports}\nplain\n  ${message}\n";
        let source = Source::new(text, Path::new("t"));
        let filled = source.fill(&values()).unwrap();
        let origin = |line| {
            let position = Position {
                line,
                column: 3,
                length: 1,
            };
            let origin = source.origin(&filled, position);
            (origin.line, origin.column, origin.length)
        };
        assert_eq!(origin(1), (2, 3, 1));
        assert_eq!(origin(3), (3, 3, 10));
        assert_eq!(origin(99), (3, 3, 10));
    }
}
