//! The project that is shown: a branch that is merged, and a branch of its own that depends on one of its ways.

use migrate_tests::project::{TestDatabase, TestProject};

/// The binary under test.
pub(super) const PROGRAM: &str = env!("CARGO_BIN_EXE_cargo-migrate-dup");

/// A revision file to be written.
#[derive(Clone, Copy)]
pub(super) struct RevisionFile<'a> {
    pub(super) id: &'a str,
    pub(super) message: &'a str,
    pub(super) down: &'a [&'a str],
    pub(super) labels: &'a [&'a str],
    pub(super) depends_on: &'a [&'a str],
}

/// All revisions, two of them with messages that every form has to quote.
pub(super) const REVISIONS: [RevisionFile<'static>; 6] = [
    RevisionFile {
        message: "create account table",
        ..RevisionFile::new("1975ea83b712", &[])
    },
    RevisionFile {
        message: r#"add a "quoted" <column>"#,
        ..RevisionFile::new("ae1027a6acf0", &["1975ea83b712"])
    },
    RevisionFile {
        message: "add shopping cart table",
        labels: &["shoppingcart"],
        ..RevisionFile::new("27c6a30d7c24", &["1975ea83b712"])
    },
    RevisionFile {
        message: r"merge </script> & C:\new",
        ..RevisionFile::new("d747a8a8879a", &["ae1027a6acf0", "27c6a30d7c24"])
    },
    RevisionFile {
        message: "create networking branch",
        labels: &["networking"],
        ..RevisionFile::new("3cac04ae8714", &[])
    },
    RevisionFile {
        message: "add ip account table",
        depends_on: &["shoppingcart"],
        ..RevisionFile::new("2a95102259be", &["3cac04ae8714"])
    },
];

/// A project with all revisions, and no database.
pub(super) fn project() -> TestProject {
    project_of(&REVISIONS)
}

/// The same, on a database that is stamped with what is given.
pub(super) fn stamped(targets: &[&str]) -> TestProject {
    stamped_of(&REVISIONS, targets)
}

/// A project with some revisions, on a database that is stamped with what is given.
pub(super) fn stamped_of(revisions: &[RevisionFile<'_>], targets: &[&str]) -> TestProject {
    let project = project_of(revisions).on(TestDatabase::sqlite());
    if !targets.is_empty() {
        let stamped = project.migrate([&["stamp"], targets].concat());
        assert_eq!(stamped.status, Some(0), "{stamped}");
    }
    project
}

/// A project that is never compiled: the commands read the files only.
pub(super) fn project_of(revisions: &[RevisionFile<'_>]) -> TestProject {
    let project = TestProject::empty(PROGRAM);
    project.write(
        "Cargo.toml",
        "[package]\nname = \"shown\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [package.metadata.migrate]\nmultiple-heads = \"allow\"\n\n[workspace]\n",
    );
    project.write("src/lib.rs", "");
    project.write("versions/.gitkeep", "");
    for (index, revision) in revisions.iter().enumerate() {
        project.write(&revision.path(index + 1), &revision.text(index + 1));
    }
    project
}

impl<'a> RevisionFile<'a> {
    pub(super) const fn new(id: &'a str, down: &'a [&'a str]) -> Self {
        Self {
            id,
            message: "",
            down,
            labels: &[],
            depends_on: &[],
        }
    }

    fn path(&self, day: usize) -> String {
        let plain = |c: char| if c.is_alphanumeric() { c } else { '_' };
        let slug: String = self.message.chars().map(plain).collect();
        format!("versions/2025_01_{day:02}_0900-{}_{slug}.rs", self.id)
    }

    fn text(&self, day: usize) -> String {
        let Self {
            id,
            message,
            down,
            labels,
            depends_on,
        } = self;
        let revises = format!("Revises: {}", down.join(", "));
        let revises = revises.trim_end();
        format!(
            "//! {message}\n//!\n//! Revision ID: {id}\n//! {revises}\n//! Create Date: 2025-01-{day:02} 09:00:00 UTC\n\n\
             use migrate_runtime::prelude::*;\n\n\
             pub const REVISION: &str = \"{id}\";\n\
             pub const DOWN_REVISION: &[&str] = &{down:?};\n\
             pub const BRANCH_LABELS: &[&str] = &{labels:?};\n\
             pub const DEPENDS_ON: &[&str] = &{depends_on:?};\n\n\
             pub fn upgrade(_op: &mut Operations) {{}}\n\npub fn downgrade(_op: &mut Operations) {{}}\n"
        )
    }
}
