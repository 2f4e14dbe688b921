//! All that a database holds, to be compared with what another one holds.

use migrate_runtime::Migrator;

use super::{Backend, eventually};

/// A database: its version, its catalog and its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// The rows of the version table.
    pub versions: Vec<String>,
    /// What the catalog says.
    pub schema: String,
    /// Each row of each table, behind the table's name, sorted.
    pub rows: Vec<String>,
}

impl Contents {
    /// Reads a database.
    pub async fn of(db: &impl Backend) -> Self {
        let mut rows = Vec::new();
        for table in db.tables().await {
            let select = format!("SELECT * FROM {table}");
            let found = db.rows(&select).await.into_iter();
            rows.extend(found.map(|row| format!("{table}: {row}")));
        }
        rows.sort();
        Self {
            versions: db.versions().await,
            schema: db.schema().await,
            rows,
        }
    }
}

/// What a database holds at first, and after each revision of a chain that nothing disturbs.
#[derive(Debug)]
pub struct Course(Vec<Contents>);

impl Course {
    /// Applies the revisions of a chain to an empty database, one by one.
    ///
    /// # Panics
    ///
    /// One of them fails.
    pub async fn of(db: &impl Backend, migrator: &Migrator, length: usize) -> Self {
        let mut course = vec![Contents::of(db).await];
        for _ in 0..length {
            let step = migrator.upgrade(db.url(), "+1").await;
            step.expect("a revision is applied");
            course.push(Contents::of(db).await);
        }
        Self(course)
    }

    /// What is there in the end.
    pub fn end(&self) -> &Contents {
        &self.0[self.length()]
    }

    /// The number of revisions.
    pub fn length(&self) -> usize {
        self.0.len() - 1
    }

    /// The number of revisions that are applied by what a version table holds: nothing, or a row that names one of them.
    ///
    /// # Panics
    ///
    /// It holds anything else.
    pub fn position(&self, versions: &[String]) -> usize {
        let mut course = self.0.iter();
        let position = course.position(|contents| contents.versions == versions);
        position.unwrap_or_else(|| panic!("no revision of the chain: {versions:?}"))
    }

    /// Checks what a run left that did not come to its end: of the next revision nothing, unless it may be there in parts.
    ///
    /// # Panics
    ///
    /// Anything else is there.
    pub async fn check_left(&self, db: &impl Backend, is_in_parts: impl Fn(usize) -> bool) {
        let is_quiet = async || db.others().await.is_empty();
        eventually("nobody else is connected", is_quiet).await;
        let done = self.position(&db.versions().await);
        if !is_in_parts(done + 1) {
            assert_eq!(Contents::of(db).await, self.0[done]);
        }
    }
}
