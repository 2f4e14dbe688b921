//! What is kept as a text: views, functions and triggers.

use sqlx::postgres::PgConnection;
use sqlx::postgres::types::Oid;

use super::Scope;
use super::tables::Tables;
use crate::autogenerate::query::query_as;
use crate::autogenerate::schema::{Comment, Function, Schema, Unseen, View};

struct Row {
    kind: String,
    schema: String,
    name: String,
    /// Of a trigger.
    table: Option<Oid>,
    definition: String,
    /// The schemas and the names of what a view reads.
    read_schemas: Option<Vec<String>>,
    read_names: Option<Vec<String>>,
    /// Of a view, as the next one.
    options: Option<Vec<String>>,
    /// What goes with it, in words.
    carries: Option<Vec<String>>,
    comment: Comment,
}

/// Reads views, functions, procedures, and the triggers of the tables. No statement of the server's makes an aggregate
/// again, so these are left out.
pub(super) async fn read(
    connection: &mut PgConnection,
    scope: &Scope,
    tables: &mut Tables,
    schema: &mut Schema,
) -> Result<(), sqlx::Error> {
    // A function's schema is always written, and goes where its names need none. A trigger's table is written
    // without one in the pretty form alone.
    let query = query_as!(
        "postgres",
        Row,
        r#"
        SELECT CASE c.relkind WHEN 'm' THEN 'materialized view' ELSE 'view' END AS "kind!",
               n.nspname::text AS "schema!", c.relname::text AS "name!", NULL::oid AS table,
               pg_get_viewdef(c.oid) AS "definition!", reads.schemas AS read_schemas, reads.names AS read_names,
               c.reloptions AS options, carries.whats AS carries, obj_description(c.oid, 'pg_class') AS comment
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN LATERAL (
            SELECT array_agg(schema ORDER BY schema, name) AS schemas, array_agg(name ORDER BY schema, name) AS names
            FROM (
                SELECT DISTINCT read_schema.nspname::text, read.relname::text
                FROM pg_rewrite r
                JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
                    AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> c.oid
                JOIN pg_class read ON read.oid = d.refobjid AND read.relkind IN ('r', 'p', 'v', 'm', 'f')
                JOIN pg_namespace read_schema ON read_schema.oid = read.relnamespace
                WHERE r.ev_class = c.oid
            ) AS of_view (schema, name)
        ) AS reads
        CROSS JOIN LATERAL (
            SELECT array_agg(what ORDER BY what) AS whats
            FROM (
                SELECT 'index ' || quote_ident(x.relname) FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
                WHERE i.indrelid = c.oid
                UNION ALL
                SELECT 'trigger ' || quote_ident(tgname) FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal
                UNION ALL
                SELECT 'rule ' || quote_ident(rulename) FROM pg_rewrite WHERE ev_class = c.oid AND rulename <> '_RETURN'
                UNION ALL
                SELECT 'the comment on column ' || quote_ident(attname) FROM pg_attribute
                WHERE attrelid = c.oid AND NOT attisdropped AND col_description(c.oid, attnum) IS NOT NULL
                UNION ALL
                SELECT 'the default of column ' || quote_ident(attname) FROM pg_attribute
                WHERE attrelid = c.oid AND NOT attisdropped AND atthasdef
                UNION
                SELECT 'the rights of ' || CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END
                FROM (
                    SELECT c.relacl UNION ALL SELECT attacl FROM pg_attribute WHERE attrelid = c.oid
                ) AS given (acl)
                CROSS JOIN aclexplode(given.acl)
                WHERE grantee <> c.relowner
            ) AS of_view (what)
        ) AS carries
        WHERE n.nspname = ANY ($1::text[]) AND c.relkind IN ('v', 'm') AND c.relpersistence <> 't'
            AND NOT EXISTS (SELECT FROM pg_depend
                            WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
        UNION ALL
        SELECT 'function', n.nspname, concat(quote_ident(p.proname), '(', oidvectortypes(p.proargtypes), ')'), NULL,
               CASE WHEN n.nspname = ANY ($2::text[])
                    THEN overlay(pg_get_functiondef(p.oid) PLACING ''
                                 FROM length(CASE p.prokind WHEN 'p' THEN 'CREATE OR REPLACE PROCEDURE '
                                                            ELSE 'CREATE OR REPLACE FUNCTION ' END) + 1
                                 FOR length(quote_ident(n.nspname)) + 1)
                    ELSE pg_get_functiondef(p.oid) END,
               NULL, NULL, NULL, NULL, obj_description(p.oid, 'pg_proc')
        FROM pg_proc p
        JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = ANY ($1::text[]) AND p.prokind IN ('f', 'p', 'w')
            AND NOT EXISTS (SELECT FROM pg_depend
                            WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')
        UNION ALL
        SELECT 'trigger', '', g.tgname, g.tgrelid, pg_get_triggerdef(g.oid, true), NULL, NULL, NULL, NULL, NULL
        FROM unnest($3::oid[]) AS wanted (oid)
        JOIN pg_trigger g ON g.tgrelid = wanted.oid
        WHERE NOT g.tgisinternal
        "#,
        &scope.schemas,
        &scope.path,
        &tables.oids()
    );
    for row in query.fetch_all(connection).await? {
        row.add_to(scope, tables, schema);
    }
    Ok(())
}

impl Row {
    fn add_to(self, scope: &Scope, tables: &mut Tables, schema: &mut Schema) {
        let Self {
            definition,
            comment,
            ..
        } = self;
        let definition = definition.trim();
        match self.kind.as_str() {
            "trigger" => {
                let table = self.table.and_then(|table| tables.get_mut(table));
                table.map(|table| table.triggers.insert(self.name, definition.to_owned()));
            }
            "function" => {
                let function = Function {
                    definition: definition.to_owned(),
                    comment,
                };
                schema
                    .functions
                    .insert(scope.name(self.schema, self.name), function);
            }
            kind => {
                let schemas = self.read_schemas.unwrap_or_default().into_iter();
                let reads = schemas.zip(self.read_names.unwrap_or_default());
                let view = View {
                    query: definition.trim_end_matches(';').to_owned(),
                    is_materialized: kind == "materialized view",
                    reads: reads
                        .map(|(schema, name)| scope.name(schema, name))
                        .collect(),
                    options: self.options.unwrap_or_default(),
                    carries: Unseen(self.carries.unwrap_or_default()),
                    comment,
                };
                schema
                    .views
                    .insert(scope.name(self.schema, self.name), view);
            }
        }
    }
}
