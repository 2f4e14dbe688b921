//! Column types: a generic set that every dialect maps, and any native type by name.

use super::{TableName, names};

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
    /// A span of time.
    Interval,
    /// One of a list of texts.
    Enum(EnumType),
    /// A list of values of one type.
    Array(Box<Type>),
    /// A type by its native name, sent as it is.
    Native(String),
}

/// A type that holds one of a list of texts, with a name where the database gives it one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumType {
    pub(crate) name: TableName,
    pub(crate) values: Vec<String>,
}

impl Type {
    /// Whether it is a text, which has a character set and a collation; not one that names its own.
    pub(crate) fn is_text(&self) -> bool {
        match self {
            Self::Text | Self::Varchar(_) | Self::Char(_) | Self::Enum(_) => true,
            Self::Native(name) => {
                let (word, rest) = split_word(name);
                let word = word.to_ascii_lowercase();
                let is_text =
                    word.ends_with("text") || ["char", "varchar", "enum", "set"].contains(&&*word);
                let rest = rest.to_ascii_lowercase();
                is_text && !["character", "charset"].iter().any(|it| rest.contains(it))
            }
            _ => false,
        }
    }

    /// Whether its values may be of any length.
    pub(crate) fn is_unlimited(&self) -> bool {
        match self {
            Self::Text | Self::Json | Self::Jsonb | Self::Bytes => true,
            Self::Native(name) => {
                let word = split_word(name).0.to_ascii_lowercase();
                ["text", "blob", "json"]
                    .iter()
                    .any(|end| word.ends_with(end))
            }
            _ => false,
        }
    }
}

/// The first word of a native type, and what stands behind it.
fn split_word(name: &str) -> (&str, &str) {
    let end = name.find(|c: char| !c.is_alphanumeric() && c != '_');
    name.split_at(end.unwrap_or(name.len()))
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
    /// A span of time; PostgreSQL only.
    interval => Interval;
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

/// One of a list of texts.
///
/// On PostgreSQL it is the type of this name, which [`create_enum`](crate::Operations::create_enum) makes; on
/// MySQL an `ENUM` of these values, and on SQLite a text that is checked to be one of them.
///
/// ```
/// # use migrate_runtime::prelude::*;
/// # fn upgrade(op: &mut Operations) {
/// op.create_enum("mood", ["sad", "happy"]);
/// op.add_column("users", column("mood", enumeration("mood", ["sad", "happy"])));
/// # }
/// ```
pub fn enumeration<I>(name: impl Into<TableName>, values: I) -> Type
where
    I: IntoIterator,
    I::Item: Into<String>,
{
    Type::Enum(EnumType {
        name: name.into(),
        values: names(values),
    })
}

/// A list of values of one type; PostgreSQL only.
pub fn array(element: Type) -> Type {
    Type::Array(Box::new(element))
}

/// A type by its native name, `native("tsvector")` say; sent as it is.
pub fn native(name: impl Into<String>) -> Type {
    Type::Native(name.into())
}
