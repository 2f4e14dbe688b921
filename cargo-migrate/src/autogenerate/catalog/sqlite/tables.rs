//! Tables and their columns.

use std::collections::{BTreeMap, HashMap};

use migrate_runtime::inspection::{self, Described, DescribedColumn};
use sqlx::sqlite::SqliteConnection;

use super::constraints;
use super::objects::Objects;
use crate::autogenerate::query::query_as;
use crate::autogenerate::schema::{Column, Computed, Identity, Name, Table};

/// The tables, by their names, and what their statements say.
pub(super) struct Tables {
    by_name: BTreeMap<String, (Described, Table)>,
}

/// A column, as a pragma tells of it.
struct Row {
    table: String,
    name: String,
    is_not_null: bool,
    /// Its place in the primary key, from 1 on.
    key: i64,
    hidden: i64,
}

/// What `hidden` is for a computed column that is stored.
const STORED: i64 = 3;

impl Tables {
    /// Reads tables, columns and the constraints that nothing but the statements tell of.
    pub(super) async fn read(
        connection: &mut SqliteConnection,
        objects: &Objects,
    ) -> Result<Self, sqlx::Error> {
        let query = query_as!(
            "sqlite",
            Row,
            r#"
            SELECT CAST(t.name AS TEXT) AS "table!: String", CAST(c.name AS TEXT) AS "name!: String", CAST(c."notnull" AS INTEGER) AS "is_not_null!: bool",
                   CAST(c.pk AS INTEGER) AS "key!: i64", CAST(c.hidden AS INTEGER) AS "hidden!: i64"
            FROM pragma_table_list t
            JOIN pragma_table_xinfo(t.name, 'main') c
            WHERE t.schema = 'main' AND t.type = 'table'
            ORDER BY t.name, c.cid
            "#
        );
        let mut rows: HashMap<String, Vec<Row>> = HashMap::new();
        for row in query.fetch_all(connection).await? {
            rows.entry(row.table.clone()).or_default().push(row);
        }
        let tables = objects.tables.iter().filter_map(|(name, sql)| {
            let described = inspection::describe(sql)?;
            let rows = rows.get(name)?;
            Some((name.clone(), table(described, sql, rows)))
        });
        Ok(Self {
            by_name: tables.collect(),
        })
    }

    /// A table that something belongs to, and what its statement says.
    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut (Described, Table)> {
        self.by_name.get_mut(name)
    }

    /// The name of a table as it was created, which another one may write with other capitals.
    pub(super) fn spelled(&self, name: &str) -> Option<&str> {
        if let Some((name, _)) = self.by_name.get_key_value(name) {
            return Some(name);
        }
        let mut names = self.by_name.keys();
        let found = names.find(|it| inspection::is_same(it, name))?;
        Some(found)
    }

    /// A table of this name.
    pub(super) fn get(&self, name: &str) -> Option<&Table> {
        self.by_name.get(name).map(|(_, table)| table)
    }

    /// All of them.
    pub(super) fn into_all(self) -> BTreeMap<Name, Table> {
        let tables = self.by_name.into_iter();
        let tables = tables.map(|(name, (_, table))| (Name::plain(name), table));
        tables.collect()
    }
}

fn table(described: Described, sql: &str, rows: &[Row]) -> (Described, Table) {
    let mut key: Vec<_> = rows.iter().filter(|row| row.key > 0).collect();
    key.sort_by_key(|row| row.key);
    let key: Vec<_> = key.into_iter().map(|row| row.name.clone()).collect();
    let columns = rows.iter().filter_map(|row| {
        let mut columns = described.columns.iter();
        let column = columns.find(|it| it.name == row.name)?;
        Some(row.column(column, &key, &described))
    });
    let mut table = Table {
        columns: columns.collect(),
        ..Table::default()
    };
    constraints::add(&mut table, &described, key);
    let is_special = described.is_autoincrement
        || described.has_conflict_clauses
        || !described.options.is_empty()
        || constraints::has_more(&described);
    table.statement = is_special.then(|| inspection::plain(sql));
    (described, table)
}

impl Row {
    fn column(&self, described: &DescribedColumn, key: &[String], table: &Described) -> Column {
        let is_row_id = key == [self.name.as_str()]
            && described.data_type == "INTEGER"
            && !table.options.contains("WITHOUT");
        let computed = described.computed.clone();
        Column {
            name: self.name.clone(),
            data_type: described.data_type.clone(),
            // SQLite takes NULL in a key, but for the row's number; nobody means it to.
            is_nullable: !self.is_not_null && self.key == 0,
            default: described.default.clone(),
            identity: is_row_id.then_some(Identity::ByDefault),
            computed: computed.map(|expression| Computed {
                expression,
                is_stored: self.hidden == STORED,
            }),
            collation: described.collation.as_deref().and_then(collation),
            comment: None,
        }
    }
}

/// The name of a collation, unless it is the default one. Those that SQLite has itself are written in capitals.
pub(super) fn collation(name: &str) -> Option<String> {
    let upper = name.to_uppercase();
    match upper.as_str() {
        "BINARY" => None,
        "NOCASE" | "RTRIM" => Some(upper),
        _ => Some(name.to_owned()),
    }
}
