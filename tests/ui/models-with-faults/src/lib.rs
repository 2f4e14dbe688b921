//! All that can be wrong with a model.

use migrate_runtime::models::{SqlEnum, Table};

/// Words that are not known, and columns that are not there.
#[derive(Table)]
#[table(
    nmae = "shops",
    comment = 3,
    primary_key(["code"]),
    unique(["id", "nmae"]),
    unique([]),
    index(["id", by("names").desc()], where = "id > 1"),
    foreign_key(["id"], "owners", ["id", "name"], on_delete = Cascad),
    exclude("id")
)]
pub struct Shop {
    #[column(primary_key, nullable)]
    id: i64,
    #[column(uniqe)]
    name: String,
    code: Option<String>,
    #[column(name = "code")]
    other_code: String,
    #[column(references = "owners")]
    owner_id: i64,
    #[column(on_delete = Cascade)]
    creator_id: i64,
    #[column(identity)]
    number: Option<i64>,
    #[column(computed = "1", default = "2")]
    computed: i64,
    #[column(type(varchar))]
    kind: Kind,
    #[column(skip, unique)]
    cache: String,
    #[table(name = "x")]
    note: String,
    #[column(name "address")]
    address: String,
}

/// A tuple.
#[derive(Table)]
pub struct Pair(i64, i64);

/// An enum.
#[derive(Table)]
pub enum Either {
    /// One.
    One,
}

/// A type of types.
#[derive(Table)]
pub struct Page<T> {
    item: T,
}

/// Not an enum of texts.
#[derive(SqlEnum)]
#[sql_enum(type_name = "kind", rename_all = "snake")]
#[repr(i32)]
pub enum Kind {
    /// With a field.
    A(i64),
    /// The same text.
    #[sql_enum(rename = "A")]
    B,
}

/// Uses of a model add no fault.
pub fn define(op: &mut migrate_runtime::Operations) {
    Shop::define(op);
}
