//! A fault and where it is, drawn as rustc draws its own.

use std::fmt;
use std::path::{Path, PathBuf};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, Title};

/// A stretch of one line of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, counted from 1.
    pub line: usize,
    /// The first character on the line, counted from 1, in characters.
    pub column: usize,
    /// How many characters are meant; 0 is a place between two.
    pub length: usize,
}

/// A remark below the drawing: `= help: …`, `= statement: …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The word before the colon.
    pub title: String,
    /// The remark itself; it may have several lines.
    pub text: String,
}

/// A fault: what is wrong, where, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong: a lowercase fragment without a period.
    pub message: String,
    /// The file, as it is to be shown.
    pub path: Option<PathBuf>,
    /// Where in the file.
    pub position: Option<Position>,
    /// The line of the file at [`position`](Self::position); without it the place is named, not drawn.
    pub source_line: Option<String>,
    /// The remarks below, in order.
    pub notes: Vec<Note>,
    /// Other places that have to do with it, drawn below with `note: ` before their messages.
    pub related: Vec<Diagnostic>,
}

/// How many bytes a line has at most that is drawn: longer ones were written by no hand, and are not read.
const LONGEST_LINE: usize = 4096;

impl Position {
    /// The place of some bytes of a text; of several lines, the part on the first one.
    ///
    /// Offsets outside of the text, or inside of a character, are moved to the nearest place before.
    pub fn of_bytes(text: &str, bytes: std::ops::Range<usize>) -> Self {
        let start = text.floor_char_boundary(bytes.start);
        let end = text.floor_char_boundary(bytes.end.max(start));
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let covered = text[start..end].lines().next().unwrap_or_default();
        Self {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            length: covered.chars().count(),
        }
    }
}

