//! The constants of a revision file: literals, because they are read before the code is compiled.

use std::ops::Range;

use proc_macro2::{Delimiter, Group, TokenTree};

use crate::diagnostic::Position;
use crate::revision::Revision;

use super::cursor::{Cursor, is_punct, span, split_at_commas};
use super::items::{Constant, Items};
use super::syntax::Source;
use super::{ListPositions, Positions, literal, types};

/// The constants, as far as they could be read.
pub(super) struct Constants {
    pub(super) revision: Option<Literal>,
    down_revisions: Option<List>,
    branch_labels: Option<Option<List>>,
    depends_on: Option<Option<List>>,
}

/// A string literal.
pub(super) struct Literal {
    pub(super) value: String,
    pub(super) position: Position,
}

/// A list of string literals.
struct List {
    whole: Position,
    bytes: Range<usize>,
    entries: Vec<Literal>,
}

/// What a constant is expected to look like.
#[derive(Clone, Copy)]
struct Declaration {
    name: &'static str,
    ty: &'static str,
    example: &'static str,
}

const REVISION: Declaration = Declaration {
    name: "REVISION",
    ty: "&str",
    example: "\"abc123def456\"",
};
const DOWN_REVISION: Declaration = Declaration {
    name: "DOWN_REVISION",
    ty: "&[&str]",
    example: "&[\"9e1f00aa12bc\"]",
};
const BRANCH_LABELS: Declaration = Declaration {
    name: "BRANCH_LABELS",
    ty: "&[&str]",
    example: "&[\"shop\"]",
};
const DEPENDS_ON: Declaration = Declaration {
    name: "DEPENDS_ON",
    ty: "&[&str]",
    example: "&[\"9e1f00aa12bc\"]",
};

/// Whether a file has any of the constants that every revision has.
pub(super) fn any(items: &Items<'_>) -> bool {
    find(items, REVISION).is_some() || find(items, DOWN_REVISION).is_some()
}

/// Reads the constants.
pub(super) fn read(source: &mut Source, items: &Items<'_>) -> Constants {
    let revision =
        required(source, items, REVISION).and_then(|item| literal_constant(source, REVISION, item));
    let down_revisions = required(source, items, DOWN_REVISION)
        .and_then(|item| list_constant(source, DOWN_REVISION, item));
    let mut optional = |declaration: Declaration| match find(items, declaration) {
        None => Some(None),
        Some(item) => list_constant(source, declaration, item).map(Some),
    };
    Constants {
        revision,
        down_revisions,
        branch_labels: optional(BRANCH_LABELS),
        depends_on: optional(DEPENDS_ON),
    }
}

impl Constants {
    /// The revision, unless one of its constants could not be read.
    pub(super) fn into_revision(self, doc: String) -> Option<(Revision, Positions)> {
        let revision = self.revision?;
        let (down_revisions, down_positions) = self.down_revisions?.into_parts();
        let (branch_labels, label_positions) = into_optional_parts(self.branch_labels?);
        let (depends_on, depends_on_positions) = into_optional_parts(self.depends_on?);
        let positions = Positions {
            revision: revision.position,
            down_revisions: down_positions,
            branch_labels: label_positions,
            depends_on: depends_on_positions,
        };
        let revision = Revision {
            id: revision.value.into(),
            down_revisions: down_revisions.into_iter().map(Into::into).collect(),
            branch_labels,
            depends_on,
            doc,
            path: None,
        };
        Some((revision, positions))
    }
}

impl List {
    fn into_parts(self) -> (Vec<String>, ListPositions) {
        let entries = self.entries.into_iter().map(|it| (it.value, it.position));
        let (values, entries) = entries.unzip();
        let positions = ListPositions {
            whole: self.whole,
            bytes: self.bytes,
            entries,
        };
        (values, positions)
    }
}

fn into_optional_parts(list: Option<List>) -> (Vec<String>, Option<ListPositions>) {
    match list.map(List::into_parts) {
        Some((values, positions)) => (values, Some(positions)),
        None => (Vec::new(), None),
    }
}

