//! `/orders`.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::database::TestDatabase;
use crate::service::Service;

pub(crate) async fn an_order_takes_books_out_of_the_stock(database: TestDatabase) {
    let service = Service::start(&database).await;
    stock_up(&service).await;
    let lines = json!([
        {"slug": "emma", "quantity": 1},
        {"slug": "dune", "quantity": 1},
        {"slug": "emma", "quantity": 1},
    ]);
    let (status, order) = order(&service, lines).await;
    assert_eq!(status, StatusCode::CREATED, "{order}");
    let expected = json!({
        "id": order["id"],
        "status": "open",
        "customer": "Ada",
        "total_cents": 1200 + 2 * 800,
        "lines": [
            {"slug": "dune", "title": "Dune", "quantity": 1, "unit_price_cents": 1200},
            {"slug": "emma", "title": "Emma", "quantity": 2, "unit_price_cents": 800},
        ],
    });
    assert_eq!(order, expected);
    let shown = service.get(&format!("/orders/{}", order["id"])).await;
    assert_eq!(shown, (StatusCode::OK, order));
    assert_eq!(
        stocks(&service).await,
        [("dune".to_owned(), 2), ("emma".to_owned(), 3)]
    );
    assert_eq!(
        database
            .texts("SELECT title FROM bestsellers ORDER BY copies DESC")
            .await,
        ["Emma", "Dune"]
    );
}

pub(crate) async fn an_order_takes_all_or_nothing(database: TestDatabase) {
    let service = Service::start(&database).await;
    stock_up(&service).await;
    let before = stocks(&service).await;
    let lines = json!([{"slug": "dune", "quantity": 1}, {"slug": "emma", "quantity": 6}]);
    let (status, answer) = order(&service, lines).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(
        answer,
        json!({"error": "of `emma` there are 5 copies left"})
    );
    assert_eq!(stocks(&service).await, before);
    assert_eq!(database.texts("SELECT email FROM customers").await, [""; 0]);
}

pub(crate) async fn the_last_copy_is_sold_once(database: TestDatabase) {
    let service = Service::start(&database).await;
    stock_up(&service).await;
    let buy = || order(&service, json!([{"slug": "dune", "quantity": 1}]));
    let answers = tokio::join!(buy(), buy(), buy(), buy(), buy());
    let answers = [answers.0, answers.1, answers.2, answers.3, answers.4];
    let count = |status| answers.iter().filter(|answer| answer.0 == status).count();
    assert_eq!(count(StatusCode::CREATED), 3, "{answers:?}");
    assert_eq!(count(StatusCode::CONFLICT), 2, "{answers:?}");
    assert_eq!(stocks(&service).await[0], ("dune".to_owned(), 0));
}

pub(crate) async fn a_customer_is_known_by_the_address(database: TestDatabase) {
    let service = Service::start(&database).await;
    stock_up(&service).await;
    for (name, email) in [
        ("Ada", "Ada@example.org"),
        ("Ada Lovelace", "ada@example.org"),
    ] {
        let lines = json!([{"slug": "dune", "quantity": 1}]);
        let order = json!({"name": name, "email": email, "lines": lines});
        let (status, order) = service.post("/orders", &order).await;
        assert_eq!(
            (status, &order["customer"]),
            (StatusCode::CREATED, &json!(name))
        );
    }
    let customers = database
        .texts("SELECT name || ' ' || email FROM customers")
        .await;
    assert_eq!(customers, ["Ada Lovelace Ada@example.org"]);
}

/// Three copies of Dune, five of Emma.
pub(crate) async fn stock_up(service: &Service) {
    for (title, price_cents, stock) in [("Dune", 1200, 3), ("Emma", 800, 5)] {
        let book =
            json!({"title": title, "authors": [], "price_cents": price_cents, "stock": stock});
        let (status, answer) = service.post("/books", &book).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
    }
}

/// Places an order of Ada's.
pub(crate) async fn order(service: &Service, lines: Value) -> (StatusCode, Value) {
    let order = json!({"name": "Ada", "email": "ada@example.org", "lines": lines});
    service.post("/orders", &order).await
}

async fn stocks(service: &Service) -> Vec<(String, i64)> {
    let (_, books) = service.get("/books").await;
    let books = books.as_array().unwrap().iter();
    books
        .map(|book| {
            (
                book["slug"].as_str().unwrap().to_owned(),
                book["stock"].as_i64().unwrap(),
            )
        })
        .collect()
}
