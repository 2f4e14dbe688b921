//! What happens to the database when the service starts.

use bookshop::migrations::MIGRATOR;
use reqwest::{Method, StatusCode};

use crate::database::{TestDatabase, heads};
use crate::schema::schema;
use crate::service::Service;

pub(crate) async fn a_fresh_start_migrates_to_head(database: TestDatabase) {
    assert_eq!(database.current().await, [""; 0]);
    let service = Service::start(&database).await;
    assert_eq!(database.current().await, heads());
    let response = service.send(Method::GET, "/health", None).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
}

pub(crate) async fn a_second_start_does_nothing(database: TestDatabase) {
    let first = MIGRATOR.upgrade(&database.url, "head").await.unwrap();
    assert_eq!(
        first.steps.len(),
        MIGRATOR.environment().unwrap().graph.len()
    );
    let before = schema(&database).await;

    let second = MIGRATOR.upgrade(&database.url, "head").await.unwrap();
    assert!(second.steps.is_empty(), "{:?}", second.steps);
    assert_eq!(second.current, first.current);

    Service::start(&database).await;
    assert_eq!(schema(&database).await, before);
}

pub(crate) async fn replicas_may_start_at_once(database: TestDatabase) {
    let services = tokio::join!(
        Service::start(&database),
        Service::start(&database),
        Service::start(&database),
        Service::start(&database),
    );
    assert_eq!(database.current().await, heads());
    for service in [services.0, services.1, services.2, services.3] {
        assert_eq!(
            service.get("/books").await,
            (StatusCode::OK, serde_json::json!([]))
        );
    }
}
