//! `#[derive(Table)]` and `#[derive(SqlEnum)]`.
//!
//! The words of the attributes are the methods of the builders that a revision writes with, so most of an expansion is
//! the attribute again: `unique(["shop_id", "name"], name = "uq")` is `t.unique(["shop_id", "name"]).name("uq")`.

mod attribute;
mod case;
mod column;
mod constraint;
mod faults;
mod list;
mod options;
mod sql_enum;
mod sqlx;
mod table;
mod types;

pub(crate) use sql_enum::sql_enum;
pub(crate) use table::table;

#[cfg(test)]
mod tests;
