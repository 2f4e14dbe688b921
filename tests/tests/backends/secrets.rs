//! No password is told, whatever goes wrong and however it is printed.

use std::fmt::Debug;

use migrate_runtime::Database;
use migrate_tests::backend::{Backend, Postgres, migrator, revision};
use migrate_tests::on_database;

use crate::failed::told;
use crate::shops::shop;

on_database!(
    postgres,
    migrate_tests::backend::Postgres,
    a_refused_login_tells_no_password,
    an_unreachable_server_tells_no_password,
    a_failed_revision_tells_no_password
);

const PASSWORD: &str = "s3cret-pa55word";

#[track_caller]
fn assert_secret(text: &str) {
    assert!(!text.contains("s3cret"), "{text}");
}

#[track_caller]
fn assert_debug_secret(value: &impl Debug) {
    assert_secret(&format!("{value:?}"));
    assert_secret(&format!("{value:#?}"));
}

#[test]
fn a_database_tells_no_password() {
    for url in [
        format!("postgres://ann:{PASSWORD}@localhost/shop"),
        format!("postgres://ann@localhost/shop?password={PASSWORD}"),
        format!("postgresql+asyncpg://ann:{PASSWORD}@localhost/shop?ssl=disable"),
    ] {
        let database = Database::parse(&url).unwrap();
        assert_secret(&database.to_string());
        assert_debug_secret(&database);
        assert_eq!(database.to_string(), "shop on localhost:5432");
    }
}

#[test]
fn a_url_that_cannot_be_used_is_not_repeated() {
    for url in [
        format!("postgres://ann:{PASSWORD}@host:port/shop"),
        format!("postgres://ann:{PASSWORD}@[::1/shop"),
        format!("postgres://ann:{PASSWORD}@/shop?sslmode=sometimes"),
        format!("postgres://ann:{PASSWORD}@host/shop?port=many"),
        format!("postgres://ann:{PASSWORD}@host/shop?hostaddr=many"),
        format!("postgres://ann:{PASSWORD}%ff@host/shop"),
        format!("postgres//ann:{PASSWORD}@host/shop"),
        format!("oracle://ann:{PASSWORD}@host/shop"),
        format!("mssql+pymssql://ann:{PASSWORD}@host/shop"),
        format!("ann/{PASSWORD}@host:1521/shop"),
        format!("host=::1 user=ann password={PASSWORD}"),
        format!("{PASSWORD}@host"),
        format!("sqlite:app.db?key={PASSWORD}"),
    ] {
        let error = Database::parse(&url).expect_err(&url);
        assert_secret(&error.to_string());
        assert_debug_secret(&error);
        let source = std::error::Error::source(&error);
        assert!(source.is_none(), "{source:?}");
    }
}

/// The URL with a user who does not exist.
fn with_password(db: &Postgres) -> String {
    let (_, rest) = db.url().split_once('@').expect("the URL names a user");
    format!("postgres://nobody_of_this_name:{PASSWORD}@{rest}")
}

async fn a_refused_login_tells_no_password(db: Postgres) {
    let error = shop()
        .upgrade(with_password(&db), "head")
        .await
        .unwrap_err();
    assert_secret(&told(&error));
    assert_debug_secret(&error);
    assert!(told(&error).contains("nobody_of_this_name"), "{error}");
}

async fn an_unreachable_server_tells_no_password(_db: Postgres) {
    for url in [
        format!("postgres://ann:{PASSWORD}@127.0.0.1:1/shop"),
        format!("postgres://ann:{PASSWORD}@no-such-host.invalid/shop"),
    ] {
        let error = shop().current(url).await.unwrap_err();
        assert_secret(&told(&error));
        assert_debug_secret(&error);
    }
}

async fn a_failed_revision_tells_no_password(db: Postgres) {
    let url = format!("{}?password={PASSWORD}", db.url());
    let broken = migrator([revision("broken").upgrade(|op| {
        op.drop_table("nowhere");
    })]);
    let error = broken.upgrade(url, "head").await.unwrap_err();
    assert_secret(&told(&error));
    assert_debug_secret(&error);
}
