use proptest::prelude::*;

use super::*;

const FILE: &str = r#"//! create products table
//!
//! Keeps what the shop sells.
//!
//! Revision ID: abc123def456
//! Revises: 9e1f00aa12bc
//! Create Date: 2025-09-30 14:30:12 UTC

use migrate_runtime::prelude::*;

pub const REVISION: &str = "abc123def456";
pub const DOWN_REVISION: &[&str] = &["9e1f00aa12bc"];
pub const BRANCH_LABELS: &[&str] = &["shop"];
pub const DEPENDS_ON: &[&str] = &["27c6a30d7c24", "cart"];

pub fn upgrade(op: &mut Operations) {
    op.drop_table("products");
}

pub async fn downgrade(op: &mut Operations) -> Result {
    Ok(())
}
"#;

fn parse_text(text: &str) -> Parsed {
    parse_named("2025_09_30_1430-abc123def456_create_products_table", text)
}

fn parse_named(stem: &str, text: &str) -> Parsed {
    let file = SourceFile {
        path: format!("versions/{stem}.rs").into(),
        stem: stem.to_owned(),
        text: text.to_owned(),
    };
    parse(file, &FileTemplate::default())
}

/// Place and message of each fault of the file after a replacement.
fn faults(from: &str, to: &str) -> Vec<String> {
    assert!(FILE.contains(from), "{from}");
    let faults = parse_text(&FILE.replace(from, to)).faults;
    faults.iter().map(brief).collect()
}

fn brief(fault: &Diagnostic) -> String {
    match fault.position {
        Some(it) => format!("{}:{}+{} {}", it.line, it.column, it.length, fault.message),
        None => fault.message.clone(),
    }
}

fn place(line: usize, column: usize, length: usize) -> Position {
    Position {
        line,
        column,
        length,
    }
}

#[test]
fn reads_what_a_file_declares() {
    let Parsed { file, faults } = parse_text(FILE);
    assert_eq!(faults, []);
    let file = file.expect("no faults");
    assert_eq!(
        file.revision,
        Revision {
            id: "abc123def456".into(),
            down_revisions: vec!["9e1f00aa12bc".into()],
            branch_labels: vec!["shop".to_owned()],
            depends_on: vec!["27c6a30d7c24".to_owned(), "cart".to_owned()],
            doc:
                "create products table\n\nKeeps what the shop sells.\n\nRevision ID: abc123def456\n\
                  Revises: 9e1f00aa12bc\nCreate Date: 2025-09-30 14:30:12 UTC"
                    .to_owned(),
            path: Some("versions/2025_09_30_1430-abc123def456_create_products_table.rs".into()),
        }
    );
    assert_eq!((file.upgrade, file.downgrade), (Form::Plain, Form::Async));
}

#[test]
fn knows_where_the_literals_stand() {
    let file = parse_text(FILE).file.expect("no faults");
    let bytes = |text: &str| {
        let start = FILE.find(text).expect(text);
        start..start + text.len()
    };
    let list = |text, whole, entries: &[Position]| ListPositions {
        whole,
        bytes: bytes(text),
        entries: entries.to_vec(),
    };
    assert_eq!(
        file.positions,
        Positions {
            revision: place(11, 28, 14),
            down_revisions: list(
                "&[\"9e1f00aa12bc\"]",
                place(12, 36, 17),
                &[place(12, 38, 14)]
            ),
            branch_labels: Some(list("&[\"shop\"]", place(13, 36, 9), &[place(13, 38, 6)])),
            depends_on: Some(list(
                "&[\"27c6a30d7c24\", \"cart\"]",
                place(14, 33, 25),
                &[place(14, 35, 14), place(14, 51, 6)]
            )),
        }
    );
    let field = |value: &str, position| {
        Some(HeaderField {
            value: value.to_owned(),
            position,
            bytes: Some(bytes(value)),
        })
    };
    assert_eq!(
        file.header,
        Header {
            revision_id: field("abc123def456", place(5, 18, 12)),
            revises: field("9e1f00aa12bc", place(6, 14, 12)),
            create_date: field("2025-09-30 14:30:12 UTC", place(7, 18, 23)),
        }
    );
}

