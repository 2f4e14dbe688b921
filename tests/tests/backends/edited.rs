//! Revisions that were edited after being applied, and databases that are ahead of the program.

use std::sync::{Arc, Mutex};

use migrate_runtime::__private::{EditedRevisions, NewerDatabase, Settings};
use migrate_runtime::{ErrorKind, Migrator, Notice, Reporter};
use migrate_tests::backend::{Backend, chain, migrator, migrator_with, revision};
use migrate_tests::on_every_database;

on_every_database!(
    an_edited_revision_is_told,
    an_edited_revision_is_refused,
    what_was_edited_before_it_is_applied_again_is_not_edited,
    a_newer_database_is_a_typed_error,
    a_newer_database_is_left_as_it_is,
);

/// Collects what it is told.
#[derive(Clone, Default)]
struct Notices(Arc<Mutex<Vec<Notice>>>);

impl Notices {
    fn take(&self) -> Vec<Notice> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Reporter for Notices {
    fn noticed(&mut self, notice: &Notice) {
        self.0.lock().unwrap().push(notice.clone());
    }
}

/// A chain of three whose second revision was edited.
fn edited(edited_revisions: EditedRevisions) -> Migrator {
    let settings = Settings {
        edited_revisions,
        ..Settings::DEFAULT
    };
    let mut revisions = chain(3);
    let second = revisions.remove(1).edited();
    revisions.insert(1, second);
    migrator_with(settings, revisions)
}

async fn an_edited_revision_is_told(db: impl Backend) {
    migrator(chain(2)).upgrade(db.url(), "head").await.unwrap();
    let mut notices = Notices::default();
    let warn = edited(EditedRevisions::Warn);
    let expected = [Notice::Edited {
        revisions: vec!["r002".into()],
    }];
    // Before anything is done, and where there is nothing to do.
    for _ in 0..2 {
        let report = warn.upgrade_reporting(db.url(), "head", &mut notices).await;
        assert_eq!(report.unwrap().current, ["r003"]);
        let told = notices.take();
        assert!(
            told.len() <= 2 && told.iter().all(|it| *it == expected[0]),
            "{told:?}"
        );
        assert!(!told.is_empty());
    }
    let allow = edited(EditedRevisions::Allow);
    allow
        .upgrade_reporting(db.url(), "head", &mut notices)
        .await
        .unwrap();
    assert_eq!(notices.take(), []);
    // On the way down it is of no interest any more.
    warn.downgrade_reporting(db.url(), "base", &mut notices)
        .await
        .unwrap();
    assert_eq!(notices.take(), []);
}

async fn an_edited_revision_is_refused(db: impl Backend) {
    migrator(chain(2)).upgrade(db.url(), "head").await.unwrap();
    let deny = edited(EditedRevisions::Deny);
    let error = deny.upgrade(db.url(), "head").await.unwrap_err();
    let ErrorKind::Edited { revisions } = &*error.kind else {
        panic!("{error}");
    };
    assert_eq!(*revisions, ["r002"]);
    assert_eq!(db.versions().await, ["r002"]);
    deny.downgrade(db.url(), "-1").await.unwrap();
    deny.upgrade(db.url(), "head").await.unwrap();
}

async fn what_was_edited_before_it_is_applied_again_is_not_edited(db: impl Backend) {
    migrator(chain(3)).upgrade(db.url(), "head").await.unwrap();
    let deny = edited(EditedRevisions::Deny);
    deny.downgrade(db.url(), "r001").await.unwrap();
    deny.upgrade(db.url(), "head").await.unwrap();
    assert_eq!(deny.upgrade(db.url(), "head").await.unwrap().steps.len(), 0);
}

async fn a_newer_database_is_a_typed_error(db: impl Backend) {
    migrator(chain(3)).upgrade(db.url(), "head").await.unwrap();
    let old = migrator(chain(2));
    for error in [
        old.upgrade(db.url(), "head").await.unwrap_err(),
        old.downgrade(db.url(), "base").await.unwrap_err(),
    ] {
        assert!(
            matches!(*error.kind, ErrorKind::NewerDatabase(_)),
            "{error}"
        );
        let expected = "Can't locate revision identified by 'r003', which the version table holds";
        assert!(error.to_string().starts_with(expected), "{error}");
    }
    assert_eq!(db.versions().await, ["r003"]);
}

async fn a_newer_database_is_left_as_it_is(db: impl Backend) {
    let mut revisions = chain(2);
    revisions.push(revision("r003").revises(&["r002"]));
    migrator(revisions).upgrade(db.url(), "head").await.unwrap();
    let settings = Settings {
        newer_database: NewerDatabase::Allow,
        ..Settings::DEFAULT
    };
    let old = migrator_with(settings, chain(2));
    let mut notices = Notices::default();
    let report = old
        .upgrade_reporting(db.url(), "head", &mut notices)
        .await
        .unwrap();
    assert_eq!(report.steps.len(), 0);
    assert_eq!(report.current, ["r003"]);
    let revision = "r003".into();
    assert_eq!(notices.take(), [Notice::NewerDatabase { revision }]);
    // Nobody knows how to undo it.
    old.downgrade(db.url(), "base").await.unwrap_err();
}
