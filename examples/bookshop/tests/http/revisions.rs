//! The revisions on databases that are in use.

use bookshop::migrations::MIGRATOR;
use serde_json::json;

use crate::database::{TestDatabase, heads};
use crate::orders;
use crate::schema::{schema, tables};
use crate::service::Service;

const CREATE_AUTHORS: &str = "9c07e25fd1a8";
const ADD_STOCK: &str = "f18b64e0d25c";

pub(crate) async fn books_of_before_the_slugs_get_one(database: TestDatabase) {
    database.upgrade(ADD_STOCK).await;
    database
        .execute(
            "INSERT INTO books (title, price_cents) VALUES
                 ('Dune', 1200), ('It''s Ulysses!', 1900), ('Dune', 1500), ('???', 100), ('Dune 2', 900)",
        )
        .await;

    let service = Service::start(&database).await;
    let slugs = database.texts("SELECT slug FROM books ORDER BY id").await;
    assert_eq!(
        slugs,
        ["dune", "it-s-ulysses", "dune-2", "book", "dune-2-2"]
    );
    let (_, book) = service.get("/books/dune-2").await;
    assert_eq!(book["price_cents"], 1500);
}

pub(crate) async fn authors_move_out_of_books_and_back(database: TestDatabase) {
    database.upgrade(CREATE_AUTHORS).await;
    let insert = "INSERT INTO books (title, author, price_cents) VALUES
        ('Dune', 'Frank Herbert', 1200), ('Beowulf', NULL, 900), ('Emma', 'Jane Austen', 800),
        ('Persuasion', 'Jane Austen', 850)";
    database.execute(insert).await;
    let authors = "SELECT coalesce(author, '-') FROM books ORDER BY id";
    let before = database.texts(authors).await;

    let service = Service::start(&database).await;
    let (_, book) = service.get("/books/persuasion").await;
    assert_eq!(book["authors"], json!(["Jane Austen"]));
    let (_, book) = service.get("/books/beowulf").await;
    assert_eq!(book["authors"], json!([]));
    let names = database
        .texts("SELECT name FROM authors ORDER BY name")
        .await;
    assert_eq!(names, ["Frank Herbert", "Jane Austen"]);

    drop(service);
    database.downgrade(CREATE_AUTHORS).await;
    assert_eq!(database.texts(authors).await, before);
    assert_eq!(database.texts("SELECT name FROM authors").await, [""; 0]);
}

pub(crate) async fn every_downgrade_undoes_its_upgrade(database: TestDatabase) {
    let graph = MIGRATOR.environment().unwrap().graph;
    let order = MIGRATOR.upgrade(&database.url, "head").await.unwrap().steps;
    assert_eq!(order.len(), graph.len());
    database.downgrade("base").await;

    for step in order {
        let revision = graph.get(&step.revision).unwrap();
        for parent in &revision.down_revisions {
            database.upgrade(parent).await;
        }
        let (before, rows) = (schema(&database).await, database.current().await);
        database.upgrade(&revision.id).await;
        let parent = revision.down_revisions.first();
        database
            .downgrade(parent.map_or("base", |parent| parent))
            .await;
        assert_eq!(schema(&database).await, before, "{}", revision.doc);
        assert_eq!(database.current().await, rows, "{}", revision.doc);
    }
}

pub(crate) async fn a_used_database_goes_down_to_nothing_and_up_again(database: TestDatabase) {
    let service = Service::start(&database).await;
    orders::stock_up(&service).await;
    orders::order(&service, json!([{"slug": "dune", "quantity": 1}])).await;
    drop(service);

    database.downgrade("base").await;
    assert_eq!(
        tables(&database).await,
        ["alembic_version", "alembic_version_history"]
    );
    assert_eq!(database.current().await, [""; 0]);

    database.upgrade("head").await;
    assert_eq!(database.current().await, heads());
    assert_eq!(database.texts("SELECT title FROM books").await, [""; 0]);
}
