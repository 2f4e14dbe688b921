//! An enum in the document.

use super::definitions::EnumDefinition;
use super::{Refused, Target, location, name, optional, statements};
use crate::cli::json::Json;

/// An enum and what makes it; nothing where the dialect has no such types.
pub(super) fn document(
    definition: &EnumDefinition,
    target: Target<'_>,
) -> Result<Option<Json>, Refused> {
    let EnumDefinition {
        create,
        location: place,
    } = definition;
    let statements = statements::of(create.clone(), target);
    let statements = statements.map_err(|error| (error, *place))?;
    if statements.is_empty() {
        return Ok(None);
    }
    let mut members = Vec::from(name(&create.name));
    members.extend([
        ("values", Json::texts(&create.values)),
        ("comment", optional(create.comment.as_deref())),
        ("location", location(place)),
        ("statements", Json::texts(statements)),
    ]);
    Ok(Some(Json::Object(members)))
}
