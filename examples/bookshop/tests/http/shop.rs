//! `/books`, and what is common to all of the service.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::database::TestDatabase;
use crate::service::{Service, read};

pub(crate) async fn a_new_book_is_listed_and_shown(database: TestDatabase) {
    let service = Service::start(&database).await;
    let new = json!({
        "title": "Good Omens",
        "authors": ["Terry Pratchett", "Neil Gaiman"],
        "isbn": "978-0-575-04800-3",
        "price_cents": 999,
        "stock": 3,
    });
    let response = service
        .send(Method::POST, "/books", Some(new.to_string()))
        .await;
    assert_eq!(response.headers()["location"], "/books/good-omens");
    let (status, good_omens) = read(response).await;
    assert_eq!(status, StatusCode::CREATED);
    let mut expected = new;
    expected["slug"] = json!("good-omens");
    assert_eq!(good_omens, expected);

    let mort = json!({"title": "Mort", "authors": ["Terry Pratchett"], "price_cents": 799});
    let (status, mort) = service.post("/books", &mort).await;
    assert_eq!(status, StatusCode::CREATED);
    let beowulf = json!({"title": "Beowulf", "authors": [], "price_cents": 500});
    let (status, beowulf) = service.post("/books", &beowulf).await;
    assert_eq!(status, StatusCode::CREATED);

    assert_eq!(
        service.get("/books/good-omens").await,
        (StatusCode::OK, good_omens.clone())
    );
    let all = json!([beowulf, good_omens, mort]);
    assert_eq!(service.get("/books").await, (StatusCode::OK, all));
    let authors = database
        .texts("SELECT name FROM authors ORDER BY name")
        .await;
    assert_eq!(authors, ["Neil Gaiman", "Terry Pratchett"]);
}

pub(crate) async fn slug_and_isbn_belong_to_one_book(database: TestDatabase) {
    let service = Service::start(&database).await;
    let book = json!({"title": "Emma", "isbn": "1", "authors": ["Jane Austen"], "price_cents": 1});
    assert_eq!(service.post("/books", &book).await.0, StatusCode::CREATED);
    let mut other = book.clone();
    other["isbn"] = json!("2");
    assert_eq!(service.post("/books", &other).await.0, StatusCode::CONFLICT);
    other["slug"] = json!("Emma, second edition");
    let (status, other) = service.post("/books", &other).await;
    assert_eq!(
        (status, &other["slug"]),
        (StatusCode::CREATED, &json!("emma-second-edition"))
    );
    let mut third = book;
    third["title"] = json!("Emma III");
    assert_eq!(service.post("/books", &third).await.0, StatusCode::CONFLICT);
}

pub(crate) async fn wrong_requests_are_refused_in_json(database: TestDatabase) {
    let service = Service::start(&database).await;
    let cases = [
        (Method::GET, "/books/none", None, StatusCode::NOT_FOUND),
        (Method::GET, "/orders/1", None, StatusCode::NOT_FOUND),
        (Method::GET, "/orders/one", None, StatusCode::BAD_REQUEST),
        (Method::GET, "/nothing", None, StatusCode::NOT_FOUND),
        (
            Method::DELETE,
            "/books",
            None,
            StatusCode::METHOD_NOT_ALLOWED,
        ),
        (
            Method::POST,
            "/books",
            None,
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (Method::POST, "/books", Some("{"), StatusCode::BAD_REQUEST),
        (
            Method::POST,
            "/books",
            Some("{}"),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            Method::POST,
            "/books",
            Some(r#"{"title": "?!", "authors": [], "price_cents": 1}"#),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            Method::POST,
            "/books",
            Some(r#"{"title": "A", "authors": [], "price_cents": -1}"#),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            Method::POST,
            "/books",
            Some(r#"{"title": "A", "authors": ["B", "B"], "price_cents": 1}"#),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            Method::POST,
            "/orders",
            Some(r#"{"name": "A", "email": "a@b.c", "lines": []}"#),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            Method::POST,
            "/orders",
            Some(r#"{"name": "A", "email": "a@b.c", "lines": [{"slug": "none", "quantity": 1}]}"#),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    ];
    for (method, path, body, expected) in cases {
        let what = format!("{method} {path} {}", body.unwrap_or_default());
        let response = service.send(method, path, body.map(str::to_owned)).await;
        let (status, answer) = read(response).await;
        assert_eq!(status, expected, "{what}: {answer}");
        assert!(
            answer["error"]
                .as_str()
                .is_some_and(|error| !error.is_empty()),
            "{what}: {answer}"
        );
    }
}
