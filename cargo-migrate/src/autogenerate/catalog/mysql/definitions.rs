//! What is kept as a text: views, functions, procedures and triggers.

use std::collections::HashMap;

use sqlx::mysql::MySqlConnection;

use migrate_runtime::dialect::MYSQL;

use super::{HiddenView, Scope, Tables, quote, text};
use crate::autogenerate::query::query_as;
use crate::autogenerate::schema::{Function, Name, Schema, View};

/// Reads views, functions, procedures, and the triggers of the tables. Who has made one is left out: it is whoever applies
/// the revision. A routine whose text the user may not see is left out too.
pub(super) async fn read(
    connection: &mut MySqlConnection,
    scope: &Scope,
    tables: &mut Tables,
    schema: &mut Schema,
) -> Result<(), sqlx::Error> {
    views(connection, scope, schema).await?;
    triggers(connection, tables).await?;
    routines(connection, scope, schema).await
}

struct ViewRow {
    name: String,
    query: String,
    check_option: String,
    security: String,
}

async fn views(
    connection: &mut MySqlConnection,
    scope: &Scope,
    schema: &mut Schema,
) -> Result<(), sqlx::Error> {
    let rows = query_as!(
        "mysql",
        ViewRow,
        r#"
        SELECT CAST(table_name AS CHAR) AS `name!`, CAST(view_definition AS CHAR) AS `query!`,
               CAST(check_option AS CHAR) AS `check_option!`, CAST(security_type AS CHAR) AS `security!`
        FROM information_schema.views
        WHERE table_schema = database()
        "#
    );
    for row in rows.fetch_all(connection).await? {
        if row.query.is_empty() {
            let (view, database) = (row.name, scope.database.clone());
            return Err(sqlx::Error::Configuration(Box::new(HiddenView {
                view,
                database,
            })));
        }
        let reads = text::relations_in(&row.query, &scope.database, &scope.relations);
        let mut query = scope.unqualified(&row.query);
        if row.check_option != "NONE" {
            query.push_str(&format!(" WITH {} CHECK OPTION", row.check_option));
        }
        // Otherwise it reads with the rights of whoever has made it.
        let is_invoker = row.security == "INVOKER";
        let view = View {
            query,
            options: match is_invoker {
                true => vec!["SQL SECURITY INVOKER".to_owned()],
                false => Vec::new(),
            },
            reads: reads.into_iter().map(Name::plain).collect(),
            ..View::default()
        };
        schema.views.insert(Name::plain(row.name), view);
    }
    Ok(())
}

struct TriggerRow {
    table: String,
    name: String,
    timing: String,
    event: String,
    body: String,
}

async fn triggers(
    connection: &mut MySqlConnection,
    tables: &mut Tables,
) -> Result<(), sqlx::Error> {
    let rows = query_as!(
        "mysql",
        TriggerRow,
        r#"
        SELECT CAST(event_object_table AS CHAR) AS `table!`, CAST(trigger_name AS CHAR) AS `name!`,
               CAST(action_timing AS CHAR) AS `timing!`, CAST(event_manipulation AS CHAR) AS `event!`,
               CAST(action_statement AS CHAR) AS `body!`
        FROM information_schema.triggers
        WHERE trigger_schema = database()
        "#
    );
    for row in rows.fetch_all(connection).await? {
        let definition = format!(
            "CREATE TRIGGER {} {} {} ON {}\nFOR EACH ROW {}",
            quote(&row.name),
            row.timing,
            row.event,
            quote(&row.table),
            row.body
        );
        if let Some(table) = tables.get_mut(&row.table) {
            table.triggers.insert(row.name, definition);
        }
    }
    Ok(())
}

struct RoutineRow {
    kind: String,
    name: String,
    result: Option<String>,
    body: Option<String>,
    is_deterministic: String,
    data_access: String,
    security: String,
    comment: String,
}

struct Parameter {
    kind: String,
    routine: String,
    mode: Option<String>,
    name: String,
    data_type: String,
    character_set: Option<String>,
    collation: Option<String>,
}

