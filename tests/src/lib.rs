//! What the end-to-end tests share: databases of their own, projects of their own.
#![deny(missing_docs)]

pub mod backend;
pub mod output;
pub mod postgres;
pub mod project;
