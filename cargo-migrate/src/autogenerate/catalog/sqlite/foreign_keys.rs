//! Foreign keys.

use std::collections::BTreeMap;

use migrate_runtime::schema::ConstraintKind;
use sqlx::sqlite::SqliteConnection;

use super::constraints;
use super::tables::Tables;
use crate::autogenerate::query::query_as;
use crate::autogenerate::schema::{Action, Deferral, ForeignKey, Name};

/// A column of a foreign key.
struct Row {
    table: String,
    key: i64,
    column: String,
    referred: String,
    referred_column: Option<String>,
    on_update: String,
    on_delete: String,
}

/// Reads the foreign keys of the tables.
///
/// Their names, and when they are checked, only the statements tell; SQLite numbers them from the last one on.
pub(super) async fn read(
    connection: &mut SqliteConnection,
    tables: &mut Tables,
) -> Result<(), sqlx::Error> {
    let query = query_as!(
        "sqlite",
        Row,
        r#"
        SELECT CAST(t.name AS TEXT) AS "table!: String", CAST(k.id AS INTEGER) AS "key!: i64", CAST(k."from" AS TEXT) AS "column!: String",
               CAST(k."table" AS TEXT) AS "referred!: String", CAST(k."to" AS TEXT) AS "referred_column?: String",
               CAST(k.on_update AS TEXT) AS "on_update!: String", CAST(k.on_delete AS TEXT) AS "on_delete!: String"
        FROM pragma_table_list t
        JOIN pragma_foreign_key_list(t.name, 'main') k
        WHERE t.schema = 'main' AND t.type = 'table'
        ORDER BY t.name, k.id DESC, k.seq
        "#
    );
    let mut keys: BTreeMap<(String, i64), Vec<Row>> = BTreeMap::new();
    for row in query.fetch_all(connection).await? {
        let key = (row.table.clone(), -row.key);
        keys.entry(key).or_default().push(row);
    }
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for ((table, _), rows) in keys {
        let count = counts.entry(table.clone()).or_default();
        add(tables, &table, *count, &rows);
        *count += 1;
    }
    Ok(())
}

/// Adds the foreign key that stands in its table's statement behind so many others.
fn add(tables: &mut Tables, table: &str, number: usize, rows: &[Row]) {
    let Some(first) = rows.first() else { return };
    let name = match tables.spelled(&first.referred) {
        Some(referred) => referred.to_owned(),
        None => first.referred.clone(),
    };
    let referred_columns = referred_columns(tables, &name, rows);
    let Some((described, table)) = tables.get_mut(table) else {
        return;
    };
    let keys = described.constraints.iter();
    let mut keys = keys.filter(|it| it.kind == ConstraintKind::ForeignKey);
    let Some(constraint) = keys.nth(number) else {
        return;
    };
    let is_deferred = constraint
        .text
        .to_uppercase()
        .contains("INITIALLY DEFERRED")
        && !constraint.text.to_uppercase().contains("NOT DEFERRABLE");
    let key = ForeignKey {
        columns: rows.iter().map(|row| row.column.clone()).collect(),
        referred: Name::plain(name),
        referred_columns,
        on_delete: action(&first.on_delete),
        on_update: action(&first.on_update),
        is_match_full: false,
        // What is deferrable, but not deferred, nothing can defer here.
        deferral: match is_deferred {
            true => Deferral::InitiallyDeferred,
            false => Deferral::NotDeferrable,
        },
        is_valid: true,
        definition: String::new(),
    };
    let mut name = constraints::name(constraint);
    // Two over the same columns.
    while table.foreign_keys.contains_key(&name) {
        name.push('1');
    }
    table.foreign_keys.insert(name, key);
}

/// The columns that a key refers to: those of the primary key, if it names none.
fn referred_columns(tables: &Tables, referred: &str, rows: &[Row]) -> Vec<String> {
    let table = tables.get(referred);
    let key = table.and_then(|table| table.primary_key.as_ref());
    let named: Option<Vec<&String>> = rows
        .iter()
        .map(|row| row.referred_column.as_ref())
        .collect();
    let Some(named) = named else {
        return key.map_or_else(Vec::new, |key| key.columns.clone());
    };
    let spelled = |name: &String| {
        let mut columns = table.into_iter().flat_map(|table| &table.columns);
        let found = columns.find(|it| it.name.eq_ignore_ascii_case(name));
        found.map_or_else(|| name.clone(), |it| it.name.clone())
    };
    named.into_iter().map(spelled).collect()
}

fn action(text: &str) -> Action {
    match text {
        "RESTRICT" => Action::Restrict,
        "CASCADE" => Action::Cascade,
        "SET NULL" => Action::SetNull,
        "SET DEFAULT" => Action::SetDefault,
        _ => Action::NoAction,
    }
}
