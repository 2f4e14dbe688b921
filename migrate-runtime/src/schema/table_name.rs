//! The name of a table, with its schema.

/// The name of a table, perhaps in a schema.
///
/// A text with a dot names both (`"billing.invoices"`); a pair does so exactly, for names that hold a
/// dot themselves (`("billing", "invoices.2026")`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableName {
    /// The schema; `None` is the connection's default.
    pub schema: Option<String>,
    /// The table.
    pub name: String,
}

impl From<&str> for TableName {
    fn from(text: &str) -> Self {
        match text.split_once('.') {
            Some((schema, name)) => Self {
                schema: Some(schema.into()),
                name: name.into(),
            },
            None => Self {
                schema: None,
                name: text.into(),
            },
        }
    }
}

impl From<String> for TableName {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<&String> for TableName {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl<S: Into<String>, N: Into<String>> From<(S, N)> for TableName {
    fn from((schema, name): (S, N)) -> Self {
        Self {
            schema: Some(schema.into()),
            name: name.into(),
        }
    }
}
