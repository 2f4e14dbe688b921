//! The catalog of MariaDB, from version 10.6 on, and of MySQL 8: twelve queries, whatever the number of tables, and one more where
//! there are sequences.
//!
//! Each asks one view of `information_schema` for one database; they are put together here. The server makes these
//! views when they are asked for, and has no index on them: to join them there takes longer than all else.

pub(crate) mod beyond;
mod constraints;
mod definitions;
mod indexes;
mod partitions;
mod sequences;
mod tables;
#[cfg(test)]
pub(crate) mod tests;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use migrate_runtime::dialect::Family;
use sqlx::mysql::MySqlConnection;

use super::Options;
use crate::autogenerate::query::query_as;
use crate::autogenerate::schema::{Name, Schema, Table};

/// Reads the connection's own database; a schema is a database there, and only this one is compared.
pub(crate) async fn read(
    connection: &mut MySqlConnection,
    options: &Options,
) -> Result<Schema, sqlx::Error> {
    let mut schema = Schema {
        family: Family::Mysql,
        ..Schema::default()
    };
    let Some(scope) = Scope::open(connection, options).await? else {
        return Ok(schema);
    };
    let relations = tables::relations(connection, &scope).await?;
    let scope = scope.with(&relations);
    let mut tables = relations.tables;
    partitions::read(connection, &mut tables).await?;
    let mut columns = tables::columns(connection, &scope, &mut tables).await?;
    indexes::read(connection, &scope, &mut tables).await?;
    constraints::foreign_keys(connection, &scope, &mut tables).await?;
    constraints::checks(connection, &scope, &mut tables, &mut columns).await?;
    columns.add_to(&mut tables);
    definitions::read(connection, &scope, &mut tables, &mut schema).await?;
    schema.sequences = sequences::read(connection, &relations.sequences).await?;
    let tables = tables.into_iter();
    schema.tables = tables
        .map(|(name, table)| (Name::plain(name), table))
        .collect();
    Ok(schema)
}

/// A view that the server shows the user as an empty text.
#[derive(Debug)]
pub(crate) struct HiddenView {
    view: String,
    database: String,
}

impl std::error::Error for HiddenView {}

impl fmt::Display for HiddenView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the user may not see the text of the view `{}`",
            self.view
        )
    }
}

impl HiddenView {
    /// What gives the right.
    pub(crate) fn help(&self) -> String {
        let database = quote(&self.database);
        format!("``GRANT SELECT, SHOW VIEW ON {database}.* TO …`` gives the right")
    }
}

/// Whether the user sees the triggers of the database: to others, the catalog shows none, as if there were none.
pub(crate) async fn sees_triggers(connection: &mut MySqlConnection) -> Result<bool, sqlx::Error> {
    let grants: Vec<String> = sqlx::query_scalar("SHOW GRANTS")
        .fetch_all(&mut *connection)
        .await?;
    for grant in grants {
        let Some((rights, on)) = grant.split_once(" ON ") else {
            continue;
        };
        let pattern = on.split(['.', ' ']).next().unwrap_or_default();
        let pattern = match pattern {
            "*" => "%",
            quoted => quoted.trim_matches('`'),
        };
        let is_here: Option<bool> = sqlx::query_scalar("SELECT database() LIKE ?")
            .bind(pattern)
            .fetch_one(&mut *connection)
            .await?;
        let gives = ["TRIGGER", "ALL PRIVILEGES"]
            .iter()
            .any(|it| rights.contains(it));
        if gives && is_here == Some(true) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the server is MariaDB.
pub(crate) async fn is_mariadb(connection: &mut MySqlConnection) -> Result<bool, sqlx::Error> {
    let version: String = sqlx::query_scalar("SELECT version()")
        .fetch_one(connection)
        .await?;
    Ok(version.contains("MariaDB"))
}

/// The tables that are read, by name.
type Tables = BTreeMap<String, Table>;

/// What is read, and how the server speaks of it.
struct Scope {
    database: String,
    /// What texts and tables have where nothing is said.
    collation: String,
    /// Or MySQL.
    is_mariadb: bool,
    version_table: Option<String>,
    /// All tables, views and sequences of the database.
    relations: BTreeSet<String>,
}

struct Facts {
    version: String,
    database: String,
    collation: String,
}

impl Scope {
    /// `None` where the connection has no database.
    async fn open(
        connection: &mut MySqlConnection,
        options: &Options,
    ) -> Result<Option<Self>, sqlx::Error> {
        let query = query_as!(
            "mysql",
            Facts,
            r#"
            SELECT CAST(version() AS CHAR) AS `version!`, CAST(schema_name AS CHAR) AS `database!`,
                   CAST(default_collation_name AS CHAR) AS `collation!`
            FROM information_schema.schemata
            WHERE schema_name = database()
            "#
        );
        let facts = query.fetch_all(connection).await?.into_iter().next();
        Ok(facts.map(|facts| {
            let own = options.version_table.as_ref();
            let own = own.filter(|it| it.schema.as_ref().is_none_or(|it| *it == facts.database));
            Self {
                is_mariadb: facts.version.to_ascii_lowercase().contains("mariadb"),
                database: facts.database,
                collation: facts.collation,
                version_table: own.map(|it| it.name.clone()),
                relations: BTreeSet::new(),
            }
        }))
    }

    /// With the names of all that a text may name.
    fn with(mut self, relations: &tables::Relations) -> Self {
        let names = relations.tables.keys().chain(&relations.sequences);
        self.relations = names.chain(&relations.views).cloned().collect();
        self
    }

    /// Whether a table is our own, or its history.
    fn leaves_out(&self, table: &str) -> bool {
        self.version_table.as_ref().is_some_and(|own| {
            let behind = table.strip_prefix(own.as_str());
            behind.is_some_and(|behind| matches!(behind, "" | "_history"))
        })
    }

    /// A text of the catalog's, in which MySQL escapes quotes; names of this database stand alone.
    fn expression(&self, text: &str) -> String {
        let plain = match self.is_mariadb {
            true => text.into(),
            false => text::unescaped(text),
        };
        self.unqualified(&plain)
    }

    /// The text without this database's name before the names of what is in it.
    fn unqualified(&self, text: &str) -> String {
        text::unqualified(text, &self.database, &self.relations)
    }

    /// A collation, unless it is the database's own.
    fn own_collation(&self, collation: Option<String>) -> Option<String> {
        collation.filter(|it| *it != self.collation)
    }
}

/// A name as the server itself writes it.
fn quote(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

fn quote_list(names: &[String]) -> String {
    let names = names.iter().map(|name| quote(name));
    names.collect::<Vec<_>>().join(", ")
}