async fn routines(
    connection: &mut MySqlConnection,
    scope: &Scope,
    schema: &mut Schema,
) -> Result<(), sqlx::Error> {
    let parameters = parameters(connection, scope).await?;
    let rows = query_as!(
        "mysql",
        RoutineRow,
        r#"
        SELECT CAST(routine_type AS CHAR) AS `kind!`, CAST(routine_name AS CHAR) AS `name!`,
               CAST(dtd_identifier AS CHAR) AS result, CAST(routine_definition AS CHAR) AS body,
               CAST(is_deterministic AS CHAR) AS `is_deterministic!`, CAST(sql_data_access AS CHAR) AS `data_access!`,
               CAST(security_type AS CHAR) AS `security!`, CAST(routine_comment AS CHAR) AS `comment!`
        FROM information_schema.routines
        WHERE routine_schema = database() AND routine_type IN ('FUNCTION', 'PROCEDURE')
        ORDER BY routine_type DESC
        "#
    );
    for row in rows.fetch_all(connection).await? {
        let key = (row.kind.clone(), row.name.clone());
        let parameters = parameters.get(&key).map_or("", String::as_str);
        if let Some(definition) = row.definition(scope, parameters) {
            let function = Function {
                definition,
                comment: None,
            };
            let name = MYSQL.quote(&row.name).into_owned();
            schema.functions.insert(Name::plain(name), function);
        }
    }
    Ok(())
}

impl RoutineRow {
    /// The statement that would create it; an aggregate has none that the catalog could tell.
    fn definition(&self, scope: &Scope, parameters: &str) -> Option<String> {
        let body = self.body.as_deref()?;
        if body.to_ascii_lowercase().contains("fetch group next row") {
            return None;
        }
        // MySQL does not replace routines.
        let replace = if scope.is_mariadb { "OR REPLACE " } else { "" };
        let name = MYSQL.quote(&self.name);
        let mut definition = format!("CREATE {replace}{} {name}({parameters})\n", self.kind);
        if let Some(result) = self.result.as_ref().filter(|_| self.kind == "FUNCTION") {
            definition.push_str(&format!("RETURNS {result}\n"));
        }
        if self.is_deterministic == "YES" {
            definition.push_str("DETERMINISTIC\n");
        }
        if self.data_access != "CONTAINS SQL" {
            definition.push_str(&format!("{}\n", self.data_access));
        }
        if self.security != "DEFINER" {
            definition.push_str(&format!("SQL SECURITY {}\n", self.security));
        }
        if !self.comment.is_empty() {
            definition.push_str(&format!("COMMENT {}\n", MYSQL.literal(&self.comment)));
        }
        definition.push_str(body);
        Some(definition)
    }
}

/// The parameters of each routine, by its kind and name.
async fn parameters(
    connection: &mut MySqlConnection,
    scope: &Scope,
) -> Result<HashMap<(String, String), String>, sqlx::Error> {
    let rows = query_as!(
        "mysql",
        Parameter,
        r#"
        SELECT CAST(routine_type AS CHAR) AS `kind!`, CAST(specific_name AS CHAR) AS `routine!`,
               CAST(parameter_mode AS CHAR) AS mode, CAST(parameter_name AS CHAR) AS `name!`,
               CAST(dtd_identifier AS CHAR) AS `data_type!`, CAST(character_set_name AS CHAR) AS character_set,
               CAST(collation_name AS CHAR) AS `collation`
        FROM information_schema.parameters
        WHERE specific_schema = database() AND ordinal_position > 0
        ORDER BY specific_name, routine_type, ordinal_position
        "#
    );
    let mut parameters: HashMap<_, String> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let mut parameter = match row.mode.as_deref() {
            Some(mode) if row.kind == "PROCEDURE" => format!("{mode} "),
            _ => String::new(),
        };
        parameter.push_str(&format!("{} {}", MYSQL.quote(&row.name), row.data_type));
        let collation = scope.own_collation(row.collation);
        if let Some((characters, collation)) = row.character_set.zip(collation) {
            parameter.push_str(&format!(" CHARACTER SET {characters} COLLATE {collation}"));
        }
        let list = parameters.entry((row.kind, row.routine)).or_default();
        if !list.is_empty() {
            list.push_str(", ");
        }
        list.push_str(&parameter);
    }
    Ok(parameters)
}
