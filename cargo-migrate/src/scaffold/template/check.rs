//! Whether what came of a template is the revision that was asked for.

use migrate_script::Revision;
use migrate_script::diagnostic::{Diagnostic, Position};
use migrate_script::file_name::FileTemplate;
use migrate_script::parse::{Positions, SourceFile, parse};

use super::fill::{Filled, Source};

/// Reports what is wrong with the text, at the template's lines.
pub(super) fn check(
    source: &Source<'_>,
    filled: &Filled,
    revision: &Revision,
    file_template: &FileTemplate,
) -> Result<(), Vec<Diagnostic>> {
    let text = filled.text();
    let file = SourceFile {
        path: revision.path.clone().unwrap_or_default(),
        // Without a name: that of the file is right, and the template is to blame for what differs.
        stem: String::new(),
        text: text.clone(),
    };
    let parsed = parse(file, file_template);
    let placed = parsed.faults.into_iter().map(|fault| match fault.position {
        Some(position) => place(source, filled, position, fault),
        None => fault,
    });
    let mut faults: Vec<Diagnostic> = placed.collect();
    if faults.is_empty() {
        faults.extend(syntax_fault(source, filled, &text));
    }
    if let (Some(file), true) = (parsed.file, faults.is_empty()) {
        faults = differences(source, filled, revision, &file.revision, &file.positions);
    }
    match faults.is_empty() {
        true => Ok(()),
        false => Err(faults),
    }
}

/// What is wrong inside of the functions, which the parser of revisions passes over.
fn syntax_fault(source: &Source<'_>, filled: &Filled, text: &str) -> Option<Diagnostic> {
    let error = syn::parse_file(text).err()?;
    let start = error.span().start();
    let position = Position {
        line: start.line,
        column: start.column + 1,
        length: 1,
    };
    let fault = Diagnostic::new(format!("the file does not parse: {error}"));
    Some(place(source, filled, position, fault))
}

/// The fault at the template's line, with the line that came of it where the two differ.
fn place(
    source: &Source<'_>,
    filled: &Filled,
    position: Position,
    fault: Diagnostic,
) -> Diagnostic {
    let placed = source.fault(source.origin(filled, position), fault.message);
    let notes = fault.notes.into_iter();
    let placed = notes.fold(placed, |placed, note| placed.note(note.title, note.text));
    match filled.line(position.line) {
        Some(line) if placed.source_line.as_deref().map(str::trim_end) != Some(line) => {
            placed.note("note", format!("it became `{}`", line.trim()))
        }
        _ => placed,
    }
}

