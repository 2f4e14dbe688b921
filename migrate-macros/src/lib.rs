//! The procedural macros of cargo-migrate: a revision chain is validated and embedded at compile time.
//!
//! Only this file names `proc_macro`: everything below it is plain functions over tokens and values.
#![deny(missing_docs)]

mod embed;
mod expand;
#[cfg(feature = "models")]
mod models;
mod module;
mod report;
mod surroundings;

use proc_macro::TokenStream;

use surroundings::Surroundings;

/// Embeds the revisions of the package, and defines `MIGRATOR`, which applies them.
///
/// `embed!();` stands at the top level of a file of the package that has `[package.metadata.migrate]`
/// in its `Cargo.toml`, usually in `src/lib.rs`. `embed!("analytics");` embeds the revisions of
/// `[package.metadata.migrate.analytics]`, and stands in a file of its own where there are several. It
/// expands to a private module for each revision file and to
///
/// ```ignore
/// pub static MIGRATOR: migrate_runtime::Migrator = /* … */;
/// ```
///
/// # Errors
///
/// The package does not compile where its revisions could not be applied: where a file is not a
/// revision file, or where the chain is broken. All faults are reported at once, each with its file and
/// line, and with the command that mends it.
#[proc_macro]
pub fn embed(arguments: TokenStream) -> TokenStream {
    let call_site = proc_macro::Span::call_site();
    // A call at the start of a line is not inside of an inline module, which would change what the
    // paths of the modules are relative to.
    let call_site_file = call_site.local_file().filter(|_| call_site.column() == 1);
    let surroundings = Surroundings::from_environment(call_site_file);
    embed::embed(&arguments.into(), &surroundings).into()
}

/// Describes a table by a struct, for autogenerate: each field is a column.
///
/// ```ignore
/// #[derive(sqlx::FromRow, Table)]
/// #[table(name = "products", unique(["shop_id", "name"]), index([by("price").desc()], name = "ix_price"))]
/// struct Product {
///     #[column(primary_key, identity)]
///     id: i64,
///     #[column(references("shops", "id"), on_delete = Cascade)]
///     shop_id: i64,
///     #[column(type = varchar(255))]
///     name: String,
///     #[column(type = numeric(12, 2), server_default = "0", check = "price >= 0")]
///     price: Decimal,
///     note: Option<String>,
/// }
/// ```
///
#[doc = include_str!("models/attributes.md")]
#[proc_macro_derive(Table, attributes(column, sqlx, table))]
pub fn table(input: TokenStream) -> TokenStream {
    models::table(input.into()).into()
}

/// Describes an enum of texts by an enum, for autogenerate: each variant is a text.
///
/// ```ignore
/// #[derive(sqlx::Type, SqlEnum)]
/// #[sqlx(type_name = "order_status", rename_all = "snake_case")]
/// enum OrderStatus {
///     New,
///     PaidLater,
/// }
/// ```
///
/// A field of this type is an `enumeration("order_status", ["new", "paid_later"])`: a type of its own on PostgreSQL,
/// `ENUM(…)` on MySQL, text with a check on SQLite. The type is there if a table has it.
///
/// | `#[sql_enum(…)]` | |
/// |------------------|-|
/// | `name = "…"` | the name of the type; without it sqlx's `type_name`, or the enum's name in snake_case |
/// | `schema = "…"`, `comment = "…"` | |
/// | `rename_all = "snake_case"` | how variants are written, as sqlx's, which counts too; without it as they are |
/// | `rename = "…"`, of a variant | its text; sqlx's counts, too |
#[proc_macro_derive(SqlEnum, attributes(sql_enum, sqlx))]
pub fn sql_enum(input: TokenStream) -> TokenStream {
    models::sql_enum(input.into()).into()
}

/// The derives without their feature.
#[cfg(not(feature = "models"))]
mod models {
    use proc_macro2::TokenStream;
    use quote::quote;

    pub(crate) fn table(_: TokenStream) -> TokenStream {
        quote! {
            ::core::compile_error! {
                "the models are behind a feature: write `features = [\"models\"]` for \
                 `migrate-runtime` in Cargo.toml"
            }
        }
    }

    pub(crate) use table as sql_enum;
}
