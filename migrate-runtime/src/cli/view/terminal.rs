//! Revisions drawn as `git log --graph` draws commits: the newest first, a dashed line to what one depends on.

use std::collections::HashMap;

use migrate_script::Revision;
use migrate_script::graph::RevisionMap;
use renderdag::Ancestor;
use renderdag::pipeline::types::{PrefixLine, PrefixLineKind, PrefixLinePart};
use renderdag::pipeline::{
    Ascii, BoxDrawing, GraphRowShaper, PrefixLineRenderer, PrefixLinesToText,
};

use super::edges::{EdgeKind, edges};

/// What lines are drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Characters {
    Ascii,
    BoxDrawing,
}

impl Characters {
    /// What the terminal can show, as far as the variables of the locale tell.
    pub(crate) fn of_locale(variable: impl Fn(&str) -> Option<String>) -> Self {
        let names = ["LC_ALL", "LC_CTYPE", "LANG"];
        let mut set = names.iter().filter_map(|name| variable(name));
        let locale = set.find(|value| !value.is_empty()).unwrap_or_default();
        let locale = locale.to_ascii_lowercase();
        // Windows has no such variables, and takes Unicode for its console.
        match cfg!(windows) || locale.contains("utf-8") || locale.contains("utf8") {
            true => Self::BoxDrawing,
            false => Self::Ascii,
        }
    }

    fn renderer(self) -> Box<dyn PrefixLineRenderer<usize>> {
        match self {
            Self::Ascii => Box::new(Ascii),
            Self::BoxDrawing => Box::new(<BoxDrawing>::new()),
        }
    }
}

/// Draws revisions of a graph, which come newest first, each with its text beside it.
///
/// A revision that stands on others which are not among them ends in `~`.
pub(crate) fn draw(
    graph: &RevisionMap,
    revisions: &[&Revision],
    characters: Characters,
    is_current: impl Fn(&Revision) -> bool,
    text: impl Fn(&Revision) -> String,
) -> String {
    let places: HashMap<&str, usize> = revisions
        .iter()
        .enumerate()
        .map(|(place, revision)| (revision.id.as_str(), place))
        .collect();
    let mut drawing = Drawing::new(characters);
    for (place, revision) in revisions.iter().enumerate() {
        let parents = parents(graph, revision, &places);
        let glyph = if is_current(revision) { "@" } else { "o" };
        drawing.push(place, parents, glyph, &text(revision));
    }
    drawing.text.truncate(drawing.text.trim_end().len());
    drawing.text
}

/// How many lines a revision has at least.
const ROW_HEIGHT: usize = 1;

struct Drawing {
    shaper: GraphRowShaper<usize>,
    renderer: Box<dyn PrefixLineRenderer<usize>>,
    writer: PrefixLinesToText,
    text: String,
    /// How many lines the last revision has.
    height: usize,
}

impl Drawing {
    fn new(characters: Characters) -> Self {
        let mut shaper = GraphRowShaper::new();
        shaper.options_mut().min_row_height = ROW_HEIGHT;
        Self {
            shaper,
            renderer: characters.renderer(),
            writer: PrefixLinesToText::new(),
            text: String::new(),
            height: 0,
        }
    }

    fn push(&mut self, place: usize, parents: Vec<Ancestor<usize>>, glyph: &str, text: &str) {
        let is_dashed = parents.iter().any(|it| matches!(it, Ancestor::Ancestor(_)));
        let row = self.shaper.next_row_shape(place, parents);
        let mut lines = self.renderer.next_prefix_lines(&row);
        // A dashed line that only passes by needs no room of its own.
        lines.retain(|line| is_dashed || line.kind != PrefixLineKind::Ancestry);
        if row.separator_line && self.height == ROW_HEIGHT {
            self.separate(&lines);
        }
        let fixed = lines.iter().filter(|line| !line.kind.is_repeatable());
        self.height = fixed.count().max(text.lines().count());
        self.writer
            .write_next_text(&mut self.text, lines, false, glyph, text, ROW_HEIGHT);
    }

    /// Keeps a revision from looking like the parent of the one above it. The renderer's own separator
    /// would cut the lines that pass by.
    fn separate(&mut self, lines: &[PrefixLine]) {
        let above = lines.iter().filter(|it| it.kind == PrefixLineKind::PreNode);
        let line: String = above.flat_map(|line| &line.parts).map(plain).collect();
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }
}

fn plain(part: &PrefixLinePart) -> &str {
    match part {
        PrefixLinePart::Text(text) => text,
        PrefixLinePart::NodeGlyph => "",
    }
}

fn parents(
    graph: &RevisionMap,
    revision: &Revision,
    places: &HashMap<&str, usize>,
) -> Vec<Ancestor<usize>> {
    let edges = edges(graph, revision);
    let is_cut = edges
        .iter()
        .any(|(it, _)| !places.contains_key(it.id.as_str()));
    let drawn = edges.into_iter().filter_map(|(parent, kind)| {
        let place = *places.get(parent.id.as_str())?;
        Some(match kind {
            EdgeKind::Revises => Ancestor::Parent(place),
            EdgeKind::DependsOn => Ancestor::Ancestor(place),
        })
    });
    drawn.chain(is_cut.then_some(Ancestor::Anonymous)).collect()
}
