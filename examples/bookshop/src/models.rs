//! The tables, as autogenerate compares them with a database.
//!
//! The service reads its rows into structs of its own: what it shows is seldom a row of one table.

use migrate_runtime::models::Table;

/// What the shop sells.
#[derive(Debug, Table)]
#[table(
    name = "books",
    index(["slug"], name = "uq_books_slug", unique),
    index([expr("lower(title)")], name = "ix_books_title")
)]
pub struct Book {
    /// Its number.
    #[column(primary_key, identity)]
    pub id: i64,
    /// What it is called.
    pub title: String,
    /// Its number in all shops.
    #[column(unique)]
    pub isbn: Option<String>,
    /// What it costs.
    #[column(check = "price_cents >= 0")]
    pub price_cents: i32,
    /// Since when it is sold; the service has no type for it, and reads it as text.
    #[column(type = timestamptz(), server_default = "CURRENT_TIMESTAMP")]
    pub created_at: String,
    /// How many there are.
    #[column(server_default = "0", check = "stock >= 0")]
    pub stock: i32,
    /// Its name in URLs.
    #[column(server_default = "''")]
    pub slug: String,
    /// The shelf that it stands on.
    #[column(type = varchar(16), references("genres", "code"), on_delete = SetNull)]
    pub genre: Option<String>,
}

/// Who writes books.
#[derive(Debug, Table)]
#[table(name = "authors")]
pub struct Author {
    /// Their number.
    #[column(primary_key, identity)]
    pub id: i64,
    /// What they are called.
    #[column(unique)]
    pub name: String,
}

/// Who wrote which book.
#[derive(Debug, Table)]
#[table(
    name = "book_authors",
    unique(["book_id", "place"], name = "uq_book_authors_place"),
    index(["author_id"], name = "ix_book_authors_author")
)]
pub struct BookAuthor {
    /// The book.
    #[column(primary_key, references("books", "id"), on_delete = Cascade)]
    pub book_id: i64,
    /// The author.
    #[column(primary_key, references("authors", "id"), on_delete = Restrict)]
    pub author_id: i64,
    /// Where the author stands on the title page.
    #[column(check = "place > 0")]
    pub place: i32,
}

/// Who buys books.
#[derive(Debug, Table)]
#[table(
    name = "customers",
    index([expr("lower(email)")], name = "uq_customers_email", unique)
)]
pub struct Customer {
    /// Their number.
    #[column(primary_key, identity)]
    pub id: i64,
    /// Where bills are sent.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// Since when they are known.
    #[column(type = timestamptz(), server_default = "CURRENT_TIMESTAMP")]
    pub created_at: String,
}

/// What was ordered at once.
#[derive(Debug, Table)]
#[table(
    name = "orders",
    check("status IN ('open', 'paid', 'shipped', 'cancelled')", name = "ck_orders_status"),
    index(["customer_id", "placed_at"], name = "ix_orders_open", where_ = "status = 'open'")
)]
pub struct Order {
    /// Its number.
    #[column(primary_key, identity)]
    pub id: i64,
    /// Who ordered.
    #[column(references("customers", "id"), on_delete = Restrict)]
    pub customer_id: i64,
    /// How far it is.
    #[column(type = varchar(16), server_default = "'open'")]
    pub status: String,
    /// When it was ordered.
    #[column(type = timestamptz(), server_default = "CURRENT_TIMESTAMP")]
    pub placed_at: String,
    /// What makes it cheaper.
    #[column(type = varchar(24), references("vouchers", "code"), on_delete = Restrict)]
    pub voucher: Option<String>,
    /// What it costs.
    #[column(server_default = "0")]
    pub total_cents: i64,
}

/// A book in an order.
#[derive(Debug, Table)]
#[table(
    name = "order_lines",
    primary_key(["order_id", "line_number"]),
    unique(["order_id", "book_id"], name = "uq_order_lines_book"),
    index(["book_id"], name = "ix_order_lines_book")
)]
pub struct OrderLine {
    /// The order.
    #[column(references("orders", "id"), on_delete = Cascade)]
    pub order_id: i64,
    /// Its place in the order.
    pub line_number: i32,
    /// The book.
    #[column(references("books", "id"), on_delete = Restrict)]
    pub book_id: i64,
    /// How many.
    #[column(check = "quantity > 0")]
    pub quantity: i32,
    /// What one cost on that day.
    #[column(check = "unit_price_cents >= 0")]
    pub unit_price_cents: i32,
}

/// A shelf of the shop.
#[derive(Debug, Table)]
#[table(name = "genres")]
pub struct Genre {
    /// Its name in URLs.
    #[column(primary_key, type = varchar(16))]
    pub code: String,
    /// What stands above it.
    #[column(type = varchar(80), unique)]
    pub name: String,
}

/// What a customer thinks of a book.
#[derive(Debug, Table)]
#[table(
    name = "reviews",
    unique(["book_id", "customer_id"], name = "uq_reviews_customer")
)]
pub struct Review {
    /// Its number.
    #[column(primary_key, identity)]
    pub id: i64,
    /// The book.
    #[column(references("books", "id"), on_delete = Cascade)]
    pub book_id: i64,
    /// Who wrote it, if they are still known.
    #[column(references("customers", "id"), on_delete = SetNull)]
    pub customer_id: Option<i64>,
    /// How many stars it gives.
    #[column(check = "stars BETWEEN 1 AND 5")]
    pub stars: i16,
    /// Its text.
    #[column(server_default = "''")]
    pub body: String,
    /// Whether everybody may read it.
    #[column(server_default = "false")]
    pub published: bool,
}

/// What makes an order cheaper.
#[derive(Debug, Table)]
#[table(
    name = "vouchers",
    check("percent BETWEEN 1 AND 100", name = "ck_vouchers_percent")
)]
pub struct Voucher {
    /// What the customer types.
    #[column(primary_key, type = varchar(24))]
    pub code: String,
    /// By how much.
    pub percent: i16,
    /// The last day on which it counts.
    #[column(type = date())]
    pub valid_until: Option<String>,
}
