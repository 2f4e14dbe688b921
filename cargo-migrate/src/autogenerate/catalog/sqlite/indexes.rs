//! Indexes that belong to no constraint.

use migrate_runtime::inspection;
use sqlx::sqlite::SqliteConnection;

use super::objects::Objects;
use super::tables::{Tables, collation};
use crate::autogenerate::query::query_as;
use crate::autogenerate::schema::{Index, IndexKey, IndexPart, Table};

/// An element of an index.
struct Row {
    table: String,
    name: String,
    is_unique: bool,
    place: i64,
    /// Of an expression, none.
    column: Option<String>,
    is_descending: bool,
    collation: Option<String>,
}

/// Reads the indexes of the tables. Expressions and conditions only the statements tell.
pub(super) async fn read(
    connection: &mut SqliteConnection,
    objects: &Objects,
    tables: &mut Tables,
) -> Result<(), sqlx::Error> {
    let query = query_as!(
        "sqlite",
        Row,
        r#"
        SELECT CAST(t.name AS TEXT) AS "table!: String", CAST(i.name AS TEXT) AS "name!: String", CAST(i."unique" AS INTEGER) AS "is_unique!: bool",
               CAST(e.seqno AS INTEGER) AS "place!: i64", CAST(e.name AS TEXT) AS "column?: String", CAST(e."desc" AS INTEGER) AS "is_descending!: bool",
               CAST(e.coll AS TEXT) AS "collation?: String"
        FROM pragma_table_list t
        JOIN pragma_index_list(t.name, 'main') i
        JOIN pragma_index_xinfo(i.name, 'main') e
        WHERE t.schema = 'main' AND t.type = 'table' AND i.origin = 'c' AND e.key
        ORDER BY t.name, i.name, e.seqno
        "#
    );
    for row in query.fetch_all(connection).await? {
        let sql = objects.indexes.get(&row.name);
        if let (Some((_, table)), Some(sql)) = (tables.get_mut(&row.table), sql) {
            row.add_to(table, sql);
        }
    }
    Ok(())
}

impl Row {
    fn add_to(self, table: &mut Table, sql: &str) {
        let names: Vec<_> = table.columns.iter().map(|it| it.name.as_str()).collect();
        let (elements, condition) = inspection::index(sql, &names).unwrap_or_default();
        let place = usize::try_from(self.place).unwrap_or_default();
        let written = elements.get(place).map_or("", String::as_str);
        let part = self.part(table, written);
        let index = table.indexes.entry(self.name).or_insert_with(|| Index {
            is_unique: self.is_unique,
            method: "btree".to_owned(),
            parts: Vec::new(),
            include: Vec::new(),
            nulls_not_distinct: false,
            definition: String::new(),
            condition,
            storage: Vec::new(),
            comment: None,
        });
        index.parts.push(part);
        index.definition = definition(index);
    }

    fn part(&self, table: &Table, written: &str) -> IndexPart {
        let (key, collation) = match &self.column {
            Some(name) => {
                let mut columns = table.columns.iter();
                let own = columns.find(|it| it.name == *name);
                let own = own
                    .and_then(|it| it.collation.as_deref())
                    .unwrap_or(DEFAULT);
                let collation = self.collation.as_deref().unwrap_or(own);
                let is_own = collation.eq_ignore_ascii_case(own);
                let collation = (!is_own).then(|| spelled(collation));
                (IndexKey::Column(name.clone()), collation)
            }
            None => (IndexKey::Expression(without_order(written)), None),
        };
        IndexPart {
            key,
            prefix: None,
            is_descending: self.is_descending,
            nulls_first: None,
            collation,
            operator_class: None,
        }
    }
}

/// The collation of what says none.
const DEFAULT: &str = "BINARY";

/// A collation's name; the default one is said where the column has another.
fn spelled(name: &str) -> String {
    collation(name).unwrap_or_else(|| DEFAULT.to_owned())
}

fn without_order(element: &str) -> String {
    let bare = element
        .strip_suffix(" DESC")
        .or_else(|| element.strip_suffix(" ASC"));
    let bare = bare.unwrap_or(element);
    inspection::expression(bare, &[])
}

/// What the statement says behind the table's name, in one form.
pub(crate) fn definition(index: &Index) -> String {
    let parts = index.parts.iter().map(|part| {
        let (IndexKey::Column(key) | IndexKey::Expression(key)) = &part.key;
        let collation = part.collation.as_ref();
        let collation = collation.map_or_else(String::new, |it| format!(" COLLATE {it}"));
        let order = if part.is_descending { " DESC" } else { "" };
        format!("{key}{collation}{order}")
    });
    let parts = parts.collect::<Vec<_>>().join(", ");
    match &index.condition {
        Some(condition) => format!("({parts}) WHERE {condition}"),
        None => format!("({parts})"),
    }
}
