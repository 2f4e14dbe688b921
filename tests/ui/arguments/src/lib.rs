//! The revisions of a shop.

migrate_runtime::embed!(versions);

/// Using the migrator adds no error to those of the revisions.
pub fn migrator() -> &'static migrate_runtime::Migrator {
    &MIGRATOR
}
