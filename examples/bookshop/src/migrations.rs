//! The database revisions of this package, checked when this package is built.

migrate_runtime::embed!();
