//! The routes of the service.

use axum::Router;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};
use axum::routing::{get, post};
use sqlx::AnyPool;

use crate::error::ApiError;
use crate::{books, orders};

/// The service on an open, migrated database.
pub fn router(pool: AnyPool) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/books", get(books::list).post(books::create))
        .route("/books/{slug}", get(books::show))
        .route("/orders", post(orders::create))
        .route("/orders/{id}", get(orders::show))
        .fallback(no_such_page)
        .method_not_allowed_fallback(no_such_method)
        .with_state(pool)
}

/// Healthy is who reaches the database.
async fn health(State(pool): State<AnyPool>) -> Result<StatusCode, ApiError> {
    sqlx::query("SELECT 1").execute(&pool).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn no_such_page(uri: Uri) -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        format!("there is nothing at {}", uri.path()),
    )
}

async fn no_such_method(method: Method, uri: Uri) -> ApiError {
    let message = format!("{} does not take {method}", uri.path());
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, message)
}
