//! The file of a revision that moves: its new text and its new name.

use std::ops::Range;
use std::path::{Path, PathBuf};

use jiff::{ToSpan, Zoned};
use migrate_script::RevisionId;
use migrate_script::config::Config;
use migrate_script::diagnostic::forward_slashes;
use migrate_script::file_name::FileTemplate;
use migrate_script::parse::{HeaderField, RevisionFile};

use crate::scaffold::revision::{create_date, date_line};

/// A file as it is to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Edited<'f> {
    pub(super) file: &'f RevisionFile,
    /// Relative to the package, as that of the file.
    pub(super) path: PathBuf,
    pub(super) text: String,
}

/// Edits the files of revisions that move, the lowest first, on top of that of `onto`.
///
/// They are created now, as far as dates tell, and one after the other: where names sort by date, those that
/// would not sort as the revisions do are a minute late.
pub(super) fn edit<'f>(
    config: &Config,
    moved: &[&'f RevisionFile],
    onto: &RevisionFile,
    now: Zoned,
) -> Vec<Edited<'f>> {
    let mut time = now;
    let mut before = path(onto).to_owned();
    let mut revises = Some(&onto.revision.id);
    let mut edited = Vec::new();
    for &file in moved {
        let mut path = new_path(config, file, &time);
        let later = time.saturating_add(1.minute());
        let later_path = new_path(config, file, &later);
        if path.parent() == before.parent() && path <= before && later_path > before {
            (time, path) = (later, later_path);
        }
        before.clone_from(&path);
        let text = new_text(file, revises.take(), &date_line(&time));
        edited.push(Edited { file, path, text });
    }
    edited
}

/// The text with another date, and, where it is to revise another revision, with that.
fn new_text(file: &RevisionFile, revises: Option<&RevisionId>, date: &str) -> String {
    let mut edits = Vec::new();
    if let Some(id) = revises {
        let list = file.positions.down_revisions.bytes.clone();
        edits.push((list, format!("&[{:?}]", id.as_str())));
        edits.extend(field_edit(file, file.header.revises.as_ref(), id));
    }
    edits.extend(field_edit(file, file.header.create_date.as_ref(), date));
    // From the end, so that the places of those to come stay what they are.
    edits.sort_by_key(|(bytes, _)| std::cmp::Reverse(bytes.start));
    edits
        .into_iter()
        .fold(file.text.clone(), |mut text, (bytes, new)| {
            text.replace_range(bytes, &new);
            text
        })
}

/// The edit that gives a line of the header another value, if the line is there.
fn field_edit(
    file: &RevisionFile,
    field: Option<&HeaderField>,
    value: &str,
) -> Option<(Range<usize>, String)> {
    let bytes = field?.bytes.clone()?;
    let space = if file.text[..bytes.start].ends_with(':') {
        " "
    } else {
        ""
    };
    Some((bytes, format!("{space}{value}")))
}

/// The path with another date in it; the same where the name is not one that the template gives.
fn new_path(config: &Config, file: &RevisionFile, time: &Zoned) -> PathBuf {
    let path = path(file);
    let location = config
        .version_locations
        .iter()
        .filter(|location| path.starts_with(location))
        .max_by_key(|location| location.components().count());
    let name = location.and_then(|location| {
        let stem = forward_slashes(&path.strip_prefix(location).ok()?.with_extension(""));
        let name = new_name(&config.file_template, &stem, &file.revision.id, time)?;
        Some(location.join(name))
    });
    name.unwrap_or_else(|| path.to_owned())
}

/// The file name that the template gives to a revision, with the slug that the stem has.
fn new_name(template: &FileTemplate, stem: &str, id: &str, time: &Zoned) -> Option<String> {
    // In no template, and in no identifier.
    const MARK: &str = "\0";
    if !template.names(stem, id) {
        return None;
    }
    let date = create_date(time);
    let marked = template.file_name(id, MARK, date);
    let slugs = marked.matches(MARK).count();
    let slug = match marked.find(MARK) {
        None => "",
        Some(start) => {
            // What stands around the slug is as long as it was: dates have one length.
            let around = marked.len() - slugs * MARK.len() - ".rs".len();
            let length = stem.len().checked_sub(around)? / slugs;
            stem.get(start..start + length)?
        }
    };
    let name = template.file_name(id, slug, date);
    (name.len() == stem.len() + ".rs".len()).then_some(name)
}

fn path(file: &RevisionFile) -> &Path {
    file.revision.path.as_deref().unwrap_or(Path::new(""))
}

#[cfg(test)]
mod tests {
    use migrate_script::parse::{SourceFile, parse};

    use super::*;

