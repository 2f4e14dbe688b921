//! The connection that a revision is lent: sqlx's own, in the revision's transaction, whatever is done on it.

use migrate_runtime::prelude::*;
use migrate_tests::backend::{Backend, Postgres, Sqlite};
use migrate_tests::on_database;
use sqlx::Connection;

use crate::failed::{FailedStatement, told};
use crate::reading::{only_the_first_is_kept, with_reader};

on_database!(
    postgres_only,
    migrate_tests::backend::Postgres,
    the_connection_is_sqlxs_on_postgres,
    a_transaction_of_the_functions_own_is_a_savepoint_on_postgres,
    a_query_that_failed_cannot_be_ignored,
    copy_from_the_client_works_and_its_misuse_does_not_hang
);

on_database!(
    sqlite_only,
    migrate_tests::backend::Sqlite,
    the_connection_is_sqlxs_on_sqlite,
    a_transaction_of_the_functions_own_is_a_savepoint_on_sqlite
);

async fn the_connection_is_sqlxs_on_postgres(db: Postgres) {
    let reads = with_reader(|op| {
        Box::pin(async move {
            op.add_column("one", column("slug", text()));
            let db = op.postgres().await?;
            let rows = sqlx::query_scalar::<_, i32>("SELECT a FROM one");
            for a in rows.fetch_all(&mut *db).await? {
                let slug = sqlx::query("UPDATE one SET slug = $1 WHERE a = $2");
                slug.bind(format!("n{a}")).bind(a).execute(&mut *db).await?;
            }
            op.alter_column("one", "slug", |c| c.set_not_null());
            Ok(())
        })
    });
    reads.upgrade(db.url(), "head").await.unwrap();
    let rows = db.rows("SELECT slug FROM one ORDER BY a").await;
    assert_eq!(rows, ["n1", "n2"]);
}

async fn the_connection_is_sqlxs_on_sqlite(db: Sqlite) {
    let reads = with_reader(|op| {
        Box::pin(async move {
            op.add_column("one", column("slug", text()));
            let db = op.sqlite().await?;
            let rows = sqlx::query_scalar::<_, i32>("SELECT a FROM one");
            for a in rows.fetch_all(&mut *db).await? {
                let slug = sqlx::query("UPDATE one SET slug = $1 WHERE a = $2");
                slug.bind(format!("n{a}")).bind(a).execute(&mut *db).await?;
            }
            op.create_index("ix_one_slug", "one", ["slug"]);
            Ok(())
        })
    });
    reads.upgrade(db.url(), "head").await.unwrap();
    let rows = db.rows("SELECT slug FROM one ORDER BY a").await;
    assert_eq!(rows, ["n1", "n2"]);
}

/// The application's own code may well begin a transaction on whatever connection it is given.
async fn a_transaction_of_the_functions_own_is_a_savepoint_on_postgres(db: Postgres) {
    let reads = with_reader(|op| {
        Box::pin(async move {
            op.execute("CREATE TABLE two (a INTEGER)");
            for _ in 0..2 {
                let mut kept = op.postgres().await?.begin().await?;
                let insert = sqlx::query("INSERT INTO two VALUES (1)");
                insert.execute(&mut *kept).await?;
                kept.commit().await?;
                let mut dropped = op.postgres().await?.begin().await?;
                let insert = sqlx::query("INSERT INTO two VALUES (2)");
                insert.execute(&mut *dropped).await?;
                drop(dropped);
            }
            assert_eq!(
                Postgres::lent_rows(op, "SELECT a FROM two").await?,
                ["1", "1"]
            );
            Err("and all of it is undone".into())
        })
    });
    let error = reads.upgrade(db.url(), "head").await.unwrap_err();
    assert!(told(&error).ends_with("all of it is undone"), "{error}");
    only_the_first_is_kept(&db, &error).await;
}

async fn a_transaction_of_the_functions_own_is_a_savepoint_on_sqlite(db: Sqlite) {
    let reads = with_reader(|op| {
        Box::pin(async move {
            op.execute("CREATE TABLE two (a INTEGER)");
            for _ in 0..2 {
                let mut kept = op.sqlite().await?.begin().await?;
                let insert = sqlx::query("INSERT INTO two VALUES (1)");
                insert.execute(&mut *kept).await?;
                kept.commit().await?;
                let mut dropped = op.sqlite().await?.begin().await?;
                let insert = sqlx::query("INSERT INTO two VALUES (2)");
                insert.execute(&mut *dropped).await?;
                drop(dropped);
            }
            assert_eq!(
                Sqlite::lent_rows(op, "SELECT a FROM two").await?,
                ["1", "1"]
            );
            Err("and all of it is undone".into())
        })
    });
    let error = reads.upgrade(db.url(), "head").await.unwrap_err();
    assert!(told(&error).ends_with("all of it is undone"), "{error}");
    only_the_first_is_kept(&db, &error).await;
}

/// PostgreSQL answers nothing more in a transaction in which a statement failed.
async fn a_query_that_failed_cannot_be_ignored(db: Postgres) {
    let reads = with_reader(|op| {
        Box::pin(async move {
            op.execute("CREATE TABLE two (a INTEGER)");
            let _ = Postgres::lent_rows(op, "SELECT * FROM nowhere").await;
            Ok(())
        })
    });
    let error = reads.upgrade(db.url(), "head").await.unwrap_err();
    let failed = FailedStatement::of(&error);
    assert!(failed.server.contains("current transaction is aborted"));
    only_the_first_is_kept(&db, &error).await;
}

async fn copy_from_the_client_works_and_its_misuse_does_not_hang(db: Postgres) {
    let reads = with_reader(|op| {
        Box::pin(async move {
            let mut copy = op
                .postgres()
                .await?
                .copy_in_raw("COPY one FROM STDIN")
                .await?;
            copy.send("3\n4\n".as_bytes()).await?;
            copy.finish().await?;
            Ok(())
        })
    });
    reads.upgrade(db.url(), "head").await.unwrap();
    assert_eq!(db.rows("SELECT count(*) FROM one").await, ["4"]);
    reads.downgrade(db.url(), "first").await.unwrap();
    db.execute("DELETE FROM one WHERE a > 2").await;

    let misuse = with_reader(|op| {
        Box::pin(async move {
            Postgres::lent_rows(op, "COPY one FROM STDIN").await?;
            Ok(())
        })
    });
    let run = misuse.upgrade(db.url(), "head");
    let run = tokio::time::timeout(std::time::Duration::from_secs(20), run);
    assert!(run.await.expect("it ends").is_err());
    assert_eq!(db.versions().await, ["first"]);
}
