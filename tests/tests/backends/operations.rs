//! What each operation does to the catalog and to the rows.

mod columns;
mod execute;
mod indexes;
mod schemas;
mod tables;

use migrate_runtime::operations::RenderError;
use migrate_runtime::{ErrorKind, Migrator, Operations};
use migrate_tests::backend::{Backend, TestRevision, migrator, revision};

/// What a revision does, and how it is undone.
pub(crate) type UpAndDown = (fn(&mut Operations), fn(&mut Operations));

/// Applies `before`, then `change`, and compares the catalog with the database's snapshot of this name; then
/// undoes `change`, and compares the catalog with what it was.
pub(crate) async fn check(
    db: &impl Backend,
    name: &str,
    before: fn(&mut Operations),
    change: UpAndDown,
) {
    let migrator = two_revisions(before, change);
    migrator.upgrade(db.url(), "before").await.unwrap();
    let schema_before = db.schema().await;
    migrator.upgrade(db.url(), "change").await.unwrap();
    assert_schema(db, name).await;
    migrator.downgrade(db.url(), "before").await.unwrap();
    assert_eq!(db.schema().await, schema_before, "after the downgrade");
    migrator.upgrade(db.url(), "change").await.unwrap();
}

/// Compares the catalog with the database's snapshot of this name.
pub(crate) async fn assert_schema<B: Backend>(db: &B, name: &str) {
    let schema = db.schema().await;
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("snapshots");
    settings.bind(|| insta::assert_snapshot!(format!("{name}@{}", B::NAME), schema));
}

/// Applies one revision.
pub(crate) async fn apply(db: &impl Backend, body: fn(&mut Operations)) {
    let migrator = migrator([revision("only").upgrade(body)]);
    migrator.upgrade(db.url(), "head").await.unwrap();
}

/// Applies a revision that is refused before anything of it is sent, and proves that nothing was.
pub(crate) async fn refused(db: &impl Backend, body: fn(&mut Operations)) -> RenderError {
    let migrator = migrator([revision("refused").upgrade(body)]);
    let error = migrator.upgrade(db.url(), "head").await.unwrap_err();
    assert!(error.applied.is_empty() && error.current.is_empty());
    assert!(!db.has_version_table().await, "nothing was sent");
    assert_eq!(db.schema().await, "", "nothing was sent");
    match *error.kind {
        ErrorKind::Render {
            step,
            location,
            source,
        } => {
            assert_eq!(step.revision, "refused");
            assert!(
                location.file().contains("backends/operations/"),
                "{location}"
            );
            source
        }
        other => panic!("{other}"),
    }
}

fn two_revisions(before: fn(&mut Operations), (up, down): UpAndDown) -> Migrator {
    let change: TestRevision = revision("change").revises(&["before"]);
    migrator([
        revision("before").upgrade(before),
        change.upgrade(up).downgrade(down),
    ])
}