    const TEXT: &str = "\
//! add  cart
//! Revision ID: a1
//! Revises:   0f
//! Create Date: 2025-01-01 09:00:00 UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = \"a1\";
pub const DOWN_REVISION: &[&str] = &[
    \"0f\", // the base
];\tpub const DEPENDS_ON: &[&str] = &[\"0f\"];
pub fn upgrade(op: &mut Operations) { op.execute(\"SELECT '0f'\") ; }
pub fn downgrade(_: &mut Operations) {}
";

    fn file(name: &str, text: &str) -> RevisionFile {
        let source = SourceFile {
            path: format!("versions/{name}.rs").into(),
            stem: name.to_owned(),
            text: text.to_owned(),
        };
        let parsed = parse(source, &FileTemplate::default());
        assert_eq!(parsed.faults, []);
        parsed.file.unwrap()
    }

    fn now() -> Zoned {
        "2026-02-03T04:05:06[UTC]".parse().unwrap()
    }

    #[test]
    fn nothing_but_the_three_places_changes() {
        let expected = TEXT
            .replace("Revises:   0f", "Revises:   b2")
            .replace("2025-01-01 09:00:00 UTC", "2026-02-03 04:05:06 UTC")
            .replace("&[\n    \"0f\", // the base\n]", "&[\"b2\"]");
        let id = RevisionId::from("b2");
        for windows in [false, true] {
            let line = |text: &str| match windows {
                true => text.replace('\n', "\r\n"),
                false => text.to_owned(),
            };
            let file = file("x", &line(TEXT));
            let text = new_text(&file, Some(&id), "2026-02-03 04:05:06 UTC");
            assert_eq!(text, line(&expected));
        }
    }

    #[test]
    fn a_revision_in_the_middle_keeps_what_it_revises() {
        let text = new_text(&file("x", TEXT), None, "now");
        assert_eq!(text, TEXT.replace("2025-01-01 09:00:00 UTC", "now"));
    }

    #[test]
    fn a_base_gets_something_to_revise() {
        let base = TEXT.replace("Revises:   0f", "Revises:");
        let text = new_text(&file("x", &base), Some(&"b2".into()), "now");
        assert!(text.contains("//! Revises: b2\n"), "{text}");
    }

    #[test]
    fn a_header_is_not_needed() {
        let bare = &TEXT[TEXT.find("use").unwrap()..];
        let text = new_text(&file("x", bare), Some(&"b2".into()), "now");
        assert!(text.starts_with("use migrate_runtime"), "{text}");
        assert!(
            text.contains("DOWN_REVISION: &[&str] = &[\"b2\"];\t"),
            "{text}"
        );
    }

    #[test]
    fn a_name_keeps_its_slug() {
        for (template, stem, expected) in [
            (
                FileTemplate::DEFAULT,
                "2025_01_01_0900-a1_ünïcode_x-",
                Some("2026_02_03_0405-a1_ünïcode_x-.rs"),
            ),
            (
                FileTemplate::DEFAULT,
                "2025_01_01_0900-a1_",
                Some("2026_02_03_0405-a1_.rs"),
            ),
            (FileTemplate::DEFAULT, "add_cart", None),
            (FileTemplate::DEFAULT, "2025_01_01_0900-b1_add_cart", None),
            ("{year}/{rev}_{slug}", "2025/a1_x", Some("2026/a1_x.rs")),
            (
                "{slug}_{epoch}_{rev}",
                "add_cart_1735722000_a1",
                Some("add_cart_1770091506_a1.rs"),
            ),
            ("{slug}-{hour}-{slug}", "x_y-09-x_y", Some("x_y-04-x_y.rs")),
            ("{rev}_{slug}", "a1_x", Some("a1_x.rs")),
            ("{rev}", "a1", Some("a1.rs")),
        ] {
            let template = FileTemplate::parse(template).unwrap();
            let name = new_name(&template, stem, "a1", &now());
            assert_eq!(name.as_deref(), expected, "{stem}");
        }
    }

    /// The names that files get on top of one with the name `onto`.
    fn names(onto: &str, moved: &[(&str, &str)]) -> Vec<String> {
        let text = |id: &str| TEXT.replace("a1", id);
        let onto = file(onto, &text("b1"));
        let files: Vec<RevisionFile> = moved
            .iter()
            .map(|(id, name)| file(name, &text(id)))
            .collect();
        let files: Vec<&RevisionFile> = files.iter().collect();
        let edited = edit(&Config::default(), &files, &onto, now());
        let paths = edited.iter().map(|it| forward_slashes(&it.path));
        paths.map(|path| path.replace("versions/", "")).collect()
    }

    #[test]
    fn names_sort_as_the_revisions_do() {
        assert_eq!(
            names(
                "2026_02_03_0405-b1_add_shops",
                &[
                    ("a1", "2025_01_01_0900-a1_one"),
                    ("c1", "2025_01_01_0901-c1_two"),
                    ("a2", "2025_01_01_0902-a2_three"),
                    ("e1", "2025_01_01_0903-e1_four"),
                ]
            ),
            [
                "2026_02_03_0406-a1_one.rs",
                "2026_02_03_0406-c1_two.rs",
                "2026_02_03_0407-a2_three.rs",
                "2026_02_03_0407-e1_four.rs",
            ]
        );
        assert_eq!(
            names("2025_01_01_0000-b1_x", &[("a1", "2025_01_01_0900-a1_one")]),
            ["2026_02_03_0405-a1_one.rs"]
        );
    }

    #[test]
    fn a_name_of_ones_own_stays() {
        assert_eq!(
            names("zebra", &[("a1", "cart"), ("a2", "2025_01_01_0900-a2_x")]),
            ["cart.rs", "2026_02_03_0405-a2_x.rs"]
        );
    }
}
