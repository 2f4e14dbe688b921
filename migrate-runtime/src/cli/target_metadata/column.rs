//! A column in the document.

use super::{kept_comment, optional, text};
use crate::cli::json::Json;
use crate::dialect::Identity;
use crate::operations::{RenderError, Statements};
use crate::schema::{Column, Computed, IdentityKind};

/// A column of a table whose primary key has the columns `key`.
pub(super) fn document(
    column: &Column,
    key: &[String],
    statements: &Statements<'_>,
) -> Result<Json, RenderError> {
    let Column {
        name,
        identity,
        collation,
        server_default,
        computed,
        comment,
        ..
    } = column;
    Ok(Json::Object(vec![
        ("name", text(name)),
        ("type", text(data_type(column, statements)?)),
        (
            "nullable",
            Json::Bool(!statements.refuses_null(column, key)),
        ),
        ("default", optional(server_default.as_deref())),
        ("identity", identity.map_or(Json::Null, identity_word)),
        (
            "computed",
            computed.as_ref().map_or(Json::Null, computed_document),
        ),
        ("collation", optional(collation.as_deref())),
        (
            "comment",
            kept_comment(comment.as_deref(), statements.dialect),
        ),
    ]))
}

fn data_type(column: &Column, statements: &Statements<'_>) -> Result<String, RenderError> {
    match (statements.dialect.identity, column.identity) {
        (Identity::RowId(spelling), Some(_)) => Ok(spelling.to_owned()),
        _ => statements
            .type_name(&column.data_type)
            .map(|it| it.into_owned()),
    }
}

fn identity_word(kind: IdentityKind) -> Json {
    text(match kind {
        IdentityKind::ByDefault => "by_default",
        IdentityKind::Always => "always",
    })
}

fn computed_document(computed: &Computed) -> Json {
    Json::Object(vec![
        ("expression", text(&computed.expression)),
        ("stored", Json::Bool(computed.stored)),
    ])
}
