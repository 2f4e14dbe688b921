//! How tables are parted.

use sqlx::mysql::MySqlConnection;

use super::{Tables, quote};
use crate::autogenerate::query::query_as;

struct Row {
    table: String,
    name: String,
    method: String,
    expression: Option<String>,
    values: Option<String>,
}

/// Reads the partitions of the tables that have some; what these are parted into is left out.
pub(super) async fn read(
    connection: &mut MySqlConnection,
    tables: &mut Tables,
) -> Result<(), sqlx::Error> {
    let query = query_as!(
        "mysql",
        Row,
        r#"
        SELECT CAST(table_name AS CHAR) AS `table!`, CAST(partition_name AS CHAR) AS `name!`,
               CAST(partition_method AS CHAR) AS `method!`, CAST(partition_expression AS CHAR) AS expression,
               CAST(partition_description AS CHAR) AS `values`
        FROM information_schema.partitions
        WHERE table_schema = database() AND partition_name IS NOT NULL AND coalesce(subpartition_ordinal_position, 1) = 1
        ORDER BY table_name, partition_ordinal_position
        "#
    );
    let rows = query.fetch_all(connection).await?;
    for parts in rows.chunk_by(|one, other| one.table == other.table) {
        if let Some(table) = tables.get_mut(&parts[0].table) {
            table.partition_by = Some(clause(parts));
        }
    }
    Ok(())
}

/// `` RANGE (`day`) (PARTITION `p0` VALUES LESS THAN (10), …) ``
fn clause(parts: &[Row]) -> String {
    let first = &parts[0];
    let expression = first.expression.as_deref().unwrap_or_default();
    let head = format!("{} ({expression})", first.method);
    let values = match first.method.split(' ').next() {
        Some("RANGE") => "LESS THAN",
        Some("LIST") => "IN",
        _ => return format!("{head} PARTITIONS {}", parts.len()),
    };
    let parts = parts.iter().map(|part| {
        let name = quote(&part.name);
        match part.values.as_deref() {
            None => format!("PARTITION {name}"),
            Some("MAXVALUE") => format!("PARTITION {name} VALUES {values} MAXVALUE"),
            Some(of) => format!("PARTITION {name} VALUES {values} ({of})"),
        }
    });
    format!("{head} ({})", parts.collect::<Vec<_>>().join(", "))
}
