//! What is read of what was made.

mod constraints;
mod definitions;
mod indexes;
mod left_out;
mod many;
mod tables;

use sqlx::mysql::MySqlConnection;

use super::{HiddenView, Scope, read, sees_triggers};
use crate::autogenerate::catalog::Options;
use crate::autogenerate::schema::{Name, Schema, Table};
use crate::autogenerate::scratch::mysql::Scratch;
use crate::autogenerate::test_server::{self, block_on, texts};

/// What the catalog says of what statements make: the same, whatever the database is called.
#[track_caller]
fn schema_of(statements: &[&str]) -> Schema {
    let statements = texts(statements);
    let [live, scratch] = block_on(async {
        let mut read_all = Vec::new();
        for _ in 0..2 {
            let scratch = Scratch::create(&test_server::mysql()).await.unwrap();
            scratch.execute(&statements).await.unwrap();
            read_all.push(scratch.read(&Options::default()).await.unwrap());
            scratch.close().await.unwrap();
        }
        <[Schema; 2]>::try_from(read_all).unwrap()
    });
    assert_eq!(live, scratch);
    live
}

/// The one table that statements make.
#[track_caller]
fn table_of(statements: &[&str]) -> Table {
    let schema = schema_of(statements);
    assert_eq!(schema.tables.len(), 1, "{schema:?}");
    schema.tables.into_values().next().unwrap()
}

/// Whether the server is MariaDB: what only one of the two has is not asked of the other.
fn is_mariadb() -> bool {
    block_on(async {
        let scratch = Scratch::create(&test_server::mysql()).await.unwrap();
        let mut connection: MySqlConnection = scratch.connect().await.unwrap();
        let scope = Scope::open(&mut connection, &Options::default()).await;
        drop(connection);
        scratch.close().await.unwrap();
        scope.unwrap().unwrap().is_mariadb
    })
}

fn plain(name: &str) -> Name {
    Name::plain(name)
}
