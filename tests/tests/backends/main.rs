//! What the runtime promises, written once and run against every database.
//!
//! A test is an `async fn name(db: impl Backend)` in the file of its subject, and stands in the list at the
//! head of the file; it runs as `subject::postgres::name` and `subject::sqlite::name`. A new database is
//! one more implementation of `Backend` and one more line in `on_every_database!`.

#![allow(
    clippy::unwrap_used,
    reason = "this is all tests, though not all of it is marked so"
)]

mod batch;
mod bulk_insert;
mod cancellation;
mod concurrency;
mod conflicts;
mod connections;
mod current;
mod custom;
mod directives;
mod downgrade;
mod edited;
mod failed;
mod failures;
mod history;
mod interrupted;
mod kills;
mod lent;
mod limits;
mod locking;
mod long_chain;
mod messages;
mod models;
mod names;
mod naming;
mod network;
mod operations;
mod partial;
mod poolers;
mod reading;
mod resume;
mod rows;
mod scripts;
mod secrets;
mod shops;
#[cfg(unix)]
mod signals;
mod spans;
mod stamp;
mod upgrade;
mod values;
mod version_table;
mod whole_run;
