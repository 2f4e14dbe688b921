//! An index in the document.

use super::{Target, optional, text};
use crate::cli::json::Json;
use crate::operations::{CreateIndex, RenderError};
use crate::schema::{IndexKey, IndexPart};

/// An index; its parts are the names of columns if it is plain, and SQL otherwise.
pub(super) fn document(index: &CreateIndex, target: Target<'_>) -> Result<Json, RenderError> {
    let statements = target.statements();
    let columns: Option<Vec<String>> = index.parts.iter().map(plain_column).collect();
    let plain = columns.filter(|_| is_plain(index));
    let is_plain = plain.is_some();
    let parts = match plain {
        Some(columns) => columns,
        None => {
            let parts = index.parts.iter().map(|it| statements.index_part(it));
            parts.collect::<Result<_, _>>()?
        }
    };
    Ok(Json::Object(vec![
        ("name", text(index.name(&statements)?)),
        ("unique", Json::Bool(index.unique)),
        ("parts", Json::texts(parts)),
        ("plain", Json::Bool(is_plain)),
        ("method", optional(index.method.as_deref())),
        ("condition", optional(index.condition.as_deref())),
        ("include", Json::texts(&index.include)),
    ]))
}

fn plain_column(part: &IndexPart) -> Option<String> {
    let IndexPart {
        key: IndexKey::Column(column),
        collation: None,
        operator_class: None,
        prefix: None,
        order: None,
        nulls: None,
    } = part
    else {
        return None;
    };
    Some(column.clone())
}

/// Whether nothing is said of the index but its columns, and whether it is unique.
fn is_plain(index: &CreateIndex) -> bool {
    let CreateIndex {
        name: _,
        table: _,
        parts: _,
        unique: _,
        nulls_not_distinct,
        if_not_exists: _,
        concurrently: _,
        method,
        include,
        storage,
        tablespace,
        condition,
    } = index;
    !nulls_not_distinct
        && method.is_none()
        && include.is_empty()
        && storage.is_none()
        && tablespace.is_none()
        && condition.is_none()
}
