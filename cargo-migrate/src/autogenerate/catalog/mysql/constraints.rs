//! Foreign keys and checks.

use std::collections::HashMap;

use sqlx::mysql::MySqlConnection;

use super::tables::Columns;
use super::{Scope, Tables, quote, quote_list, text};
use crate::autogenerate::query::query_as;
use crate::autogenerate::schema::{Action, Check, Deferral, ForeignKey, Name};

struct Key {
    table: String,
    name: String,
    referred_schema: String,
    referred_table: String,
    on_update: String,
    on_delete: String,
}

struct KeyColumn {
    table: String,
    name: String,
    column: String,
    referred: String,
}

/// Reads the foreign keys. `RESTRICT` is what they do anyway, and does what `NO ACTION` does.
pub(super) async fn foreign_keys(
    connection: &mut MySqlConnection,
    scope: &Scope,
    tables: &mut Tables,
) -> Result<(), sqlx::Error> {
    let mut columns = key_columns(connection).await?;
    let query = query_as!(
        "mysql",
        Key,
        r#"
        SELECT CAST(table_name AS CHAR) AS `table!`, CAST(constraint_name AS CHAR) AS `name!`,
               CAST(unique_constraint_schema AS CHAR) AS `referred_schema!`,
               CAST(referenced_table_name AS CHAR) AS `referred_table!`,
               CAST(update_rule AS CHAR) AS `on_update!`, CAST(delete_rule AS CHAR) AS `on_delete!`
        FROM information_schema.referential_constraints
        WHERE constraint_schema = database()
        "#
    );
    for key in query.fetch_all(connection).await? {
        let of_key = (key.table.clone(), key.name.clone());
        let (columns, referred_columns) = columns.remove(&of_key).unwrap_or_default();
        if let Some(table) = tables.get_mut(&key.table) {
            let schema = (key.referred_schema != scope.database).then_some(key.referred_schema);
            let referred = Name {
                schema,
                name: key.referred_table,
            };
            let (on_delete, on_update) = (action(&key.on_delete), action(&key.on_update));
            let it = ForeignKey {
                definition: definition(
                    (&columns, &referred, &referred_columns),
                    (on_delete, on_update),
                ),
                columns,
                referred,
                referred_columns,
                on_delete,
                on_update,
                is_match_full: false,
                deferral: Deferral::NotDeferrable,
                is_valid: true,
            };
            table.foreign_keys.insert(key.name, it);
        }
    }
    Ok(())
}

/// The columns on both sides of each foreign key, by table and name.
type KeyColumns = HashMap<(String, String), (Vec<String>, Vec<String>)>;

async fn key_columns(connection: &mut MySqlConnection) -> Result<KeyColumns, sqlx::Error> {
    let query = query_as!(
        "mysql",
        KeyColumn,
        r#"
        SELECT CAST(table_name AS CHAR) AS `table!`, CAST(constraint_name AS CHAR) AS `name!`,
               CAST(column_name AS CHAR) AS `column!`, CAST(referenced_column_name AS CHAR) AS `referred!`
        FROM information_schema.key_column_usage
        WHERE table_schema = database() AND referenced_column_name IS NOT NULL
        ORDER BY table_name, constraint_name, ordinal_position
        "#
    );
    let mut columns = KeyColumns::new();
    for row in query.fetch_all(connection).await? {
        let (own, referred) = columns.entry((row.table, row.name)).or_default();
        own.push(row.column);
        referred.push(row.referred);
    }
    Ok(columns)
}

fn action(rule: &str) -> Action {
    match rule {
        "CASCADE" => Action::Cascade,
        "SET NULL" => Action::SetNull,
        "SET DEFAULT" => Action::SetDefault,
        _ => Action::NoAction,
    }
}

fn definition(
    (columns, referred, referred_columns): (&[String], &Name, &[String]),
    (on_delete, on_update): (Action, Action),
) -> String {
    let schema = referred.schema.iter().map(|it| format!("{}.", quote(it)));
    let table = format!("{}{}", schema.collect::<String>(), quote(&referred.name));
    let mut definition = format!(
        "FOREIGN KEY ({}) REFERENCES {table} ({})",
        quote_list(columns),
        quote_list(referred_columns)
    );
    for (on, action) in [("ON DELETE", on_delete), ("ON UPDATE", on_update)] {
        let action = match action {
            Action::NoAction | Action::Restrict => continue,
            Action::Cascade => "CASCADE",
            Action::SetNull => "SET NULL",
            Action::SetDefault => "SET DEFAULT",
        };
        definition.push_str(&format!(" {on} {action}"));
    }
    definition
}

struct CheckRow {
    table: String,
    name: String,
    /// `Column` for a check that belongs to its column, which MariaDB calls after it.
    level: String,
    condition: String,
}

/// Reads the checks. That of a JSON column belongs to its type.
pub(super) async fn checks(
    connection: &mut MySqlConnection,
    scope: &Scope,
    tables: &mut Tables,
    columns: &mut Columns,
) -> Result<(), sqlx::Error> {
    let rows = match scope.is_mariadb {
        true => mariadb_checks(connection).await?,
        false => mysql_checks(connection).await?,
    };
    for row in rows {
        let condition = scope.expression(&row.condition);
        let is_of_column = row.level == "Column";
        let is_of_json = format!("json_valid({})", quote(&row.name));
        if is_of_column && condition == is_of_json && columns.is_json(&row.table, &row.name) {
            continue;
        }
        let condition = text::bare(&condition).to_owned();
        let definition = match is_of_column {
            true => format!("{} CHECK ({condition})", quote(&row.name)),
            false => format!("CHECK ({condition})"),
        };
        let check = Check {
            condition,
            is_valid: true,
            definition,
        };
        if let Some(table) = tables.get_mut(&row.table) {
            table.checks.insert(row.name, check);
        }
    }
    Ok(())
}

async fn mariadb_checks(connection: &mut MySqlConnection) -> Result<Vec<CheckRow>, sqlx::Error> {
    let query = query_as!(
        "mysql",
        CheckRow,
        r#"
        SELECT CAST(table_name AS CHAR) AS `table!`, CAST(constraint_name AS CHAR) AS `name!`,
               CAST(level AS CHAR) AS `level!`, CAST(check_clause AS CHAR) AS `condition!`
        FROM information_schema.check_constraints
        WHERE constraint_schema = database()
        "#
    );
    query.fetch_all(connection).await
}

/// On MySQL a check's name is the only one in its database, and each check is the table's.
async fn mysql_checks(connection: &mut MySqlConnection) -> Result<Vec<CheckRow>, sqlx::Error> {
    let query = query_as!(
        "mysql",
        CheckRow,
        r#"
        SELECT CAST(t.table_name AS CHAR) AS `table!`, CAST(c.constraint_name AS CHAR) AS `name!`,
               CAST('Table' AS CHAR) AS `level!`, CAST(c.check_clause AS CHAR) AS `condition!`
        FROM information_schema.check_constraints c
        JOIN information_schema.table_constraints t
            ON t.constraint_schema = c.constraint_schema AND t.constraint_name = c.constraint_name
        WHERE c.constraint_schema = database() AND t.table_schema = database() AND t.constraint_type = 'CHECK'
        "#
    );
    query.fetch_all(connection).await
}
