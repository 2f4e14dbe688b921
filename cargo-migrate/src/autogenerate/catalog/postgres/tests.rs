//! What is read of what was made.

mod constraints;
mod definitions;
mod indexes;
mod left_out;
mod many;
mod tables;
mod types;

use sqlx::ConnectOptions;

use super::read;
use crate::autogenerate::catalog::Options;
use crate::autogenerate::schema::{Name, Schema, Table};
use crate::autogenerate::scratch::postgres::database::ScratchDatabase;
use crate::autogenerate::scratch::postgres::schema::ScratchSchema;
use crate::autogenerate::test_server::{self, block_on, texts};

/// What the catalog says of what statements make.
///
/// A scratch schema says the same: in an empty database, and where what is wanted is there already.
#[track_caller]
fn schema_of(statements: &[&str]) -> Schema {
    let statements = texts(statements);
    let [empty, live, again] = block_on(async {
        let database = ScratchDatabase::create(&test_server::postgres())
            .await
            .unwrap();
        let mut connection = database.connect().await.unwrap();
        let mut read_all = Vec::new();
        for is_scratch in [true, false, true] {
            read_all.push(if is_scratch {
                let mut scratch = ScratchSchema::open(&mut connection).await.unwrap();
                scratch.execute(&statements).await.unwrap();
                let schema = scratch.read().await.unwrap();
                scratch.close().await.unwrap();
                schema
            } else {
                database.execute(&statements).await.unwrap();
                read(&mut connection, &Options::default()).await.unwrap()
            });
        }
        database.close().await.unwrap();
        <[Schema; 3]>::try_from(read_all).unwrap()
    });
    assert_eq!(empty, live);
    assert_eq!(again, live);
    live
}

/// The one table that statements make.
#[track_caller]
fn table_of(statements: &[&str]) -> Table {
    let schema = schema_of(statements);
    assert_eq!(schema.tables.len(), 1, "{schema:?}");
    schema.tables.into_values().next().unwrap()
}

/// The server's major version: what an older one has not is not asked of it.
fn server_version() -> u32 {
    let connection = block_on(async { test_server::postgres().connect().await.unwrap() });
    connection.server_version_num().unwrap() / 10_000
}

fn plain(name: &str) -> Name {
    Name::plain(name)
}
