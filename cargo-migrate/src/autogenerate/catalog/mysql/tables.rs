//! Tables and their columns.

use std::collections::{BTreeMap, BTreeSet};

use migrate_runtime::dialect::MYSQL;
use sqlx::mysql::MySqlConnection;

use super::{Scope, Tables, text};
use crate::autogenerate::query::query_as;
use crate::autogenerate::schema::{Column, Comment, Computed, Identity, Table};

/// The engine that both servers choose.
const ENGINE: &str = "InnoDB";

/// What there is in a database, by name.
pub(super) struct Relations {
    pub(super) tables: Tables,
    pub(super) views: BTreeSet<String>,
    pub(super) sequences: BTreeSet<String>,
}

struct Relation {
    name: String,
    kind: String,
    engine: Option<String>,
    collation: Option<String>,
    create_options: Option<String>,
    comment: Comment,
}

/// Reads the tables, without what belongs to them, and the names of views and sequences.
pub(super) async fn relations(
    connection: &mut MySqlConnection,
    scope: &Scope,
) -> Result<Relations, sqlx::Error> {
    let query = query_as!(
        "mysql",
        Relation,
        r#"
        SELECT CAST(table_name AS CHAR) AS `name!`, CAST(table_type AS CHAR) AS `kind!`,
               CAST(engine AS CHAR) AS engine, CAST(table_collation AS CHAR) AS `collation`,
               CAST(create_options AS CHAR) AS create_options, CAST(table_comment AS CHAR) AS `comment`
        FROM information_schema.tables
        WHERE table_schema = database()
        "#
    );
    let mut relations = Relations {
        tables: Tables::new(),
        views: BTreeSet::new(),
        sequences: BTreeSet::new(),
    };
    for relation in query.fetch_all(connection).await? {
        match relation.kind.as_str() {
            "BASE TABLE" | "SYSTEM VERSIONED" if !scope.leaves_out(&relation.name) => {
                let options = relation.options(scope);
                let table = Table {
                    options,
                    comment: relation.comment.filter(|it| !it.is_empty()),
                    ..Table::default()
                };
                relations.tables.insert(relation.name, table);
            }
            "VIEW" => _ = relations.views.insert(relation.name),
            "SEQUENCE" => _ = relations.sequences.insert(relation.name),
            _ => {}
        }
    }
    Ok(relations)
}

impl Relation {
    /// What is said of the table that the server would not have chosen.
    fn options(&self, scope: &Scope) -> Option<String> {
        let mut options = Vec::new();
        let engine = self.engine.iter().filter(|it| *it != ENGINE);
        options.extend(engine.map(|it| format!("ENGINE={it}")));
        let collation = scope.own_collation(self.collation.clone());
        options.extend(collation.map(|it| format!("COLLATE={it}")));
        let others = self.create_options.as_deref().unwrap_or_default();
        let others = others.split_whitespace().filter(|it| *it != "partitioned");
        options.extend(others.map(str::to_owned));
        if self.kind == "SYSTEM VERSIONED" {
            options.push("WITH SYSTEM VERSIONING".to_owned());
        }
        (!options.is_empty()).then(|| options.join(" "))
    }
}

/// The columns of each table, until it is known which of them are JSON.
pub(super) struct Columns {
    of_table: BTreeMap<String, Vec<Column>>,
}

struct Row {
    table: String,
    name: String,
    default: Option<String>,
    is_nullable: String,
    data_type: String,
    column_type: String,
    collation: Option<String>,
    extra: String,
    comment: Comment,
    generation: Option<String>,
}

/// Reads the columns.
pub(super) async fn columns(
    connection: &mut MySqlConnection,
    scope: &Scope,
    tables: &mut Tables,
) -> Result<Columns, sqlx::Error> {
    let query = query_as!(
        "mysql",
        Row,
        r#"
        SELECT CAST(table_name AS CHAR) AS `table!`, CAST(column_name AS CHAR) AS `name!`,
               CAST(column_default AS CHAR) AS `default`, CAST(is_nullable AS CHAR) AS `is_nullable!`,
               CAST(data_type AS CHAR) AS `data_type!`, CAST(column_type AS CHAR) AS `column_type!`,
               CAST(collation_name AS CHAR) AS `collation`, CAST(extra AS CHAR) AS `extra!`,
               CAST(column_comment AS CHAR) AS `comment`, CAST(generation_expression AS CHAR) AS generation
        FROM information_schema.columns
        WHERE table_schema = database()
        ORDER BY table_name, ordinal_position
        "#
    );
    let mut of_table: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    for mut row in query.fetch_all(connection).await? {
        let table = std::mem::take(&mut row.table);
        if tables.contains_key(&table) {
            let columns = of_table.entry(table).or_default();
            columns.push(row.column(scope));
        }
    }
    Ok(Columns { of_table })
}