#[test]
fn byte_order_marks_and_line_endings_change_nothing() {
    let expected = parse_text(FILE).file.expect("no faults");
    for text in [format!("\u{feff}{FILE}"), FILE.replace('\n', "\r\n")] {
        let Parsed { file, faults } = parse_text(&text);
        assert_eq!(faults, []);
        let file = file.expect("no faults");
        assert_eq!(file.revision, expected.revision);
        assert_eq!(editable(&file), editable(&expected));
        let places = |file: &RevisionFile| {
            let entries = &file.positions.depends_on.as_ref()?.entries;
            Some((file.positions.revision, entries.clone()))
        };
        assert_eq!(places(&file), places(&expected));
    }
}

/// What a command that edits the file would replace.
fn editable(file: &RevisionFile) -> Vec<(Option<&str>, Position)> {
    let text = |bytes: &Range<usize>| file.text.get(bytes.clone());
    let Positions {
        revision: _,
        down_revisions,
        branch_labels,
        depends_on,
    } = &file.positions;
    let Header {
        revision_id,
        revises,
        create_date,
    } = &file.header;
    let lists = [
        Some(down_revisions),
        branch_labels.as_ref(),
        depends_on.as_ref(),
    ];
    let lists = lists.into_iter().flatten();
    let fields = [revision_id, revises, create_date].into_iter().flatten();
    lists
        .map(|list| (text(&list.bytes), list.whole))
        .chain(fields.map(|field| (field.bytes.as_ref().and_then(text), field.position)))
        .collect()
}

#[test]
fn bytes_are_those_of_the_text() {
    let umlauts = FILE.replace("what the shop", "wäs dör «shop» 🛒");
    let in_block = FILE
        .replacen("//! create", "/*! create", 1)
        .replace("UTC\n", "UTC */\n")
        .replace("//!", "");
    for text in [
        FILE.to_owned(),
        umlauts,
        in_block,
        format!("#!/bin/x\n{FILE}"),
    ] {
        let file = parse_text(&text).file.expect("no faults");
        let texts: Vec<_> = editable(&file).into_iter().map(|(text, _)| text).collect();
        assert_eq!(
            texts,
            [
                "&[\"9e1f00aa12bc\"]",
                "&[\"shop\"]",
                "&[\"27c6a30d7c24\", \"cart\"]",
                "abc123def456",
                "9e1f00aa12bc",
                "2025-09-30 14:30:12 UTC",
            ]
            .map(Some),
            "{text}"
        );
    }
}

#[test]
fn a_header_line_without_a_value_ends_behind_its_colon() {
    let file = parse_text(&FILE.replace("Revises: 9e1f00aa12bc", "Revises: ")).file;
    let file = file.expect("no faults");
    let revises = file.header.revises.expect("a line");
    let behind = file.text.find("Revises:").expect("a line") + "Revises:".len();
    assert_eq!(revises.bytes, Some(behind..behind));
    assert_eq!(revises.position, place(6, 1, 13));
}

#[test]
fn a_header_that_is_not_spelled_out_cannot_be_edited() {
    let header = "#![doc = \"add cart\\nRevises:\\u{20}9e1f00aa12bc\"]\n";
    let body = &FILE[FILE.find("use").expect("a use")..];
    let file = parse_text(&format!("{header}{body}")).file;
    let revises = file.expect("no faults").header.revises.expect("a line");
    assert_eq!(
        (revises.value.as_str(), revises.bytes),
        ("9e1f00aa12bc", None)
    );
}

#[test]
fn labels_and_dependencies_may_be_left_out() {
    let text: Vec<&str> = FILE
        .lines()
        .filter(|line| !line.contains("BRANCH_LABELS") && !line.contains("DEPENDS_ON"))
        .collect();
    let Parsed { file, faults } = parse_text(&text.join("\n"));
    assert_eq!(faults, []);
    let file = file.expect("no faults");
    assert!(file.revision.branch_labels.is_empty() && file.revision.depends_on.is_empty());
    assert_eq!(
        (file.positions.branch_labels, file.positions.depends_on),
        (None, None)
    );
}