impl Declaration {
    /// The constant as it should be written.
    fn line(self) -> String {
        format!("`pub const {}: {} = {};`", self.name, self.ty, self.example)
    }
}

fn find<'i, 't>(items: &'i Items<'t>, declaration: Declaration) -> Option<&'i Constant<'t>> {
    let mut constants = items.constants.iter();
    constants.find(|constant| constant.name == declaration.name)
}

fn required<'i, 't>(
    source: &mut Source,
    items: &'i Items<'t>,
    declaration: Declaration,
) -> Option<&'i Constant<'t>> {
    let constant = find(items, declaration);
    if constant.is_none() {
        let message = format!("the constant `{}` is missing", declaration.name);
        source.missing(message, format!("write {}", declaration.line()));
    }
    constant
}

fn literal_constant(
    source: &mut Source,
    declaration: Declaration,
    constant: &Constant<'_>,
) -> Option<Literal> {
    check_visibility(source, declaration, constant);
    if types::is_str(constant.ty) {
        literal(source, declaration, constant.value)
    } else {
        wrong_type(source, declaration, constant)
    }
}

fn list_constant(
    source: &mut Source,
    declaration: Declaration,
    constant: &Constant<'_>,
) -> Option<List> {
    check_visibility(source, declaration, constant);
    if !types::is_list_of_str(constant.ty) {
        return wrong_type(source, declaration, constant);
    }
    let Some(array) = array(constant.value) else {
        let message = format!("`{}` must be a list of string literals", declaration.name);
        return not_literal(source, declaration, constant.value, message);
    };
    let entries = Vec::from_iter(array.stream());
    // Not short-circuiting: every entry is checked.
    let entries: Vec<Option<Literal>> = split_at_commas(&entries)
        .into_iter()
        .map(|entry| literal(source, declaration, entry))
        .collect();
    Some(List {
        whole: source.position(span(constant.value)),
        bytes: source.bytes(span(constant.value)),
        entries: entries.into_iter().collect::<Option<_>>()?,
    })
}

/// The expansion of `embed!` names the constants from outside of the file.
fn check_visibility(source: &mut Source, declaration: Declaration, constant: &Constant<'_>) {
    if constant.is_private {
        let position = source.position(constant.name.span());
        let message = format!("`{}` is private", declaration.name);
        source.fault_with_help(position, message, "write `pub` before it".to_owned());
    }
}

fn wrong_type<T>(
    source: &mut Source,
    declaration: Declaration,
    constant: &Constant<'_>,
) -> Option<T> {
    let position = source.position(span(constant.ty));
    let message = format!("`{}` must be a `{}`", declaration.name, declaration.ty);
    source.fault_with_help(position, message, format!("write {}", declaration.line()));
    None
}

fn literal(source: &mut Source, declaration: Declaration, value: &[TokenTree]) -> Option<Literal> {
    let text = match value {
        [TokenTree::Literal(literal)] => literal::string(literal),
        _ => None,
    };
    let Some(text) = text else {
        let message = match declaration.ty {
            "&str" => format!("`{}` must be a string literal", declaration.name),
            _ => format!(
                "the entries of `{}` must be string literals",
                declaration.name
            ),
        };
        return not_literal(source, declaration, value, message);
    };
    Some(Literal {
        value: text,
        position: source.position(span(value)),
    })
}

fn not_literal<T>(
    source: &mut Source,
    declaration: Declaration,
    value: &[TokenTree],
    message: String,
) -> Option<T> {
    let position = source.position(span(value));
    let help = format!(
        "it is read before the code is compiled; write {}",
        declaration.line()
    );
    source.fault_with_help(position, message, help);
    None
}

/// The brackets of `&[…]`; of `&["x"; 3]` there are none.
fn array(value: &[TokenTree]) -> Option<&Group> {
    let mut cursor = Cursor::new(value);
    cursor.punct('&')?;
    let group = cursor.group(Delimiter::Bracket)?;
    let is_repeated = || group.stream().into_iter().any(|it| is_punct(&it, ';'));
    (cursor.is_at_end() && !is_repeated()).then_some(group)
}
