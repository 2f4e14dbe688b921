//! The clauses that `CREATE TABLE` and `ALTER TABLE` share.

mod body;
mod column;
mod comment;
mod constraint;
mod definition;
mod enums;
mod existing;
mod index_part;
mod naming;
mod type_name;
mod value;

pub(super) use body::unterminated;
pub(super) use column::is_literal;
pub(super) use definition::{Clause, Definition};
pub(super) use existing::RECREATE;
pub(super) use naming::Named;
