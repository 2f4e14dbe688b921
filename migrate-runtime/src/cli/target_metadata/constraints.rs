//! The constraints of a table in the document: those of its columns stand among those of the table.

use std::borrow::Cow;

use super::{Members, optional, text};
use crate::cli::json::Json;
use crate::operations::{CreateTable, RenderError, Statements};
use crate::schema::Unique;
use crate::schema::{
    Action, Check, Column, Deferrable, Exclude, ForeignKey, PrimaryKey, TableName,
};

/// The constraints by their kinds.
pub(super) fn members(
    create: &CreateTable,
    primary_key: Option<&PrimaryKey>,
    statements: &Statements<'_>,
) -> Result<Members, RenderError> {
    let table = &create.name;
    let primary_key = primary_key.map(|key| primary_key_document(table, key, statements));
    let uniques = create.uniques();
    let uniques = uniques.map(|it| unique_document(table, &it, statements));
    let columns = &create.table.columns;
    let foreign_keys = columns.iter().filter_map(Column::foreign_key);
    let foreign_keys = foreign_keys.chain(create.table.foreign_keys.iter().cloned());
    let foreign_keys = foreign_keys.map(|it| foreign_key_document(table, &it, statements));
    let of_columns = columns
        .iter()
        .flat_map(|column| column_checks(column, statements));
    let checks = create.table.checks.iter();
    let checks = checks.map(|it| check_document(table, it, statements));
    let excludes = create.table.excludes.iter();
    let excludes = excludes.map(|it| exclude_document(it, statements));
    Ok(vec![
        (
            "primary_key",
            primary_key.transpose()?.unwrap_or(Json::Null),
        ),
        ("uniques", list(uniques)?),
        ("foreign_keys", list(foreign_keys)?),
        ("checks", list(of_columns.map(Ok).chain(checks))?),
        ("excludes", list(excludes)?),
    ])
}

fn list(items: impl Iterator<Item = Result<Json, RenderError>>) -> Result<Json, RenderError> {
    items.collect::<Result<_, _>>().map(Json::List)
}

fn primary_key_document(
    table: &TableName,
    key: &PrimaryKey,
    statements: &Statements<'_>,
) -> Result<Json, RenderError> {
    Ok(Json::Object(vec![
        ("name", name(statements.primary_key_name(table, key)?)),
        ("columns", Json::texts(&key.columns)),
    ]))
}

fn unique_document(
    table: &TableName,
    unique: &Unique,
    statements: &Statements<'_>,
) -> Result<Json, RenderError> {
    let mut members = vec![
        ("name", name(statements.unique_name(table, unique)?)),
        ("columns", Json::texts(&unique.columns)),
        ("nulls_not_distinct", Json::Bool(unique.nulls_not_distinct)),
    ];
    members.extend(deferrable(unique.deferrable));
    Ok(Json::Object(members))
}

fn foreign_key_document(
    table: &TableName,
    key: &ForeignKey,
    statements: &Statements<'_>,
) -> Result<Json, RenderError> {
    let action = |action: Option<Action>| optional(action.map(Action::as_sql));
    let referred = &key.referred_table;
    let mut members = vec![
        ("name", name(statements.foreign_key_name(table, key)?)),
        ("columns", Json::texts(&key.columns)),
        ("referred_schema", optional(referred.schema.as_deref())),
        ("referred_table", text(&referred.name)),
        ("referred_columns", Json::texts(&key.referred_columns)),
        ("on_delete", action(key.on_delete)),
        ("on_update", action(key.on_update)),
        ("match_full", Json::Bool(key.match_full)),
    ];
    members.extend(deferrable(key.deferrable));
    Ok(Json::Object(members))
}

fn check_document(
    table: &TableName,
    check: &Check,
    statements: &Statements<'_>,
) -> Result<Json, RenderError> {
    let name = name(statements.check_name(table, check)?);
    Ok(check_members(name, &check.condition))
}

/// What a column checks, and what its type needs to have checked.
fn column_checks(column: &Column, statements: &Statements<'_>) -> Vec<Json> {
    let implied = statements.type_check(&column.name, &column.data_type);
    let conditions = implied.iter().chain(&column.check);
    conditions
        .map(|condition| check_members(Json::Null, condition))
        .collect()
}

fn check_members(name: Json, condition: &str) -> Json {
    Json::Object(vec![("name", name), ("condition", text(condition))])
}

fn exclude_document(exclude: &Exclude, statements: &Statements<'_>) -> Result<Json, RenderError> {
    let unnamed = Exclude {
        name: None,
        ..exclude.clone()
    };
    Ok(Json::Object(vec![
        ("name", optional(exclude.name.as_deref())),
        ("definition", text(statements.exclude(&unnamed)?)),
    ]))
}

fn name(name: Option<Cow<'_, str>>) -> Json {
    optional(name.as_deref())
}

fn deferrable(deferrable: Option<Deferrable>) -> [(&'static str, Json); 2] {
    let is_deferred = deferrable == Some(Deferrable::InitiallyDeferred);
    [
        ("deferrable", Json::Bool(deferrable.is_some())),
        ("initially_deferred", Json::Bool(is_deferred)),
    ]
}
