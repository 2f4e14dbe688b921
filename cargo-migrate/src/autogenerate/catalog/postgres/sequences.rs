//! Sequences.

use sqlx::postgres::PgConnection;

use super::Scope;
use super::tables::Tables;
use crate::autogenerate::query::query_as;
use crate::autogenerate::schema::{Comment, Schema, Sequence};

struct Row {
    schema: String,
    name: String,
    data_type: String,
    start: i64,
    increment: i64,
    minimum: i64,
    maximum: i64,
    cycle: bool,
    owner_schema: Option<String>,
    owner_table: Option<String>,
    owner_column: Option<String>,
    comment: Comment,
}

/// Reads the sequences, but for those of identity columns and of tables that are left out. That of a `serial`
/// column is owned by the column, whose default asks it.
pub(super) async fn read(
    connection: &mut PgConnection,
    scope: &Scope,
    tables: &Tables,
    schema: &mut Schema,
) -> Result<(), sqlx::Error> {
    let query = query_as!(
        "postgres",
        Row,
        r#"
        SELECT n.nspname::text AS "schema!", c.relname::text AS "name!", format_type(s.seqtypid, NULL) AS "data_type!",
               s.seqstart AS "start!", s.seqincrement AS "increment!", s.seqmin AS "minimum!", s.seqmax AS "maximum!",
               s.seqcycle AS "cycle!", owner_schema.nspname::text AS owner_schema,
               owner_table.relname::text AS owner_table, a.attname::text AS owner_column,
               obj_description(c.oid, 'pg_class') AS comment
        FROM pg_sequence s
        JOIN pg_class c ON c.oid = s.seqrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
            AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
        LEFT JOIN pg_class owner_table ON owner_table.oid = d.refobjid
        LEFT JOIN pg_namespace owner_schema ON owner_schema.oid = owner_table.relnamespace
        LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE n.nspname = ANY ($1::text[]) AND c.relpersistence <> 't'
            AND (d.objid IS NULL OR d.deptype = 'a' AND d.refobjid = ANY ($2::oid[]))
            AND NOT EXISTS (SELECT FROM pg_depend
                            WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
        "#,
        &scope.schemas,
        &tables.oids()
    );
    for row in query.fetch_all(connection).await? {
        let owner = row.owner_schema.zip(row.owner_table).zip(row.owner_column);
        let sequence = Sequence {
            data_type: row.data_type,
            start: row.start,
            increment: row.increment,
            minimum: row.minimum,
            maximum: row.maximum,
            cycle: row.cycle,
            owned_by: owner.map(|((schema, table), column)| (scope.name(schema, table), column)),
            comment: row.comment,
        };
        schema
            .sequences
            .insert(scope.name(row.schema, row.name), sequence);
    }
    Ok(())
}
