//! Models: the tables that a program works with, said in Rust, for autogenerate to compare with a database.
//!
//! ```
//! # #[cfg(feature = "models")] {
//! use migrate_runtime::models::{SqlEnum, Table};
//!
//! /// A row of `products`; `sqlx::FromRow` may stand beside `Table`.
//! #[derive(Table)]
//! #[table(name = "products", unique(["shop_id", "name"], name = "uq_products_shop_name"))]
//! struct Product {
//!     #[column(primary_key, identity)]
//!     id: i64,
//!     #[column(references("shops", "id"), on_delete = Cascade, index)]
//!     shop_id: i64,
//!     #[column(type = varchar(255))]
//!     name: String,
//!     #[column(type = numeric(12, 2), check = "price >= 0")]
//!     price: String,
//!     #[column(server_default = "'draft'")]
//!     state: State,
//!     description: Option<String>,
//! }
//!
//! #[derive(SqlEnum)]
//! #[sql_enum(name = "product_state", rename_all = "snake_case")]
//! enum State {
//!     Draft,
//!     OnSale,
//! }
//! # }
//! ```
//!
//! A derived table registers itself: it is found wherever its crate is linked into the runner, which a library of models
//! is by `use shop_models as _;` in the migrations package. A package with several databases lists the tables of each
//! ([`Metadata`]) instead.
//!
//! Deriving needs the feature `models`. A table can be said without a derive, too: what [`Table::define`] records is what
//! a revision would record to create it.

pub(crate) mod metadata;
mod sql_type;
mod table;

pub use metadata::Metadata;
pub use migrate_macros::{SqlEnum, Table};
pub use sql_type::SqlType;
pub use table::Table;
