//! `/books`: what the shop sells.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use sqlx::{Any, AnyPool, FromRow, Transaction};

use crate::error::ApiError;
use crate::slug::slug;

/// A book as clients see it.
#[derive(Debug, Serialize)]
pub(crate) struct Book {
    slug: String,
    title: String,
    isbn: Option<String>,
    authors: Vec<String>,
    price_cents: i32,
    stock: i32,
}

/// A book to be sold from now on.
#[derive(Debug, Deserialize)]
pub(crate) struct NewBook {
    title: String,
    /// Made from the title where it is missing.
    slug: Option<String>,
    isbn: Option<String>,
    authors: Vec<String>,
    price_cents: i32,
    #[serde(default)]
    stock: i32,
}

/// A book and one of its authors.
#[derive(Debug, FromRow)]
struct Row {
    slug: String,
    title: String,
    isbn: Option<String>,
    price_cents: i32,
    stock: i32,
    author: Option<String>,
}

const ALL_BOOKS: &str = "\
    SELECT books.slug, books.title, books.isbn, books.price_cents, books.stock, authors.name AS author
    FROM books
    LEFT JOIN book_authors ON book_authors.book_id = books.id
    LEFT JOIN authors ON authors.id = book_authors.author_id
    ORDER BY books.title, books.id, book_authors.place";

const ONE_BOOK: &str = "\
    SELECT books.slug, books.title, books.isbn, books.price_cents, books.stock, authors.name AS author
    FROM books
    LEFT JOIN book_authors ON book_authors.book_id = books.id
    LEFT JOIN authors ON authors.id = book_authors.author_id
    WHERE books.slug = $1
    ORDER BY book_authors.place";

const INSERT_BOOK: &str = "\
    INSERT INTO books (slug, title, isbn, price_cents, stock) VALUES ($1, $2, $3, $4, $5) RETURNING id";

// The update changes nothing, but makes the row that is there already return its id.
const INSERT_AUTHOR: &str = "\
    INSERT INTO authors (name) VALUES ($1)
    ON CONFLICT (name) DO UPDATE SET name = excluded.name
    RETURNING id";

const INSERT_BOOK_AUTHOR: &str =
    "INSERT INTO book_authors (book_id, author_id, place) VALUES ($1, $2, $3)";

/// `GET /books`
pub(crate) async fn list(State(pool): State<AnyPool>) -> Result<Json<Vec<Book>>, ApiError> {
    let rows: Vec<Row> = sqlx::query_as(ALL_BOOKS).fetch_all(&pool).await?;
    Ok(Json(
        rows.chunk_by(|a, b| a.slug == b.slug)
            .filter_map(Book::from_rows)
            .collect(),
    ))
}

/// `GET /books/{slug}`
pub(crate) async fn show(
    State(pool): State<AnyPool>,
    Path(slug): Path<String>,
) -> Result<Json<Book>, ApiError> {
    let rows: Vec<Row> = sqlx::query_as(ONE_BOOK)
        .bind(&slug)
        .fetch_all(&pool)
        .await?;
    let book = Book::from_rows(&rows);
    book.map(Json)
        .ok_or_else(|| ApiError::not_found(format!("there is no book `{slug}`")))
}

/// `POST /books`
pub(crate) async fn create(
    State(pool): State<AnyPool>,
    book: Result<Json<NewBook>, JsonRejection>,
) -> Result<impl IntoResponse, ApiError> {
    let book = book?.0.checked()?;
    let mut transaction = pool.begin().await?;
    insert(&mut transaction, &book).await?;
    transaction.commit().await?;
    let location = [(header::LOCATION, format!("/books/{}", book.slug))];
    Ok((StatusCode::CREATED, location, Json(book)))
}

impl NewBook {
    /// The book, if it is one that can be sold.
    fn checked(self) -> Result<Book, ApiError> {
        let Self {
            title,
            slug: given,
            isbn,
            authors,
            price_cents,
            stock,
        } = self;
        let slug = slug(given.as_deref().unwrap_or(&title));
        if slug.is_empty() {
            return Err(ApiError::unprocessable(
                "a title needs at least one letter or digit",
            ));
        }
        if price_cents < 0 || stock < 0 {
            return Err(ApiError::unprocessable(
                "neither price nor stock can be negative",
            ));
        }
        if BTreeSet::from_iter(&authors).len() < authors.len() {
            return Err(ApiError::unprocessable("an author is named twice"));
        }
        Ok(Book {
            slug,
            title,
            isbn,
            authors,
            price_cents,
            stock,
        })
    }
}

impl Book {
    /// Joins the rows of one book, one for each author.
    fn from_rows(rows: &[Row]) -> Option<Self> {
        let first = rows.first()?;
        Some(Self {
            slug: first.slug.clone(),
            title: first.title.clone(),
            isbn: first.isbn.clone(),
            authors: rows.iter().filter_map(|row| row.author.clone()).collect(),
            price_cents: first.price_cents,
            stock: first.stock,
        })
    }
}

async fn insert(transaction: &mut Transaction<'_, Any>, book: &Book) -> Result<(), ApiError> {
    let insert = sqlx::query_scalar(INSERT_BOOK)
        .bind(&book.slug)
        .bind(&book.title)
        .bind(&book.isbn)
        .bind(book.price_cents)
        .bind(book.stock);
    let id: i64 = insert.fetch_one(&mut **transaction).await.map_err(taken)?;
    let authors = author_ids(transaction, &book.authors).await?;
    for (place, name) in (1..).zip(&book.authors) {
        let insert = sqlx::query(INSERT_BOOK_AUTHOR)
            .bind(id)
            .bind(authors[name.as_str()])
            .bind::<i32>(place);
        insert.execute(&mut **transaction).await?;
    }
    Ok(())
}

/// The ids of authors by their names; new ones are added.
///
/// Sorted, so that two transactions with the same authors do not wait for each other.
async fn author_ids<'a>(
    transaction: &mut Transaction<'_, Any>,
    names: &'a [String],
) -> Result<BTreeMap<&'a str, i64>, ApiError> {
    let mut ids: BTreeMap<_, _> = names.iter().map(|name| (name.as_str(), 0)).collect();
    for (name, id) in &mut ids {
        let insert = sqlx::query_scalar(INSERT_AUTHOR).bind(*name);
        *id = insert.fetch_one(&mut **transaction).await?;
    }
    Ok(ids)
}

/// Slug and ISBN belong to one book only.
fn taken(error: sqlx::Error) -> ApiError {
    match error.as_database_error() {
        Some(refused) if refused.is_unique_violation() => {
            ApiError::conflict("there is a book with this slug or ISBN already")
        }
        _ => error.into(),
    }
}
