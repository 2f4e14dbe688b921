//! Values, as they stand in a statement.

use std::borrow::Cow;

use crate::dialect::ByteLiterals;
use crate::operations::{RenderError, Statements};
use crate::schema::Value;

impl Statements<'_> {
    /// A value, as it stands in a statement.
    pub(in crate::operations) fn value<'v>(
        &self,
        value: &'v Value,
    ) -> Result<Cow<'v, str>, RenderError> {
        Ok(match value {
            Value::Null => "NULL".into(),
            Value::Bool(true) => "TRUE".into(),
            Value::Bool(false) => "FALSE".into(),
            Value::Integer(number) => number.to_string().into(),
            Value::Float(number) => self.float(*number)?,
            Value::Text(text) => self.dialect.literal(text).into(),
            Value::Bytes(bytes) => self.bytes(bytes).into(),
            Value::Uuid(text) => self.uuid(text)?.into(),
            Value::Sql(expression) => expression.into(),
        })
    }

    /// A text that is read back as the same number.
    fn float<'v>(&self, number: f64) -> Result<Cow<'v, str>, RenderError> {
        let facts = self.dialect.values;
        let word = match (number.is_nan(), number.is_infinite()) {
            (true, _) => facts.not_a_number,
            (_, true) => facts.infinity,
            _ if facts.exact_decimals || is_ordinary(number) => {
                return Ok(format!("{number:?}").into());
            }
            _ => return Ok(product(number).into()),
        };
        match word {
            Some(word) if number < 0.0 => Ok(format!("-{word}").into()),
            Some(word) => Ok(word.into()),
            None => Err(self.unsupported(
                format!("keep the number {number}"),
                "write `None`, or a number that stands for it",
            )),
        }
    }

    fn bytes(&self, bytes: &[u8]) -> String {
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        match self.dialect.values.bytes {
            ByteLiterals::Escaped => format!(r"'\x{hex}'::bytea"),
            ByteLiterals::Hex => format!("X'{hex}'"),
        }
    }

    fn uuid(&self, text: &str) -> Result<String, RenderError> {
        let digits = text.replace('-', "");
        if digits.len() != 32 || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
            return Err(RenderError::invalid(format!("`{text}` is no UUID")));
        }
        Ok(match self.dialect.values.uuids {
            true => self.dialect.literal(text),
            false => format!("X'{digits}'"),
        })
    }
}

/// Whether a number is of a size that every database reads well.
fn is_ordinary(number: f64) -> bool {
    number == 0.0 || (1e-60..1e60).contains(&number.abs())
}

/// A number as its bits times powers of two, which lose nothing.
fn product(number: f64) -> String {
    const STEP: i32 = 50;
    let bits = number.to_bits();
    let (fraction, exponent) = (bits & ((1 << 52) - 1), (bits >> 52 & 0x7ff) as i32);
    let (whole, exponent) = match exponent {
        0 => (fraction, -1074),
        _ => (fraction | 1 << 52, exponent - 1075),
    };
    let operator = if exponent < 0 { '/' } else { '*' };
    let (steps, rest) = (exponent.abs() / STEP, exponent.abs() % STEP);
    let sign = if number < 0.0 { "-" } else { "" };
    let mut text = format!("{sign}{whole}.0 {operator} {}.0", 1_u64 << rest);
    for _ in 0..steps {
        text.push_str(&format!(" {operator} {}.0", 1_u64 << STEP));
    }
    text
}