#[test]
fn documentation_may_be_missing_or_in_a_block() {
    let body = &FILE[FILE.find("use").expect("a use")..];
    let file = parse_text(body).file.expect("no faults");
    assert_eq!(
        (file.revision.doc.as_str(), &file.header),
        ("", &Header::default())
    );

    let block = format!("/*! add cart\n\n    Revision ID: abc123def456 */\n{body}");
    let file = parse_text(&block).file.expect("no faults");
    assert_eq!(file.revision.message(), "add cart");

    let other = FILE.replace("Revision ID: abc", "Revision Id: xyz");
    let file = parse_text(&other).file.expect("no faults");
    assert_eq!(file.header.revision_id, None);
}

#[test]
fn every_spelling_that_rustc_takes_alike_is_fine() {
    for (from, to) in [
        ("REVISION: &str", "REVISION: &'static str"),
        (
            "DOWN_REVISION: &[&str]",
            "DOWN_REVISION: &'static [&'static str]",
        ),
        ("\"abc123def456\"", "r#\"abc123def456\"#"),
        ("\"abc123def456\"", "\"abc\\u{31}23def456\""),
        ("&[\"shop\"]", "&[]"),
        ("&[\"shop\"]", "&[\n    \"shop\",\n]"),
        ("pub const REVISION", "pub(crate) const REVISION"),
        (
            "upgrade(op: &mut Operations) {",
            "upgrade(_: &mut Operations) -> () {",
        ),
        (
            "(op: &mut Operations) {",
            "(op: &mut migrate_runtime::Operations) {",
        ),
        ("-> Result", "-> migrate_runtime::Result<()>"),
        ("pub fn upgrade", "#[expect(unused)]\npub fn upgrade"),
    ] {
        assert_eq!(faults(from, to), [""; 0], "{to}");
    }
}

#[test]
fn faults_stand_where_the_mistake_is() {
    for (from, to, expected) in [
        (
            "pub const REVISION",
            "const REVISION",
            "11:7+8 `REVISION` is private",
        ),
        (
            "pub const REVISION",
            "pub const REVISIONS",
            "22:2+0 the constant `REVISION` is missing",
        ),
        (
            "pub const DOWN_REV",
            "pub static DOWN_REV",
            "22:2+0 the constant `DOWN_REVISION` is missing",
        ),
        (
            "\"abc123def456\"",
            "ID",
            "11:28+2 `REVISION` must be a string literal",
        ),
        (
            "REVISION: &str = \"abc123def456\"",
            "REVISION: &[&str] = &[\"abc123def456\"]",
            "11:21+7 `REVISION` must be a `&str`",
        ),
        (
            "&[\"9e1f00aa12bc\"]",
            "PARENTS",
            "12:36+7 `DOWN_REVISION` must be a list of string literals",
        ),
        (
            "&[\"9e1f00aa12bc\"]",
            "&[\"9e1f00aa12bc\", ID]",
            "12:54+2 the entries of `DOWN_REVISION` must be string literals",
        ),
        (
            "DOWN_REVISION: &[&str]",
            "DOWN_REVISION: [&str; 1]",
            "12:26+9 `DOWN_REVISION` must be a `&[&str]`",
        ),
        (
            "BRANCH_LABELS: &[&str] = &[\"shop\"]",
            "BRANCH_LABELS: Option<&str> = None",
            "13:26+12 `BRANCH_LABELS` must be a `&[&str]`",
        ),
        (
            "ID: abc123def456",
            "ID: abc123def457",
            "5:18+12 the header names `abc123def457`, but `REVISION` is `abc123def456`",
        ),
        (
            "pub fn upgrade",
            "fn upgrade",
            "16:4+7 `upgrade` is private",
        ),
        (
            "pub fn upgrade",
            "pub fn up",
            "22:2+0 the function `upgrade` is missing",
        ),
        (
            "fn downgrade",
            "fn down",
            "22:2+0 the function `downgrade` is missing",
        ),
        (
            "fn upgrade(op: &mut Operations)",
            "fn upgrade()",
            "16:15+2 `upgrade` has the wrong signature",
        ),
        (
            "fn upgrade(op: &mut",
            "fn upgrade(op: &",
            "16:15+18 `upgrade` has the wrong signature",
        ),
        (
            "fn upgrade(",
            "fn upgrade<T>(",
            "16:15+3 `upgrade` has the wrong signature",
        ),
        (
            "pub fn upgrade",
            "pub unsafe fn upgrade",
            "16:5+6 `upgrade` has the wrong signature",
        ),
        (
            "pub fn upgrade",
            "pub extern \"C\" fn upgrade",
            "16:5+10 `upgrade` has the wrong signature",
        ),
        (
            "pub fn upgrade",
            "pub async fn upgrade",
            "16:5+5 `upgrade` has the wrong signature",
        ),
        (
            "pub async fn",
            "pub fn",
            "20:39+9 `downgrade` has the wrong signature",
        ),
        (
            "-> Result",
            "-> bool",
            "20:45+7 `downgrade` has the wrong signature",
        ),
    ] {
        let found = faults(from, to);
        let first = found.first().map(String::as_str);
        assert_eq!(first, Some(expected), "{to}");
    }
}