impl Row {
    fn column(self, scope: &Scope) -> Column {
        let extra = self.extra.to_ascii_lowercase();
        let computed = self.generation.as_deref().filter(|it| !it.is_empty());
        let computed = computed.map(|expression| Computed {
            expression: scope.expression(expression),
            is_stored: extra.contains("stored generated") || extra.contains("persistent"),
        });
        let mut data_type = self.column_type.clone();
        if let Some(expression) = on_update(&self.extra) {
            data_type.push_str(&format!(" ON UPDATE {expression}"));
        }
        // Behind the type of a computed column, the word is not taken.
        if extra.contains("invisible") && computed.is_none() {
            data_type.push_str(" INVISIBLE");
        }
        Column {
            default: self.default(scope).filter(|_| computed.is_none()),
            name: self.name,
            data_type,
            is_nullable: self.is_nullable == "YES",
            identity: extra
                .contains("auto_increment")
                .then_some(Identity::ByDefault),
            computed,
            collation: scope.own_collation(self.collation),
            comment: self.comment.filter(|it| !it.is_empty()),
        }
    }

    /// The default as SQL: MariaDB keeps it so, MySQL keeps the values of literals.
    fn default(&self, scope: &Scope) -> Option<String> {
        let default = self.default.as_deref()?;
        if scope.is_mariadb {
            let default = scope.unqualified(default);
            return (default != "NULL").then(|| text::literal(&default).into_owned());
        }
        if self.extra.contains("DEFAULT_GENERATED") {
            let default = scope.expression(default);
            // A default in parentheses is kept as it was written, though it is the same.
            let moment = default
                .strip_prefix("now(")
                .and_then(|it| it.strip_suffix(')'));
            return Some(match moment {
                Some("") => "CURRENT_TIMESTAMP".to_owned(),
                Some(digits) => format!("CURRENT_TIMESTAMP({digits})"),
                None => default,
            });
        }
        let is_number = ["bit", "int", "decimal", "float", "double", "year"];
        let is_number = is_number.iter().any(|it| self.data_type.contains(it));
        Some(match is_number {
            true => default.to_owned(),
            false => MYSQL.literal(default),
        })
    }
}

/// What a column is set to with each change of its row.
fn on_update(extra: &str) -> Option<&str> {
    let at = extra.to_ascii_lowercase().find("on update ")?;
    let expression = &extra[at + "on update ".len()..];
    let end = expression.find([' ', ',']).unwrap_or(expression.len());
    Some(&expression[..end])
}

impl Columns {
    /// Makes a column JSON, which MariaDB keeps as a text with a check and a collation of its own.
    pub(super) fn is_json(&mut self, table: &str, column: &str) -> bool {
        let columns = self.of_table.get_mut(table);
        let mut columns = columns.into_iter().flatten();
        let is_json = |it: &&mut Column| {
            it.name == column && it.data_type == "longtext" && has_json_collation(it)
        };
        let Some(column) = columns.find(is_json) else {
            return false;
        };
        "json".clone_into(&mut column.data_type);
        column.collation = None;
        true
    }

    pub(super) fn add_to(self, tables: &mut Tables) {
        for (table, columns) in self.of_table {
            if let Some(table) = tables.get_mut(&table) {
                table.columns = columns;
            }
        }
    }
}

/// The collation of MariaDB's JSON; no collation is told where it is the database's too.
fn has_json_collation(column: &Column) -> bool {
    column
        .collation
        .as_deref()
        .is_none_or(|it| it == "utf8mb4_bin")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// A column as MySQL 8 tells of it: its catalog keeps the values of literals, and expressions with quotes escaped.
    fn told(data_type: &str, default: &str, extra: &str) -> Column {
        let scope = Scope {
            database: "shop".to_owned(),
            collation: "utf8mb4_0900_ai_ci".to_owned(),
            is_mariadb: false,
            version_table: None,
            relations: BTreeSet::new(),
        };
        let row = Row {
            table: "t".to_owned(),
            name: "c".to_owned(),
            default: Some(default.to_owned()),
            is_nullable: "YES".to_owned(),
            data_type: data_type.to_owned(),
            column_type: data_type.to_owned(),
            collation: None,
            extra: extra.to_owned(),
            comment: None,
            generation: Some(String::new()),
        };
        row.column(&scope)
    }

    #[test]
    fn mysql_keeps_the_values_of_literals() {
        for (data_type, default, extra, expected) in [
            ("varchar", "it's", "", "'it''s'"),
            ("varchar", "NULL", "", "'NULL'"),
            ("int", "5", "", "5"),
            ("decimal", "1.50", "", "1.50"),
            ("bit", "b'101'", "", "b'101'"),
            (
                "datetime",
                "CURRENT_TIMESTAMP",
                "DEFAULT_GENERATED",
                "CURRENT_TIMESTAMP",
            ),
            (
                "datetime",
                "now(6)",
                "DEFAULT_GENERATED",
                "CURRENT_TIMESTAMP(6)",
            ),
            (
                "text",
                r"concat(_utf8mb4\'a\',`h`)",
                "DEFAULT_GENERATED",
                "concat(_utf8mb4'a',`h`)",
            ),
        ] {
            let told = told(data_type, default, extra);
            assert_eq!(told.default.as_deref(), Some(expected), "{default}");
            assert_eq!(told.computed, None);
        }
        let extra = "DEFAULT_GENERATED on update CURRENT_TIMESTAMP(6)";
        let told = told("datetime", "CURRENT_TIMESTAMP(6)", extra);
        assert_eq!(told.data_type, "datetime ON UPDATE CURRENT_TIMESTAMP(6)");
    }
}
