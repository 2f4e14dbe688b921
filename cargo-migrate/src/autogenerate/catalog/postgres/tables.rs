//! Tables and their columns.

use std::collections::{BTreeMap, HashMap};

use sqlx::postgres::PgConnection;
use sqlx::postgres::types::Oid;

use super::Scope;
use super::expression::bare;
use crate::autogenerate::query::query_as;
use crate::autogenerate::schema::{Column, Comment, Computed, Identity, Name, Table};

/// The tables that are read, by their number in the catalog, which everything of a table refers to.
pub(super) struct Tables {
    by_oid: HashMap<Oid, (Name, Table)>,
}

/// A column, with its table; nothing of a column where the table has none.
struct Row {
    table: Oid,
    schema: String,
    table_name: String,
    partition_by: Option<String>,
    table_comment: Comment,
    name: Option<String>,
    data_type: Option<String>,
    is_not_null: Option<bool>,
    expression: Option<String>,
    identity: Option<String>,
    generated: Option<String>,
    collation: Option<String>,
    comment: Comment,
}

impl Tables {
    /// Reads tables and columns.
    ///
    /// Partitions and the children of a table are left out: most of what they have is their parent's, and no
    /// operation makes one. So are temporary tables and those of extensions.
    pub(super) async fn read(
        connection: &mut PgConnection,
        scope: &Scope,
    ) -> Result<Self, sqlx::Error> {
        let query = query_as!(
            "postgres",
            Row,
            r#"
            SELECT c.oid AS "table!", n.nspname::text AS "schema!", c.relname::text AS "table_name!",
                   CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END AS partition_by,
                   table_comment.description AS "table_comment?",
                   a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS data_type,
                   a.attnotnull AS "is_not_null?", pg_get_expr(d.adbin, d.adrelid) AS expression,
                   a.attidentity::text AS identity, a.attgenerated::text AS generated,
                   CASE WHEN pg_collation_is_visible(l.oid) THEN l.collname::text
                        ELSE l.collnamespace::regnamespace || '.' || l.collname END AS collation,
                   comment.description AS "comment?"
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            LEFT JOIN pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_collation l ON l.oid = a.attcollation AND l.oid <> t.typcollation
            LEFT JOIN pg_description table_comment ON table_comment.objoid = c.oid
                AND table_comment.classoid = 'pg_class'::regclass AND table_comment.objsubid = 0
            LEFT JOIN pg_description comment ON comment.objoid = c.oid
                AND comment.classoid = 'pg_class'::regclass AND comment.objsubid = a.attnum
            WHERE n.nspname = ANY ($1::text[]) AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
                AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = c.oid)
                AND NOT EXISTS (SELECT FROM pg_depend
                                WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
            ORDER BY c.oid, a.attnum
            "#,
            &scope.schemas
        );
        let mut by_oid = HashMap::new();
        for mut row in query.fetch_all(connection).await? {
            let name = scope.name(
                std::mem::take(&mut row.schema),
                std::mem::take(&mut row.table_name),
            );
            if scope.leaves_out(&name) {
                continue;
            }
            let (_, table) = by_oid
                .entry(row.table)
                .or_insert_with(|| (name, row.empty_table()));
            table.columns.extend(row.column());
        }
        Ok(Self { by_oid })
    }

    /// The numbers of all tables.
    pub(super) fn oids(&self) -> Vec<Oid> {
        self.by_oid.keys().copied().collect()
    }

    /// A table that something belongs to.
    pub(super) fn get_mut(&mut self, oid: Oid) -> Option<&mut Table> {
        let (_, table) = self.by_oid.get_mut(&oid)?;
        Some(table)
    }

    /// All of them.
    pub(super) fn into_all(self) -> BTreeMap<Name, Table> {
        self.by_oid.into_values().collect()
    }
}

impl Row {
    /// The table, without what belongs to it.
    fn empty_table(&mut self) -> Table {
        Table {
            partition_by: self.partition_by.take(),
            comment: self.table_comment.take(),
            ..Table::default()
        }
    }

    fn column(self) -> Option<Column> {
        let is_stored = match self.generated.as_deref() {
            Some("s") => Some(true),
            Some("v") => Some(false),
            _ => None,
        };
        // A computed column has its expression where others have their default.
        let (default, computed) = match (is_stored, self.expression) {
            (Some(is_stored), Some(expression)) => {
                let expression = bare(&expression).to_owned();
                (
                    None,
                    Some(Computed {
                        expression,
                        is_stored,
                    }),
                )
            }
            (_, default) => (default, None),
        };
        Some(Column {
            name: self.name?,
            data_type: self.data_type?,
            is_nullable: self.is_not_null == Some(false),
            default,
            identity: match self.identity.as_deref() {
                Some("a") => Some(Identity::Always),
                Some("d") => Some(Identity::ByDefault),
                _ => None,
            },
            computed,
            collation: self.collation,
            comment: self.comment,
        })
    }
}
