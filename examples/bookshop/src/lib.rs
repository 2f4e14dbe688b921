//! A bookshop: a web service on PostgreSQL or SQLite that migrates its database when it starts.

pub mod app;
mod books;
pub mod database;
mod error;
pub mod migrations;
pub mod models;
mod orders;
mod slug;
