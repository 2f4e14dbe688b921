//! What the end-to-end tests share: databases of their own, projects of their own, and
//! the shells of others.
#![deny(missing_docs)]

pub mod backend;
pub mod mysql;
pub mod output;
pub mod pooler;
pub mod postgres;
pub mod project;
pub mod random;
mod server;
pub mod shell;
pub mod worker;
