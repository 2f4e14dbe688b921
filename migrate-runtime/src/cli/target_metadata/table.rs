//! A table in the document.

use super::definitions::TableDefinition;
use super::statements;
use super::{Members, Refused, Target, column, constraints, index, kept_comment, location, name};
use crate::cli::json::Json;
use crate::operations::{CreateTable, RenderError};

/// A table and what makes it.
pub(super) fn document(definition: &TableDefinition, target: Target<'_>) -> Result<Json, Refused> {
    let TableDefinition {
        create,
        location: place,
        indexes,
    } = definition;
    let described = described(create, target).map_err(|error| (error, *place))?;
    let made = made(create, target).map_err(|error| (error, *place))?;
    let mut members = Vec::from(name(&create.name));
    members.push(("location", location(place)));
    members.extend(described);
    let (mut documents, mut index_statements) = (Vec::new(), Vec::new());
    for (create, place) in indexes {
        let refused = |error| (error, *place);
        documents.push(index::document(create, target).map_err(refused)?);
        index_statements.extend(statements::of(create.clone(), target).map_err(refused)?);
    }
    members.push(("indexes", Json::List(documents)));
    let comment = kept_comment(create.table.comment.as_deref(), target.dialect);
    members.push(("comment", comment));
    let [table_statements, foreign_key_statements] = made;
    members.extend([
        ("statements", Json::texts(table_statements)),
        ("index_statements", Json::texts(index_statements)),
        (
            "foreign_key_statements",
            Json::texts(foreign_key_statements),
        ),
    ]);
    Ok(Json::Object(members))
}

/// The columns and the constraints.
fn described(create: &CreateTable, target: Target<'_>) -> Result<Members, RenderError> {
    let statements = target.statements();
    let primary_key = create.primary_key()?;
    let key = primary_key.as_ref().map_or(&[][..], |key| &key.columns);
    let columns = create.table.columns.iter();
    let columns = columns.map(|it| column::document(it, key, &statements));
    let columns = Json::List(columns.collect::<Result<_, _>>()?);
    let mut members = vec![("columns", columns)];
    members.extend(constraints::members(
        create,
        primary_key.as_ref(),
        &statements,
    )?);
    Ok(members)
}

/// The statements of the table, and those of its foreign keys.
fn made(create: &CreateTable, target: Target<'_>) -> Result<[Vec<String>; 2], RenderError> {
    let (table, keys) = statements::without_foreign_keys(create, target);
    let keys = keys.into_iter().map(|key| statements::of(key, target));
    let keys = keys.collect::<Result<Vec<_>, _>>()?.concat();
    Ok([statements::of(table, target)?, keys])
}
