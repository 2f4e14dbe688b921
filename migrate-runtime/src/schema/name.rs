//! The name of a constraint or an index, given or not.

/// The name of a constraint or an index; `None` leaves it to the naming convention, or else to the database.
///
/// ```
/// # use migrate_runtime::prelude::*;
/// # fn upgrade(op: &mut Operations) {
/// op.create_unique_constraint("uq_users_email", "users", ["email"]);
/// op.create_unique_constraint(None, "users", ["nick"]);
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(pub(crate) Option<String>);

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        Self(Some(name.to_owned()))
    }
}

impl From<String> for Name {
    fn from(name: String) -> Self {
        Self(Some(name))
    }
}

impl From<Option<&str>> for Name {
    fn from(name: Option<&str>) -> Self {
        Self(name.map(str::to_owned))
    }
}
