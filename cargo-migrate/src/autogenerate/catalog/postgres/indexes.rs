//! Indexes that belong to no constraint.

use std::collections::BTreeMap;

use sqlx::postgres::PgConnection;
use sqlx::postgres::types::Oid;

use super::expression::bare;
use super::tables::Tables;
use crate::autogenerate::query::query_as;
use crate::autogenerate::schema::{Comment, Index, IndexKey, IndexPart};

/// A part of an index, with the index.
struct Row {
    table: Oid,
    name: String,
    is_unique: bool,
    method: String,
    nulls_not_distinct: bool,
    condition: Option<String>,
    storage: Option<Vec<String>>,
    definition: Option<String>,
    comment: Comment,
    is_key: bool,
    column: Option<String>,
    expression: Option<String>,
    /// The bits of `indoption`: descending, nulls first.
    order: i32,
    collation: Option<String>,
    operator_class: Option<String>,
}

/// Reads the indexes of the tables.
///
/// One that is not valid, as a failed `CREATE INDEX CONCURRENTLY` leaves it, is none.
///
/// The columns are those of `pg_get_indexdef`: from its text the name and the table go, which it writes with a schema always.
pub(super) async fn read(
    connection: &mut PgConnection,
    tables: &mut Tables,
) -> Result<(), sqlx::Error> {
    let query = query_as!(
        "postgres",
        Row,
        r#"
        SELECT i.indrelid AS "table!", x.relname::text AS "name!", i.indisunique AS "is_unique!", m.amname::text AS "method!",
               i.indisunique AND (SELECT indnullsnotdistinct FROM pg_index WHERE indexrelid = i.indexrelid)
                   AS "nulls_not_distinct!",
               pg_get_expr(i.indpred, i.indrelid) AS condition, x.reloptions AS storage,
               CASE part.attnum WHEN 1 THEN substr(
                   pg_get_indexdef(x.oid),
                   length(concat('CREATE ', CASE WHEN i.indisunique THEN 'UNIQUE ' END, 'INDEX ', quote_ident(x.relname),
                                 ' ON ', CASE x.relkind WHEN 'I' THEN 'ONLY ' END,
                                 quote_ident(n.nspname), '.', quote_ident(t.relname), ' ')) + 1
               ) END AS definition,
               d.description AS "comment?", part.attnum <= i.indnkeyatts AS "is_key!", a.attname::text AS "column?",
               CASE i.indkey[part.attnum - 1] WHEN 0 THEN pg_get_indexdef(x.oid, part.attnum, false) END AS expression,
               coalesce(i.indoption[part.attnum - 1]::integer, 0) AS "order!",
               CASE WHEN pg_collation_is_visible(l.oid) THEN l.collname::text
                    ELSE l.collnamespace::regnamespace || '.' || l.collname END AS collation,
               CASE WHEN pg_opclass_is_visible(o.oid) THEN quote_ident(o.opcname)
                    ELSE o.opcnamespace::regnamespace || '.' || quote_ident(o.opcname) END
                   || coalesce(' (' || array_to_string(part.attoptions, ', ') || ')', '') AS operator_class
        FROM (VALUES (false)) AS before_version_15 (indnullsnotdistinct)
        CROSS JOIN unnest($1::oid[]) AS wanted (oid)
        JOIN pg_class t ON t.oid = wanted.oid
        JOIN pg_namespace n ON n.oid = t.relnamespace
        JOIN pg_index i ON i.indrelid = t.oid
        JOIN pg_class x ON x.oid = i.indexrelid
        JOIN pg_am m ON m.oid = x.relam
        LEFT JOIN pg_constraint c ON c.conindid = x.oid AND c.contype IN ('p', 'u', 'x')
        JOIN pg_attribute part ON part.attrelid = x.oid
        LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[part.attnum - 1]
        LEFT JOIN pg_type y ON y.oid = part.atttypid
        LEFT JOIN pg_collation l ON l.oid = i.indcollation[part.attnum - 1]
            AND l.oid <> coalesce(a.attcollation, y.typcollation)
        LEFT JOIN pg_opclass o ON o.oid = i.indclass[part.attnum - 1] AND (NOT o.opcdefault OR part.attoptions IS NOT NULL)
        LEFT JOIN pg_description d ON d.objoid = x.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
        WHERE i.indislive AND i.indisvalid AND c.oid IS NULL
        ORDER BY x.oid, part.attnum
        "#,
        &tables.oids()
    );
    for row in query.fetch_all(connection).await? {
        if let Some(table) = tables.get_mut(row.table) {
            row.add_to(&mut table.indexes);
        }
    }
    Ok(())
}

impl Row {
    fn add_to(mut self, indexes: &mut BTreeMap<String, Index>) {
        let name = std::mem::take(&mut self.name);
        let index = indexes.entry(name).or_insert_with(|| self.empty_index());
        match self.column {
            Some(column) if !self.is_key => index.include.push(column),
            _ => index.parts.extend(self.part()),
        }
    }

    /// The index, without its parts.
    fn empty_index(&mut self) -> Index {
        let condition = self.condition.take();
        Index {
            is_unique: self.is_unique,
            method: std::mem::take(&mut self.method),
            parts: Vec::new(),
            include: Vec::new(),
            nulls_not_distinct: self.nulls_not_distinct,
            condition: condition.map(|condition| bare(&condition).to_owned()),
            storage: self.storage.take().unwrap_or_default(),
            definition: self.definition.take().unwrap_or_default(),
            comment: self.comment.take(),
        }
    }

    fn part(self) -> Option<IndexPart> {
        // An expression that is no call stands in parentheses of its own.
        let key = match (self.column, self.expression) {
            (Some(column), _) => IndexKey::Column(column),
            (None, expression) => IndexKey::Expression(bare(bare(&expression?)).to_owned()),
        };
        let is_descending = self.order & 1 != 0;
        let nulls_first = self.order & 2 != 0;
        Some(IndexPart {
            key,
            prefix: None,
            is_descending,
            nulls_first: (nulls_first != is_descending).then_some(nulls_first),
            collation: self.collation,
            operator_class: self.operator_class,
        })
    }
}
