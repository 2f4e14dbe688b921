//! The values of rows.

use std::borrow::Cow;
use std::fmt;

/// A value that a revision writes into a row.
///
/// Rust's numbers, texts, truth values and bytes turn into one, and so does an `Option` of them:
///
/// ```
/// use migrate_runtime::prelude::*;
///
/// assert_eq!(Value::from("Ann"), Value::Text("Ann".to_owned()));
/// assert_eq!(row![2, 0.5, None], [Value::Integer(2), Value::Float(0.5), Value::Null]);
/// ```
///
/// What has no type here is written as text, as the database wants it: `"2026-02-28"`, `"9.99"`, `r#"{"a": 1}"#`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// No value.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A floating point number.
    Float(f64),
    /// A text; and what is written as one.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A UUID, in its text form; see [`Value::uuid`].
    Uuid(String),
    /// An SQL expression, sent as it is; see [`sql`].
    Sql(String),
}

impl Value {
    /// A UUID, for a column of the type [`uuid`](super::uuid): it is no text where the database has no UUIDs.
    ///
    /// ```
    /// # use migrate_runtime::prelude::*;
    /// # fn upgrade(op: &mut Operations) {
    /// let shop = Value::uuid("67e55044-10b1-426f-9247-bb680e5fe0c8");
    /// op.bulk_insert("shops", ["id", "name"], [row![shop, "Corner"]]);
    /// # }
    /// ```
    pub fn uuid(uuid: impl fmt::Display) -> Self {
        Self::Uuid(uuid.to_string())
    }
}

/// An SQL expression as a value, `sql("now()")` say; sent as it is.
pub fn sql(expression: impl Into<String>) -> Value {
    Value::Sql(expression.into())
}

/// A row of values, for [`bulk_insert`](crate::Operations::bulk_insert): `row![1, "Ann", None]`.
///
/// It is an array of [`Value`](crate::schema::Value)s, so that two rows of different lengths in one list do not
/// compile:
///
/// ```compile_fail
/// # use migrate_runtime::prelude::*;
/// # fn upgrade(op: &mut Operations) {
/// op.bulk_insert("shops", ["id", "name"], [row![1, "Corner"], row![2]]);
/// # }
/// ```
#[macro_export]
macro_rules! row {
    (@ [$($done:expr),*]) => {
        [$($done),*]
    };
    // `None` alone has no type that the compiler could find.
    (@ [$($done:expr),*] None $(, $($rest:tt)*)?) => {
        $crate::row!(@ [$($done,)* $crate::schema::Value::Null] $($($rest)*)?)
    };
    (@ [$($done:expr),*] $value:expr $(, $($rest:tt)*)?) => {
        $crate::row!(@ [$($done,)* $crate::schema::Value::from($value)] $($($rest)*)?)
    };
    ($($values:tt)*) => {
        $crate::row!(@ [] $($values)*)
    };
}

macro_rules! values {
    ($($variant:ident: $($from:ty),*;)*) => {
        $($(impl From<$from> for Value {
            fn from(value: $from) -> Self {
                Self::$variant(value.into())
            }
        })*)*
    };
}

values! {
    Bool: bool;
    Integer: i8, i16, i32, i64, u8, u16, u32;
    Float: f32, f64;
    Text: char, &str, String, &String, Cow<'_, str>;
    Bytes: Vec<u8>, &[u8];
}

/// Lets `b"…"` be a value.
impl<const LENGTH: usize> From<&[u8; LENGTH]> for Value {
    fn from(bytes: &[u8; LENGTH]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
