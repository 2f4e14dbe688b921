//! What the catalogs say of a schema, a line for each thing, sorted.

/// Columns, constraints, indexes, triggers, functions and views of every schema of the user's.
///
/// NOT NULL constraints are left out: from version 18 on the catalog lists them, and the columns tell.
pub(super) const POSTGRES: &str = r#"
WITH namespaces AS (
    SELECT oid, nspname FROM pg_namespace
    WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
), tables AS (
    SELECT c.oid, c.relkind,
           CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname AS name
    FROM pg_class c JOIN namespaces n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relname <> 'alembic_version'
), lines AS (
    SELECT format('%s: column %s: %s%s%s%s', t.name, a.attname, format_type(a.atttypid, a.atttypmod),
                  CASE WHEN a.attnotnull THEN ' not null' END,
                  CASE a.attidentity WHEN 'd' THEN ' identity by default' WHEN 'a' THEN ' identity always' END,
                  ' default ' || pg_get_expr(d.adbin, d.adrelid)) AS line
    FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
    UNION ALL
    SELECT format('%s: table', name) FROM tables WHERE relkind IN ('r', 'p')
    UNION ALL
    SELECT format('%s: view: %s', name, pg_get_viewdef(oid)) FROM tables WHERE relkind IN ('v', 'm')
    UNION ALL
    SELECT format('%s: constraint %s: %s', t.name, c.conname, pg_get_constraintdef(c.oid))
    FROM tables t JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype NOT IN ('n', 't')
    UNION ALL
    SELECT format('%s: index: %s', t.name, pg_get_indexdef(i.indexrelid))
    FROM tables t JOIN pg_index i ON i.indrelid = t.oid
    WHERE NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid AND contype IN ('p', 'u', 'x'))
    UNION ALL
    SELECT format('%s: trigger: %s', t.name, pg_get_triggerdef(g.oid))
    FROM tables t JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal
    UNION ALL
    SELECT format('function %s(%s)', p.proname, pg_get_function_arguments(p.oid))
    FROM pg_proc p JOIN namespaces n ON n.oid = p.pronamespace
)
SELECT line FROM lines ORDER BY line COLLATE "C"
"#;

/// The statements that SQLite keeps of what it made.
pub(super) const SQLITE: &str = "\
SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name <> 'alembic_version' \
ORDER BY tbl_name, type DESC, name";
