//! Keys and indexes.

use sqlx::mysql::MySqlConnection;
use sqlx::{AssertSqlSafe, Row as _};

use migrate_runtime::dialect::MYSQL;

use super::{Scope, Tables, quote, quote_list};
use crate::autogenerate::query::query_as;
use crate::autogenerate::schema::{
    Comment, Deferral, Index, IndexKey, IndexPart, PrimaryKey, Table, Unique,
};

/// What each primary key is called.
const PRIMARY: &str = "PRIMARY";

/// A part of an index, with the index.
struct Row {
    table: String,
    name: String,
    is_not_unique: i64,
    column: Option<String>,
    /// `D` where it is descending.
    order: Option<String>,
    prefix: Option<i64>,
    method: String,
    comment: Comment,
    /// MariaDB's `IGNORED`, and what is not visible on MySQL.
    is_ignored: String,
    /// On MySQL, from version 8.0.13 on.
    expression: Option<String>,
}

/// Reads keys and indexes. A unique index over whole columns is a unique constraint: the server makes no difference.
pub(super) async fn read(
    connection: &mut MySqlConnection,
    scope: &Scope,
    tables: &mut Tables,
) -> Result<(), sqlx::Error> {
    let rows = match scope.is_mariadb {
        true => mariadb(connection).await?,
        false => mysql(connection).await?,
    };
    let is_same = |one: &Row, other: &Row| (&one.table, &one.name) == (&other.table, &other.name);
    for rows in rows.chunk_by(is_same) {
        if let Some(table) = tables.get_mut(&rows[0].table) {
            add(scope, table, rows);
        }
    }
    Ok(())
}

async fn mariadb(connection: &mut MySqlConnection) -> Result<Vec<Row>, sqlx::Error> {
    let query = query_as!(
        "mysql",
        Row,
        r#"
        SELECT CAST(table_name AS CHAR) AS `table!`, CAST(index_name AS CHAR) AS `name!`,
               CAST(non_unique AS SIGNED) AS `is_not_unique!`, CAST(column_name AS CHAR) AS `column`,
               CAST(collation AS CHAR) AS `order`, CAST(sub_part AS SIGNED) AS prefix,
               CAST(index_type AS CHAR) AS `method!`, CAST(index_comment AS CHAR) AS `comment`,
               CAST(ignored AS CHAR) AS `is_ignored!`, CAST(NULL AS CHAR) AS `expression?`
        FROM information_schema.statistics
        WHERE table_schema = database()
        ORDER BY table_name, index_name, seq_in_index
        "#
    );
    query.fetch_all(connection).await
}

/// What only MySQL has cannot be asked of MariaDB, not even when this is compiled.
async fn mysql(connection: &mut MySqlConnection) -> Result<Vec<Row>, sqlx::Error> {
    const QUERY: &str = "\
        SELECT CAST(table_name AS CHAR), CAST(index_name AS CHAR), CAST(non_unique AS SIGNED), \
               CAST(column_name AS CHAR), CAST(collation AS CHAR), CAST(sub_part AS SIGNED), CAST(index_type AS CHAR), \
               CAST(index_comment AS CHAR), CAST(IF(is_visible = 'YES', 'NO', 'YES') AS CHAR), CAST(expression AS CHAR) \
        FROM information_schema.statistics \
        WHERE table_schema = database() \
        ORDER BY table_name, index_name, seq_in_index";
    let rows = sqlx::query(AssertSqlSafe(QUERY))
        .fetch_all(connection)
        .await?;
    let rows = rows.into_iter().map(|row| {
        Ok(Row {
            table: row.try_get(0)?,
            name: row.try_get(1)?,
            is_not_unique: row.try_get(2)?,
            column: row.try_get(3)?,
            order: row.try_get(4)?,
            prefix: row.try_get(5)?,
            method: row.try_get(6)?,
            comment: row.try_get(7)?,
            is_ignored: row.try_get(8)?,
            expression: row.try_get(9)?,
        })
    });
    rows.collect()
}

/// Adds an index, of which these are the parts.
fn add(scope: &Scope, table: &mut Table, rows: &[Row]) {
    let first = &rows[0];
    let index = index(scope, rows);
    let columns: Vec<_> = rows.iter().filter_map(|row| row.column.clone()).collect();
    if first.name == PRIMARY {
        table.primary_key = Some(PrimaryKey {
            name: PRIMARY.to_owned(),
            columns,
            deferral: Deferral::NotDeferrable,
        });
    } else if index.is_unique && is_constraint(&index) {
        let unique = Unique {
            definition: format!("UNIQUE ({})", quote_list(&columns)),
            columns,
            nulls_not_distinct: false,
            deferral: Deferral::NotDeferrable,
        };
        table.uniques.insert(first.name.clone(), unique);
    } else {
        table.indexes.insert(first.name.clone(), index);
    }
}

/// Whether a unique index says no more than a constraint can.
fn is_constraint(index: &Index) -> bool {
    let is_plain = |part: &IndexPart| {
        matches!(part.key, IndexKey::Column(_)) && part.prefix.is_none() && !part.is_descending
    };
    index.method == "btree" && index.definition.ends_with(')') && index.parts.iter().all(is_plain)
}

fn index(scope: &Scope, rows: &[Row]) -> Index {
    let first = &rows[0];
    let parts: Vec<_> = rows.iter().filter_map(|row| row.part(scope)).collect();
    let written = parts.iter().map(written);
    let mut definition = format!("({})", written.collect::<Vec<_>>().join(", "));
    if let Some(comment) = first.comment.as_ref().filter(|it| !it.is_empty()) {
        definition.push_str(&format!(" COMMENT {}", MYSQL.literal(comment)));
    }
    if first.is_ignored == "YES" {
        definition.push_str(if scope.is_mariadb {
            " IGNORED"
        } else {
            " INVISIBLE"
        });
    }
    Index {
        is_unique: first.is_not_unique == 0,
        method: first.method.to_ascii_lowercase(),
        parts,
        include: Vec::new(),
        nulls_not_distinct: false,
        condition: None,
        storage: Vec::new(),
        definition,
        // Part of the definition: nothing else can say it.
        comment: None,
    }
}

impl Row {
    fn part(&self, scope: &Scope) -> Option<IndexPart> {
        let key = match (&self.column, &self.expression) {
            (Some(column), _) => IndexKey::Column(column.clone()),
            (None, expression) => IndexKey::Expression(scope.expression(expression.as_deref()?)),
        };
        // Of the spatial kind, the number is that of the bytes of a point.
        let prefix = self.prefix.filter(|_| self.method != "SPATIAL");
        Some(IndexPart {
            key,
            prefix: prefix.and_then(|length| u32::try_from(length).ok()),
            is_descending: self.order.as_deref() == Some("D"),
            nulls_first: None,
            collation: None,
            operator_class: None,
        })
    }
}

fn written(part: &IndexPart) -> String {
    let mut written = match &part.key {
        IndexKey::Column(column) => quote(column),
        IndexKey::Expression(expression) => format!("({expression})"),
    };
    if let Some(length) = part.prefix {
        written.push_str(&format!("({length})"));
    }
    if part.is_descending {
        written.push_str(" DESC");
    }
    written
}