#[test]
fn a_file_that_does_not_parse_is_a_fault_at_its_place() {
    for (from, to, expected) in [
        (
            "pub fn upgrade",
            "pub fn 7",
            "16:8+1 the file does not parse: expected identifier",
        ),
        (
            "op.drop_table(\"products\");",
            "op.drop_table(\"products\";",
            "18:1+0 the file does not parse: a bracket is not closed, or there is no such token",
        ),
        (
            "Ok(())\n}\n",
            "Ok(())\n}\n\npub const X: &str =\n",
            "24:20+0 the file does not parse: unexpected end of input, expected an expression",
        ),
        (
            "= \"abc123def456\";",
            "= \"abc123def456\"",
            "12:1+3 the file does not parse: expected `;`",
        ),
        (
            "pub fn upgrade",
            "pub fun upgrade",
            "16:5+3 the file does not parse: expected an item",
        ),
        (
            "prelude::*;",
            "prelude::*",
            "11:1+3 the file does not parse: expected `;`",
        ),
        (
            "fn upgrade(",
            "fn upgrade<(",
            "16:15+1 the file does not parse: expected parentheses",
        ),
        (
            "\"products\"",
            "\"products",
            "17:19+0 the file does not parse: a bracket is not closed, or there is no such token",
        ),
    ] {
        assert_eq!(faults(from, to), [expected], "{to}");
    }
}

#[test]
fn what_is_wrong_inside_of_a_function_is_the_compilers_to_report() {
    for body in [
        "let = 1;",
        "op.drop_table(,);",
        "op.drop_table(\"a\") op.drop_table(\"b\")",
        "pub const REVISION: &str = 7;",
        "fn upgrade() {}",
        "if { else }",
    ] {
        let text = FILE.replace("op.drop_table(\"products\");", body);
        let Parsed { file, faults } = parse_text(&text);
        assert_eq!(faults, [], "{body}");
        let file = file.expect("no faults");
        assert_eq!(
            (file.revision.id.as_str(), file.upgrade),
            ("abc123def456", Form::Plain)
        );
    }
}

/// Items that a revision file may have, with what looks like a revision's declarations in them.
const OTHER_ITEMS: &str = r#"
#[cfg(test)]
mod tests {
    pub const REVISION: &str = "000000000000";
    pub fn upgrade() {}
}
mod elsewhere;
extern crate core;
use sqlx::{Row, query::{self, Query}};
pub(crate) use std::fmt;
#[derive(Debug)]
pub(in crate::a) struct Point<const N: usize = { 1 + 1 }, T: Fn() -> u8 = fn() -> u8> { x: [T; N] }
struct Unit;
struct Tuple<T>(pub T, [u8; { 3 }]) where T: Copy;
enum Kind { A = 1, B { c: u8 } }
union Bits { a: u8, b: i8 }
trait Shape: fmt::Debug { const DOWN_REVISION: &'static [&'static str] = &[]; fn downgrade(&self); }
unsafe trait Alias {}
impl<T> Shape for Point<{ 1 }, T> where T: Copy { fn downgrade(&self) { } }
unsafe impl Alias for Unit {}
type Pair<T> = (T, [T; { const REVISION: usize = 2; REVISION }]);
static PLACES: &[Point<2>] = &[Point { x: [0; 2] }];
static mut COUNT: u8 = if 1 < 2 { 3 } else { 4 };
const LESS: bool = 1 < 2;
pub const fn helper() -> u8 { const REVISION: u8 = 0; REVISION }
const _: () = { pub fn upgrade() {} };
const unsafe extern "C" fn raw() {}
async fn wait<'a, T: Into<Vec<u8>>>(a: &'a T) -> impl Future<Output = ()> + use<'a, T> where T: Copy { async {} }
extern "C" { fn upgrade(); }
unsafe extern "C" { pub safe fn downgrade(); }
macro_rules! make { ($x:ident) => { pub const $x: &str = "000000000000"; }; }
make!(REVISION);
make! { DOWN_REVISION }
self::make![BRANCH_LABELS];
::core::compile_error!("not \u{7d} really");
/// Documentation; with `pub const REVISION: &str = "1";`
#[doc = "pub fn upgrade() {"]
pub fn r#match(text: &str) -> char { if text == "}" { '}' } else { '\'' } }
/* pub const REVISION: &str = "/* nested */"; */
"#;

