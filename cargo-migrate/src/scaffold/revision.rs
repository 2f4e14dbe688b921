//! The file of a new revision: tokens, formatted as rustfmt would.

use jiff::Zoned;
use jiff::tz::TimeZone;
use migrate_script::Revision;
use migrate_script::file_name::CreateDate;

use crate::error::{Error, Result};

/// What the functions of a revision do, as the indented lines of their bodies.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bodies {
    pub(crate) upgrade: String,
    pub(crate) downgrade: String,
}

impl Bodies {
    pub(crate) fn is_empty(&self) -> bool {
        self.upgrade.is_empty() && self.downgrade.is_empty()
    }
}

/// The text of a revision file.
pub(crate) fn render(revision: &Revision, created: &Zoned, bodies: &Bodies) -> String {
    let header = header(revision, created);
    let id = revision.id.as_str();
    let down = revision.down_revisions.iter().map(|id| id.as_str());
    let (labels, depends_on) = (&revision.branch_labels, &revision.depends_on);
    let file = syn::parse_quote! {
        #(#![doc = #header])*

        use migrate_runtime::prelude::*;

        pub const REVISION: &str = #id;
        pub const DOWN_REVISION: &[&str] = &[#(#down),*];
        pub const BRANCH_LABELS: &[&str] = &[#(#labels),*];
        pub const DEPENDS_ON: &[&str] = &[#(#depends_on),*];

        pub fn upgrade(op: &mut Operations) {}

        pub fn downgrade(op: &mut Operations) {}
    };
    let mut text = space_out(&prettyplease::unparse(&file));
    let functions = [
        ("upgrade", &bodies.upgrade),
        ("downgrade", &bodies.downgrade),
    ];
    for (name, body) in functions {
        if !body.is_empty() {
            let head = format!("pub fn {name}(op: &mut Operations) {{");
            text = text.replace(&format!("{head}}}"), &format!("{head}\n{body}}}"));
        }
    }
    text
}

/// The lines of the doc comment, each with the space that stands behind `//!`.
fn header(revision: &Revision, created: &Zoned) -> Vec<String> {
    let down = revision
        .down_revisions
        .iter()
        .map(|id| id.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    let message = match revision.doc.as_str() {
        // As Alembic: without it, the next line would be taken for the message.
        "" => "empty message",
        message => message,
    };
    let mut lines: Vec<String> = message.lines().map(str::to_owned).collect();
    lines.push(String::new());
    lines.push(format!("Revision ID: {}", revision.id));
    lines.push(format!("Revises: {down}").trim_end().to_owned());
    lines.push(format!("Create Date: {}", date_line(created)));
    lines
        .into_iter()
        .map(|line| {
            if line.is_empty() {
                line
            } else {
                format!(" {line}")
            }
        })
        .collect()
}

/// The moment as the header has it.
pub(crate) fn date_line(created: &Zoned) -> String {
    created.strftime("%Y-%m-%d %H:%M:%S %Z").to_string()
}

/// Puts an empty line between the doc comment, the import, the constants and the functions, where the
/// formatter leaves none.
fn space_out(text: &str) -> String {
    let mut spaced = String::new();
    let mut before = Kind::Doc;
    for line in text.lines() {
        let kind = Kind::of(line, before);
        let begins = kind != before || (kind == Kind::Function && line.starts_with("pub "));
        if begins && !spaced.ends_with("\n\n") {
            spaced.push('\n');
        }
        if !line.is_empty() {
            spaced.push_str(line);
            spaced.push('\n');
        }
        before = kind;
    }
    spaced
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Doc,
    Import,
    Constant,
    Function,
}

impl Kind {
    /// The kind of a line; one that begins nothing belongs to what went before.
    fn of(line: &str, before: Self) -> Self {
        if line.starts_with("use ") {
            Self::Import
        } else if line.starts_with("pub const ") {
            Self::Constant
        } else if line.starts_with("pub fn ") {
            Self::Function
        } else {
            before
        }
    }
}

/// The present moment in the configured time zone.
pub(crate) fn now(timezone: &str) -> Result<Zoned> {
    let zone = match timezone {
        "UTC" => TimeZone::UTC,
        "local" => TimeZone::system(),
        name => TimeZone::get(name).map_err(|_| {
            Error::new(
                format!("Can't locate timezone: {name}"),
                "`timezone` in [package.metadata.migrate] takes a name such as `Europe/Berlin`, `UTC` or `local`",
            )
        })?,
    };
    Ok(Zoned::now().with_time_zone(zone))
}

/// The moment as the parts of a file's name.
pub(crate) fn create_date(moment: &Zoned) -> CreateDate {
    let part = |value: i8| u8::try_from(value).unwrap_or_default();
    CreateDate {
        epoch: moment.timestamp().as_second(),
        year: moment.year(),
        month: part(moment.month()),
        day: part(moment.day()),
        hour: part(moment.hour()),
        minute: part(moment.minute()),
        second: part(moment.second()),
    }
}

/// A new identifier: the last 12 hexadecimal digits of a random UUID, as Alembic's.
pub(crate) fn new_id() -> String {
    let id = uuid::Uuid::new_v4().simple().to_string();
    id[id.len() - 12..].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn revision(message: &str, down: &[&str]) -> Revision {
        Revision {
            id: "abc123def456".into(),
            down_revisions: down.iter().map(|&id| id.into()).collect(),
            branch_labels: vec![],
            depends_on: vec![],
            doc: message.to_owned(),
            path: None,
        }
    }

    fn rendered(message: &str, down: &[&str]) -> String {
        let moment: Zoned = "2025-09-30T14:30:12[UTC]".parse().unwrap();
        render(&revision(message, down), &moment, &Bodies::default())
    }

    #[test]
    fn a_new_revision_reads_as_a_person_would_write_it() {
        let expected = r#"//! create products table
//!
//! Revision ID: abc123def456
//! Revises: 9e1f00aa12bc
//! Create Date: 2025-09-30 14:30:12 UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "abc123def456";
pub const DOWN_REVISION: &[&str] = &["9e1f00aa12bc"];
pub const BRANCH_LABELS: &[&str] = &[];
pub const DEPENDS_ON: &[&str] = &[];

pub fn upgrade(op: &mut Operations) {}

pub fn downgrade(op: &mut Operations) {}
"#;
        assert_eq!(
            rendered("create products table", &["9e1f00aa12bc"]),
            expected
        );
    }

    #[test]
    fn every_message_makes_a_file_that_rustfmt_leaves_alone() {
        let long = ["aaaaaaaaaaaa"; 12];
        for message in [
            "",
            "quotes \" and \\ slashes",
            "ends in */ /*",
            "two\n\nlines",
            "ünïcode",
        ] {
            for down in [&[][..], &["a"], &["a", "b"], &long] {
                let text = rendered(message, down);
                assert_eq!(rustfmt(&text), text, "{message:?}");
            }
        }
    }

    fn rustfmt(text: &str) -> String {
        use std::io::Write;
        use std::process::{Command, Stdio};
        let mut command = Command::new("rustfmt");
        command
            .args(["--edition", "2024"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{text}");
        String::from_utf8(output.stdout).unwrap()
    }

    #[test]
    fn identifiers_are_twelve_hexadecimal_digits() {
        let id = new_id();
        assert_eq!(id.len(), 12);
        assert!(id.chars().all(|c| c.is_ascii_hexdigit()), "{id}");
        assert_ne!(id, new_id());
    }
}
