//! Types, as each dialect writes them.

use std::borrow::Cow;

use crate::dialect::Enums;
use crate::operations::{RenderError, Statements};
use crate::schema::Type;

impl Statements<'_> {
    /// Writes a type.
    ///
    /// # Errors
    ///
    /// A type that the database does not have.
    pub fn type_name<'t>(&self, data_type: &'t Type) -> Result<Cow<'t, str>, RenderError> {
        let names = &self.dialect.types;
        Ok(match data_type {
            Type::SmallInteger => names.small_integer.into(),
            Type::Integer => names.integer.into(),
            Type::BigInteger => names.big_integer.into(),
            Type::Real => names.real.into(),
            Type::Double => names.double.into(),
            Type::Numeric(Some((precision, scale))) => {
                format!("NUMERIC({precision}, {scale})").into()
            }
            Type::Numeric(None) => names
                .numeric
                .ok_or_else(|| {
                    self.unsupported(
                        "keep a number of any precision",
                        "say how many digits there are: `numeric(12, 2)`",
                    )
                })?
                .into(),
            Type::Boolean => "BOOLEAN".into(),
            Type::Text => names.text.into(),
            Type::Varchar(length) => format!("VARCHAR({length})").into(),
            Type::Char(length) => format!("CHAR({length})").into(),
            Type::Date => "DATE".into(),
            Type::Time => names.time.into(),
            Type::Timestamp => names.timestamp.into(),
            Type::TimestampTz => names.timestamp_tz.into(),
            Type::Uuid => names.uuid.into(),
            Type::Json => names.json.into(),
            Type::Jsonb => names.jsonb.into(),
            Type::Bytes => names.bytes.into(),
            Type::Interval => names
                .interval
                .ok_or_else(|| {
                    self.unsupported(
                        "keep a span of time",
                        "keep its seconds, or milliseconds, in a `bigint()`",
                    )
                })?
                .into(),
            Type::Enum(it) => match self.dialect.objects.enums {
                Enums::Named => self.dialect.quote_table(&it.name).into(),
                Enums::InColumn => format!("ENUM({})", self.literals(&it.values)).into(),
                Enums::Check => names.text.into(),
            },
            Type::Array(element) if names.arrays => {
                format!("{}[]", self.type_name(element)?).into()
            }
            Type::Array(_) => {
                let help =
                    "keep the list in a `json()` column, or its elements in a table of their own";
                return Err(self.unsupported("keep a list in a column", help));
            }
            Type::Native(name) => name.as_str().into(),
        })
    }

    /// The condition that a column of this type needs, where the database does not check it by itself.
    pub(crate) fn type_check(&self, column: &str, data_type: &Type) -> Option<String> {
        match data_type {
            Type::Enum(it) if self.dialect.objects.enums == Enums::Check => {
                let (column, values) = (self.dialect.quote(column), self.literals(&it.values));
                Some(format!("{column} IN ({values})"))
            }
            _ => None,
        }
    }

    /// Texts as literals, with commas between them.
    pub(in crate::operations) fn literals(&self, texts: &[String]) -> String {
        let literals = texts.iter().map(|text| self.dialect.literal(text));
        literals.collect::<Vec<_>>().join(", ")
    }
}
