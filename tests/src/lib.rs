//! What the end-to-end tests share: databases of their own, projects of their own, and
//! the shells of others.
#![deny(missing_docs)]

pub mod backend;
pub mod mysql;
pub mod output;
pub mod postgres;
pub mod project;
mod server;
pub mod shell;
