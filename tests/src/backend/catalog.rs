//! What the catalogs say of a schema, a line for each thing, sorted.

/// Columns, constraints, indexes, triggers, functions, views, enums, sequences and extensions of every schema of
/// the user's.
///
/// NOT NULL constraints are left out: from version 18 on the catalog lists them, and the columns tell. So are the
/// tables of a view's columns: from version 16 on, a view of one table does not name it.
pub(super) const POSTGRES: &str = r#"
WITH namespaces AS (
    SELECT oid, nspname FROM pg_namespace
    WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
), tables AS (
    SELECT c.oid, c.relkind, c.reloptions,
           CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname AS name
    FROM pg_class c JOIN namespaces n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relname NOT IN ('alembic_version', 'alembic_version_history')
), lines AS (
    SELECT format('%s: column %s: %s%s%s%s%s', t.name, a.attname, format_type(a.atttypid, a.atttypmod),
                  CASE WHEN a.attnotnull THEN ' not null' END,
                  CASE a.attidentity WHEN 'd' THEN ' identity by default' WHEN 'a' THEN ' identity always' END,
                  CASE a.attgenerated WHEN '' THEN ' default ' ELSE ' computed ' END || pg_get_expr(d.adbin, d.adrelid),
                  (SELECT ' collate ' || collname FROM pg_collation WHERE oid = a.attcollation AND oid <> 100)) AS line
    FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
    UNION ALL
    SELECT format('%s: table%s', name, ' with ' || array_to_string(reloptions, ', ')) FROM tables
    WHERE relkind IN ('r', 'p')
    UNION ALL
    SELECT format('%s: %sview: %s', name, CASE relkind WHEN 'm' THEN 'materialized ' END,
                  regexp_replace(pg_get_viewdef(oid), '\m\w+\.', '', 'g'))
    FROM tables WHERE relkind IN ('v', 'm')
    UNION ALL
    SELECT format('%s: constraint %s: %s', t.name, c.conname, pg_get_constraintdef(c.oid))
    FROM tables t JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype NOT IN ('n', 't')
    UNION ALL
    SELECT format('%s: index: %s', t.name, pg_get_indexdef(i.indexrelid))
    FROM tables t JOIN pg_index i ON i.indrelid = t.oid
    WHERE NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid AND contype IN ('p', 'u', 'x'))
    UNION ALL
    SELECT format('%s: comment%s: %s', t.name, ' on ' || a.attname, d.description)
    FROM tables t JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = t.oid
    LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.objsubid AND d.objsubid > 0
    UNION ALL
    SELECT format('%s: trigger: %s', t.name, pg_get_triggerdef(g.oid))
    FROM tables t JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal
    UNION ALL
    SELECT format('function %s(%s): %s', p.proname, pg_get_function_arguments(p.oid), p.prosrc)
    FROM pg_proc p JOIN namespaces n ON n.oid = p.pronamespace
    WHERE NOT EXISTS (SELECT 1 FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')
    UNION ALL
    SELECT format('enum %s: %s', t.oid::regtype, string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder))
    FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY t.oid
    UNION ALL
    SELECT format('sequence %s: %s from %s by %s, %s to %s%s%s', c.oid::regclass, format_type(s.seqtypid, NULL),
                  s.seqstart, s.seqincrement, s.seqmin, s.seqmax, CASE WHEN s.seqcycle THEN ', cycle' END,
                  ', of ' || d.refobjid::regclass)
    FROM pg_class c JOIN pg_sequence s ON s.seqrelid = c.oid
    LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
    WHERE d.deptype IS DISTINCT FROM 'i'
    UNION ALL
    SELECT format('extension %s %s in %s', e.extname, e.extversion, n.nspname)
    FROM pg_extension e JOIN namespaces n ON n.oid = e.extnamespace
    UNION ALL
    SELECT format('schema %s', nspname) FROM namespaces WHERE nspname <> 'public'
)
SELECT line FROM lines ORDER BY line COLLATE "C"
"#;

/// The statements that SQLite keeps of what it made.
pub(super) const SQLITE: &str = "\
SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name NOT IN ('alembic_version', 'alembic_version_history') \
ORDER BY tbl_name, type DESC, name";

/// Views, triggers, functions and sequences, by what information_schema says; tables are asked for one by one.
pub(super) const MYSQL: &str = r#"
SELECT line FROM (
    SELECT concat('view ', table_name, ': ', replace(view_definition, concat('`', database(), '`.'), '')) AS line
    FROM information_schema.views WHERE table_schema = database()
    UNION ALL
    SELECT concat('trigger ', trigger_name, ': ', action_timing, ' ', event_manipulation, ' ON ',
                  event_object_table, ' ', action_statement)
    FROM information_schema.triggers WHERE trigger_schema = database()
    UNION ALL
    SELECT concat(routine_type, ' ', routine_name, ': ', routine_definition)
    FROM information_schema.routines WHERE routine_schema = database()
    UNION ALL
    SELECT concat('sequence ', table_name)
    FROM information_schema.tables WHERE table_schema = database() AND table_type = 'SEQUENCE'
) entries ORDER BY line
"#;
