//! Revisions made by hand: what `embed!` writes, without files and without the macro.

use migrate_runtime::__private::{self, Body, BodyFuture, Script, Settings};
use migrate_runtime::prelude::*;
use migrate_runtime::{Migrator, Operations};

/// A revision under construction. Without further word it is a base that does nothing.
#[derive(Debug)]
pub struct TestRevision(Script);

/// A revision that does nothing yet.
pub fn revision(id: &'static str) -> TestRevision {
    TestRevision(Script {
        id,
        down_revisions: &[],
        branch_labels: &[],
        depends_on: &[],
        doc: "",
        path: "versions/made_by_hand.rs",
        hash: id,
        upgrade: Body::Plain(|_| {}),
        downgrade: Body::Plain(|_| {}),
    })
}

impl TestRevision {
    /// Follows these revisions.
    pub fn revises(mut self, parents: &'static [&'static str]) -> Self {
        self.0.down_revisions = parents;
        self
    }

    /// Begins a branch of this name.
    pub fn label(mut self, labels: &'static [&'static str]) -> Self {
        self.0.branch_labels = labels;
        self
    }

    /// Needs these revisions, which are no parents.
    pub fn depends_on(mut self, revisions: &'static [&'static str]) -> Self {
        self.0.depends_on = revisions;
        self
    }

    /// Says what it is for.
    pub fn message(mut self, doc: &'static str) -> Self {
        self.0.doc = doc;
        self
    }

    /// Is another revision of this identifier, as after an edit.
    pub fn edited(mut self) -> Self {
        self.0.hash = "edited";
        self
    }

    /// Does this when it is applied.
    pub fn upgrade(mut self, body: fn(&mut Operations)) -> Self {
        self.0.upgrade = Body::Plain(body);
        self
    }

    /// Does this when it is undone.
    pub fn downgrade(mut self, body: fn(&mut Operations)) -> Self {
        self.0.downgrade = Body::Plain(body);
        self
    }

    /// Does this, reading the database, when it is applied.
    pub fn upgrade_async(mut self, body: for<'a> fn(&'a mut Operations) -> BodyFuture<'a>) -> Self {
        self.0.upgrade = Body::Async(body);
        self
    }

    /// Does this, reading the database, when it is undone.
    pub fn downgrade_async(
        mut self,
        body: for<'a> fn(&'a mut Operations) -> BodyFuture<'a>,
    ) -> Self {
        self.0.downgrade = Body::Async(body);
        self
    }
}

/// A migrator of these revisions, with the settings that hold where nothing is configured.
pub fn migrator(revisions: impl IntoIterator<Item = TestRevision>) -> Migrator {
    migrator_with(Settings::DEFAULT, revisions)
}

/// A migrator of these revisions with settings of its own.
pub fn migrator_with(
    settings: Settings,
    revisions: impl IntoIterator<Item = TestRevision>,
) -> Migrator {
    let scripts: Vec<Script> = revisions.into_iter().map(|it| it.0).collect();
    // A migrator is a static of its program; here the program is the test.
    __private::migrator(scripts.leak(), settings)
}

/// A chain of `length` revisions, `r001` and so on, each of which writes into the table `log` which row of
/// the version table it found.
///
/// So the log of a complete chain, in the order of its numbers, is `base`, `r001`, `r002` and so on: a revision
/// that ran twice, or not at all, shows.
pub fn chain(length: usize) -> Vec<TestRevision> {
    let mut steps: Vec<fn(&mut Operations)> = vec![next; length];
    steps[0] = first;
    let revisions = chain_of(&steps).into_iter().enumerate();
    revisions
        .map(|(index, revision)| match index {
            0 => revision.downgrade(undo_first),
            _ => revision.downgrade(undo_next),
        })
        .collect()
}

/// A chain of revisions, `r001` and so on, each of which does one of these when it is applied.
pub fn chain_of(steps: &[fn(&mut Operations)]) -> Vec<TestRevision> {
    let steps = steps.iter().zip(1..);
    steps
        .map(|(step, number)| match number {
            1 => revision(id(1)).upgrade(*step),
            _ => revision(id(number))
                .revises(Vec::from([id(number - 1)]).leak())
                .upgrade(*step),
        })
        .collect()
}

/// What is in the table `log` after the first `length` revisions of a chain.
pub fn log_of(length: usize) -> Vec<String> {
    let found = (1..length).map(|number| id(number).to_owned());
    std::iter::once("base".to_owned()).chain(found).collect()
}

/// Reads the table `log`.
pub const READ_LOG: &str = "SELECT found FROM log ORDER BY number";

fn id(number: usize) -> &'static str {
    format!("r{number:03}").leak()
}

fn first(op: &mut Operations) {
    op.create_table("log", |t| {
        t.column("number", bigint()).primary_key().identity();
        t.column("found", text()).not_null();
    });
    next(op);
}

fn undo_first(op: &mut Operations) {
    op.drop_table("log");
}

fn next(op: &mut Operations) {
    op.execute(
        "INSERT INTO log (found) SELECT coalesce(max(version_num), 'base') FROM alembic_version",
    );
}

fn undo_next(op: &mut Operations) {
    op.execute("DELETE FROM log WHERE number = (SELECT max(number) FROM log)");
}
