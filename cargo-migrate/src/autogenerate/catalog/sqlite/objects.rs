//! What there is: the statements that SQLite keeps.

use std::collections::{BTreeMap, HashMap};

use migrate_runtime::dialect::SQLITE;
use migrate_runtime::inspection;
use sqlx::sqlite::SqliteConnection;

use crate::autogenerate::catalog::Options;
use crate::autogenerate::query::query_as;
use crate::autogenerate::schema::{Name, Schema, View};
use crate::autogenerate::words::Words;

/// The statements, by the names of what they have made.
#[derive(Debug, Default)]
pub(super) struct Objects {
    pub(super) tables: BTreeMap<String, String>,
    pub(super) indexes: HashMap<String, String>,
    views: BTreeMap<String, String>,
    triggers: Vec<Trigger>,
}

#[derive(Debug)]
struct Trigger {
    table: String,
    name: String,
    sql: String,
}

struct Row {
    kind: String,
    name: String,
    table: String,
    sql: String,
}

impl Objects {
    /// Reads them; what SQLite has made for itself has no statement, or a name of its own.
    pub(super) async fn read(
        connection: &mut SqliteConnection,
        options: &Options,
    ) -> Result<Self, sqlx::Error> {
        let query = query_as!(
            "sqlite",
            Row,
            r#"
            SELECT type AS "kind!: String", name AS "name!: String", tbl_name AS "table!: String", sql AS "sql!: String"
            FROM main.sqlite_schema
            WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
                AND tbl_name NOT IN (SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('virtual', 'shadow'))
            ORDER BY rowid
            "#
        );
        let mut objects = Self::default();
        for row in query.fetch_all(connection).await? {
            if !leaves_out(options, &row.table) {
                objects.add(row);
            }
        }
        Ok(objects)
    }

    fn add(&mut self, row: Row) {
        let Row {
            kind,
            name,
            table,
            sql,
        } = row;
        match kind.as_str() {
            "table" => drop(self.tables.insert(name, sql)),
            "index" => drop(self.indexes.insert(name, sql)),
            "view" => drop(self.views.insert(name, sql)),
            _ => self.triggers.push(Trigger { table, name, sql }),
        }
    }

    /// Adds the views, and the triggers of tables.
    pub(super) fn add_to(self, schema: &mut Schema) {
        let relations: Vec<_> = self.tables.keys().chain(self.views.keys()).collect();
        for (name, sql) in &self.views {
            let query = query_of_view(name, sql);
            let words = Words::of(&query);
            let reads = relations
                .iter()
                .filter(|it| **it != name && words.names(it));
            let view = View {
                reads: reads.map(|it| Name::plain(it.as_str())).collect(),
                query,
                is_materialized: false,
                ..View::default()
            };
            schema.views.insert(Name::plain(name), view);
        }
        for Trigger { table, name, sql } in self.triggers {
            let mut tables = schema.tables.iter_mut();
            let found = tables.find(|(it, _)| inspection::is_same(&it.name, &table));
            if let Some((_, table)) = found {
                table.triggers.insert(name, inspection::plain(&sql));
            }
        }
    }
}

/// The query of a view. Names of its columns that stand before it are taken into it, where they say the same.
fn query_of_view(name: &str, sql: &str) -> String {
    match inspection::view(sql) {
        Some((None, query)) => query,
        Some((Some(columns), query)) => {
            let name = SQLITE.quote(name);
            format!("WITH {name} {columns} AS ({query}) SELECT * FROM {name}")
        }
        None => inspection::plain(sql),
    }
}

/// Whether a table is our own, or its history.
fn leaves_out(options: &Options, table: &str) -> bool {
    options.version_table.as_ref().is_some_and(|own| {
        let history = format!("{}_history", own.name);
        inspection::is_same(table, &own.name) || inspection::is_same(table, &history)
    })
}
