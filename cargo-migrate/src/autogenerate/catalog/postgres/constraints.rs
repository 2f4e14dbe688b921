//! Primary keys, unique, foreign key, check and exclusion constraints.

use sqlx::postgres::PgConnection;
use sqlx::postgres::types::Oid;

use super::Scope;
use super::expression::bare;
use super::tables::Tables;
use crate::autogenerate::query::query_as;
use crate::autogenerate::schema::{
    Action, Check, Deferral, Exclude, ForeignKey, PrimaryKey, Table, Unique,
};

struct Row {
    table: Oid,
    name: String,
    kind: String,
    columns: Option<Vec<String>>,
    referred_schema: Option<String>,
    referred_table: Option<String>,
    referred_columns: Option<Vec<String>>,
    on_delete: String,
    on_update: String,
    is_match_full: bool,
    is_deferrable: bool,
    is_deferred: bool,
    is_valid: bool,
    condition: Option<String>,
    definition: String,
}

/// Reads the constraints of the tables.
///
/// NOT NULL is a column's; version 18 lists it here too. A foreign key to a partitioned table is listed once more for each partition.
pub(super) async fn read(
    connection: &mut PgConnection,
    scope: &Scope,
    tables: &mut Tables,
) -> Result<(), sqlx::Error> {
    let query = query_as!(
        "postgres",
        Row,
        r#"
        SELECT c.conrelid AS "table!", c.conname::text AS "name!", c.contype::text AS "kind!",
               CASE WHEN c.contype IN ('p', 'u', 'f') THEN ARRAY(
                   SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY AS key (attnum, place)
                   JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = key.attnum ORDER BY place
               ) END AS columns,
               n.nspname::text AS referred_schema, referred.relname::text AS referred_table,
               CASE c.contype WHEN 'f' THEN ARRAY(
                   SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY AS key (attnum, place)
                   JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = key.attnum ORDER BY place
               ) END AS referred_columns,
               c.confdeltype::text AS "on_delete!", c.confupdtype::text AS "on_update!",
               c.confmatchtype = 'f' AS "is_match_full!", c.condeferrable AS "is_deferrable!",
               c.condeferred AS "is_deferred!", c.convalidated AS "is_valid!",
               pg_get_expr(c.conbin, c.conrelid) AS condition,
               CASE c.contype WHEN 'p' THEN '' ELSE pg_get_constraintdef(c.oid) END AS "definition!"
        FROM unnest($1::oid[]) AS wanted (oid)
        JOIN pg_constraint c ON c.conrelid = wanted.oid
        LEFT JOIN pg_class referred ON referred.oid = c.confrelid
        LEFT JOIN pg_namespace n ON n.oid = referred.relnamespace
        WHERE c.contype IN ('p', 'u', 'f', 'c', 'x') AND c.conparentid = 0
        "#,
        &tables.oids()
    );
    for row in query.fetch_all(connection).await? {
        if let Some(table) = tables.get_mut(row.table) {
            row.add_to(table, scope);
        }
    }
    Ok(())
}

impl Row {
    fn add_to(self, table: &mut Table, scope: &Scope) {
        let deferral = self.deferral();
        let Self {
            name, definition, ..
        } = self;
        let columns = self.columns.unwrap_or_default();
        match self.kind.as_str() {
            "p" => {
                table.primary_key = Some(PrimaryKey {
                    name,
                    columns,
                    deferral,
                });
            }
            "u" => {
                let unique = Unique {
                    columns,
                    nulls_not_distinct: definition.starts_with("UNIQUE NULLS NOT DISTINCT"),
                    deferral,
                    definition,
                };
                table.uniques.insert(name, unique);
            }
            "f" => {
                let referred = self.referred_schema.zip(self.referred_table);
                let Some((referred_schema, referred_table)) = referred else {
                    return;
                };
                let key = ForeignKey {
                    columns,
                    referred: scope.name(referred_schema, referred_table),
                    referred_columns: self.referred_columns.unwrap_or_default(),
                    on_delete: action(&self.on_delete),
                    on_update: action(&self.on_update),
                    is_match_full: self.is_match_full,
                    deferral,
                    is_valid: self.is_valid,
                    definition,
                };
                table.foreign_keys.insert(name, key);
            }
            "c" => {
                let check = Check {
                    condition: bare(&self.condition.unwrap_or_default()).to_owned(),
                    is_valid: self.is_valid,
                    definition,
                };
                table.checks.insert(name, check);
            }
            _ => {
                table.excludes.insert(name, Exclude { definition });
            }
        }
    }

    fn deferral(&self) -> Deferral {
        match (self.is_deferrable, self.is_deferred) {
            (false, _) => Deferral::NotDeferrable,
            (true, false) => Deferral::Deferrable,
            (true, true) => Deferral::InitiallyDeferred,
        }
    }
}

fn action(letter: &str) -> Action {
    match letter {
        "r" => Action::Restrict,
        "c" => Action::Cascade,
        "n" => Action::SetNull,
        "d" => Action::SetDefault,
        _ => Action::NoAction,
    }
}
