//! What a database holds beyond what is compared, so that it can be named: nothing is left out in silence.

use sqlx::postgres::PgConnection;

use crate::autogenerate::query::query_as;

struct Beyond {
    what: String,
}

/// The things of these schemas (and of the default one) that a [`Schema`](crate::autogenerate::schema::Schema) does not
/// describe, in words: `domain mail`.
pub(crate) async fn read(
    connection: &mut PgConnection,
    schemas: &[String],
) -> Result<Vec<String>, sqlx::Error> {
    let query = query_as!(
        "postgres",
        Beyond,
        r#"
        WITH scope AS (
            SELECT oid FROM pg_namespace WHERE nspname = current_schema() OR nspname = ANY ($1)
        ), of_extension AS (
            SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
        )
        SELECT CASE t.typtype WHEN 'd' THEN 'domain ' WHEN 'r' THEN 'range type ' ELSE 'composite type ' END
               || format_type(t.oid, NULL) AS "what!"
        FROM pg_type t
        LEFT JOIN pg_class c ON c.oid = t.typrelid
        WHERE t.typnamespace IN (SELECT oid FROM scope) AND (t.typtype IN ('d', 'r') OR c.relkind = 'c')
            AND (1247, t.oid) NOT IN (SELECT classid, objid FROM of_extension)
        UNION ALL
        SELECT CASE WHEN c.relispartition THEN 'partition ' ELSE 'foreign table ' END || c.oid::regclass
        FROM pg_class c
        WHERE c.relnamespace IN (SELECT oid FROM scope) AND ((c.relispartition AND c.relkind IN ('r', 'p')) OR c.relkind = 'f')
        UNION ALL
        SELECT 'table ' || c.oid::regclass || ', which inherits from another one'
        FROM pg_class c
        WHERE c.relnamespace IN (SELECT oid FROM scope) AND NOT c.relispartition
            AND EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid)
        UNION ALL
        SELECT 'index ' || i.indexrelid::regclass || ' of the materialized view ' || c.oid::regclass
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        WHERE c.relnamespace IN (SELECT oid FROM scope) AND c.relkind = 'm'
        UNION ALL
        SELECT 'policy ' || quote_ident(p.polname) || ' of ' || c.oid::regclass
        FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
        WHERE c.relnamespace IN (SELECT oid FROM scope)
        UNION ALL
        SELECT 'row security of ' || c.oid::regclass
        FROM pg_class c
        WHERE c.relnamespace IN (SELECT oid FROM scope) AND c.relrowsecurity
        UNION ALL
        SELECT 'rule ' || quote_ident(r.rulename) || ' of ' || c.oid::regclass
        FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
        WHERE c.relnamespace IN (SELECT oid FROM scope) AND r.rulename <> '_RETURN'
            AND (1259, c.oid) NOT IN (SELECT classid, objid FROM of_extension)
        UNION ALL
        SELECT 'trigger ' || quote_ident(t.tgname) || ' of the view ' || c.oid::regclass
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace IN (SELECT oid FROM scope) AND c.relkind = 'v' AND NOT t.tgisinternal
        UNION ALL
        SELECT 'aggregate ' || p.oid::regprocedure
        FROM pg_proc p
        WHERE p.pronamespace IN (SELECT oid FROM scope) AND p.prokind = 'a'
            AND (1255, p.oid) NOT IN (SELECT classid, objid FROM of_extension)
        UNION ALL
        SELECT 'statistics ' || quote_ident(s.stxname)
        FROM pg_statistic_ext s
        WHERE s.stxnamespace IN (SELECT oid FROM scope)
        UNION ALL
        SELECT DISTINCT 'schema ' || quote_ident(n.nspname) || ' with its tables (`autogenerate.schemas` may name it)'
        FROM pg_namespace n
        JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm') AND c.relpersistence <> 't'
        WHERE n.oid NOT IN (SELECT oid FROM scope) AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
            AND (1259, c.oid) NOT IN (SELECT classid, objid FROM of_extension)
        UNION ALL
        SELECT 'event trigger ' || quote_ident(e.evtname) FROM pg_event_trigger e
        ORDER BY 1
        "#,
        schemas
    );
    let found = query.fetch_all(connection).await?;
    Ok(found.into_iter().map(|it| it.what).collect())
}
