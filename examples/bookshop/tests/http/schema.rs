//! What a database consists of, as the database itself tells.

use std::collections::BTreeSet;

use crate::database::TestDatabase;

/// The columns, indexes, constraints and views of a database, a line each; the version table is left out.
///
/// The order of columns does not count: no database puts a column back to where it was.
pub(crate) async fn schema(database: &TestDatabase) -> BTreeSet<String> {
    let queries = if database.is_sqlite() {
        SQLITE
    } else {
        POSTGRES
    };
    let mut lines = BTreeSet::new();
    for query in queries {
        lines.extend(database.texts(query).await);
    }
    lines
}

/// The names of all tables and views, the version table among them.
pub(crate) async fn tables(database: &TestDatabase) -> Vec<String> {
    database
        .texts(if database.is_sqlite() {
            SQLITE_TABLES
        } else {
            POSTGRES_TABLES
        })
        .await
}

const SQLITE_TABLES: &str = "\
    SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'";

const SQLITE: &[&str] = &[
    "SELECT tables.name || '.' || columns.name || ' ' || columns.type || ' ' || columns.\"notnull\"
         || ' ' || coalesce(columns.dflt_value, '-') || ' ' || columns.pk
     FROM sqlite_schema AS tables JOIN pragma_table_info(tables.name) AS columns
     WHERE tables.type IN ('table', 'view') AND tables.name <> 'alembic_version'",
    "SELECT tables.name || ' -> ' || keys.\"table\" || ' (' || keys.\"from\" || ', ' || keys.\"to\"
         || ') ' || keys.on_delete
     FROM sqlite_schema AS tables JOIN pragma_foreign_key_list(tables.name) AS keys",
    "SELECT type || ' ' || name || ' on ' || tbl_name || ': ' || coalesce(sql, 'of a constraint')
     FROM sqlite_schema WHERE type <> 'table' AND tbl_name <> 'alembic_version'",
];

const POSTGRES_TABLES: &str = "\
    SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = 'public'";

const POSTGRES: &[&str] = &[
    "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' '
         || coalesce(column_default, '-') || ' ' || is_identity || ' '
         || coalesce(CAST(character_maximum_length AS TEXT), '-')
     FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name <> 'alembic_version'",
    "SELECT indexdef FROM pg_indexes
     WHERE schemaname = 'public' AND tablename <> 'alembic_version'",
    "SELECT CAST(conrelid AS regclass) || ' ' || conname || ' ' || pg_get_constraintdef(oid)
     FROM pg_constraint
     WHERE connamespace = CAST('public' AS regnamespace) AND conname <> 'alembic_version_pkc'",
    "SELECT viewname || ': ' || definition FROM pg_views WHERE schemaname = 'public'",
];
