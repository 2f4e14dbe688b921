//! The target metadata: the tables that the models want, as a document for the subcommand.
//!
//! It holds each table twice: taken apart, so that what plainly agrees with a database need not be made, and as the
//! statements that make it. The document is between a runner and the subcommand of one version, and nobody else's.

mod column;
mod constraints;
mod definitions;
mod enums;
mod index;
mod statements;
mod table;

use std::collections::BTreeSet;
use std::panic::Location;
use std::path::Path;

use migrate_script::diagnostic::{Diagnostic, forward_slashes};

use super::fault::{clean, place};
use super::json::Json;
use crate::dialect::{Comments, Dialect};
use crate::models::Metadata;
use crate::operations::{RenderError, Statements};
use crate::schema::TableName;
use crate::settings::NamingConvention;
use definitions::{Definitions, EnumDefinition, TableDefinition};

const FORMAT: u32 = 1;

/// The members of a JSON object.
type Members = Vec<(&'static str, Json)>;

/// What the models are written for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) dialect: &'static Dialect,
    pub(super) naming: &'a NamingConvention,
    /// Whether what is found is to be handed to a hook.
    pub(super) has_hook: bool,
}

impl<'a> Target<'a> {
    fn statements(self) -> Statements<'a> {
        Statements::new(self.dialect).with_naming(self.naming)
    }
}

/// The document of the models, or all that is wrong with them.
pub(super) fn document(metadata: &Metadata, target: Target<'_>) -> Result<Json, Vec<Diagnostic>> {
    let Definitions {
        enums,
        tables,
        mut faults,
    } = Definitions::of(metadata, target.dialect);
    let schemas = schemas(&enums, &tables);
    let mut take = |found: Result<Json, Refused>| {
        let found = found.map_err(|(error, location)| faults.push(refused(&error, location)));
        found.ok()
    };
    let enums = enums.iter();
    let enums = enums.filter_map(|it| take(enums::document(it, target).transpose()?));
    let enums = enums.collect();
    let tables = tables.iter();
    let tables = tables.filter_map(|it| take(table::document(it, target)));
    let tables = tables.collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Json::Object(vec![
        ("format", Json::Number(FORMAT)),
        ("models", number(metadata.len())),
        ("has_hook", Json::Bool(target.has_hook)),
        ("schemas", schemas),
        ("enums", Json::List(enums)),
        ("tables", Json::List(tables)),
    ]))
}

/// What a dialect cannot do, and the model that wants it.
type Refused = (RenderError, &'static Location<'static>);

fn schemas(enums: &[EnumDefinition], tables: &[TableDefinition]) -> Json {
    let tables = tables.iter().map(|it| &it.create.name);
    let enums = enums.iter().map(|it| &it.create.name);
    let names = tables.chain(enums);
    let schemas: BTreeSet<_> = names.filter_map(|name| name.schema.as_deref()).collect();
    Json::texts(schemas)
}

fn name(name: &TableName) -> [(&'static str, Json); 2] {
    [
        ("schema", optional(name.schema.as_deref())),
        ("name", text(&name.name)),
    ]
}

fn location(location: &Location<'_>) -> Json {
    let path = forward_slashes(&clean(Path::new(location.file())));
    Json::Text(format!("{path}:{}:{}", location.line(), location.column()))
}

/// What cannot be written for the dialect, at the model that wants it.
fn refused(error: &RenderError, location: &Location<'_>) -> Diagnostic {
    let diagnostic = place(Diagnostic::new(error.to_string()), location);
    match error.help() {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

fn text(text: impl Into<String>) -> Json {
    Json::Text(text.into())
}

/// A comment, where the database keeps it.
fn kept_comment(comment: Option<&str>, dialect: &Dialect) -> Json {
    optional(comment.filter(|_| dialect.comments != Comments::None))
}

fn optional(text: Option<&str>) -> Json {
    text.map_or(Json::Null, |text| Json::Text(text.to_owned()))
}

fn number(number: usize) -> Json {
    Json::Number(u32::try_from(number).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests;