/// The constants that do not say what was asked for.
fn differences(
    source: &Source<'_>,
    filled: &Filled,
    asked: &Revision,
    written: &Revision,
    positions: &Positions,
) -> Vec<Diagnostic> {
    let whole =
        |list: &Option<migrate_script::parse::ListPositions>| list.as_ref().map(|list| list.whole);
    let ids = |revision: &Revision| -> Vec<String> {
        let ids = revision.down_revisions.iter();
        ids.map(ToString::to_string).collect()
    };
    let one = |revision: &Revision| vec![revision.id.to_string()];
    let down = Some(positions.down_revisions.whole);
    [
        (
            "REVISION",
            "&str = ${up_revision:?}",
            one(asked),
            one(written),
            Some(positions.revision),
        ),
        (
            "DOWN_REVISION",
            "&[&str] = &${down_revision:?}",
            ids(asked),
            ids(written),
            down,
        ),
        (
            "BRANCH_LABELS",
            "&[&str] = &${branch_labels:?}",
            asked.branch_labels.clone(),
            written.branch_labels.clone(),
            whole(&positions.branch_labels),
        ),
        (
            "DEPENDS_ON",
            "&[&str] = &${depends_on:?}",
            asked.depends_on.clone(),
            written.depends_on.clone(),
            whole(&positions.depends_on),
        ),
    ]
    .into_iter()
    .filter(|(_, _, asked, written, _)| asked != written)
    .map(|(constant, value, asked, _, position)| {
        let message = format!("the template does not give {asked:?} to `{constant}`");
        let fault = match position {
            Some(position) => place(source, filled, position, Diagnostic::new(message)),
            None => source.fault_as_a_whole(message),
        };
        fault.help(format!("write `pub const {constant}: {value};`"))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::fill::Value;
    use super::*;

    const TEMPLATE: &str = "\
//! ${message}

use migrate_runtime::prelude::*;
${imports}

pub const REVISION: &str = ${up_revision:?};
pub const DOWN_REVISION: &[&str] = &${down_revision:?};
pub const BRANCH_LABELS: &[&str] = &${branch_labels:?};

pub fn upgrade(op: &mut Operations) {
    ${upgrades}
}

pub fn downgrade(op: &mut Operations) {}
";

    fn faults(template: &str) -> Vec<String> {
        let asked = Revision {
            id: "abc123def456".into(),
            down_revisions: vec!["9e1f00aa12bc".into()],
            branch_labels: vec!["shop".into()],
            depends_on: vec![],
            doc: "add shops".to_owned(),
            path: Some("versions/x.rs".into()),
        };
        let source = Source::new(template, Path::new("t.rs.template"));
        let text = |text: &str| Value::Text(text.to_owned());
        let values = [
            ("message", text("add shops")),
            ("up_revision", text("abc123def456")),
            ("down_revision", Value::List(vec!["9e1f00aa12bc".into()])),
            ("branch_labels", Value::List(vec!["shop".into()])),
            ("imports", text("")),
            ("upgrades", text("")),
        ];
        let filled = source.fill(&values).unwrap();
        match check(&source, &filled, &asked, &FileTemplate::default()) {
            Ok(()) => Vec::new(),
            Err(faults) => faults.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn a_whole_template_has_no_fault() {
        assert_eq!(faults(TEMPLATE), Vec::<String>::new());
    }

    #[test]
    fn faults_are_at_the_lines_of_the_template() {
        for (right, wrong, expected) in [
            (
                "${up_revision:?}",
                "${up_revision}",
                "\
error: `REVISION` must be a string literal
 --> t.rs.template:6:1
  |
6 | pub const REVISION: &str = ${up_revision};
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: it is read before the code is compiled; write `pub const REVISION: &str = \"abc123def456\";`
  = note: it became `pub const REVISION: &str = abc123def456;`",
            ),
            (
                "pub fn downgrade",
                "fn downgrade_it",
                "\
error: the function `downgrade` is missing
  --> t.rs.template:14:40
   |
14 | fn downgrade_it(op: &mut Operations) {}
   |                                        ^
   |
   = help: write `pub fn downgrade(op: &mut Operations) { … }`",
            ),
            (
                "    ${upgrades}",
                "    let x = ;",
                "\
error: the file does not parse: expected an expression
  --> t.rs.template:11:13
   |
11 |     let x = ;
   |             ^",
            ),
            (
                "${up_revision:?}",
                "\"27c6a30d7c24\"",
                "\
error: the template does not give [\"abc123def456\"] to `REVISION`
 --> t.rs.template:6:28
  |
6 | pub const REVISION: &str = \"27c6a30d7c24\";
  |                            ^^^^^^^^^^^^^^
  |
  = help: write `pub const REVISION: &str = ${up_revision:?};`",
            ),
            (
                "&${down_revision:?}",
                "&[]",
                "\
error: the template does not give [\"9e1f00aa12bc\"] to `DOWN_REVISION`
 --> t.rs.template:7:36
  |
7 | pub const DOWN_REVISION: &[&str] = &[];
  |                                    ^^^
  |
  = help: write `pub const DOWN_REVISION: &[&str] = &${down_revision:?};`",
            ),
            (
                "pub const BRANCH_LABELS: &[&str] = &${branch_labels:?};\n",
                "",
                "\
error: the template does not give [\"shop\"] to `BRANCH_LABELS`
--> t.rs.template
 = help: write `pub const BRANCH_LABELS: &[&str] = &${branch_labels:?};`",
            ),
        ] {
            let found = faults(&TEMPLATE.replace(right, wrong));
            assert_eq!(found, [expected], "{wrong}");
        }
    }
}
