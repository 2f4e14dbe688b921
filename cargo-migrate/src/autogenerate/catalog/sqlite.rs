//! SQLite's catalog: four queries, whatever the number of tables. What they give is cast, because sqlx would look up the columns of the
//! pragmas, and there is no table that has them.
//!
//! SQLite keeps statements as they were written, and its pragmas tell a part of what they say. The rest, names of constraints,
//! checks, collations, expressions, is read from the statements themselves, by the runtime, which takes them apart to change
//! tables too. Expressions are brought into one form, so that blanks and capitals make no difference.
//!
//! Left out are virtual tables with all that is theirs and triggers of views, which are named, and tables of attached databases.
//! That a table is `STRICT`, `WITHOUT ROWID` or `AUTOINCREMENT` is kept, for when it is created again; what differs in it is named, for
//! no operation changes it.

pub(crate) mod beyond;
mod constraints;
mod foreign_keys;
mod indexes;
mod objects;
mod tables;
#[cfg(test)]
mod tests;

use migrate_runtime::dialect::Family;
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

use super::Options;
use crate::autogenerate::schema::Schema;
pub(crate) use indexes::definition as definition_of_index;
use objects::Objects;
use tables::Tables;

/// Reads all that the database holds; nothing is known of schemas here.
///
/// All is seen as of one moment.
pub(crate) async fn read(
    connection: &mut SqliteConnection,
    options: &Options,
) -> Result<Schema, sqlx::Error> {
    let mut transaction = connection.begin().await?;
    let objects = Objects::read(&mut transaction, options).await?;
    let mut tables = Tables::read(&mut transaction, &objects).await?;
    foreign_keys::read(&mut transaction, &mut tables).await?;
    indexes::read(&mut transaction, &objects, &mut tables).await?;
    transaction.rollback().await?;
    let mut schema = Schema {
        family: Family::Sqlite,
        tables: tables.into_all(),
        ..Schema::default()
    };
    objects.add_to(&mut schema);
    Ok(schema)
}
