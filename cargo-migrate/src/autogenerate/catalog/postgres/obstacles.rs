//! What is not compared, and makes a change fail where it is: no scratch copy has it.

use sqlx::postgres::PgConnection;

use crate::autogenerate::obstacles::Obstacle;
use crate::autogenerate::query::query_as;
use crate::autogenerate::schema::Name;

struct Row {
    schema: Option<String>,
    name: String,
    column: Option<String>,
    what: String,
}

/// What stands on the tables and views of these schemas (and of the default one) from outside, and indexes that are not valid.
pub(crate) async fn read(
    connection: &mut PgConnection,
    schemas: &[String],
) -> Result<Vec<Obstacle>, sqlx::Error> {
    let query = query_as!(
        "postgres",
        Row,
        r#"
        WITH scope AS (
            SELECT oid FROM pg_namespace WHERE nspname = current_schema() OR nspname = ANY ($1)
        )
        SELECT nullif(n.nspname, current_schema())::text AS schema, c.relname::text AS "name!", a.attname::text AS "column?",
               found.what AS "what!"
        FROM (
            SELECT d.refobjid, nullif(d.refobjsubid, 0),
                   concat(CASE v.relkind WHEN 'm' THEN 'materialized ' END, 'view ', v.relnamespace::regnamespace, '.',
                          quote_ident(v.relname), ' reads it, which is not compared')
            FROM pg_depend d
            JOIN pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
            JOIN pg_class v ON v.oid = r.ev_class AND v.relkind IN ('v', 'm')
            WHERE d.refclassid = 'pg_class'::regclass AND v.relnamespace NOT IN (SELECT oid FROM scope)
            UNION
            SELECT k.confrelid, of_key.number,
                   concat('foreign key ', quote_ident(k.conname), ' of ', t.relnamespace::regnamespace, '.',
                          quote_ident(t.relname), ' refers to it, which is not compared')
            FROM pg_constraint k
            JOIN pg_class t ON t.oid = k.conrelid
            CROSS JOIN unnest(k.confkey) AS of_key (number)
            WHERE k.contype = 'f' AND t.relnamespace NOT IN (SELECT oid FROM scope)
            UNION
            SELECT indexrelid, NULL, 'there is one of this name that is not valid; drop it first'
            FROM pg_index WHERE indislive AND NOT indisvalid
        ) AS found (relation, number, what)
        JOIN pg_class c ON c.oid = found.relation
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = found.number
        WHERE n.oid IN (SELECT oid FROM scope)
        ORDER BY 1, 2, 3, 4
        "#,
        schemas
    );
    let rows = query.fetch_all(connection).await?.into_iter();
    let obstacles = rows.map(|row| Obstacle {
        of: Name {
            schema: row.schema,
            name: row.name,
        },
        column: row.column,
        what: row.what,
    });
    Ok(obstacles.collect())
}
