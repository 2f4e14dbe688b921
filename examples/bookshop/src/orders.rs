//! `/orders`: what customers buy.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use sqlx::{Any, AnyPool, FromRow, Transaction};

use crate::error::ApiError;

/// An order as clients see it.
#[derive(Debug, Serialize)]
pub(crate) struct Order {
    #[serde(flatten)]
    head: Head,
    lines: Vec<Line>,
}

#[derive(Debug, Serialize, FromRow)]
struct Head {
    id: i64,
    status: String,
    customer: String,
    total_cents: i64,
}

#[derive(Debug, Serialize, FromRow)]
struct Line {
    slug: String,
    title: String,
    quantity: i32,
    unit_price_cents: i32,
}

/// An order to be placed.
#[derive(Debug, Deserialize)]
pub(crate) struct NewOrder {
    name: String,
    email: String,
    lines: Vec<NewLine>,
}

#[derive(Debug, Deserialize)]
struct NewLine {
    slug: String,
    quantity: i32,
}

/// Books taken out of the stock for an order.
#[derive(Debug)]
struct Taken {
    book: i64,
    quantity: i32,
    unit_price_cents: i32,
}

const ONE_ORDER: &str = "\
    SELECT orders.id, orders.status, customers.name AS customer, orders.total_cents
    FROM orders JOIN customers ON customers.id = orders.customer_id
    WHERE orders.id = $1";

const LINES: &str = "\
    SELECT books.slug, books.title, order_lines.quantity, order_lines.unit_price_cents
    FROM order_lines JOIN books ON books.id = order_lines.book_id
    WHERE order_lines.order_id = $1
    ORDER BY order_lines.line_number";

// Check and decrement are one statement, so that two orders never take the same copy.
const TAKE: &str = "\
    UPDATE books SET stock = stock - $1 WHERE slug = $2 AND stock >= $1 RETURNING id, price_cents";

// A customer is known by the address; the latest name counts.
const INSERT_CUSTOMER: &str = "\
    INSERT INTO customers (email, name) VALUES ($1, $2)
    ON CONFLICT (lower(email)) DO UPDATE SET name = excluded.name
    RETURNING id";

const INSERT_ORDER: &str =
    "INSERT INTO orders (customer_id, total_cents) VALUES ($1, $2) RETURNING id";

const INSERT_LINE: &str = "\
    INSERT INTO order_lines (order_id, line_number, book_id, quantity, unit_price_cents)
    VALUES ($1, $2, $3, $4, $5)";

/// `GET /orders/{id}`
pub(crate) async fn show(
    State(pool): State<AnyPool>,
    id: Result<Path<i64>, PathRejection>,
) -> Result<Json<Order>, ApiError> {
    let Path(id) = id?;
    let head = sqlx::query_as(ONE_ORDER)
        .bind(id)
        .fetch_optional(&pool)
        .await?;
    let head = head.ok_or_else(|| ApiError::not_found(format!("there is no order {id}")))?;
    let lines = sqlx::query_as(LINES).bind(id).fetch_all(&pool).await?;
    Ok(Json(Order { head, lines }))
}

/// `POST /orders`
///
/// All or nothing: without enough copies of one book, none of the others is taken either.
pub(crate) async fn create(
    State(pool): State<AnyPool>,
    order: Result<Json<NewOrder>, JsonRejection>,
) -> Result<impl IntoResponse, ApiError> {
    let Json(order) = order?;
    let quantities = quantities(&order.lines)?;
    // Dropped on an error, and rolled back with that.
    let mut transaction = pool.begin().await?;
    let mut lines = Vec::new();
    for (slug, quantity) in quantities {
        lines.push(take(&mut transaction, slug, quantity).await?);
    }
    let id = insert(&mut transaction, &order, &lines).await?;
    transaction.commit().await?;
    let location = [(header::LOCATION, format!("/orders/{id}"))];
    let order = show(State(pool), Ok(Path(id))).await?;
    Ok((StatusCode::CREATED, location, order))
}

/// How many copies of each book: one line a book, in an order that is the same for everybody, since two
/// transactions that lock the same rows in different orders would wait for each other.
fn quantities(lines: &[NewLine]) -> Result<BTreeMap<&str, i32>, ApiError> {
    if lines.is_empty() || lines.iter().any(|line| line.quantity <= 0) {
        return Err(ApiError::unprocessable(
            "an order has at least one line, and one copy in each",
        ));
    }
    let mut quantities = BTreeMap::<_, i32>::new();
    for line in lines {
        let quantity = quantities.entry(line.slug.as_str()).or_default();
        *quantity = quantity.saturating_add(line.quantity);
    }
    Ok(quantities)
}

/// Takes copies of a book out of the stock.
async fn take(
    transaction: &mut Transaction<'_, Any>,
    slug: &str,
    quantity: i32,
) -> Result<Taken, ApiError> {
    let update = sqlx::query_as(TAKE).bind(quantity).bind(slug);
    let taken: Option<(i64, i32)> = update.fetch_optional(&mut **transaction).await?;
    if let Some((book, unit_price_cents)) = taken {
        return Ok(Taken {
            book,
            quantity,
            unit_price_cents,
        });
    }
    let stock = sqlx::query_scalar("SELECT stock FROM books WHERE slug = $1").bind(slug);
    let stock: Option<i32> = stock.fetch_optional(&mut **transaction).await?;
    Err(match stock {
        Some(stock) => ApiError::conflict(format!("of `{slug}` there are {stock} copies left")),
        None => ApiError::unprocessable(format!("there is no book `{slug}`")),
    })
}

async fn insert(
    transaction: &mut Transaction<'_, Any>,
    order: &NewOrder,
    lines: &[Taken],
) -> Result<i64, ApiError> {
    let customer = sqlx::query_scalar(INSERT_CUSTOMER)
        .bind(&order.email)
        .bind(&order.name);
    let customer: i64 = customer.fetch_one(&mut **transaction).await?;
    let total: i64 = lines
        .iter()
        .map(|line| i64::from(line.quantity) * i64::from(line.unit_price_cents))
        .sum();
    let insert = sqlx::query_scalar(INSERT_ORDER).bind(customer).bind(total);
    let id = insert.fetch_one(&mut **transaction).await?;
    for (number, line) in (1..).zip(lines) {
        let insert = sqlx::query(INSERT_LINE)
            .bind::<i64>(id)
            .bind::<i32>(number)
            .bind(line.book)
            .bind(line.quantity)
            .bind(line.unit_price_cents);
        insert.execute(&mut **transaction).await?;
    }
    Ok(id)
}
