//! Column types: a generic set that every dialect maps, and any native type by name.

/// The type of a column.
///
/// The generic types are mapped by the dialect so that values written through sqlx read back;
/// [`Type::Native`] is sent as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Type {
    /// A 16-bit integer.
    SmallInteger,
    /// A 32-bit integer.
    Integer,
    /// A 64-bit integer.
    BigInteger,
    /// A single-precision floating point number.
    Real,
    /// A double-precision floating point number.
    Double,
    /// An exact number with the given precision and scale.
    Numeric(Option<(u16, u16)>),
    /// True or false.
    Boolean,
    /// Text of any length.
    Text,
    /// Text of at most the given number of characters.
    Varchar(u32),
    /// Text padded to the given number of characters.
    Char(u32),
    /// A calendar date.
    Date,
    /// A time of day without a zone.
    Time,
    /// A date and time without a zone.
    Timestamp,
    /// A point in time.
    TimestampTz,
    /// A UUID.
    Uuid,
    /// JSON text.
    Json,
    /// JSON in the database's binary form, where it has one.
    Jsonb,
    /// Bytes.
    Bytes,
    /// A type by its native name, sent as it is.
    Native(String),
}

macro_rules! type_functions {
    ($($(#[$doc:meta])* $name:ident => $variant:ident;)*) => {
        $($(#[$doc])* pub fn $name() -> Type { Type::$variant })*
    };
}

type_functions! {
    /// A 16-bit integer.
    smallint => SmallInteger;
    /// A 32-bit integer.
    integer => Integer;
    /// A 64-bit integer.
    bigint => BigInteger;
    /// A single-precision floating point number.
    real => Real;
    /// A double-precision floating point number.
    double => Double;
    /// True or false.
    boolean => Boolean;
    /// Text of any length.
    text => Text;
    /// A calendar date.
    date => Date;
    /// A time of day without a zone.
    time => Time;
    /// A date and time without a zone.
    timestamp => Timestamp;
    /// A point in time: PostgreSQL's `timestamp with time zone`.
    timestamptz => TimestampTz;
    /// A UUID.
    uuid => Uuid;
    /// JSON text.
    json => Json;
    /// JSON in the database's binary form, where it has one.
    jsonb => Jsonb;
    /// Bytes: `bytea`, `BLOB`.
    bytes => Bytes;
}

/// Text of at most `length` characters.
pub fn varchar(length: u32) -> Type {
    Type::Varchar(length)
}

/// Text padded to `length` characters.
pub fn char(length: u32) -> Type {
    Type::Char(length)
}

/// An exact number of `precision` digits, `scale` of them behind the point.
pub fn numeric(precision: u16, scale: u16) -> Type {
    Type::Numeric(Some((precision, scale)))
}

/// A type by its native name, `native("tsvector")` say; sent as it is.
pub fn native(name: impl Into<String>) -> Type {
    Type::Native(name.into())
}
