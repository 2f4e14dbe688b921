//! Autogenerate: the wanted schema, the database's, and what leads from one to the other, as a revision.
//!
//! Both sides are read from a server by the same queries ([`catalog`]), so that a type, a default or a check differs only
//! where the server says that it does. What is wanted is made in a scratch place first ([`scratch`]). [`compare`] finds
//! the changes, [`order`] puts them in an order in which they can be done, [`render`] writes them as Rust.

pub(crate) mod beside;
pub(crate) mod catalog;
pub(crate) mod change;
pub(crate) mod compare;
pub(crate) mod difference;
pub(crate) mod directives;
#[cfg(test)]
mod laws;
pub(crate) mod left_alone;
pub(crate) mod models;
pub(crate) mod obstacles;
pub(crate) mod order;
pub(crate) mod proof;
pub(crate) mod query;
pub(crate) mod renames;
pub(crate) mod render;
pub(crate) mod schema;
pub(crate) mod scratch;
pub(crate) mod server;
pub(crate) mod target;
#[cfg(test)]
mod test_server;
pub(crate) mod up_to_date;
pub(crate) mod words;
