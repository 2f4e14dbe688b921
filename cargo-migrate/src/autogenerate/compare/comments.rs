//! Comments on what is neither a table nor a column, and how `COMMENT ON` calls it.

use crate::autogenerate::change::Change;
use crate::autogenerate::schema::{Comment, Name, View};
use crate::autogenerate::words::quote;

/// The change of a comment, if it changes.
pub(super) fn compare(
    object: impl FnOnce() -> String,
    from: &Comment,
    to: &Comment,
    changes: &mut Vec<Change>,
) {
    if from != to {
        changes.push(Change::ObjectComment {
            object: object(),
            from: from.clone(),
            to: to.clone(),
        });
    }
}

pub(super) fn schema(name: &str) -> String {
    format!("SCHEMA {}", quote(name))
}

pub(super) fn enumeration(name: &Name) -> String {
    format!("TYPE {}", quote_name(name))
}

pub(super) fn sequence(name: &Name) -> String {
    format!("SEQUENCE {}", quote_name(name))
}

pub(super) fn view(name: &Name, view: &View) -> String {
    let kind = if view.is_materialized {
        "MATERIALIZED VIEW"
    } else {
        "VIEW"
    };
    format!("{kind} {}", quote_name(name))
}

/// An index is in its table's schema.
pub(super) fn index(table: &Name, index: &str) -> String {
    let name = Name {
        schema: table.schema.clone(),
        name: index.to_owned(),
    };
    format!("INDEX {}", quote_name(&name))
}

pub(super) fn function(name: &Name, definition: &str) -> String {
    let kind = if definition.starts_with("CREATE OR REPLACE PROCEDURE") {
        "PROCEDURE"
    } else {
        "FUNCTION"
    };
    let (plain, arguments) = name
        .name
        .split_at(name.name.find('(').unwrap_or(name.name.len()));
    let name = Name {
        schema: name.schema.clone(),
        name: plain.to_owned(),
    };
    format!("{kind} {}{arguments}", quote_name(&name))
}

fn quote_name(name: &Name) -> String {
    match &name.schema {
        Some(schema) => format!("{}.{}", quote(schema), quote(&name.name)),
        None => quote(&name.name),
    }
}
