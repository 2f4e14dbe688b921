//! What a database holds beyond what is compared, so that it can be named: nothing is left out in silence.

use sqlx::mysql::MySqlConnection;

use crate::autogenerate::query::query_as;

struct Beyond {
    what: String,
}

/// The things of the connection's database that a [`Schema`](crate::autogenerate::schema::Schema) does not describe, in words:
/// `event tidy`.
pub(crate) async fn read(connection: &mut MySqlConnection) -> Result<Vec<String>, sqlx::Error> {
    let query = query_as!(
        "mysql",
        Beyond,
        r#"
        SELECT CAST(concat('event ', event_name) AS CHAR) AS `what!`
        FROM information_schema.events
        WHERE event_schema = database()
        UNION ALL
        SELECT CAST(concat(lower(routine_type), ' ', routine_name, CASE
                   WHEN routine_type NOT IN ('FUNCTION', 'PROCEDURE') THEN ''
                   WHEN routine_definition IS NULL THEN ', whose text this user may not see'
                   ELSE ', an aggregate' END) AS CHAR)
        FROM information_schema.routines
        WHERE routine_schema = database()
            AND (routine_type NOT IN ('FUNCTION', 'PROCEDURE') OR routine_definition IS NULL
                 OR lower(routine_definition) LIKE '%fetch group next row%')
        ORDER BY 1
        "#
    );
    let found = query.fetch_all(connection).await?;
    Ok(found.into_iter().map(|it| it.what).collect())
}