#[test]
fn what_else_stands_in_the_file_is_skipped() {
    let body = FILE.find("use").expect("a use");
    for text in [
        format!("{FILE}{OTHER_ITEMS}"),
        format!(
            "{}#![allow(unused)]\n{OTHER_ITEMS}{}",
            &FILE[..body],
            &FILE[body..]
        ),
    ] {
        let Parsed { file, faults } = parse_text(&text);
        assert_eq!(faults, [], "{text}");
        let expected = parse_text(FILE).file.expect("no faults");
        let file = file.expect("no faults");
        assert_eq!(file.revision, expected.revision);
        assert_eq!(
            (file.upgrade, file.downgrade),
            (expected.upgrade, expected.downgrade)
        );
    }
}

#[test]
fn a_file_with_no_part_of_a_revision_is_none() {
    for text in ["", "//! Helpers.\n\npub fn help() {}\n"] {
        let Parsed { file, faults } = parse_text(text);
        assert_eq!((file, faults.len()), (None, 1), "{text}");
        assert!(
            faults[0].message.starts_with("the file is no revision"),
            "{text}"
        );
    }
}

#[test]
fn a_file_with_one_part_of_a_revision_misses_the_others() {
    let Parsed { file, faults } = parse_text("pub fn downgrade(op: &mut Operations) {}\n\n");
    assert_eq!(file, None);
    assert_eq!(
        faults.iter().map(brief).collect::<Vec<_>>(),
        [
            "1:41+0 the constant `REVISION` is missing",
            "1:41+0 the constant `DOWN_REVISION` is missing",
            "1:41+0 the function `upgrade` is missing",
        ]
    );
}

#[test]
fn a_file_name_matters_only_where_it_names_another_revision() {
    for stem in [
        "create_products_table",
        "abc",
        "2025_09_30_1430-abc123def456_",
        "sub/2025_09_30_1430-27c6a30d7c24_x",
    ] {
        assert_eq!(parse_named(stem, FILE).faults, [], "{stem}");
    }
    let faults = parse_named("2025_09_30_1430-27c6a30d7c24_x", FILE).faults;
    assert_eq!(
        faults[0].to_string(),
        "error: the file is named after `27c6a30d7c24`, but `REVISION` is `abc123def456`
  --> versions/2025_09_30_1430-27c6a30d7c24_x.rs:11:28
   |
11 | pub const REVISION: &str = \"abc123def456\";
   |                            ^^^^^^^^^^^^^^
   |
   = help: rename the file to `2025_09_30_1430-abc123def456_x.rs`, or write `\"27c6a30d7c24\"` here"
    );
}

#[test]
fn a_file_with_faults_in_its_functions_still_has_its_edges() {
    let Parsed { file, faults } = parse_text(&FILE.replace("fn upgrade", "fn up"));
    assert_eq!(faults.len(), 1);
    let file = file.expect("the constants are fine");
    assert_eq!(file.revision.id, "abc123def456");
}

proptest! {
    #[test]
    fn never_panics(text in any::<String>()) {
        let faults = parse_text(&text).faults;
        faults.iter().for_each(|fault| drop(fault.to_string()));
    }

    #[test]
    fn never_panics_on_a_damaged_file(start in 0..FILE.len(), length in 0_usize..40, put in any::<String>()) {
        let mut text = FILE.to_owned();
        text.replace_range(start..(start + length).min(FILE.len()), &put);
        let faults = parse_text(&text).faults;
        faults.iter().for_each(|fault| drop(fault.to_string()));
    }
}
