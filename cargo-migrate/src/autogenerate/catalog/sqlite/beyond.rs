//! What a database holds beyond what is compared, so that it can be named: nothing is left out in silence.

use sqlx::sqlite::SqliteConnection;

use crate::autogenerate::query::query_as;

struct Beyond {
    what: String,
}

/// What a [`Schema`](crate::autogenerate::schema::Schema) does not describe, in words: `virtual table texts`.
pub(crate) async fn read(connection: &mut SqliteConnection) -> Result<Vec<String>, sqlx::Error> {
    let query = query_as!(
        "sqlite",
        Beyond,
        r#"
        SELECT CAST('virtual table ' || name AS TEXT) AS "what!: String"
        FROM pragma_table_list
        WHERE schema = 'main' AND type = 'virtual'
        UNION ALL
        SELECT 'trigger ' || t.name || ' of the view ' || v.name
        FROM main.sqlite_schema t
        JOIN main.sqlite_schema v ON v.type = 'view' AND v.name = t.tbl_name COLLATE NOCASE
        WHERE t.type = 'trigger'
        ORDER BY 1
        "#
    );
    let found = query.fetch_all(connection).await?;
    Ok(found.into_iter().map(|it| it.what).collect())
}
