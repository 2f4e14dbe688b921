//! Schemas, extensions and enumerations.

use sqlx::postgres::PgConnection;

use super::Scope;
use crate::autogenerate::query::query_as;
use crate::autogenerate::schema::{Comment, Enum, Extension, Schema};

struct Row {
    kind: String,
    schema: String,
    name: String,
    values: Option<Vec<String>>,
    comment: Comment,
}

/// Reads what has a name and little more. An extension is the whole database's; those that each database is made with
/// are left out.
pub(super) async fn read(
    connection: &mut PgConnection,
    scope: &Scope,
    schema: &mut Schema,
) -> Result<(), sqlx::Error> {
    let query = query_as!(
        "postgres",
        Row,
        r#"
        SELECT 'schema' AS "kind!", nspname::text AS "schema!", nspname::text AS "name!", NULL::text[] AS values,
               obj_description(oid, 'pg_namespace') AS comment
        FROM pg_namespace
        WHERE nspname = ANY ($1::text[])
        UNION ALL
        SELECT 'extension', n.nspname, e.extname, NULL, NULL
        FROM pg_extension e
        JOIN pg_namespace n ON n.oid = e.extnamespace
        WHERE e.oid >= 16384
        UNION ALL
        SELECT 'enum', n.nspname, t.typname,
               ARRAY(SELECT enumlabel::text FROM pg_enum WHERE enumtypid = t.oid ORDER BY enumsortorder),
               obj_description(t.oid, 'pg_type')
        FROM pg_type t
        JOIN pg_namespace n ON n.oid = t.typnamespace
        WHERE n.nspname = ANY ($1::text[]) AND t.typtype = 'e'
            AND NOT EXISTS (SELECT FROM pg_depend
                            WHERE classid = 'pg_type'::regclass AND objid = t.oid AND deptype = 'e')
        "#,
        &scope.schemas
    );
    for row in query.fetch_all(connection).await? {
        row.add_to(schema, scope);
    }
    Ok(())
}

impl Row {
    fn add_to(self, schema: &mut Schema, scope: &Scope) {
        match self.kind.as_str() {
            "schema" => {
                let beside = scope.beside(self.name);
                schema
                    .schemas
                    .extend(beside.map(|name| (name, self.comment)));
            }
            "extension" => {
                let extension = Extension {
                    schema: scope.beside(self.schema),
                };
                schema.extensions.insert(self.name, extension);
            }
            _ => {
                let it = Enum {
                    values: self.values.unwrap_or_default(),
                    comment: self.comment,
                };
                schema.enums.insert(scope.name(self.schema, self.name), it);
            }
        }
    }
}