impl Diagnostic {
    /// A fault that has no place.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            path: None,
            position: None,
            source_line: None,
            notes: Vec::new(),
            related: Vec::new(),
        }
    }

    /// Places the fault in a file as a whole.
    #[must_use]
    pub fn in_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Places the fault at a position of a file, whose text is needed to draw the line.
    #[must_use]
    pub fn at(mut self, path: impl Into<PathBuf>, text: &str, position: Position) -> Self {
        self.path = Some(path.into());
        self.position = Some(position);
        let line = line_of(text, position.line).filter(|line| line.len() <= LONGEST_LINE);
        self.source_line = line.map(str::to_owned);
        self
    }

    /// Adds a `= help: …` line, which says how to mend the fault.
    #[must_use]
    pub fn help(self, text: impl Into<String>) -> Self {
        self.note("help", text)
    }

    /// Adds a line with a title of its own, `= statement: …` say.
    #[must_use]
    pub fn note(mut self, title: impl Into<String>, text: impl Into<String>) -> Self {
        self.notes.push(Note {
            title: title.into(),
            text: text.into(),
        });
        self
    }

    /// Adds another place that has to do with the fault.
    #[must_use]
    pub fn related(mut self, related: Self) -> Self {
        self.related.push(related);
        self
    }

    /// Puts a folder before a relative path: files are known relative to their package, and shown
    /// relative to where the reader stands.
    #[must_use]
    pub fn under(mut self, folder: &Path) -> Self {
        self.path = self.path.map(|path| folder.join(path));
        let related = self.related.into_iter().map(|it| it.under(folder));
        self.related = related.collect();
        self
    }

    /// Draws the fault, in color where asked. The text does not end with a line break.
    pub fn render(&self, color: bool) -> String {
        self.draw(Level::ERROR, color)
    }

    /// Draws the fault without its leading `error: `, for `compile_error!`, where rustc writes that.
    pub fn render_untitled(&self) -> String {
        self.draw(Level::ERROR.no_name(), false)
    }

    fn draw(&self, level: Level<'_>, color: bool) -> String {
        let first = self.group(level.primary_title(self.message.as_str()));
        let related = self.related.iter().map(|it| {
            let title = Level::NOTE.secondary_title(it.message.as_str());
            it.group(title)
        });
        let groups: Vec<_> = std::iter::once(first).chain(related).collect();
        let renderer = if color {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        renderer.render(&groups)
    }

    fn group<'a>(&'a self, title: Title<'a>) -> Group<'a> {
        let mut group = Group::with_title(title);
        if let Some(path) = &self.path {
            group = self.draw_place(group, forward_slashes(path));
        }
        let notes = self.notes.iter().map(|note| {
            let level = Level::NOTE.with_name(note.title.as_str());
            level.message(note.text.as_str())
        });
        group.elements(notes)
    }

    fn draw_place<'a>(&'a self, group: Group<'a>, path: String) -> Group<'a> {
        match (self.position, &self.source_line) {
            (Some(position), Some(line)) => group.element(
                Snippet::source(line)
                    .path(path)
                    .line_start(position.line)
                    .annotation(AnnotationKind::Primary.span(byte_range(line, position))),
            ),
            (Some(position), None) => group.element(
                Origin::path(path)
                    .line(position.line)
                    .char_column(position.column),
            ),
            (None, _) => group.element(Origin::path(path)),
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

/// A path as it is shown and as it is written into source code: with forward slashes everywhere.
pub fn forward_slashes(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '\\' {
        text.replace('\\', "/")
    } else {
        text.into_owned()
    }
}

/// The line with a number counted from 1; the line after the last line break counts as one.
fn line_of(text: &str, number: usize) -> Option<&str> {
    let line = text.split('\n').nth(number.checked_sub(1)?)?;
    Some(line.strip_suffix('\r').unwrap_or(line))
}

/// The bytes that a position covers of its line, clipped to the line.
fn byte_range(line: &str, position: Position) -> std::ops::Range<usize> {
    let first = position.column.saturating_sub(1);
    let byte_at = |character: usize| {
        let found = line.char_indices().nth(character);
        found.map_or(line.len(), |(byte, _)| byte)
    };
    byte_at(first)..byte_at(first.saturating_add(position.length))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "first\r\nlet s = \"äö€\"; // tail\n\tlet tab = 1;\n";

    fn at(line: usize, column: usize, length: usize) -> Diagnostic {
        let position = Position {
            line,
            column,
            length,
        };
        Diagnostic::new("something is wrong").at("versions/x.rs", TEXT, position)
    }

    #[test]
    fn draws_the_line_with_carets() {
        let drawn = at(2, 9, 5).help("mend it").to_string();
        assert_eq!(
            drawn,
            "error: something is wrong
 --> versions/x.rs:2:9
  |
2 | let s = \"äö€\"; // tail
  |         ^^^^^
  |
  = help: mend it"
        );
    }

    #[test]
    fn columns_count_characters_behind_wide_ones() {
        let drawn = at(2, 18, 4).to_string();
        assert!(drawn.contains(" --> versions/x.rs:2:18\n"), "{drawn}");
        assert!(drawn.ends_with("  |                  ^^^^"), "{drawn}");
    }

    #[test]
    fn strips_the_carriage_return_of_a_line() {
        assert_eq!(at(1, 1, 5).source_line.as_deref(), Some("first"));
    }

    #[test]
    fn bytes_become_lines_and_columns() {
        let cases = [
            (0..5, (1, 1, 5)),
            (0..7, (1, 1, 5)),
            (15..24, (2, 9, 5)),
            (0..TEXT.len(), (1, 1, 5)),
            (17..18, (2, 10, 1)),
            (TEXT.len()..TEXT.len(), (4, 1, 0)),
            (usize::MAX - 1..usize::MAX, (4, 1, 0)),
        ];
        for (bytes, (line, column, length)) in cases {
            let expected = Position {
                line,
                column,
                length,
            };
            assert_eq!(
                Position::of_bytes(TEXT, bytes.clone()),
                expected,
                "{bytes:?}"
            );
        }
    }

    #[test]
    fn clips_positions_outside_of_the_text() {
        for (line, column, length) in [
            (1, 99, 3),
            (4, 1, 0),
            (2, 0, usize::MAX),
            (2, usize::MAX, 9),
        ] {
            assert!(at(line, column, length).to_string().contains("-->"));
        }
        assert_eq!(at(77, 1, 1).source_line, None);
        assert_eq!(at(0, 1, 1).source_line, None);
    }

    #[test]
    fn a_line_that_nobody_reads_is_named_not_drawn() {
        let text = "a".repeat(1_000_000);
        let position = Position::of_bytes(&text, 5000..5001);
        let diagnostic = Diagnostic::new("too long").at("x.rs", &text, position);
        assert_eq!(diagnostic.to_string(), "error: too long\n--> x.rs:1:5001");
    }

    #[test]
    fn names_a_place_whose_text_is_unknown() {
        let mut diagnostic = at(2, 9, 5).note("PostgreSQL", "no such column (42703)");
        diagnostic.source_line = None;
        assert_eq!(
            diagnostic.to_string(),
            "error: something is wrong
--> versions/x.rs:2:9
 = PostgreSQL: no such column (42703)"
        );
    }

    #[test]
    fn draws_other_places_below() {
        let drawn = at(2, 9, 5).help("mend it").related(Diagnostic {
            message: "see here".to_owned(),
            ..at(1, 1, 5)
        });
        assert_eq!(
            drawn.under(Path::new("shop")).to_string(),
            "error: something is wrong
 --> shop/versions/x.rs:2:9
  |
2 | let s = \"äö€\"; // tail
  |         ^^^^^
  |
  = help: mend it
note: see here
 --> shop/versions/x.rs:1:1
  |
1 | first
  | ^^^^^"
        );
    }

    #[test]
    fn draws_a_fault_without_a_place() {
        let drawn = Diagnostic::new("2 heads: `a`, `b`").help("join them\nor rebase");
        assert_eq!(
            drawn.to_string(),
            "error: 2 heads: `a`, `b`\n |\n = help: join them\n         or rebase"
        );
        assert_eq!(
            drawn.render_untitled(),
            "2 heads: `a`, `b`\n |\n = help: join them\n         or rebase"
        );
    }

    #[test]
    fn colors_only_when_asked() {
        assert!(at(2, 9, 5).render(true).contains("\u{1b}["));
        assert!(!at(2, 9, 5).render(false).contains("\u{1b}["));
    }

    #[test]
    fn puts_a_folder_before_relative_paths_only() {
        let under = |path: &str| {
            Diagnostic::new("x")
                .in_file(path)
                .under(Path::new("migrations"))
                .path
        };
        assert_eq!(
            under("versions/x.rs"),
            Some("migrations/versions/x.rs".into())
        );
        assert_eq!(under("/versions/x.rs"), Some("/versions/x.rs".into()));
        assert_eq!(Diagnostic::new("x").under(Path::new("m")).path, None);
    }
}
