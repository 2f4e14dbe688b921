//! The column type of a Rust type.

use std::net::IpAddr;

use crate::operations::Operations;
use crate::schema::{Type, bigint, boolean, double, integer, native, real, smallint, text};

/// A Rust type that says which type its column has.
///
/// `#[derive(SqlEnum)]` makes one of an enum; for a type of your own that wraps another, it is written by hand:
///
/// ```
/// use migrate_runtime::models::SqlType;
/// use migrate_runtime::schema::{Type, bigint};
///
/// /// `#[derive(sqlx::Type)] #[sqlx(transparent)]` may stand here.
/// struct ShopId(i64);
///
/// impl SqlType for ShopId {
///     fn data_type() -> Type {
///         bigint()
///     }
/// }
/// ```
///
/// The types of other crates that sqlx reads and writes (`Uuid`, `OffsetDateTime`, `Decimal`, …) need none: the derive
/// knows them by their names.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no column type",
    label = "the type of this column is not known",
    note = "say it with `#[column(type = …)]`, `#[column(type = varchar(80))]` for example",
    note = "or derive `SqlEnum` for an enum, or implement `migrate_runtime::models::SqlType` for a type of your own"
)]
pub trait SqlType {
    /// The type of a column that holds this.
    fn data_type() -> Type;

    /// Records what must be there before such a column: the enum, if it is one.
    fn define(_op: &mut Operations) {}
}

macro_rules! types {
    ($($type:ty => $data_type:expr;)*) => {
        $(impl SqlType for $type {
            fn data_type() -> Type {
                $data_type
            }
        })*
    };
}

types! {
    bool => boolean();
    i16 => smallint();
    i32 => integer();
    i64 => bigint();
    f32 => real();
    f64 => double();
    str => text();
    String => text();
    IpAddr => native("INET");
}
